"""Pictures at the border: files, bytes, Pillow images and arrays in, uint8 RGB out.

The formats are an allow-list, and the size is checked before a pixel is decoded, because Pillow
alone would also run a PostScript file named `.png`, or unpack a bomb of a few kilobytes. This
long file is one thing: all that the engine knows of reading with Pillow.
"""

from __future__ import annotations

import io
import os
import re
import struct
import warnings
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from PIL import Image, ImageCms, ImageFilter, UnidentifiedImageError

from engine import budget
from engine.errors import FileError, FormatError, ImageError, LimitError
from engine.stopping import ShouldStop, apart

FORMATS = ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP", "AVIF", "PPM", "ICO")

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
_RESAMPLE = {
    "nearest": Image.Resampling.NEAREST,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
    "box": Image.Resampling.BOX,
    "hamming": Image.Resampling.HAMMING,
}
RESAMPLE_NAMES = tuple(_RESAMPLE)


@dataclass(frozen=True)
class Picture:
    """A picture as the rest of the engine knows it.

    Attributes
    ----------
    pixels : (H, W, 3) uint8, RGB 0..255, read-only
    name : how the person knows it: a file's name, or 'image'
    format : 'PNG', 'JPEG', …, or 'array'
    path : where it was read from, or None
    """

    pixels: np.ndarray
    name: str = "image"
    format: str = "array"
    path: Path | None = None

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Return the number of rows."""
        return int(self.pixels.shape[0])


def read_image(
    source: Any, *, pixel_limit: int | None = None, should_stop: ShouldStop | None = None
) -> Picture:
    """Return the picture in `source`, upright, opaque, as uint8 RGB.

    Transparency is laid on white, the EXIF orientation is obeyed, 16-bit and float greys are
    scaled to 0..255, a colour profile is turned into sRGB, and of an animation the first frame
    is taken.

    Parameters
    ----------
    source : a path, the bytes of a file, a Pillow image, a `Picture`, or a uint8 array 0..255
        (H, W), (H, W, 1), (H, W, 3) RGB or (H, W, 4) RGBA
    pixel_limit : the most pixels that are decoded; by default what the budget allows
    should_stop : asked often; when it returns True, CancelledError follows within a tenth of a
        second. Where it is given, the picture is read on another thread

    Raises
    ------
    FileError
        If the file is missing or cannot be read.
    FormatError
        If it is no picture in a format of `FORMATS`.
    ImageError
        If it is damaged, or an array of another shape or dtype.
    LimitError
        If it has more than `pixel_limit` pixels.
    """
    if isinstance(source, Picture):
        return source
    if isinstance(source, np.ndarray):
        return Picture(_array_pixels(source))
    limit = budget.current().image_pixels if pixel_limit is None else pixel_limit
    return apart(lambda _: _read(source, limit), should_stop)


def _read(source: Any, pixel_limit: int) -> Picture:
    if isinstance(source, Image.Image):
        return Picture(_decode(source, "image", pixel_limit), format=source.format or "array")
    if isinstance(source, bytes | bytearray | memoryview):
        return _read_stream(io.BytesIO(source), "image", None, pixel_limit)
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        try:
            # A pipe or a device may never end.
            if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
                raise FileError(
                    "it is a device or a pipe.", file=str(path), remedy="Open a picture file."
                )
            with path.open("rb") as stream:
                return _read_stream(stream, path.name, path, pixel_limit)
        except FileNotFoundError:
            raise FileError(
                "there is no such file.", file=str(path), remedy="Check the name and the folder."
            ) from None
        except (OSError, ValueError) as error:
            reason = "it is a folder." if os.path.isdir(path) else f"it cannot be read: {error}."
            raise FileError(
                reason, file=str(path), remedy="Open a picture that you may read."
            ) from error
    raise ImageError(
        f"a picture must be a path, bytes, a Pillow image or a uint8 array, not "
        f"{type(source).__name__}."
    )


def resize(
    image: np.ndarray,
    size: tuple[int, int],
    resample: str = "bilinear",
    box: tuple[float, float, float, float] | None = None,
) -> np.ndarray:
    """Return `image` scaled to `size`, smoothed where it shrinks.

    Parameters
    ----------
    image : (H, W) or (H, W, 3) uint8 0..255, or (H, W) float32 of any range
    size : height and width of the result, in pixels
    resample : one of `RESAMPLE_NAMES`
    box : left, top, right, bottom of the part to scale, in pixels; None: all of it

    Returns
    -------
    array of the same dtype; C-contiguous
    """
    if resample not in _RESAMPLE:
        raise ImageError(f"resampling {resample!r} is not known; known: {', '.join(_RESAMPLE)}.")
    if image.shape[:2] == tuple(size) and box is None:
        return np.ascontiguousarray(image)
    scaled = Image.fromarray(np.ascontiguousarray(image)).resize(
        (size[1], size[0]), _RESAMPLE[resample], box
    )
    return np.array(scaled)


def grey(image_hwc: np.ndarray) -> np.ndarray:
    """Return the luminance (ITU-R 601) of a (H, W, 3) uint8 RGB image as (H, W) uint8."""
    return np.array(Image.fromarray(np.ascontiguousarray(image_hwc)).convert("L"))


def rotated(image_hwc: np.ndarray, degrees: float, fill: tuple[int, int, int]) -> np.ndarray:
    """Return a (H, W, 3) uint8 RGB image turned clockwise about its middle, in its own size."""
    image = Image.fromarray(np.ascontiguousarray(image_hwc))
    return np.array(image.rotate(-degrees, Image.Resampling.BILINEAR, fillcolor=fill))


def blurred(image_hwc: np.ndarray, radius: float) -> np.ndarray:
    """Return a (H, W, 3) uint8 RGB image after a Gaussian blur of `radius` pixels."""
    image = Image.fromarray(np.ascontiguousarray(image_hwc))
    return np.array(image.filter(ImageFilter.GaussianBlur(radius)))


def _array_pixels(array: np.ndarray) -> np.ndarray:
    """Return a read-only (H, W, 3) copy of a uint8 picture array."""
    if array.dtype != np.uint8:
        raise ImageError(
            f"a picture array must be uint8 with values 0..255, not {array.dtype}.",
            remedy="Scale it first, for instance (255 * array).round().astype('uint8'); "
            "or give prepared values to model.run.",
        )
    channels = array.shape[2] if array.ndim == 3 else 1
    if array.ndim not in (2, 3) or channels not in (1, 3, 4):
        raise ImageError(
            f"a picture array must be (H, W), (H, W, 1), (H, W, 3) or (H, W, 4), not "
            f"{array.shape}.",
            remedy="Put the channels last: array.transpose(1, 2, 0).",
        )
    if array.size == 0:
        raise ImageError(f"a picture array must have pixels; its shape is {array.shape}.")
    if channels == 4:
        return _on_white(np.ascontiguousarray(array))
    planes = array if array.ndim == 3 else array[:, :, None]
    return _frozen(np.array(np.broadcast_to(planes, (*planes.shape[:2], 3))))


def _read_stream(stream: BinaryIO, name: str, path: Path | None, pixel_limit: int) -> Picture:
    """Return the picture that `stream` holds."""
    head = stream.read(4096)
    stream.seek(0)
    if not head:
        raise FormatError("the file is empty.", file=name, remedy=_OPENABLE)
    try:
        # Pillow's own warning about large pictures; the limit below says it with numbers.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(stream, formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_large(_first_number(str(error)), name, pixel_limit) from error
    except UnidentifiedImageError as error:
        raise FormatError(_what_it_is(head), file=name, remedy=_OPENABLE) from error
    except _DECODER_ERRORS as error:
        raise _damaged(name, error) from error
    with image:
        return Picture(_decode(image, name, pixel_limit), name, image.format or "", path)


def _decode(image: Image.Image, name: str, pixel_limit: int) -> np.ndarray:
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
        return _frozen(np.repeat(levels[:, :, None], 3, axis=2))
    if image.has_transparency_data:
        return _on_white(np.asarray(image.convert("RGBA")))
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK"):
        image = _to_srgb(image, profile)
    return _frozen(np.array(image.convert("RGB")))


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


def _on_white(rgba: np.ndarray) -> np.ndarray:
    """Return (H, W, 4) uint8 RGBA laid on white; the colour of invisible pixels vanishes."""
    colour = rgba[:, :, :3].astype(np.uint16)
    alpha = rgba[:, :, 3:].astype(np.uint16)
    mixed = (colour * alpha + 255 * (255 - alpha) + 127) // 255
    return _frozen(mixed.astype(np.uint8))


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


def _frozen(pixels: np.ndarray) -> np.ndarray:
    pixels.flags.writeable = False
    return pixels


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
