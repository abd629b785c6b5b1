"""What all painted charts share: a click, Enter or the blank shows their numbers as a table."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from gui import theme
from gui.widgets.figure_table import Figures, FigureTable


class Chart(QWidget):
    """Takes the keyboard, shows that it has it, and opens its table; subclasses paint."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleDescription(self.tr("Enter shows the numbers as a table"))

    def figures(self) -> Figures:
        """Return the numbers that are shown; subclasses say which."""
        raise NotImplementedError

    def open_table(self) -> FigureTable | None:
        """Show the numbers, if there are any."""
        figures = self.figures()
        return figures.open_at(self) if len(figures) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show the table."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.open_table()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show the table, as a button would."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.open_table()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in the colours of a new theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def paint_ring(self, painter: QPainter) -> None:
        """Show that the keyboard is here."""
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)
