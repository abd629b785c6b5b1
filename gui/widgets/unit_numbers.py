"""A small array as a grid of coloured cells with their numbers, readable on any colour."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, isfinite, log10

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from engine.visual import tiles
from gui import theme
from gui.qimage import to_qimage
from gui.words import wording

MOST = 7
"""Up to so many rows and columns stand as numbers; larger arrays as pictures."""

_DARK, _LIGHT = QColor("#0B0B0F"), QColor("#FFFFFF")
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Shades:
    """How values become colours: those of the darkest and the brightest colour, and the map."""

    low: float
    high: float
    colours: str

    @property
    def power(self) -> int:
        """The power of ten that numbers are divided by so that they fit into their cells."""
        size = max(abs(self.low), abs(self.high))
        if not isfinite(size) or size == 0 or 0.095 <= size < 1000:
            return 0
        return floor(log10(size))

    @property
    def power_text(self) -> str:
        """The words for the power of ten, like ` × 10⁻³`, or nothing."""
        return f" × 10{str(self.power).translate(_SUPERSCRIPTS)}" if self.power else ""

    def picture(self, values: np.ndarray) -> np.ndarray:
        """Return the colours of (H, W) values, (H, W, 3) uint8 RGB."""
        return tiles.colorize(np.asarray(values, np.float32), self.low, self.high, self.colours)


def polar(reach: float) -> Shades:
    """Return the shades of weights: symmetric about zero."""
    return Shades(-(reach or 1.0), reach or 1.0, "polar")


def as_numbers(values: np.ndarray) -> bool:
    """Return whether an array is small enough for numbers."""
    return max(values.shape) <= MOST


def cell_font() -> QFont:
    """Return the font of numbers in cells."""
    font = theme.font("small")
    font.setWeight(QFont.Weight.Medium)
    return font


_cells: dict[str, QSize] = {}


def cell_size(font: QFont) -> QSize:
    """Return the room of one number."""
    key = font.key()
    if key not in _cells:
        metrics = QFontMetrics(font)
        margin = 2 if font.pixelSize() <= 10 else 4
        width = metrics.horizontalAdvance(f"{wording.MINUS}.00") + margin
        # As high as in the usual size, so that cards keep their height.
        _cells[key] = QSize(width, QFontMetrics(cell_font()).height() + 4)
    return _cells[key]


def ink_on(red: int, green: int, blue: int) -> QColor:
    """Return black or white, whichever is read better on a colour."""
    linear = [
        ((c / 255 + 0.055) / 1.055) ** 2.4 if c > 10 else c / 3295 for c in (red, green, blue)
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return _DARK if luminance > 0.179 else _LIGHT


def paint_numbers(
    painter: QPainter,
    corner: QPoint,
    values: np.ndarray,
    shades: Shades,
    cell: QSize,
    picked: tuple[int, int] | None = None,
) -> None:
    """Paint (H, W) values from a corner on; NaN is outside the picture; `picked` gets a frame."""
    colours = shades.picture(values)
    unit = 10.0**shades.power
    outside = theme.colour("track")
    for (row, column), value in np.ndenumerate(values):
        left, top = corner.x() + column * cell.width(), corner.y() + row * cell.height()
        rect = QRect(left, top, cell.width() - 1, cell.height() - 1)
        if np.isnan(value):
            painter.fillRect(rect, outside)
            continue
        rgb = [int(part) for part in colours[row, column]]
        painter.fillRect(rect, QColor(*rgb))
        painter.setPen(ink_on(*rgb))
        text = wording.thin(float(value) / unit)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, text)
    if picked is not None:
        left, top = corner.x() + picked[1] * cell.width(), corner.y() + picked[0] * cell.height()
        frame(painter, QRect(left, top, cell.width() - 1, cell.height() - 1))


def paint_picture(painter: QPainter, rect: QRect, values: np.ndarray, shades: Shades) -> None:
    """Paint (H, W) values into a rectangle, pixelated; NaN is outside the picture."""
    picture = shades.picture(values)
    missing = np.isnan(values)
    if missing.any():
        picture[missing] = theme.colour("track").getRgb()[:3]
    painter.drawImage(rect, to_qimage(picture))


def frame(painter: QPainter, rect: QRect) -> None:
    """Frame a place in its colour on white casing."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((_LIGHT, 4), (theme.colour("place"), 2)):
        pen = QPen(colour, width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(rect)
