"""Weights that lie in a file beside the model: read only from the model's own folder."""

from __future__ import annotations

import math
import os
import re
from pathlib import Path

import numpy as np
from onnx import TensorProto, helper

from engine.errors import FileError, FormatError, UnsupportedError

_DRIVE_OR_STREAM = re.compile(r":")
_RESERVED = re.compile(
    r"^(con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³]) *(\..*)?$", re.IGNORECASE
)


def read_external(tensor: TensorProto, folder: Path | None, file: str) -> np.ndarray:
    """Return the values of a tensor whose data lies outside the model's file.

    Parameters
    ----------
    tensor : its `external_data` names location, offset and length in bytes
    folder : where the model lies, or None where it came as bytes
    file : the model's name, for errors

    Raises
    ------
    FileError
        If the place is outside the folder, or the file cannot be read.
    FormatError
        If offset or length do not fit the tensor or the file.
    UnsupportedError
        If the type of the values is not known.
    """
    what = f"tensor {tensor.name!r}"
    dtype = np.dtype(helper.tensor_dtype_to_np_dtype(tensor.data_type))
    if dtype.hasobject:
        raise UnsupportedError(f"{what} holds strings, which are not known here.", file=file)
    wanted = math.prod(tensor.dims) * dtype.itemsize
    data = external_bytes(tensor, folder, file, wanted)
    return (
        np.frombuffer(data, dtype.newbyteorder("<")).astype(dtype, copy=False).reshape(tensor.dims)
    )


def external_size(tensor: TensorProto, folder: Path, file: str) -> int:
    """Return how many bytes a tensor takes in its file; errors as `read_external`."""
    what = f"tensor {tensor.name!r}"
    entries = {entry.key: entry.value for entry in tensor.external_data}
    path = _inside(folder, entries.get("location", ""), what, file)
    try:
        return int(entries.get("length", "") or path.stat().st_size)
    except (OSError, ValueError) as error:
        raise FileError(f"{what} lies in {path.name}, which cannot be read.", file=file) from error


def external_bytes(
    tensor: TensorProto, folder: Path | None, file: str, wanted: int | None = None
) -> bytes:
    """Return the bytes of a tensor whose data lies outside the model's file.

    Parameters
    ----------
    wanted : how many there must be; None: as many as the tensor announces, or all after its offset

    Raises
    ------
    FileError, FormatError
        As `read_external`.
    """
    what = f"tensor {tensor.name!r}"
    entries = {entry.key: entry.value for entry in tensor.external_data}
    if folder is None:
        raise FileError(f"{what} lies in another file; open the model from its folder.", file=file)
    path = _inside(folder, entries.get("location", ""), what, file)
    try:
        offset = int(entries.get("offset", "0") or 0)
        length = int(entries.get("length", "") or 0) or wanted
    except ValueError as error:
        raise FormatError(
            f"{what} has an offset or length that is no number.", file=file
        ) from error
    try:
        size = path.stat().st_size
        length = size - offset if length is None else length
        wanted = length if wanted is None else wanted
        if offset < 0 or length < 0 or length != wanted or offset + wanted > size:
            raise FormatError(
                f"{what} needs {wanted} bytes at {offset}; {path.name} has {size}.",
                file=file,
                remedy="Copy the model and the files beside it again.",
                tensor=tensor.name,
            )
        with open(path, "rb", opener=_without_waiting) as stream:
            # Something else may have taken its place after it was looked at.
            again = _inside(folder, entries.get("location", ""), what, file)
            if not os.path.samestat(os.fstat(stream.fileno()), again.stat()):
                raise FileError(
                    f"{what} lies in {path.name}, which changes while it is read.",
                    file=file,
                    remedy="Try again later.",
                )
            stream.seek(offset)
            return stream.read(wanted)
    except OSError as error:
        raise FileError(
            f"{what} lies in {path.name}, which cannot be read: {error.strerror}.",
            file=file,
            remedy=f"Put {path.name} beside the model.",
            missing=path.name,
        ) from error


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; a pipe that took its place may never give a byte, and is not waited for."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _inside(folder: Path, location: str, what: str, file: str) -> Path:
    """Return the path of `location`, which must be a plain file under `folder`.

    Rules of both systems hold on each: no absolute path, drive, alternate stream, UNC, `..`,
    reserved name; no link that leads out.
    """
    parts = location.replace("\\", "/").split("/")
    bad = (
        not location
        or "\0" in location
        or parts[0] == ""
        # Windows drops dots and spaces at the end of a name: 'nul.' is the device.
        or any(p.rstrip(". ") != p or not p or _RESERVED.match(p) for p in parts)
        or _DRIVE_OR_STREAM.search(location) is not None
    )
    path = folder.joinpath(*parts) if not bad else folder
    if not bad:
        real_folder = os.path.realpath(folder)
        bad = os.path.commonpath([real_folder, os.path.realpath(path)]) != real_folder
        bad = bad or (os.path.isfile(path) and path.stat().st_nlink > 1)
        bad = bad or (os.path.exists(path) and not os.path.isfile(path))  # a pipe may never end
    if bad:
        raise FileError(
            f"{what} points to {location!r}, which is not a file in the model's folder.",
            file=file,
            remedy="Do not trust this model unless you know who made it.",
            location=location,
        )
    return path
