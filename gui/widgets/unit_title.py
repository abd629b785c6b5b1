"""The first row over one unit: back, layer › channel, facts, overlay and save."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from gui import theme
from gui.widgets.overlay_tool import OverlayTool
from gui.widgets.tag import Tag
from gui.widgets.words import OneLine, words

_SPACE = 8


class UnitTitle(QWidget):
    """Where we are; the facts go first where there is no room."""

    back_wanted = Signal()
    stepped = Signal(int)
    """The person wants the channel before (−1) or after (1)."""
    save_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.back = self._button("back", self.tr("Back to all maps (Esc)"))
        self.back.clicked.connect(self.back_wanted)
        self._layer = OneLine(self._light(), quiet=True, mode=Qt.TextElideMode.ElideMiddle)
        self._layer.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        between = words("›", role="title", quiet=True)
        between.setFont(self._light())
        self._channel = OneLine(theme.font("title"))
        self._channel.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.before = self._button("previous", self.tr("The channel before (Page Up)"))
        self.before.clicked.connect(lambda: self.stepped.emit(-1))
        self.after = self._button("next", self.tr("The channel after (Page Down)"))
        self.after.clicked.connect(lambda: self.stepped.emit(1))
        self._tags = [Tag(parent=self) for _ in range(2)]
        self.overlay = OverlayTool(self)
        self._save = self._button("save", self.tr("Save this map with its colours as a picture"))
        self._save.setText(self.tr("Save map"))
        self._save.clicked.connect(self.save_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_SPACE)
        for part in (self.back, self._layer, between, self._channel):
            row.addWidget(part)
        steps = QHBoxLayout()
        steps.setSpacing(0)
        steps.addWidget(self.before)
        steps.addWidget(self.after)
        row.addLayout(steps)
        for tag in self._tags:
            row.addWidget(tag)
        row.addStretch(1)
        row.addWidget(self.overlay)
        row.addWidget(self._save)

    @property
    def text(self) -> str:
        """The words of the path."""
        return f"{self._layer.text()} › {self._channel.text()}"

    @property
    def facts(self) -> tuple[str, ...]:
        """The words of the chips."""
        return tuple(tag.text for tag in self._tags)

    def set_unit(
        self, layer: str, unit: str, facts: tuple[str, str], *, ends: tuple[bool, bool], maps: bool
    ) -> None:
        """Name a unit; `ends`: whether one lies before and one after; `maps`: it has a picture."""
        self._layer.setText(layer)
        self._channel.setText(unit)
        for label in (self._layer, self._channel):
            needed = label.fontMetrics().horizontalAdvance(label.text())
            label.setMinimumWidth(min(60 if label is self._layer else 140, needed + 2))
        for tag, text in zip(self._tags, facts, strict=True):
            tag.set_text(text)
        self.before.setEnabled(ends[0])
        self.after.setEnabled(ends[1])
        self.overlay.setVisible(maps)
        self._save.setVisible(maps)
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what has no room."""
        super().resizeEvent(event)
        self.fit()

    def minimumSizeHint(self) -> QSize:
        """Return the room of the narrowest form."""
        return QSize(300, self.sizeHint().height())

    def fit(self) -> None:
        """Leave out the facts, then the words of the buttons, where there is no room."""
        styles = Qt.ToolButtonStyle
        metrics = QFontMetrics(theme.font("title"))
        named = sum(
            metrics.horizontalAdvance(each.text()) + _SPACE for each in (self._layer, self._channel)
        )
        named += 3 * (self.back.sizeHint().width() + _SPACE) + 3 * _SPACE
        tags = [tag.sizeHint().width() + _SPACE if tag.text else 0 for tag in self._tags]
        for tagged, worded in ((2, True), (2, False), (1, False), (0, False)):
            self._save.setToolButtonStyle(
                styles.ToolButtonTextBesideIcon if worded else styles.ToolButtonIconOnly
            )
            tools = self.overlay.wanted_width(worded=worded) + self._save.sizeHint().width()
            tools = 0 if self._save.isHidden() else tools + 2 * _SPACE
            # The size, the second, stays longest.
            if named + tools + sum(tags[2 - tagged :]) <= self.width():
                break
        for position, tag in enumerate(self._tags):
            tag.setVisible(bool(tag.text) and position >= 2 - tagged)

    def _button(self, icon: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(theme.icon(icon))
        button.setIconSize(QSize(18, 18))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        return button

    @staticmethod
    def _light():
        font = theme.font("title")
        font.setWeight(theme.font("text").weight())
        return font
