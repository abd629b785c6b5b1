"""The start page: three examples, a frame to drop on, and the recent files."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, QSize, Qt
from PySide6.QtGui import QAction, QPixmap
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

import resources
from gui import paths, theme, work
from gui.controller import Controller
from gui.desktop import elevation
from gui.session import Recent, Session
from gui.widgets.start_page import CARD, DropFrame, ExampleCard, RecentEntry
from gui.words.wording import plain_tip

_WIDTH = 3 * CARD.width() + 2 * 20
_SHOWN = 6

translate = QCoreApplication.translate


class StartPage(QScrollArea):
    """What a person sees first; it scrolls where the window is small."""

    def __init__(
        self, session: Session, controller: Controller, open_action: QAction, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("start")
        self.session = session
        self.controller = controller
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget(self)
        page.setObjectName("start-page")
        self.column = QWidget(page)
        self.column.setMaximumWidth(_WIDTH + 8)
        outer = QHBoxLayout(page)
        outer.setContentsMargins(28, 24, 28, 24)
        outer.addStretch(1)
        outer.addWidget(self.column, 100)
        outer.addStretch(1)
        self._build(open_action)
        self.setWidget(page)
        session.recent_changed.connect(self._on_recent_changed)
        self._on_recent_changed()

    def _build(self, open_action: QAction) -> None:
        headline = QLabel(self.tr("See what a neural network sees."), self.column)
        headline.setFont(theme.font("start"))
        subline = QLabel(
            self.tr(
                "Draw or open an image; a network names it, "
                "and every step in between becomes a picture."
            ),
            self.column,
        )
        subline.setObjectName("quiet")
        big = theme.font("text")
        big.setPixelSize(16)
        subline.setFont(big)
        for label in (headline, subline):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
        pack = resources.PACK
        if pack is not None:
            headline.setText(pack.name)
            subline.setText(self.tr("Open or drop an image; the network names it."))
        self.cards = self._build_cards() if pack is None else {}
        row = QHBoxLayout()
        row.setSpacing(12)
        for card in self.cards.values():
            row.addWidget(card)
        title = self.tr("Drop a model or an image here")
        text = self.tr(
            "ONNX or NumPy weights (.onnx, .npz); PNG, JPEG, WebP, BMP, TIFF, GIF. "
            "Or paste with Ctrl+V."
        )
        if elevation.elevated():
            title = self.tr("Open a model or an image")
            text = self.tr(
                "Convolens runs as administrator; Windows lets no files be dropped on it. "
                "Start it without, or use Open."
            )
        self.frame = DropFrame(title, text, self.tr("Open…"), self.column)
        self.frame.button.clicked.connect(open_action.trigger)
        framed = QHBoxLayout()
        framed.setContentsMargins(4, 0, 4, 0)
        framed.addWidget(self.frame)
        self.recent = QWidget(self.column)
        column = QVBoxLayout(self.column)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(3)
        column.addWidget(headline)
        column.addSpacing(8)
        column.addWidget(subline)
        column.addSpacing(24)
        column.addLayout(row)
        column.addSpacing(20)
        column.addLayout(framed)
        column.addSpacing(24)
        column.addWidget(self.recent)
        column.addStretch(4)
        self._build_recent()

    def _build_cards(self) -> dict[str, ExampleCard]:
        words: dict[str, tuple[str, str, str]] = {
            "digits": (
                self.tr("Draw a digit"),
                self.tr("Recognised as you draw, 0 to 9"),
                self.tr("Digits · runs in well under a millisecond"),
            ),
            "doodles": (
                self.tr("Draw a doodle"),
                self.tr("Cat, bicycle, house and 17 more"),
                self.tr("Doodles · 20 classes of Quick, Draw!"),
            ),
            "photos": (
                self.tr("Open a photo"),
                self.tr("1,000 kinds of things and animals"),
                self.tr("Photos · EfficientNet-Lite0"),
            ),
        }
        cards = {}
        for name, texts in words.items():
            picture = QPixmap(str(paths.icon_path(f"card-{name}.png")))
            card = ExampleCard(picture, *texts, self.column)
            card.clicked.connect(self._opener(name))
            cards[name] = card
        return cards

    def _opener(self, name: str) -> Callable[[], None]:
        return lambda: self.controller.open_model(name)

    def _build_recent(self) -> None:
        heading = QLabel(self.tr("Recent"), self.recent)
        heading.setFont(theme.font("heading"))
        clear = QPushButton(self.tr("Clear list"), self.recent)
        clear.setProperty("flat", True)
        clear.clicked.connect(self.controller.clear_recent)
        self.clear_button = clear
        top = QHBoxLayout()
        top.setContentsMargins(4, 0, 4, 0)
        top.addWidget(heading)
        top.addStretch(1)
        top.addWidget(clear)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(32)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self.recent)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addLayout(self._grid)

    def _on_recent_changed(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            item.widget().deleteLater()
        shown = self.session.recent[:_SHOWN]
        for index, recent in enumerate(shown):
            entry = RecentEntry(
                self._thumbnail(recent),
                recent.kind,
                recent.path.name,
                self._note(recent),
                when(recent.opened),
            )
            entry.setToolTip(plain_tip(str(recent.path)))
            entry.clicked.connect(
                lambda _=False, path=recent.path: self.controller.open_files([path])
            )
            self._grid.addWidget(entry, index // 2, index % 2)
        self.recent.setVisible(bool(shown))

    def _note(self, recent: Recent) -> str:
        if recent.kind == "image" or not recent.note.isdecimal():
            return recent.note
        classes = int(recent.note)
        return self.tr("Model · %n classes", "", classes) if classes else self.tr("Model")

    def _thumbnail(self, recent: Recent) -> QPixmap:
        if recent.kind == "model":
            return QPixmap()
        return QPixmap(str(work.thumbnail_path(self.controller.settings.folder, recent.path)))

    def sizeHint(self) -> QSize:
        """Return the size at which nothing scrolls."""
        return QSize(_WIDTH + 64, 760)


def when(seconds: float, now: float | None = None) -> str:
    """Return a moment in words: today with its time, yesterday, a weekday, or a date."""
    moment = QDateTime.fromSecsSinceEpoch(int(seconds))
    today = QDateTime.fromSecsSinceEpoch(int(time.time() if now is None else now))
    days = moment.date().daysTo(today.date())
    locale = QLocale()
    if days == 0:
        clock = locale.toString(moment.time(), QLocale.FormatType.ShortFormat)
        return translate("start", "Today, {0}").format(clock)
    if days == 1:
        return translate("start", "Yesterday")
    if 1 < days < 7:
        return locale.dayName(moment.date().dayOfWeek())
    return locale.toString(moment.date(), QLocale.FormatType.ShortFormat)
