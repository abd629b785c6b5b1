"""The stage's first row: which layer, what operator, how large, how long; save."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from gui import theme
from gui.widgets.tag import Tag
from gui.widgets.words import OneLine, words

_SPACE = 8


class StageTitle(QWidget):
    """The layer's name and facts; the least needed go first where there is no room."""

    save_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = OneLine(theme.font("title"), mode=Qt.TextElideMode.ElideMiddle, parent=self)
        self._title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._operator = words(role="title", quiet=True)
        font = theme.font("title")
        font.setWeight(theme.font("text").weight())
        self._operator.setFont(font)
        self._tags = [Tag(parent=self) for _ in range(3)]
        self._save = QToolButton(self)
        self._save.setIcon(theme.icon("save"))
        self._save.setIconSize(QSize(18, 18))
        self._save.setText(self.tr("Save maps"))
        self._save.setToolTip(self.tr("Save the feature maps of all layers in a folder"))
        self._save.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._save.clicked.connect(self.save_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_SPACE)
        row.addWidget(self._title)
        row.addWidget(self._operator)
        row.addSpacing(4)
        for tag in self._tags:
            row.addWidget(tag)
        row.addStretch(1)
        row.addWidget(self._save)

    @property
    def layer(self) -> str:
        """The name of the layer."""
        return self._title.text()

    def set_layer(self, title: str, operator: str, size: str, time: str, caption: str) -> None:
        """Name a layer; `caption` says what stands below each map, empty for other forms."""
        self._title.setText(title)
        needed = self._title.fontMetrics().horizontalAdvance(title)
        self._title.setMinimumWidth(min(72, needed))
        self._operator.setText(operator)
        for tag, text in zip(self._tags, (size, time, caption), strict=True):
            tag.set_text(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what has no room."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Return the room of the narrowest form."""
        return QSize(240, self.sizeHint().height())

    def _fit(self) -> None:
        metrics = self._title.fontMetrics()
        room = self.width() - metrics.horizontalAdvance(self._title.text()) - 4 - 2 * _SPACE
        room -= self._operator.sizeHint().width() + _SPACE
        styles = Qt.ToolButtonStyle
        self._save.setToolButtonStyle(styles.ToolButtonTextBesideIcon)
        worded = self._save.sizeHint().width()
        self._save.setToolButtonStyle(styles.ToolButtonIconOnly)
        bare = self._save.sizeHint().width()
        size, time, caption = (tag.sizeHint().width() + _SPACE for tag in self._tags)
        self._tags[0].setVisible(bool(self._tags[0].text) and size + bare <= room)
        self._tags[1].setVisible(bool(self._tags[1].text) and size + time + bare <= room)
        self._tags[2].setVisible(
            bool(self._tags[2].text) and size + time + caption + worded <= room
        )
        if size + time + worded <= room:
            self._save.setToolButtonStyle(styles.ToolButtonTextBesideIcon)
