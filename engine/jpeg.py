"""What a JPEG file asks of its decoder, counted before it is decoded.

Pillow joins the parts of its metadata one by one, and libjpeg goes over all pixels for each scan:
2,000 parts, or 3,000 scans of 8,000 × 8,000 pixels, are files of some megabytes and take an hour.
"""

from __future__ import annotations

from typing import BinaryIO

from engine.errors import ImageError

METADATA_BYTES = 1 << 25
"""Before the pixels; cameras write up to some megabytes."""
SCANS = 100
"""Of a picture that gets sharper while it comes; encoders write ten, optimizers up to thirty."""
_START = b"\xff\xd8"
_SCAN = b"\xff\xda"  # in coded pixels FF is always followed by 00 or D0 to D7
_CHUNK = 1 << 20


def check(stream: BinaryIO, name: str) -> None:
    """Raise if a JPEG holds more metadata or scans than a picture has; leave it at its beginning.

    Raises
    ------
    ImageError
        It names the file.
    """
    try:
        if stream.read(2) == _START:
            _check_metadata(stream, name)
            _check_scans(stream, name)
    finally:
        stream.seek(0)


def _check_metadata(stream: BinaryIO, name: str) -> None:
    """Walk along the parts before the first scan, and stop there."""
    while len(head := stream.read(4)) == 4 and head[0] == 0xFF:
        if head[:2] == _SCAN:
            stream.seek(-4, 1)
            return
        size = int.from_bytes(head[2:], "big")
        if stream.tell() + size > METADATA_BYTES:
            raise _refused(f"the picture has more than {METADATA_BYTES:,} bytes of metadata.", name)
        stream.seek(max(size - 2, 0), 1)


def _check_scans(stream: BinaryIO, name: str) -> None:
    scans, last = 0, b""
    while scans <= SCANS and (chunk := stream.read(_CHUNK)):
        scans += (last + chunk).count(_SCAN)
        last = chunk[-1:]
    if scans > SCANS:
        raise _refused(f"the picture has more than {SCANS} scans.", name)


def _refused(what: str, name: str) -> ImageError:
    return ImageError(what, file=name, remedy="Copy or export it again.")
