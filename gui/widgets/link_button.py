"""Blue text with a small arrow: a button within a line of words that opens something."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from gui import theme

_ARROW = 12
PAD = 4


class LinkButton(QAbstractButton):
    """Reads as text, acts as a button; the arrow says that something opens."""

    def __init__(self, parent: QWidget | None = None, *, arrow: bool = True) -> None:
        super().__init__(parent)
        self._arrow = _ARROW if arrow else 0
        self.setFont(theme.font("caption", bold=True))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        """Show `text`."""
        super().setText(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the size at which nothing is scaled or hidden."""
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + PAD + self._arrow + 2 * PAD
        return QSize(width, metrics.height() + 4)

    def minimumSizeHint(self) -> QSize:
        """Return the least size; long words are cut then."""
        usual = self.sizeHint()
        return QSize(min(60, usual.width()), usual.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words, the arrow and, from the keyboard, the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self.font()
        font.setUnderline(self.underMouse() and self.isEnabled())
        painter.setFont(font)
        painter.setPen(theme.colour("accent" if self.isEnabled() else "disabled"))
        words = self.rect().adjusted(PAD, 0, -PAD - self._arrow, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, words.width()
        )
        painter.drawText(words, middle | Qt.AlignmentFlag.AlignLeft, shown)
        if self._arrow:
            arrow = QRect(self.width() - PAD - _ARROW, 0, _ARROW, self.height())
            theme.icon("chevron-down", "accent").paint(painter, arrow)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)

    def event(self, event: QEvent) -> bool:
        """Repaint when the mouse comes or goes, or the theme changes."""
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave, QEvent.Type.PaletteChange):
            self.update()
        return super().event(event)
