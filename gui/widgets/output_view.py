"""A picture that a network put out: small in a column, large in a sheet of its own."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.qimage import to_qimage
from gui.widgets.class_legend import ClassLegend
from gui.widgets.image_view import ImageView, fitted
from gui.widgets.link_button import LinkButton
from gui.widgets.popover import Popover
from gui.widgets.words import OneLine, Paragraph, words
from gui.words import wording

_LARGEST = 0.8
"""How much of the screen a sheet may take."""


class OutputView(QWidget):
    """Name and size above, the picture as wide as the column, how it was read below."""

    save_asked = Signal()
    pointed = Signal(int, int)
    """Row and column of the pixel under the mouse; −1 where there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = OneLine(theme.font("caption", bold=True), quiet=True)
        self.size_words = words(role="caption", quiet=True)
        self.picture = _Clickable()
        self.picture.clicked.connect(self.open_large)
        self.picture.pointed.connect(self.pointed)
        self.reading = Paragraph(role="small", quiet=True)
        self.legend = ClassLegend()
        self.legend.set_classes(())
        self.large = LargePicture(self)
        self.copy_button = _link(self.tr("Copy"), self.tr("Copy the picture"), self.copy)
        self.save_button = _link(
            self.tr("Save…"), self.tr("Save the picture as a PNG file"), self.save_asked.emit
        )
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for text, asked in (
            (self.tr("Larger"), self.open_large),
            (self.tr("Copy the picture"), self.copy),
            (self.tr("Save the picture…"), self.save_asked.emit),
        ):
            action = QAction(text, self)
            action.triggered.connect(asked)
            self.addAction(action)
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.size_words)
        foot.setSpacing(4)
        foot.addWidget(self.copy_button)
        foot.addWidget(self.save_button)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.picture)
        column.addWidget(self.reading)
        column.addWidget(self.legend)
        column.addLayout(foot)

    def set_picture(self, name: str, pixels: np.ndarray, reading: str) -> None:
        """Show `pixels`, (H, W, 3) uint8 RGB, with a name and how they were read."""
        height, width = pixels.shape[:2]
        self.title.setText(name)
        self.size_words.setText(self.tr("{0} px").format(wording.shape((width, height))))
        self.reading.setText(reading)
        self.picture.setAccessibleName(self.tr("Picture that the network puts out"))
        self.picture.setToolTip(self.tr("Click to see it larger"))
        self.picture.set_picture(pixels)
        self.large.view.set_picture(pixels)
        self._fit()

    def copy(self) -> None:
        """Put the picture onto the clipboard, in its own size."""
        if self.picture.pixels is not None:
            QGuiApplication.clipboard().setImage(to_qimage(self.picture.pixels))

    def open_large(self) -> None:
        """Show the picture as large as the screen allows."""
        self.large.open_over(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the picture as wide as the column."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _fit(self) -> None:
        pixels = self.picture.pixels
        if pixels is not None:
            side = max(1, self.width())
            self.picture.setFixedSize(fitted(pixels.shape[1], pixels.shape[0], QSize(side, side)))


class LargePicture(Popover):
    """A picture over the window; a click or Esc closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = ImageView()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.view)

    def open_over(self, widget: QWidget) -> None:
        """Open in the middle of the screen that shows `widget`."""
        pixels = self.view.pixels
        if pixels is None:
            return
        screen = widget.screen().availableGeometry()
        self.view.setFixedSize(fitted(pixels.shape[1], pixels.shape[0], screen.size() * _LARGEST))
        self.adjustSize()
        self.move(screen.center() - QPoint(self.width() // 2, self.height() // 2))
        self.show()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Close."""
        event.accept()
        self.close()


class _Clickable(ImageView):
    clicked = Signal()
    pointed = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the pixel under the mouse."""
        place, pixels = event.position().toPoint(), self.pixels
        if pixels is not None and self.rect().contains(place):
            rows, columns = pixels.shape[:2]
            y, x = place.y() * rows // self.height(), place.x() * columns // self.width()
            self.pointed.emit(y, x)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that there is none."""
        self.pointed.emit(-1, -1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell a click that ended where it began."""
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside:
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Enter are clicks."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


def _link(text: str, tip: str, asked: object) -> LinkButton:
    link = LinkButton(arrow=False)
    link.setText(text)
    link.setToolTip(tip)
    link.clicked.connect(asked)
    return link
