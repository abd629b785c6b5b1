"""Labels in the fonts and the two greys of the theme."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gui import theme


def words(
    text: str = "",
    role: str = "text",
    *,
    quiet: bool = False,
    bold: bool = False,
    parent: QWidget | None = None,
) -> QLabel:
    """Return a label in the font of `role`; a quiet one is in the second text colour."""
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(theme.font(role, bold=bold))
    if quiet:
        label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


class OneLine(QLabel):
    """A label that is cut with an ellipsis where there is no room, and then has a tooltip."""

    def __init__(
        self,
        font: QFont,
        *,
        quiet: bool = False,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if quiet:
            self.setForegroundRole(QPalette.ColorRole.PlaceholderText)

    def setText(self, text: str) -> None:
        """Show `text`, in full if there is room."""
        super().setText(text)
        self._explain()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut anew."""
        super().resizeEvent(event)
        self._explain()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), self.alignment(), self._cut())

    def _cut(self) -> str:
        return self.fontMetrics().elidedText(self.text(), self._mode, self.width())

    def _explain(self) -> None:
        self.setToolTip(self.text() if self._cut() != self.text() else "")
