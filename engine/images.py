"""Pictures at the border: files, bytes, Pillow images and arrays in, uint8 RGB out.

Pillow comes with the first picture: to import it takes 13 ms, a twentieth of the first prediction
of a small network, and who gives numbers needs none.
"""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from engine import budget
from engine.errors import FileError, ImageError
from engine.pixels import frozen, on_white
from engine.stopping import ShouldStop, apart

RESAMPLE_NAMES = ("nearest", "bilinear", "bicubic", "lanczos", "box", "hamming")


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
        If it is no picture in one of the formats of `engine.decoding`.
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
    from PIL import Image

    from engine.decoding import decode

    if isinstance(source, Image.Image):
        return Picture(decode(source, "image", pixel_limit), format=source.format or "array")
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
    from PIL import Image

    if resample not in RESAMPLE_NAMES:
        known = ", ".join(RESAMPLE_NAMES)
        raise ImageError(f"resampling {resample!r} is not known; known: {known}.")
    if image.shape[:2] == tuple(size) and box is None:
        return np.ascontiguousarray(image)
    scaled = Image.fromarray(np.ascontiguousarray(image)).resize(
        (size[1], size[0]), Image.Resampling[resample.upper()], box
    )
    return np.array(scaled)


def grey(image_hwc: np.ndarray) -> np.ndarray:
    """Return the luminance (ITU-R 601) of a (H, W, 3) uint8 RGB image as (H, W) uint8."""
    from PIL import Image

    return np.array(Image.fromarray(np.ascontiguousarray(image_hwc)).convert("L"))


def rotated(image_hwc: np.ndarray, degrees: float, fill: tuple[int, int, int]) -> np.ndarray:
    """Return a (H, W, 3) uint8 RGB image turned clockwise about its middle, in its own size."""
    from PIL import Image

    image = Image.fromarray(np.ascontiguousarray(image_hwc))
    return np.array(image.rotate(-degrees, Image.Resampling.BILINEAR, fillcolor=fill))


def blurred(image_hwc: np.ndarray, radius: float) -> np.ndarray:
    """Return a (H, W, 3) uint8 RGB image after a Gaussian blur of `radius` pixels."""
    from PIL import Image, ImageFilter

    image = Image.fromarray(np.ascontiguousarray(image_hwc))
    return np.array(image.filter(ImageFilter.GaussianBlur(radius)))


def _read_stream(stream: BinaryIO, name: str, path: Path | None, pixel_limit: int) -> Picture:
    from engine.decoding import read_stream

    pixels, file_format = read_stream(stream, name, pixel_limit)
    return Picture(pixels, name, file_format, path)


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
        return on_white(np.ascontiguousarray(array))
    planes = array if array.ndim == 3 else array[:, :, None]
    return frozen(np.array(np.broadcast_to(planes, (*planes.shape[:2], 3))))
