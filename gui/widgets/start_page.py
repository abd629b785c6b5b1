"""The parts of the start page: example cards, the frame to drop on, recent files."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QEnterEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gui import theme

CARD = QSize(312, 262)
PICTURE = QSize(312, 170)
_RADIUS = 8
_RING = 4


class _PaintedButton(QAbstractButton):
    """A button that paints itself: hover, a focus ring two pixels off, Enter as well as Space."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press on Enter too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that the mouse is here."""
        self.update()
        super().enterEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of a new theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def _paint_ring(self, painter: QPainter, radius: float) -> None:
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)


def _line(
    painter: QPainter, rect: QRect, font: QFont, token: str, text: str, right: bool = False
) -> None:
    """Draw one line of text, shortened to fit."""
    painter.setFont(font)
    painter.setPen(theme.colour(token))
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    text = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, text)


def _picture_height(width: int) -> int:
    return round(width * PICTURE.height() / PICTURE.width())


class ExampleCard(_PaintedButton):
    """A picture, what you can do, and with which network."""

    def __init__(
        self, picture: QPixmap, title: str, text: str, note: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._picture = picture
        self._title, self._text, self._note = title, text, note
        self._scaled = QPixmap()
        self.setAccessibleName(title)
        self.setAccessibleDescription(f"{text}. {note}")
        self.setMaximumWidth(CARD.width() + 2 * _RING)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """Return the usual size, with room for the ring."""
        return CARD + QSize(2 * _RING, 2 * _RING)

    def heightForWidth(self, width: int) -> int:
        """Return the height at which the picture keeps its shape."""
        words = CARD.height() - PICTURE.height()
        return _picture_height(width - 2 * _RING) + words + 2 * _RING

    def minimumSizeHint(self) -> QSize:
        """Return the least size that still holds the words."""
        return QSize(220, self.heightForWidth(220))

    def _fitted(self, size: QSize) -> QPixmap:
        """Return the middle of the picture in the size wanted, in device pixels."""
        ratio = self.devicePixelRatioF()
        wanted = QSize(round(size.width() * ratio), round(size.height() * ratio))
        if self._scaled.size() != wanted and not self._picture.isNull():
            scaled = self._picture.scaled(
                wanted,
                Qt.AspectRatioMode.KeepAspectRatioByExpanding,
                Qt.TransformationMode.SmoothTransformation,
            )
            corner = (
                (scaled.width() - wanted.width()) // 2,
                (scaled.height() - wanted.height()) // 2,
            )
            self._scaled = scaled.copy(QRect(*corner, wanted.width(), wanted.height()))
            self._scaled.setDevicePixelRatio(ratio)
        return self._scaled

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = self.rect().adjusted(_RING, _RING, -_RING, -_RING)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        painter.fillPath(outline, theme.colour("hover" if self.underMouse() else "surface"))
        top = QRect(card.left(), card.top(), card.width(), _picture_height(card.width()))
        painter.save()
        painter.setClipPath(outline)
        if self._picture.isNull():
            painter.fillRect(top, theme.colour("track"))
        else:
            painter.drawPixmap(top.topLeft(), self._fitted(top.size()))
        painter.restore()
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(top.bottomLeft(), top.bottomRight())
        hovered = self.underMouse() or self.isDown()
        painter.setPen(QPen(theme.colour("edge" if hovered else "line"), 1))
        painter.drawPath(outline)
        words = QRect(card.left() + 16, top.bottom() + 14, card.width() - 32, 24)
        _line(painter, words, theme.font("title"), "text", self._title)
        words.translate(0, 25)
        _line(painter, words, theme.font("text"), "text2", self._text)
        words.translate(0, 20)
        _line(painter, words, theme.font("caption"), "text2", self._note)
        self._paint_ring(painter, _RADIUS + 3)


class DropFrame(QFrame):
    """Says that things can be dropped, and holds the button to open them."""

    def __init__(self, title: str, text: str, button: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("drop")
        self.setMinimumHeight(96)
        self._icon = QLabel(self)
        self._icon.setFixedSize(28, 28)
        heading = QLabel(title, self)
        heading.setFont(theme.font("title"))
        explanation = QLabel(text, self)
        explanation.setObjectName("quiet")
        explanation.setFont(theme.font("text"))
        for label in (heading, explanation):
            label.setWordWrap(True)
        self.button = QPushButton(button, self)
        self.button.setProperty("primary", True)
        self.button.setIcon(theme.icon("open", "on_accent"))
        self.button.setMinimumHeight(32)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addStretch(1)
        words.addWidget(heading)
        words.addWidget(explanation)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(32, 12, 28, 12)
        row.setSpacing(20)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addWidget(self.button)
        self._colour_icon()

    def _colour_icon(self) -> None:
        icon = theme.icon("drop", "accent")
        self._icon.setPixmap(icon.pixmap(QSize(28, 28), self.devicePixelRatioF()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a dashed frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.colour("edge"), 1.5)
        pen.setDashPattern([6, 3])
        painter.setPen(pen)
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)

    def event(self, event: QEvent) -> bool:
        """Draw the icon anew on a screen with other pixels."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._colour_icon()
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of a new theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self._colour_icon()
        super().changeEvent(event)


class RecentEntry(_PaintedButton):
    """A file that was open before: thumbnail, or else an icon; name, note and time."""

    THUMBNAIL = 40

    def __init__(
        self,
        thumbnail: QPixmap,
        icon: str,
        name: str,
        note: str,
        time: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._thumbnail = thumbnail
        self._icon = icon
        self._name, self._note, self._time = name, note, time
        self.setAccessibleName(name)
        self.setAccessibleDescription(f"{note}, {time}")
        self.setFixedHeight(self.THUMBNAIL + 2 * _RING)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return a size that holds most names."""
        return QSize(300, self.THUMBNAIL + 2 * _RING)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the entry."""
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        inner = self.rect().adjusted(_RING, _RING, -_RING, -_RING)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("hover"))
            painter.drawRoundedRect(self.rect(), 6, 6)
        square = QRect(inner.left(), inner.top(), self.THUMBNAIL, self.THUMBNAIL)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(square).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        if self._thumbnail.isNull():
            painter.fillPath(outline, theme.colour("surface"))
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawPath(outline)
            theme.icon(self._icon, "text2").paint(painter, square.adjusted(10, 10, -10, -10))
        else:
            painter.save()
            painter.setClipPath(outline)
            painter.drawPixmap(square, self._thumbnail)
            painter.restore()
        font = theme.font("caption")
        width = QFontMetrics(font).horizontalAdvance(self._time) + 4
        words = QRect(square.right() + 15, inner.top(), inner.width() - self.THUMBNAIL - 15, 20)
        when = QRect(inner.right() - width, inner.top(), width, 20)
        _line(painter, when, font, "text2", self._time, right=True)
        words.setRight(when.left() - 12)
        _line(painter, words, theme.font("text", bold=True), "text", self._name)
        words.translate(0, 20)
        _line(painter, words, font, "text2", self._note)
        self._paint_ring(painter, 6)
