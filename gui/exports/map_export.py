"""A map in full resolution with its name and colour bar, as a picture to keep."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter

import engine
from engine.visual import colormap
from gui import theme
from gui.qimage import to_array, to_qimage
from gui.session import View
from gui.unit.unit_study import UnitStudy
from gui.words import wording
from gui.words.unit_words import unit_title

_LEAST = 512
"""The longer side of a small map in the picture; each value becomes a square of pixels."""
_PAD, _BAR = 16, 12
_PAPER, _INK, _QUIET = QColor("#FFFFFF"), QColor("#1B1F24"), QColor("#57606A")


def map_with_colours(
    activations: engine.Activations, layer: str, channel: int, view: View
) -> np.ndarray:
    """Return a picture of a map, (H, W, 3) uint8 RGB, light whatever the theme."""
    study = UnitStudy(activations, layer, channel, view)
    picture, shades = study.picture, study.shades
    rows, columns = picture.shape[:2]
    zoom = max(1, round(_LEAST / max(rows, columns)))
    width, height = columns * zoom, rows * zoom
    bold, small = theme.font("heading"), theme.font("caption")
    head, foot = QFontMetrics(bold).height(), QFontMetrics(small).height()
    paper = QImage(
        max(width, 200) + 2 * _PAD,
        height + 2 * _PAD + head + 8 + 10 + _BAR + 4 + foot,
        QImage.Format.Format_RGB32,
    )
    paper.fill(_PAPER)
    painter = QPainter(paper)
    painter.setFont(bold)
    painter.setPen(_INK)
    room = paper.width() - 2 * _PAD
    title = f"{study.layer.title} › {unit_title(study)}"
    title = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideMiddle, room)
    painter.drawText(QRect(_PAD, _PAD, room, head), Qt.AlignmentFlag.AlignLeft, title)
    top = _PAD + head + 8
    painter.drawImage(QRect(_PAD, top, width, height), to_qimage(picture))
    top += height + 10
    bar = to_qimage(colormap.table(shades.colours)[None])
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRect(_PAD, top, room, _BAR), bar)
    painter.setFont(small)
    painter.setPen(_QUIET)
    line = QRect(_PAD, top + _BAR + 4, room, foot)
    values = (shades.low, (shades.low + shades.high) / 2, shades.high)
    sides = Qt.AlignmentFlag
    for value, side in zip(
        values, (sides.AlignLeft, sides.AlignHCenter, sides.AlignRight), strict=True
    ):
        painter.drawText(line, side, wording.short(value))
    painter.end()
    return to_array(paper)
