"""Which colour of a map of classes stands for which class, and how much of the picture it fills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from gui import theme
from gui.widgets.words import OneLine, words
from gui.words import wording

_ROWS = 8
_SIDE = 14
_RADIUS = 3


@dataclass(frozen=True, slots=True)
class ClassShare:
    """A class that occurs: its name, its colour (red, green, blue), and its share, 0 to 1."""

    name: str
    colour: tuple[int, int, int]
    share: float


class ClassLegend(QWidget):
    """The classes that fill most come first; the rest is added up in a last line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[tuple[Swatch, OneLine, QLabel]] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row in range(_ROWS):
            made = Swatch(), OneLine(theme.font("caption")), words(role="caption", quiet=True)
            for column, widget in enumerate(made):
                grid.addWidget(widget, row, column)
            made[2].setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.rows.append(made)
        self.others = words(role="small", quiet=True)
        grid.addWidget(self.others, _ROWS, 0, 1, 3)

    def set_classes(self, classes: Sequence[ClassShare]) -> None:
        """Show classes, the largest first; none hides the legend."""
        self.setVisible(bool(classes))
        for place, (swatch, name, share) in enumerate(self.rows):
            shown = classes[place] if place < len(classes) else None
            for widget in (swatch, name, share):
                widget.setVisible(shown is not None)
            if shown is not None:
                swatch.set_colour(QColor(*shown.colour))
                name.setText(shown.name)
                share.setText(wording.percent(shown.share))
        left = classes[_ROWS:]
        self.others.setVisible(bool(left))
        if left:
            share = wording.percent(sum(each.share for each in left))
            self.others.setText(self.tr("%n other classes: {0}", "", len(left)).format(share))
        told = ", ".join(f"{each.name} {wording.percent(each.share)}" for each in classes[:_ROWS])
        self.setAccessibleName(self.tr("Classes in the picture"))
        self.setAccessibleDescription(told)


class Swatch(QWidget):
    """A small square of one colour, with an edge that shows on any ground."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.colour = QColor()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_colour(self, colour: QColor) -> None:
        """Show `colour`."""
        self.colour = colour
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the square."""
        return QSize(_SIDE, _SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self.colour)
        painter.setPen(QPen(theme.colour("edge"), 1))
        inside = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(inside, _RADIUS, _RADIUS)
