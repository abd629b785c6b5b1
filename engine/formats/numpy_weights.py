"""Weights saved by Theano, Lasagne and NumPy users (.npz) to a `Graph`.

The archive holds numbers only. What they mean stands in a description beside it, or is guessed,
and then a warning says what was guessed (see `architecture` and `guess`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from engine.errors import EngineError
from engine.formats.architecture import Architecture, Conv, Layer, Pool, read_architecture
from engine.formats.array_order import in_order
from engine.formats.guess import guess_architecture
from engine.formats.model_file import ModelFile
from engine.formats.npz import read_npz
from engine.formats.weights_graph import weights_graph


def read_numpy_weights(
    source: Path | bytes, name: str = "", architecture: Architecture | Path | None = None
) -> ModelFile:
    """Return the network whose weights lie in a NumPy archive.

    Parameters
    ----------
    source : the archive, or its bytes
    name : what errors call it; by default the file's name
    architecture : how its arrays are used, or a file that says so; by default `NAME.toml` beside
        it, else a guess

    Raises
    ------
    EngineError
        If archive or description cannot be read or trusted, or do not fit each other.
    """
    name = name or (source.name if isinstance(source, Path) else "weights.npz")
    try:
        arrays = in_order(read_npz(source, name))
        used = _architecture(source, arrays, name, architecture)
        graph = weights_graph(used, arrays, name.removesuffix(".npz"))
    except EngineError as error:
        error.file = error.file or name
        raise
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    warnings = (_what_was_guessed(used, name),) if used.guessed else ()
    return ModelFile(graph, {}, "NumPy", size, warnings, used)


def _architecture(
    source: Path | bytes,
    arrays: Mapping[str, np.ndarray],
    name: str,
    given: Architecture | Path | None,
) -> Architecture:
    if isinstance(given, Architecture):
        return given
    if given is not None:
        return read_architecture(given)
    beside = source.with_suffix(".toml") if isinstance(source, Path) else None
    if beside is not None and beside.is_file():
        return read_architecture(beside)
    return guess_architecture(arrays, name)


def _what_was_guessed(used: Architecture, name: str) -> str:
    size = " × ".join("any" if side is None else str(side) for side in used.input)
    layers = ", ".join(_said(layer) for layer in used.layers)
    return (
        f"{name} holds weights only, so how they are used was guessed: input {size}; {layers}. "
        f"Write {name.removesuffix('.npz')}.toml beside it to say so yourself."
    )


def _said(layer: Layer) -> str:
    words = [layer.type.replace("_", " ")]
    if isinstance(layer, Conv):
        words += [str(layer.border_mode), "kernels flipped" if layer.flip else "not flipped"]
    if isinstance(layer, Pool):
        words += ["×".join(map(str, layer.size)), layer.mode]
    nonlinearity = getattr(layer, "nonlinearity", "linear")
    if nonlinearity != "linear":
        words.append(nonlinearity)
    return " ".join(words)
