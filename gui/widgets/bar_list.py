"""A list of labelled bars: predictions, from the best to the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from gui.widgets.bar_delegate import BAR_ROLE, INSET, LOOSE, Bar, BarDelegate, Index, widest_label
from gui.words.wording import plain_tip

TALLEST = 420
"""A list that is longer than this scrolls."""
_LEAST = 180


class BarModel(QAbstractListModel):
    """The rows of a `BarList`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars: list[Bar] = []

    def set_bars(self, bars: Sequence[Bar]) -> None:
        """Show other rows; the selection stays where the number of rows does."""
        styles = [bar.style for bar in bars]
        if styles == [bar.style for bar in self.bars]:
            self.bars = list(bars)
            if bars:
                self.dataChanged.emit(self.index(0), self.index(len(bars) - 1))
            return
        self.beginResetModel()
        self.bars = list(bars)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.bars)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a row holds for `role`."""
        bar = self.bars[index.row()]
        if role == BAR_ROLE:
            return bar
        if role == Qt.ItemDataRole.DisplayRole:
            return bar.label
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(bar.tip()) if bar.tip is not None else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(words for words in (bar.label, bar.figure, bar.note) if words)
        return None


class BarList(QListView):
    """Shows bars; rows draw together where the window is low."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = BarModel(self)
        self._look = BarDelegate(self)
        self.setModel(self._rows)
        self.setItemDelegate(self._look)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setResizeMode(QListView.ResizeMode.Adjust)

    @property
    def bars(self) -> list[Bar]:
        """The rows that are shown."""
        return self._rows.bars

    def set_bars(self, bars: Sequence[Bar]) -> None:
        """Show `bars`."""
        before = self.content_height(LOOSE)
        self._rows.set_bars(bars)
        self._fit_labels()
        if self.content_height(LOOSE) != before:
            self.updateGeometry()
            self._fit_rows()

    def content_height(self, spare: int) -> int:
        """Return the height of all rows that stand `spare` pixels further apart than they must."""
        kept, self._look.spare = self._look.spare, spare
        styles = Counter(bar.style for bar in self.bars)
        total = sum(self._look.height(style) * count for style, count in styles.items())
        self._look.spare = kept
        return total

    def copied_text(self) -> str:
        """Return the chosen rows, or all if none is chosen, as lines of label and number."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        bars = [self.bars[row] for row in rows] if rows else self.bars
        return "\n".join(bar.copied for bar in bars if bar.copied)

    def copy(self) -> None:
        """Put the rows on the clipboard."""
        text = self.copied_text()
        if text:
            QGuiApplication.clipboard().setText(text)

    def sizeHint(self) -> QSize:
        """Return the size at which nothing is scaled or hidden."""
        return QSize(200, min(self.content_height(LOOSE), TALLEST))

    def minimumSizeHint(self) -> QSize:
        """Return the least size that still shows everything, or enough of a long list."""
        height = self.content_height(0)
        return QSize(120, height if height <= TALLEST else _LEAST)

    def event(self, event: QEvent) -> bool:
        """Keep Ctrl+C from a menu of the window while the list has the focus."""
        overriding = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if overriding and event.matches(QKeySequence.StandardKey.Copy):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy with Ctrl+C, choose nothing with Esc, else move."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() == Qt.Key.Key_Escape and self.selectedIndexes():
            self.clearSelection()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in the colours of a new theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the rows together where they would not fit."""
        self._fit_labels()
        self._fit_rows()
        super().resizeEvent(event)

    def _fit_labels(self) -> None:
        room = self.viewport().width() - 2 * INSET
        self._look.label_width = min(widest_label(self.bars), int(room * 0.45))

    def _fit_rows(self) -> None:
        spare = LOOSE
        if self.content_height(LOOSE) <= TALLEST:
            fits = (
                each for each in range(LOOSE, 0, -1) if self.content_height(each) <= self.height()
            )
            spare = next(fits, 0)
        if spare != self._look.spare:
            self._look.spare = spare
            self.scheduleDelayedItemsLayout()
