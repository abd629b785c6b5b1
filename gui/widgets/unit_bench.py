"""The bench: the network's input → kernels or sources → the map; or input → values."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gui import theme
from gui.widgets.colour_bar import ColourBar
from gui.widgets.image_view import fitted
from gui.widgets.unit_picture import UnitPicture
from gui.widgets.unit_slices import UnitSlices
from gui.widgets.vector_view import VectorView
from gui.widgets.words import words

_ARROW = 36
_FOOT = 6
_NARROWEST = 110
_LEAST, _MOST = 168, 400
_WORDED = 150
"""With so much room a picture's name, place and numbers can be read."""


class UnitBench(QWidget):
    """Lays three pictures out with arrows between them, each as large as fits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.input = UnitPicture(self)
        self.note = words(role="small", quiet=True, parent=self)
        self.slices = UnitSlices(self)
        self.map = UnitPicture(self, chooses=True)
        self.colour_bar = ColourBar(self)
        self.vector = VectorView(self)
        self._for_maps = True
        self._arrows: list[QPoint] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def set_for_maps(self, maps: bool) -> None:
        """Show a map at the right, or the values of a vector."""
        self._for_maps = maps
        self.map.setVisible(maps)
        self.colour_bar.setVisible(maps)
        self.vector.setVisible(not maps)

    def arrange(self) -> None:
        """Put everything in its place; to be called when a picture's shape has changed."""
        before = self._arrows
        self._limit()
        self._arrange()
        if self._arrows != before:
            self.update()

    def sizeHint(self) -> QSize:
        """Return a size at which maps are pleasant to look at."""
        return QSize(600, 260)

    def minimumSizeHint(self) -> QSize:
        """Return the least height at which pixels can be pointed at."""
        return QSize(300, _LEAST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange anew."""
        super().resizeEvent(event)
        self._limit()
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the arrows."""
        painter = QPainter(self)
        icon = theme.icon("next", "text2")
        for middle in self._arrows:
            rect = QRect(0, 0, 20, 20)
            rect.moveCenter(middle)
            icon.paint(painter, rect)

    def _limit(self) -> None:
        """Grow no taller than the width lets pictures grow."""
        room = QSize(self._picture_width(), _MOST)
        pictures = (self.input, self.map) if self._for_maps else (self.input,)
        tallest = max(self._picture_size(picture, room).height() for picture in pictures)
        limit = max(_LEAST, tallest + self._frame())
        if limit != self.maximumHeight():
            self.setMaximumHeight(limit)

    def _frame(self) -> int:
        """Return the height of what stands above and below the pictures."""
        return UnitPicture.head() + self.colour_bar.sizeHint().height() + _FOOT

    def _middle(self) -> int:
        """Return the width of what stands between the pictures, 0 where there is no room."""
        wanted = self.slices.wanted_width() + 2 * _ARROW
        there = bool(self.slices.slices) and self._for_maps
        return wanted if there and self.width() - wanted >= 2 * _NARROWEST else 0

    def _between(self) -> int:
        return self._middle() or _ARROW

    def _picture_width(self) -> int:
        return max(60, (self.width() - self._between()) // 2)

    def _arrange(self) -> None:
        head, between = UnitPicture.head(), self._between()
        high = max(40, self.height() - self._frame())
        middle = self._middle() > 0
        self.slices.setVisible(middle)
        wide = self._picture_width()
        if not self._for_maps:
            wide = max(60, min(high, self.width() // 3))
        room = QSize(wide, high)
        first, last = self._picture_size(self.input, room), self._picture_size(self.map, room)
        used = first.width() + between + last.width()
        left = max(0, (self.width() - used) // 2) if self._for_maps else 0
        self._arrows = []
        centre = head + max(first.height(), last.height() if self._for_maps else 0) // 2
        self._put(self.input, self.note, left, first, head)
        left += first.width()
        self._arrows.append(QPoint(left + _ARROW // 2, centre))
        left += _ARROW
        if not self._for_maps:
            self.vector.setGeometry(left, 0, max(60, self.width() - left), self.height())
            return
        if middle:
            self.slices.setGeometry(left, 0, self.slices.wanted_width(), self.height())
            left += self.slices.wanted_width()
            self._arrows.append(QPoint(left + _ARROW // 2, centre))
            left += _ARROW
        self._put(self.map, self.colour_bar, left, last, head)

    @staticmethod
    def _picture_size(picture: UnitPicture, room: QSize) -> QSize:
        if picture.pixels is None:
            return QSize(min(room.width(), room.height()), room.height())
        rows, columns = picture.pixels.shape[:2]
        return fitted(columns, rows, room)

    def _put(self, picture: UnitPicture, below: QWidget, left: int, size: QSize, head: int) -> None:
        # Words and numbers may be wider than a narrow picture; beside the last one is room.
        room = min(_WORDED, self.width() - left) if picture is self.map else 0
        least = max(40, room)
        picture.setGeometry(left, 0, max(size.width(), least), size.height() + head)
        height = below.sizeHint().height()
        if isinstance(below, QLabel):
            height = QFontMetrics(below.font()).height()
            below.setAlignment(Qt.AlignmentFlag.AlignLeft)
        wide = max(size.width(), 150 if isinstance(below, QLabel) else min(least, _NARROWEST))
        below.setGeometry(left, head + size.height() + _FOOT, wide, height)
