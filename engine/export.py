"""Files that leave the program: png, npz, json, csv, text. Each appears whole or not at all.

Everything is written to a temporary file in the same folder, which then takes the place of the
old one in a single step.
"""

from __future__ import annotations

import csv
import errno
import io
import json
import math
import re
import secrets
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Literal

import numpy as np
from PIL import Image

from engine.errors import CancelledError, FileError, ShapeError
from engine.visual.normalize import Scale
from engine.visual.tiles import picture_of

_MOST_NAME_LENGTH = 60

_REMEDIES = {
    errno.ENOENT: "Choose a folder that exists.",
    errno.ENOTDIR: "Choose a folder that exists.",
    errno.EISDIR: "Choose the name of a file, not of a folder.",
    errno.EACCES: "Choose another folder, or close the program that has the file open.",
    errno.EPERM: "Choose another folder, or close the program that has the file open.",
    errno.EROFS: "Choose another folder; this one cannot be written to.",
    errno.ENOSPC: "Free some space, or choose another drive.",
    errno.ENAMETOOLONG: "Choose a shorter name.",
}


@contextmanager
def _named_errors(path: Path) -> Iterator[None]:
    """Turn the system's errors into ours, with the file and what to do."""
    try:
        yield
    except OSError as error:
        raise FileError(
            f"the file could not be written: {error.strerror or error}.",
            file=str(path),
            remedy=_REMEDIES.get(error.errno or 0, "Choose another folder or name."),
        ) from error


@contextmanager
def _whole(path: Path | str) -> Iterator[IO[bytes]]:
    """Open a temporary file that becomes `path` if all goes well, and is gone if not."""
    target = Path(path)
    # Not `tempfile`: its files are for their owner's eyes only, and would stay so.
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    with _named_errors(target):
        try:
            with part.open("xb") as file:
                yield file
            part.replace(target)
        except BaseException:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise


def save_png(pixels: np.ndarray, path: Path | str) -> None:
    """Write a picture.

    Parameters
    ----------
    pixels : (H, W, 3) RGB or (H, W) grey, uint8

    Raises
    ------
    FileError
        If the system does not let us.
    ShapeError
        If it is no such array, or empty.
    """
    image = image_of(pixels)
    with _whole(path) as file:
        image.save(file, "PNG")


def encoded(pixels: np.ndarray, form: Literal["PNG", "WEBP"] = "PNG") -> bytes:
    """Return a picture, as for `save_png`, as the bytes of a file."""
    stream = io.BytesIO()
    image_of(pixels).save(stream, form, **({"quality": 82} if form == "WEBP" else {}))
    return stream.getvalue()


def image_of(pixels: np.ndarray) -> Image.Image:
    """Return a picture, as for `save_png`, for Pillow."""
    grey = pixels.ndim == 2
    if pixels.dtype != np.uint8 or not (grey or pixels.shape[2:] == (3,)) or not pixels.size:
        raise ShapeError(
            f"a picture must be uint8 (H, W, 3) or (H, W), got {pixels.dtype} {pixels.shape}."
        )
    return Image.fromarray(np.ascontiguousarray(pixels))


def save_npz(
    arrays: Mapping[str, np.ndarray],
    path: Path | str,
    *,
    should_stop: Callable[[], bool] | None = None,
    on_step: Callable[[int, int], None] | None = None,
) -> None:
    """Write arrays so that `np.load(path)[name]` gives each back.

    Parameters
    ----------
    should_stop, on_step : asked and told (done, total) for each array

    Raises
    ------
    FileError
        If the system does not let us.
    CancelledError
        If `should_stop` says so; then there is no file.
    """
    # Not `np.savez`: it takes names as keywords, so that an array cannot be called 'file'.
    with _whole(path) as file, zipfile.ZipFile(file, "w", allowZip64=True) as archive:
        for place, (name, array) in enumerate(arrays.items()):
            _check_stop(should_stop)
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, np.asanyarray(array), allow_pickle=False)
            if on_step is not None:
                on_step(place + 1, len(arrays))


def save_json(value: Any, path: Path | str) -> None:
    """Write a value as JSON, NumPy's numbers and arrays included; NaN and ∞ become null.

    Raises
    ------
    FileError
        If the system does not let us.
    """
    save_text(f"{json_text(value)}\n", path)


def json_text(value: Any) -> str:
    """Return a value as JSON, as `save_json` writes it."""
    return json.dumps(_plain(value), ensure_ascii=False, indent=2, allow_nan=False)


def save_csv(header: Sequence[str], rows: Iterable[Sequence[Any]], path: Path | str) -> None:
    """Write a table, in UTF-8 with the mark by which spreadsheets know it.

    Raises
    ------
    FileError
        If the system does not let us.
    """
    with _whole(path) as file:
        file.write(b"\xef\xbb\xbf")
        writer = csv.writer(_Text(file), lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(rows)


def save_text(text: str, path: Path | str) -> None:
    """Write text in UTF-8.

    Raises
    ------
    FileError
        If the system does not let us.
    """
    with _whole(path) as file:
        file.write(text.encode())


class _Text:
    """What `csv` writes to: a binary file that takes text, and is not closed with it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, text: str) -> int:
        return self._file.write(text.encode())


def save_maps(
    activations: Mapping[str, np.ndarray],
    folder: Path | str,
    *,
    scale: Scale = "layer",
    cmap: str | None = None,
    should_stop: Callable[[], bool] | None = None,
    on_step: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Write each layer as a contact sheet and as numbers; return the files in order.

    The files are called `003_conv1.png` and `003_conv1.npz`: the layer's place from 0 on, then
    its title. A `.npz` holds the array as `values` and the layer's exact name as `name`.

    Parameters
    ----------
    activations : arrays by layer name; where it has `layers`, their titles name the files
    folder : made where it is not there
    scale, cmap : as for `engine.visual.tiles.sheet`
    should_stop, on_step : asked and told (done, total) for each layer

    Raises
    ------
    FileError
        If the system does not let us.
    CancelledError
        If `should_stop` says so; what is written stays.
    """
    target = Path(folder)
    with _named_errors(target):
        target.mkdir(parents=True, exist_ok=True)
    titles = {layer.name: layer.title for layer in getattr(activations, "layers", ())}
    digits = max(3, len(str(len(activations))))
    written: list[Path] = []
    for place, (name, array) in enumerate(activations.items()):
        _check_stop(should_stop)
        stem = f"{place:0{digits}d}_{safe_name(titles.get(name) or name)}"
        if array.dtype.kind in "biuf":
            written.append(target / f"{stem}.png")
            save_png(picture_of(array, scale=scale, cmap=cmap), written[-1])
        written.append(target / f"{stem}.npz")
        values = array.astype(str) if array.dtype.kind == "O" else array
        save_npz({"values": values, "name": np.array(name)}, written[-1])
        if on_step is not None:
            on_step(place + 1, len(activations))
    return written


def _check_stop(should_stop: Callable[[], bool] | None) -> None:
    if should_stop is not None and should_stop():
        raise CancelledError("saving was stopped.")


def safe_name(text: str) -> str:
    """Return a name that every file system takes: letters, digits, `-`, `_`, and single dots."""
    kept = re.sub(r"[^\w.-]+", "_", text)
    kept = re.sub(r"\.{2,}", ".", kept)[:_MOST_NAME_LENGTH].strip("._")
    return kept or "layer"


def _plain(value: Any) -> Any:
    """Return a value that JSON knows."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return str(value) if isinstance(value, Path) else value
