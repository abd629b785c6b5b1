"""A file to a `Model`, whatever its format."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from engine.compile import Options
from engine.errors import EngineError
from engine.formats.model_file import ModelFile
from engine.formats.npz import is_npz
from engine.formats.onnx_file import read_onnx
from engine.metadata import Labels, Preprocess, picture_input
from engine.model import Model
from engine.stopping import ShouldStop, apart
from engine.threads import default_threads, direct_products

if TYPE_CHECKING:
    from engine.formats.architecture import Architecture

_SIZES = ((48, 320), (32, 320), (32, 128), (32, 100), (64, 256), (256, 256), (320, 320), (640, 640))
"""Heights and widths of text lines first: other networks mostly take any size."""


def load(
    source: str | Path | bytes,
    *,
    labels: Labels | Collection[str] | None = None,
    preprocess: Preprocess | None = None,
    architecture: Architecture | str | Path | None = None,
    partial: bool = False,
    threads: int | None = None,
    strict: bool = False,
    should_stop: ShouldStop | None = None,
) -> Model:
    """Return the model in an ONNX file, or in a NumPy archive of weights (.npz).

    Parameters
    ----------
    source : the file's path, or its bytes
    labels, preprocess : used instead of what the file, and files beside it, say
    architecture : how the weights of a NumPy archive are used, or a file that says so; by default
        the file `NAME.toml` beside `NAME.npz`, else a guess that `Model.warnings` tells
    partial : where the network holds operators that are not known, return the part of it that can
        run without them; `Model.missing` names the rest
    threads : over how many threads a large step of a run is spread; by default as many as there
        are processors, up to four
    strict : compute with algorithms only whose error is that of plain float32 products, up to 1e-5
        of the largest value; else Winograd's forms, up to 1e-4, are used where they are faster
    should_stop : asked often; when it returns True, CancelledError follows within a tenth of a
        second, but for the parsing of a large file, which holds Python's lock. Where it is given,
        the work is done on another thread, which asks

    Raises
    ------
    EngineError
        If the file cannot be read, is no model, or holds what the engine does not know. It
        names file, node and remedy.
    """
    path = None if isinstance(source, bytes) else Path(source)
    name = path.name if path else "model"
    count = default_threads() if threads is None else max(1, threads)
    options = Options(count, strict, direct_products())
    try:
        # What depends on no picture is computed here, and may take as long as a file likes.
        model = apart(
            lambda _: _opened(source, name, path, architecture, partial, options), should_stop
        )
    except EngineError as error:
        error.file = error.file or name
        raise
    return model.with_options(labels=labels, preprocess=preprocess)


def _opened(
    source: str | Path | bytes,
    name: str,
    path: Path | None,
    architecture: Architecture | str | Path | None,
    partial: bool,
    options: Options,
) -> Model:
    given = source if isinstance(source, bytes) else Path(source)
    file = _read(given, name, architecture)
    return _with_a_size_that_fits(Model(file, path, partial=partial, options=options))


def _read(
    source: Path | bytes, name: str, architecture: Architecture | str | Path | None
) -> ModelFile:
    if _holds_arrays(source):
        # What reads TOML and guesses a network takes 10 ms to import, and most files are ONNX.
        from engine.formats.numpy_weights import read_numpy_weights

        given = Path(architecture) if isinstance(architecture, str) else architecture
        return read_numpy_weights(source, name, given)
    return read_onnx(source, name)


def _with_a_size_that_fits(model: Model) -> Model:
    """Return the model with another size where the usual one does not go through the network."""
    value = picture_input(model.inputs)
    takes_pictures = value is not None and value.shape is not None and len(value.shape) == 4
    if not takes_pictures or model.preprocess.size is not None or _goes_through(model):
        return model
    sized = (model.assuming_size(size) for size in _SIZES)
    return next(filter(_goes_through, sized), model)


def _goes_through(model: Model) -> bool:
    try:
        return bool(model.layers)
    except EngineError:
        return False


def _holds_arrays(source: Path | bytes) -> bool:
    if isinstance(source, bytes):
        return is_npz(source[:8])
    return source.suffix.lower() in (".npz", ".npy")
