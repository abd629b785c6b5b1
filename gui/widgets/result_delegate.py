"""How a cell of the result table is painted: thumbnails, bars, ticks and crosses."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from engine.batch import Result
from gui import theme

ROW_HEIGHT = 44
_PICTURE = 36
_PAD = 8
_MARK = 14
_FIGURE = 56
_NAME, _LABEL, _SHARE, _OTHERS, _TRUTH, _TIME = range(6)

Index = QModelIndex | QPersistentModelIndex


class ResultDelegate(QStyledItemDelegate):
    """Paints the cells; the row that is chosen has the accent's quiet ground.

    A table has a hundred cells in view, so each is asked for its result alone; `text_of` gives the
    words without a way through the models.
    """

    def __init__(self, text_of: Callable[[Result, int], str], parent: QObject) -> None:
        super().__init__(parent)
        self._text_of = text_of
        self._text_font, self._bold_font = theme.font("text"), theme.font("text", bold=True)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        result: Result = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        self._ground(painter, option)
        rect = option.rect.adjusted(_PAD, 0, -_PAD, 0)
        painter.setPen(theme.colour("text"))
        painter.setFont(self._text_font)
        column = index.column()
        text = self._text_of(result, column)
        left = Qt.AlignmentFlag.AlignLeft
        if column == _NAME:
            self._picture(painter, rect, index)
            rect = rect.adjusted(_PICTURE + 10, 0, 0, 0)
            self._words(painter, rect, text, left, Qt.TextElideMode.ElideMiddle)
        elif column == _LABEL:
            if result.error is not None:
                painter.setPen(theme.colour("bad"))
            elif result.best:
                painter.setFont(self._bold_font)
            self._words(painter, rect, text, left)
        elif column == _SHARE and result.best:
            self._bar(painter, rect, result.best[0][1], text)
        elif column == _TRUTH:
            self._truth(painter, rect, result, text)
        elif column in (_OTHERS, _TIME):
            painter.setPen(theme.colour("text2"))
            self._words(
                painter, rect, text, left if column == _OTHERS else Qt.AlignmentFlag.AlignRight
            )
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of a cell."""
        return QSize(80, ROW_HEIGHT)

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.colour("chosen"))
        line = QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1)
        painter.fillRect(line, theme.colour("line"))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(
                QRect(option.rect.topLeft(), QSize(2, ROW_HEIGHT)), theme.colour("accent")
            )

    def _picture(self, painter: QPainter, rect: QRect, index: Index) -> None:
        pixmap = index.data(Qt.ItemDataRole.UserRole + 1)
        frame = QRect(rect.left(), rect.center().y() - _PICTURE // 2, _PICTURE, _PICTURE)
        if pixmap.isNull():
            painter.fillRect(frame, theme.colour("track"))
            icon = QRect(0, 0, _MARK, _MARK)
            icon.moveCenter(frame.center())
            theme.icon("warning", "text2").paint(painter, icon)
            return
        size = pixmap.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRect(frame.topLeft(), size)
        target.moveCenter(frame.center())
        painter.drawPixmap(target, pixmap)

    def _bar(self, painter: QPainter, rect: QRect, share: float, text: str) -> None:
        track = QRectF(rect.left(), rect.center().y() - 2.5, rect.width() - _FIGURE, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("track"))
        painter.drawRoundedRect(track, 3, 3)
        track.setWidth(max(6.0, track.width() * min(max(share, 0.0), 1.0)))
        painter.setBrush(theme.colour("accent"))
        painter.drawRoundedRect(track, 3, 3)
        painter.setPen(QPen(theme.colour("text")))
        self._words(painter, rect, text, Qt.AlignmentFlag.AlignRight)

    def _truth(self, painter: QPainter, rect: QRect, result: Result, text: str) -> None:
        if result.correct is not None:
            mark = QRect(rect.left(), rect.center().y() - _MARK // 2, _MARK, _MARK)
            icon = ("check", "good") if result.correct else ("close", "bad")
            theme.icon(*icon).paint(painter, mark)
            rect = rect.adjusted(_MARK + 6, 0, 0, 0)
        painter.setPen(theme.colour("text" if result.correct is False else "text2"))
        self._words(painter, rect, text, Qt.AlignmentFlag.AlignLeft)

    @staticmethod
    def _words(
        painter: QPainter,
        rect: QRect,
        text: str,
        side: Qt.AlignmentFlag,
        cut: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        shown = painter.fontMetrics().elidedText(text, cut, rect.width())
        painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, shown)
