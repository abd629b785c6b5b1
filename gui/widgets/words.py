"""Labels in the fonts and the two greys of the theme."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gui import theme
from gui.words.wording import plain_tip


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


class Paragraph(QLabel):
    """A label that wraps, and asks for the height that its width needs.

    Qt's own way, height for width, would make a column that scrolls as tall as it likes to be,
    so that nothing in it could give way in a low window.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "text",
        *,
        quiet: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(role))
        self.setWordWrap(True)
        if quiet:
            self.setForegroundRole(QPalette.ColorRole.PlaceholderText)

    def hasHeightForWidth(self) -> bool:
        """Return False; see the class."""
        return False

    def sizeHint(self) -> QSize:
        """Return the height that the text needs in the width it has."""
        return QSize(120, self.heightForWidth(max(self.width(), 120)))

    def minimumSizeHint(self) -> QSize:
        """Return the same: text does not give way."""
        return QSize(40, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask anew in another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


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
        self._short = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if quiet:
            self.setForegroundRole(QPalette.ColorRole.PlaceholderText)

    def setText(self, text: str, short: str = "") -> None:
        """Show `text`, in full if there is room; else `short`, if there is one."""
        self._short = short
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
        metrics, text = self.fontMetrics(), self.text()
        if self._short and metrics.horizontalAdvance(text) > self.width():
            text = self._short
        return metrics.elidedText(text, self._mode, self.width())

    def _explain(self) -> None:
        self.setToolTip(plain_tip(self.text()) if self._cut() != self.text() else "")
