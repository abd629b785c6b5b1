"""The banner above the columns: what went wrong and what to do; never modal."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui import theme

_ICON_SIDE = 20
_MOST_DETAILS_HEIGHT = 140


class Banner(QFrame):
    """A title, a sentence or two, and a few buttons; stays until somebody closes it."""

    closed = Signal()
    other_file_wanted = Signal()
    part_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._icon = QLabel(self)
        self._icon.setFixedSize(_ICON_SIDE, _ICON_SIDE)
        self.title = QLabel(self)
        self.title.setFont(theme.font("heading"))
        self.text = QLabel(self)
        for label in (self.title, self.text):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.details_button = QPushButton(self.tr("Details"), self)
        self.details_button.setCheckable(True)
        self.part_button = QPushButton(self.tr("Show what can run"), self)
        self.part_button.setToolTip(self.tr("Open the layers before the first that cannot run"))
        self.other_button = QPushButton(self.tr("Choose another file…"), self)
        self.other_button.setIcon(theme.icon("open"))
        self.close_button = QToolButton(self)
        self.close_button.setIcon(theme.icon("close"))
        self.close_button.setToolTip(self.tr("Close this message"))
        self.close_button.setAccessibleName(self.close_button.toolTip())
        self.details = QPlainTextEdit(self)
        self.details.setObjectName("details")
        self.details.setReadOnly(True)
        self.details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.details.hide()
        self._arrange()
        self.details_button.toggled.connect(self.details.setVisible)
        self.part_button.clicked.connect(self.part_wanted)
        self.other_button.clicked.connect(self.other_file_wanted)
        self.close_button.clicked.connect(self.closed)
        self._severity = "error"
        self.hide()

    def _arrange(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.title)
        words.addWidget(self.text)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addSpacing(4)
        row.addLayout(words, 1)
        row.addSpacing(8)
        for button in (
            self.details_button, self.part_button, self.other_button, self.close_button,
        ):  # fmt: skip
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 12, 12)
        column.setSpacing(12)
        column.addLayout(row)
        column.addWidget(self.details)

    def show_problem(
        self, title: str, text: str, details: str, severity: str, *, part: bool = False
    ) -> None:
        """Say something; `severity` is error or warning, `part` offers what can run."""
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.details.setPlainText(details)
        lines = details.count("\n") + 2
        height = lines * self.details.fontMetrics().lineSpacing() + 12
        self.details.setFixedHeight(min(height, _MOST_DETAILS_HEIGHT))
        self.details_button.setChecked(False)
        self.details_button.setVisible(bool(details))
        self.part_button.setVisible(part)
        self.other_button.setVisible(severity == "error")
        self._severity = severity
        self.setProperty("severity", severity)
        self.style().polish(self)
        self._colour_icon()
        self.setAccessibleName(f"{title}. {text}")
        self.show()

    def _colour_icon(self) -> None:
        token = "bad" if self._severity == "error" else "warn"
        icon = theme.icon("warning", token)
        size = QSize(_ICON_SIDE, _ICON_SIDE)
        self._icon.setPixmap(icon.pixmap(size, self.devicePixelRatioF()))

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
