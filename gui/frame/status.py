"""The status line: ready or busy, the model in numbers, and the value under the mouse."""

from __future__ import annotations

from itertools import zip_longest

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from gui import theme
from gui.controller import Controller
from gui.session import Session
from gui.unit.units import extent_of, place_in, place_text, value_at
from gui.widgets.link_button import LinkButton
from gui.words import wording

HEIGHT = 26
_DOT = 7
_RIGHT = 170
"""Kept free for the value under the mouse, or the other words would jump with it."""
# Which words go first where room is scarce: multiply-adds, parameters, size, time.
_FIRST_TO_GO = (3, 1, 2, 4)


class _Dot(QWidget):
    """A dot: good, or accent while work goes on."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._token = "good"
        self.setFixedSize(QSize(_DOT, _DOT))

    def set_token(self, token: str) -> None:
        self._token = token
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(self._token))
        painter.drawEllipse(self.rect())


class StatusLine(QFrame):
    """One quiet line at the foot of the window."""

    copy_wanted = Signal()
    """The person clicked the marked value."""

    def __init__(
        self, session: Session, controller: Controller, version: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self.setFixedHeight(HEIGHT)
        self.session = session
        self._version = version
        self._model_facts: tuple[object, list[str]] = (None, [])
        self._dot = _Dot(self)
        self.state = QLabel(self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(120, 4)
        self.cancel = QPushButton(self.tr("Cancel"), self)
        self.cancel.setObjectName("cancel")
        self.cancel.clicked.connect(controller.cancel)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 0, 16, 0)
        self._row.setSpacing(8)
        for widget in (self._dot, self.state, self.bar, self.cancel):
            self._row.addWidget(widget)
        self.facts = [QLabel(self) for _ in range(5)]
        self._lines = [QFrame(self) for _ in self.facts]
        for line, label in zip(self._lines, self.facts, strict=True):
            line.setObjectName("upright")
            line.setFixedSize(1, 14)
            self._row.addSpacing(4)
            self._row.addWidget(line)
            self._row.addSpacing(4)
            self._row.addWidget(label)
        self._row.addStretch(1)
        self.right = QLabel(self)
        self.right.setMinimumWidth(_RIGHT)
        self.right.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self.right)
        self.marked = LinkButton(self, arrow=False)
        self.marked.setToolTip(self.tr("The marked value; a click copies it"))
        self.marked.clicked.connect(self.copy_wanted)
        self._row.addWidget(self.marked)
        for label in (self.state, self.right, *self.facts):
            label.setFont(theme.font("caption"))
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.cancel.setFont(theme.font("small"))
        for signal in (session.model_changed, session.activations_changed, session.mode_changed):
            signal.connect(self._on_facts_changed)
        session.progress_changed.connect(self._on_progress_changed)
        session.hovered_changed.connect(self._on_hovered_changed)
        for signal in (session.mode_changed, session.page_changed):
            signal.connect(self._on_progress_changed)
            signal.connect(self._on_hovered_changed)
        for signal in (session.place_changed, session.layer_changed, session.activations_changed):
            signal.connect(self._on_hovered_changed)
        self._on_facts_changed()
        self._on_progress_changed()
        self._on_hovered_changed()

    def _on_facts_changed(self) -> None:
        model, activations = self.session.model, self.session.activations
        if self.session.mode == "start" and model is None:
            texts = [self.tr("Everything runs on this computer; nothing is uploaded")]
        elif model is None:
            texts = []
        else:
            if self._model_facts[0] is not model:
                self._model_facts = (model, self._facts_of(model))
            texts = list(self._model_facts[1])
            if activations is not None:
                took = wording.milliseconds(activations.total_seconds)
                several = self.tr("{0} on {1} threads").format(took, model.threads)
                texts.append(several if model.threads > 1 else took)
        for label, text in zip_longest(self.facts, texts, fillvalue=""):
            label.setText(text)
        self._fit()

    def _fit(self) -> None:
        """Show as many words as there is room for."""
        shown = {index for index, label in enumerate(self.facts) if label.text()}
        room = self.width()
        for index in (None, *_FIRST_TO_GO):
            shown.discard(index)
            for which, (line, label) in enumerate(zip(self._lines, self.facts, strict=True)):
                line.setVisible(which in shown)
                label.setVisible(which in shown)
            if self._row.sizeHint().width() <= room:
                return

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show more words, or fewer."""
        super().resizeEvent(event)
        self._fit()

    def _facts_of(self, model: object) -> list[str]:
        if model.architecture is not None:
            name = self.tr("{0} · NumPy weights").format(model.name)
        elif model.opset:
            name = self.tr("{0} · ONNX opset {1}").format(model.name, model.opset)
        else:
            name = model.name
        return [
            name,
            wording.counted(self.tr("{0} parameters"), model.parameters),
            wording.size(model.size_bytes),
            wording.counted(self.tr("{0} multiply-adds"), model.multiply_adds),
        ]

    def _on_progress_changed(self) -> None:
        progress = self.session.progress
        self.bar.setVisible(progress is not None)
        self.cancel.setVisible(progress is not None)
        self._dot.set_token("good" if progress is None else "accent")
        if progress is not None:
            self.state.setText(progress.text)
            self.bar.setRange(0, progress.total)
            self.bar.setValue(progress.done)
        elif self.session.mode == "drawing" and self.session.page == "explore":
            self.state.setText(self.tr("Live"))
        else:
            self.state.setText(self.tr("Ready"))
        self._fit()

    def _on_hovered_changed(self) -> None:
        text = self.session.hovered
        marked = "" if text or self.session.page == "batch" else self._marked_text()
        self.marked.setText(marked)
        self.marked.setVisible(bool(marked))
        self.right.setVisible(not marked)
        if self.session.page == "batch":
            pass
        elif not text and self.session.mode == "drawing":
            text = self.tr("Updates as you draw")
        elif not text and self.session.mode == "start":
            text = f"Convolens {self._version}"
        self.right.setText(text)

    def _marked_text(self) -> str:
        """Return the marked value as it is copied, rounded; nothing where none is marked."""
        activations, place = self.session.activations, self.session.place
        array = activations.get(self.session.layer or "") if activations is not None else None
        if array is None or place is None or extent_of(array) is None:
            return ""
        place = place_in(array, place.channel, place)
        return f"{place_text(array, place)} = {wording.number(value_at(array, place))}"

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of a new theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self._dot.update()
        super().changeEvent(event)
