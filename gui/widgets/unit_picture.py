"""A picture of pixels with one place framed; the pixel under the mouse or the keys is told."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QWidget

from gui import theme
from gui.qimage import to_array, to_pixmap
from gui.widgets.image_view import RADIUS, fitted
from gui.widgets.map_tiles import tile_pixmap
from gui.widgets.unit_numbers import frame

Box = tuple[int, int, int, int]
"""Top, left, bottom, right in pixels of the picture; half open, may reach beyond it."""

_LEAST_MARK = 7
_GAP = 6
_PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_ARROWS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class UnitPicture(QWidget):
    """One picture as large as fits, words above it, a framed place on it."""

    pointed = Signal(int, int)
    """The mouse is on row, column of the picture."""
    left = Signal()
    """The mouse is on no pixel any more."""
    pressed = Signal(int, int)
    """The person clicked on row, column."""
    stepped = Signal(int, int)
    """The person went so many rows down and columns to the right with the arrow keys."""
    turned = Signal(int)
    """The person wants the channel before (−1) or after (1), by Page Up or Page Down."""

    def __init__(self, parent: QWidget | None = None, *, chooses: bool = False) -> None:
        super().__init__(parent)
        self._pixels: np.ndarray | None = None
        self._grid = (1, 1)
        self._smooth = False
        self._pixmap: QPixmap | None = None
        self._box: Box | None = None
        self._words = ("", "")
        self._short = ""
        self._over = False
        self._chooses = chooses
        if chooses:
            self.setMouseTracking(True)
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def pixels(self) -> np.ndarray | None:
        """The picture that is shown."""
        return self._pixels

    @property
    def box(self) -> Box | None:
        """The place that is framed."""
        return self._box

    @property
    def words(self) -> tuple[str, str]:
        """What stands above the picture, left and right."""
        return self._words

    def set_picture(
        self, pixels: np.ndarray, grid: tuple[int, int] | None = None, *, smooth: bool = False
    ) -> None:
        """Show pixels, (H, W, 3) RGB or (H, W) grey uint8.

        `grid` are the rows and columns that places are counted in, where not those of the pixels;
        `smooth` enlarges without squares, for photos.
        """
        self._pixels, self._smooth = pixels, smooth
        self._grid = grid or pixels.shape[:2]
        self._pixmap = None
        self.update()

    def set_box(self, box: Box | None) -> None:
        """Frame a place."""
        if box != self._box:
            self._box = box
            self.update()

    def set_words(self, title: str, note: str, short: str = "") -> None:
        """Say what it is, and something about the place; `short` is the title for little room."""
        self._short = short or title
        if (title, note) != self._words:
            self._words = (title, note)
            self.setAccessibleName(f"{title}, {note}")
            self.update()

    @staticmethod
    def head() -> int:
        """Return the height of the words above."""
        return QFontMetrics(theme.font("caption", bold=True)).height() + _GAP

    def picture_rect(self) -> QRect:
        """Return where the picture stands."""
        room = QSize(self.width(), max(1, self.height() - self.head()))
        if self._pixels is None:
            return QRect(QPoint(0, self.head()), room)
        return QRect(QPoint(0, self.head()), fitted(*self._pixels.shape[1::-1], room))

    def pixel_at(self, point: QPoint) -> tuple[int, int] | None:
        """Return row and column under a point, or None beside the picture."""
        rect = self.picture_rect()
        if self._pixels is None or not rect.contains(point):
            return None
        rows, columns = self._grid
        inside = point - rect.topLeft()
        return (
            int((inside.y() + 0.5) * rows / rect.height()),
            int((inside.x() + 0.5) * columns / rect.width()),
        )

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say which pixel the mouse is on."""
        if not self._chooses:
            return
        pixel = self.pixel_at(event.position().toPoint())
        self.setCursor(Qt.CursorShape.CrossCursor if pixel else Qt.CursorShape.ArrowCursor)
        if pixel is not None:
            self._over = True
            self.pointed.emit(*pixel)
        elif self._over:
            self._over = False
            self.left.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a pixel."""
        pixel = self.pixel_at(event.position().toPoint())
        if self._chooses and pixel and event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit(*pixel)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrows; turn to another channel with the page keys."""
        if self._chooses and event.key() in _PAGES:
            # Not left to the scroll area around, which would scroll.
            self.turned.emit(_PAGES[event.key()])
            return
        step = _ARROWS.get(event.key()) if self._chooses else None
        if step is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(*step)

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the mouse."""
        if self._over:
            self._over = False
            self.left.emit()
        super().leaveEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in the colours of a new theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint words, picture and frame."""
        painter = QPainter(self)
        rect = self.picture_rect()
        self._paint_words(painter, rect.width())
        if self._pixels is None:
            return
        painter.drawPixmap(rect.topLeft(), self._scaled(self._pixels, rect.size()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hairline = theme.colour("edge")
        hairline.setAlphaF(0.35)
        painter.setPen(QPen(hairline, 1))
        edge = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(edge, RADIUS, RADIUS)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if self._box is not None:
            frame(painter, self._shown(rect, self._box))
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), RADIUS, RADIUS)

    def _paint_words(self, painter: QPainter, width: int) -> None:
        title, note = self._words
        middle = Qt.AlignmentFlag.AlignVCenter
        bold = theme.font("caption", bold=True)
        line = QRect(0, 0, max(width, min(self.width(), 160)), QFontMetrics(bold).height())
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour("text2"))
        noted = painter.fontMetrics().horizontalAdvance(note)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | middle, note)
        painter.setFont(bold)
        painter.setPen(theme.colour("text"))
        room = line.width() - noted - 8
        if painter.fontMetrics().horizontalAdvance(title) > room:
            title = self._short
        cut = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | middle, cut)

    def _shown(self, rect: QRect, box: Box) -> QRect:
        """Return the frame of a place on the screen, clipped to the picture."""
        rows, columns = self._grid
        top, left, bottom, right = box
        x, y = rect.width() / columns, rect.height() / rows
        begin_x, end_x = max(0, left) * x, min(columns, right) * x
        begin_y, end_y = max(0, top) * y, min(rows, bottom) * y
        wide, high = (
            max(0.0, _LEAST_MARK - end_x + begin_x),
            max(0.0, _LEAST_MARK - end_y + begin_y),
        )
        shown = QRectF(
            rect.left() + begin_x - wide / 2,
            rect.top() + begin_y - high / 2,
            end_x - begin_x + wide,
            end_y - begin_y + high,
        ).toRect()
        # The whole stroke stays on the picture, also where the place lies at its border.
        return shown.intersected(rect.adjusted(1, 1, -1, -1)).adjusted(0, 0, -1, -1)

    def _scaled(self, pixels: np.ndarray, size: QSize) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = self._pixmap
        if pixmap is None or pixmap.size() != size * ratio or pixmap.devicePixelRatio() != ratio:
            # Rounded here once: a clip at each paint would follow the mouse too slowly.
            pixmap = tile_pixmap(
                to_array(to_pixmap(pixels, size, ratio, self._smooth).toImage()), ratio
            )
            self._pixmap = pixmap
        return pixmap
