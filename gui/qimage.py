"""The border between NumPy arrays and Qt's images: the only file where one becomes the other."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap


def to_qimage(pixels: np.ndarray) -> QImage:
    """Return an image that owns a copy of `pixels`.

    Parameters
    ----------
    pixels : (H, W) or (H, W, 1) grey, (H, W, 3) RGB, uint8 0..255, any strides

    Raises
    ------
    ValueError
        If the array is no such picture.
    """
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[:, :, 0]
    grey = pixels.ndim == 2
    if pixels.dtype != np.uint8 or not (grey or (pixels.ndim == 3 and pixels.shape[2] == 3)):
        raise ValueError(
            f"a picture is uint8 (H, W) or (H, W, 3); got {pixels.dtype} {pixels.shape}"
        )
    if pixels.size == 0:
        return QImage()
    packed = np.ascontiguousarray(pixels)
    form = QImage.Format.Format_Grayscale8 if grey else QImage.Format.Format_RGB888
    height, width = packed.shape[:2]
    # Without bytesPerLine Qt assumes rows padded to four bytes. Without the copy the image would
    # look into memory that NumPy may free.
    return QImage(packed.data, width, height, packed.strides[0], form).copy()


def packed_image(pixels: np.ndarray, device_pixel_ratio: float = 1.0) -> QImage:
    """Return an image that owns a copy of `pixels`; it may be made on any thread.

    Parameters
    ----------
    pixels : (H, W) uint32, each 0xAARRGGBB, premultiplied: what Qt paints without a conversion
    """
    packed = np.ascontiguousarray(pixels)
    height, width = packed.shape
    form = QImage.Format.Format_ARGB32_Premultiplied
    image = QImage(packed.data, width, height, packed.strides[0], form).copy()
    image.setDevicePixelRatio(device_pixel_ratio)
    return image


def packed(pixels: np.ndarray) -> np.ndarray:
    """Return (…, 3) uint8 RGB as (…) uint32, each 0xFFRRGGBB."""
    words = pixels.astype(np.uint32)
    return 0xFF000000 | words[..., 0] << 16 | words[..., 1] << 8 | words[..., 2]


def to_array(image: QImage) -> np.ndarray:
    """Return the pixels of `image`, uint8 (H, W, 3) RGB 0..255; what is transparent on white."""
    if image.isNull():
        return np.zeros((0, 0, 3), np.uint8)
    if image.hasAlphaChannel():
        paper = QImage(image.size(), QImage.Format.Format_RGB32)
        paper.fill(Qt.GlobalColor.white)
        image = QImage(image)
        image.setDevicePixelRatio(1.0)
        painter = QPainter(paper)
        painter.drawImage(0, 0, image)
        painter.end()
        image = paper
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).copy()


def in_colour(pixels: np.ndarray) -> np.ndarray:
    """Return (H, W) grey or (H, W, 3) RGB as (H, W, 3)."""
    return pixels if pixels.ndim == 3 else np.repeat(pixels[:, :, None], 3, axis=2)


def to_pixmap(
    pixels: np.ndarray, size: QSize, device_pixel_ratio: float = 1.0, smooth: bool = False
) -> QPixmap:
    """Return `pixels` as a pixmap of `size` logical pixels, sharp on the screen in use.

    Reduced pictures are averaged; enlarged ones stay pixelated unless `smooth`.

    Parameters
    ----------
    pixels : as for `to_qimage`
    size : width and height in logical pixels
    device_pixel_ratio : device pixels to a logical one
    smooth : interpolate when enlarging, for photos
    """
    image = to_qimage(pixels)
    width = max(1, round(size.width() * device_pixel_ratio))
    height = max(1, round(size.height() * device_pixel_ratio))
    if not image.isNull() and (image.width(), image.height()) != (width, height):
        reduced = width < image.width() or height < image.height()
        mode = Qt.TransformationMode
        image = image.scaled(
            QSize(width, height),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            mode.SmoothTransformation if smooth or reduced else mode.FastTransformation,
        )
    pixmap = QPixmap.fromImage(image)
    pixmap.setDevicePixelRatio(device_pixel_ratio)
    return pixmap
