"""What a JPEG file asks of its decoder, counted before it is decoded.

Pillow joins the parts of its metadata one by one, and libjpeg goes over all pixels for each scan:
2,000 parts, or 3,000 scans of 8,000 × 8,000 pixels, are files of some megabytes and take an hour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from engine.errors import ImageError

METADATA_BYTES = 1 << 25
"""Before the pixels; cameras write up to some megabytes."""
SCANS = 100
"""Of a picture that gets sharper while it comes; encoders write ten, optimizers up to thirty."""
PARTS = 10_000
"""Of all kinds; the largest metadata are a few hundred, and each scan has some tables."""
_START = b"\xff\xd8"
_SCAN = b"\xff\xda"
_END = b"\xff\xd9"
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # others stand in coded pixels, or fill up
_CHUNK = 1 << 16


def check(stream: BinaryIO, name: str) -> None:
    """Raise if a JPEG holds more metadata or scans than a picture has; leave it at its beginning.

    Raises
    ------
    ImageError
        It names the file.
    """
    try:
        if stream.read(2) == _START:
            _check_scans(stream, name)
            stream.seek(2)
            _check_metadata(stream, name)
    finally:
        stream.seek(0)


def _check_metadata(stream: BinaryIO, name: str) -> None:
    """Walk along the parts before the first scan, and stop there."""
    while len(head := stream.read(4)) == 4 and head[0] == 0xFF:
        if head[:2] == _SCAN:
            return
        size = int.from_bytes(head[2:], "big")
        if stream.tell() + size > METADATA_BYTES:
            raise _refused(f"the picture has more than {METADATA_BYTES:,} bytes of metadata.", name)
        stream.seek(max(size - 2, 0), 1)


def _check_scans(stream: BinaryIO, name: str) -> None:
    scans = 0
    for count, marker in enumerate(_markers(stream), 1):
        scans += marker == _SCAN
        if scans > SCANS:
            raise _refused(f"the picture has more than {SCANS} scans.", name)
        if count > PARTS:
            raise _refused(f"the picture has more than {PARTS:,} parts.", name)


def _markers(stream: BinaryIO) -> Iterator[bytes]:
    """Give the markers up to the end of the picture, as libjpeg finds them.

    Phones write films behind it. What a part holds is no marker, and what is no marker is passed
    over; those below C0 have no length, and libjpeg looks for the next one right behind them.
    """
    while len(chunk := stream.read(_CHUNK)) > 1:
        found = _MARKER.search(chunk)
        if found is None:
            stream.seek(-int(chunk.endswith(b"\xff")), 1)
            continue
        marker = found.group()
        if marker == _END:
            return
        yield marker
        stream.seek(found.end() - len(chunk), 1)
        if marker >= b"\xff\xc0" and marker != _START:
            size = int.from_bytes(stream.read(2), "big")
            stream.seek(max(size - 2, 0), 1)


def _refused(what: str, name: str) -> ImageError:
    return ImageError(what, file=name, remedy="Copy or export it again.")
