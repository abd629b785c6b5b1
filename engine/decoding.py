"""Files of pictures to pixels: all that the engine knows of reading with Pillow.

The formats are an allow-list, and the size is checked before a pixel is decoded, because Pillow
alone would also run a PostScript file named `.png`, or unpack a bomb of a few kilobytes.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
import zlib
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageCms, UnidentifiedImageError

from engine import jpeg
from engine.errors import FormatError, ImageError, LimitError
from engine.pixels import frozen, on_white

_FORMATS = ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP", "AVIF", "PPM", "ICO")
_OPENABLE = "Open a PNG, JPEG, BMP, GIF, TIFF, WebP or AVIF picture."
_EXIF_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow's decoders raise on broken files, besides its own errors.
_DECODER_ERRORS = (
    OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, OverflowError,
    AttributeError, RuntimeError, NotImplementedError, struct.error, zlib.error,
)  # fmt: skip


def read_stream(stream: BinaryIO, name: str, pixel_limit: int) -> tuple[np.ndarray, str]:
    """Return the pixels of the picture that `stream` holds, as `decode` does, and its format."""
    head = stream.read(4096)
    stream.seek(0)
    if not head:
        raise FormatError("the file is empty.", file=name, remedy=_OPENABLE)
    jpeg.check(stream, name)
    try:
        # Pillow's own warning about large pictures; the limit below says it with numbers.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(stream, formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_large(_first_number(str(error)), name, pixel_limit) from error
    except UnidentifiedImageError as error:
        raise FormatError(_what_it_is(head), file=name, remedy=_OPENABLE) from error
    except _DECODER_ERRORS as error:
        raise _damaged(name, error) from error
    with image:
        return decode(image, name, pixel_limit), image.format or ""


def decode(image: Image.Image, name: str, pixel_limit: int) -> np.ndarray:
    """Return the first frame of `image`, upright, as read-only (H, W, 3) uint8 RGB."""
    if image.width * image.height > pixel_limit:
        raise _too_large(image.width * image.height, name, pixel_limit)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image.load()
            turn = _TURNS.get(_orientation(image))
            return _rgb(image if turn is None else _turned(image, turn))
    except Image.DecompressionBombError as error:
        raise _too_large(_first_number(str(error)), name, pixel_limit) from error
    except MemoryError as error:
        raise LimitError(
            "there is not enough memory for this picture.", file=name, remedy="Make it smaller."
        ) from error
    except _DECODER_ERRORS as error:
        raise _damaged(name, error) from error


def _orientation(image: Image.Image) -> int:
    """Return the EXIF orientation 1..8; 1 where there is none or it cannot be read."""
    try:
        return int(image.getexif().get(_EXIF_ORIENTATION, 1))
    except _DECODER_ERRORS:
        return 1


def _turned(image: Image.Image, turn: Image.Transpose) -> Image.Image:
    """Return `image` upright, with what `_rgb` still needs to know of it."""
    turned = image.transpose(turn)
    turned.info = dict(image.info)
    turned.format = image.format
    return turned


def _rgb(image: Image.Image) -> np.ndarray:
    """Return a decoded image as read-only (H, W, 3) uint8 RGB, whatever its mode."""
    if image.mode == "F" or image.mode.startswith("I"):
        levels = _scaled(np.asarray(image), image.mode, image.format)
        return frozen(np.repeat(levels[:, :, None], 3, axis=2))
    if image.has_transparency_data:
        return on_white(np.asarray(image.convert("RGBA")))
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK"):
        image = _to_srgb(image, profile)
    return frozen(np.array(image.convert("RGB")))


def _scaled(levels: np.ndarray, mode: str, file_format: str | None) -> np.ndarray:
    """Return grey levels of more than 8 bits as uint8; Pillow's own `convert` would clip them.

    16-bit files use 0..65535. 32-bit and float files state no range: 0..1 (float), 0..255 and
    0..65535 are recognised by their values, anything else is stretched from least to largest.
    """
    values = np.nan_to_num(levels.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    if mode.startswith("I;16") or (mode == "I" and file_format in ("PNG", "PPM")):
        low, high = 0.0, 65535.0
    elif low >= 0 and mode == "F" and high <= 1:
        low, high = 0.0, 1.0
    elif low >= 0 and high <= 255:
        low, high = 0.0, 255.0
    elif low >= 0 and high <= 65535:
        low, high = 0.0, 65535.0
    unit = (values - low) / (high - low if high > low else 1.0)
    scaled: np.ndarray = np.rint(np.clip(unit, 0, 1) * 255).astype(np.uint8)
    return scaled


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Return `image` in sRGB; unchanged where its profile cannot be used."""
    try:
        source = ImageCms.getOpenProfile(io.BytesIO(profile))
        if image.mode == "RGB" and "sRGB" in ImageCms.getProfileDescription(source):
            return image
        converted = ImageCms.profileToProfile(
            image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
        return converted or image
    except (ImportError, ImageCms.PyCMSError, *_DECODER_ERRORS):
        return image


def _what_it_is(head: bytes) -> str:
    """Return what a file that is no picture seems to be."""
    if head[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
        return "HEIC pictures cannot be opened; save it as JPEG or PNG first."
    if head.startswith(b"%!PS"):
        return "it is a PostScript file, not a picture."
    if head.startswith(b"%PDF"):
        return "it is a PDF file, not a picture."
    if not re.search(rb"[\x00-\x08\x0e-\x1f]", head):
        return "it is a text file, not a picture."
    return "it is not a picture in a known format."


def _damaged(name: str, error: BaseException) -> ImageError:
    return ImageError(
        f"the picture is damaged or ends too early ({error}).",
        file=name,
        remedy="Copy or export it again.",
    )


def _too_large(needed: int, name: str, limit: int) -> LimitError:
    return LimitError(
        f"the picture has {needed:,} pixels; at most {limit:,} are decoded.",
        file=name,
        remedy="Make it smaller first.",
        needed=needed,
        limit=limit,
        setting="image_pixels",
    )


def _first_number(message: str) -> int:
    """Return the pixel count that Pillow names in its message."""
    found = re.search(r"\d+", message)
    return int(found.group()) if found else 0
