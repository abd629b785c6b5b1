"""Arrays in a NumPy archive (.npz), read without trusting it.

NumPy's own reader would unpickle on request, allocate what a header claims and expand what a zip
claims. Here every claim is held against the file and the budget before memory is asked for, and
nothing is ever unpickled.
"""

from __future__ import annotations

import ast
import io
import math
import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from engine import budget
from engine.errors import FormatError, UnsupportedError
from engine.formats.whole_file import read_whole

_HEADER_BYTES = 10_000
_CHANCE = 100
_LONGEST_NAME = 200
_SMALL = 1 << 20  # up to this many bytes the ratio does not matter
_NUMBERS = re.compile(r"^[<>|=]?([?b]1?|[iu][1248]|f[248])$")
# What `zipfile` raises on archives that are damaged, besides its own error.
_BROKEN_ZIP = (
    zipfile.BadZipFile, zlib.error, EOFError, struct.error, ValueError, OSError, OverflowError,
    NotImplementedError, RuntimeError, IndexError,
)  # fmt: skip
_SAVE_AGAIN = "Save them again with numpy.savez('net.npz', *arrays)."


def is_npz(head: bytes) -> bool:
    """Return whether a file that begins so may be an archive of arrays, or one of its disguises."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\x93NUMPY", b"\x80"))


def read_npz(source: Path | bytes, file: str) -> dict[str, np.ndarray]:
    """Return the arrays of an archive by name, in the order in which they were saved.

    Parameters
    ----------
    source : the file, or its bytes
    file : its name, for errors

    Raises
    ------
    FileError
        If the file cannot be read.
    FormatError
        If it is no archive of arrays, or one of them is broken.
    UnsupportedError
        If it holds anything but numbers.
    LimitError
        If it exceeds a budget, or expands suspiciously.
    """
    data = source if isinstance(source, bytes) else read_whole(source, file)
    _refuse_pickle(data, file)
    # Before the list of entries is made, half a kilobyte each; a few may be chance, in the numbers.
    budget.check("The archive", data.count(b"PK\x01\x02") - _CHANCE, "entries")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _arrays(archive, file)
    except _BROKEN_ZIP as error:
        raise FormatError(
            "is no NumPy archive, or ends too early.",
            file=file,
            remedy="Download or copy it again.",
            reason="truncated",
        ) from error


def _refuse_pickle(data: bytes, file: str) -> None:
    if data.startswith(b"\x80"):
        raise UnsupportedError(
            "is a pickle, which can run any program when it is opened; it is not opened.",
            file=file,
            remedy=_SAVE_AGAIN,
            reason="pickle",
        )
    if data.startswith(b"\x93NUMPY"):
        raise FormatError(
            "holds one array, not the weights of a network.", file=file, remedy=_SAVE_AGAIN
        )


def _arrays(archive: zipfile.ZipFile, file: str) -> dict[str, np.ndarray]:
    entries = archive.infolist()
    budget.check("The archive", len(entries), "entries")
    # All sizes together before the first is read.
    budget.check("The archive", sum(entry.file_size for entry in entries), "file_bytes")
    arrays: dict[str, np.ndarray] = {}
    for entry in entries:
        name = _name(entry, file)
        if name in arrays:
            raise FormatError(f"array {name!r} occurs twice.", file=file, entry=name)
        if entry.file_size > _SMALL:
            ratio = entry.file_size // max(1, entry.compress_size)
            budget.check(f"Array {name!r}", ratio, "ratio")
        with archive.open(entry) as stream:
            content = stream.read(entry.file_size)
        arrays[name] = _array(content, f"array {name!r}", file)
    if not arrays:
        raise FormatError("holds no arrays.", file=file)
    return arrays


def _name(entry: zipfile.ZipInfo, file: str) -> str:
    name = entry.filename
    stem = name.removesuffix(".npy")
    plain = 0 < len(stem) <= _LONGEST_NAME and not re.search(r"[/\\:\0]|^\.\.?$", stem)
    if entry.is_dir() or stem == name or not plain:
        shown = name[:_LONGEST_NAME]
        raise FormatError(
            f"holds {shown!r}, which is no array of a NumPy archive.", file=file, entry=shown
        )
    if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnsupportedError(f"array {stem!r} is encrypted or packed unusually.", file=file)
    return stem


def _array(content: bytes, what: str, file: str) -> np.ndarray:
    """Return the array in the bytes of an .npy file, read-only."""
    dtype, shape, fortran, start = _header(content, what, file)
    budget.check_elements(shape, what)
    wanted = math.prod(shape) * dtype.itemsize
    if len(content) - start != wanted:
        raise FormatError(
            f"{what} announces {wanted} bytes of numbers and has {len(content) - start}.",
            file=file,
            remedy="Download or copy it again.",
        )
    flat = np.frombuffer(content, dtype, offset=start)
    array = flat.reshape(shape[::-1]).T if fortran else flat.reshape(shape)
    # Native byte order; a copy only where the file has the other.
    array = array.astype(dtype.newbyteorder("="), copy=False)
    array.flags.writeable = False
    return array


def _header(
    content: bytes, what: str, file: str
) -> tuple[np.dtype[Any], tuple[int, ...], bool, int]:
    """Return dtype, shape, whether the first axis runs fastest, and where the numbers begin."""
    broken = FormatError(f"{what} has no header that NumPy writes.", file=file)
    if content[:6] != b"\x93NUMPY" or content[6:7] not in (b"\x01", b"\x02", b"\x03"):
        raise broken
    size = 2 if content[6] == 1 else 4
    if len(content) < 8 + size:
        raise broken
    length = int.from_bytes(content[8 : 8 + size], "little")
    start = 8 + size + length
    if length > _HEADER_BYTES or start > len(content):
        raise broken
    try:
        header = ast.literal_eval(content[8 + size : start].decode("latin-1").strip())
        shape, fortran, descr = header["shape"], header["fortran_order"], header["descr"]
    except (ValueError, SyntaxError, TypeError, KeyError, MemoryError, RecursionError) as error:
        raise broken from error
    if not (
        isinstance(shape, tuple)
        and isinstance(fortran, bool)
        and all(isinstance(n, int) and not isinstance(n, bool) for n in shape)
    ):
        raise broken
    if not isinstance(descr, str) or not _NUMBERS.match(descr):
        pickled = isinstance(descr, str) and "O" in descr
        raise UnsupportedError(
            f"{what} holds Python objects, which would have to be unpickled; they are not read."
            if pickled
            else f"{what} holds {str(descr)[:40]!r}, not plain numbers.",
            file=file,
            remedy=_SAVE_AGAIN,
            reason="pickle" if pickled else "dtype",
        )
    return np.dtype(descr), shape, fortran, start
