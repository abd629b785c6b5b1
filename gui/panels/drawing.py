"""The canvas to draw on, its tools, and the drawing as the network sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from PySide6.QtCore import QT_TRANSLATE_NOOP, QSize, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.inputs.canvas import MARGIN, Canvas
from gui.inputs.sheet import SIDE
from gui.panel import Area, Panel
from gui.widgets.drawing_tools import DrawingTools
from gui.widgets.image_view import ImageView, fitted
from gui.widgets.link_button import LinkButton
from gui.widgets.transform_editor import TransformEditor
from gui.widgets.words import OneLine, words
from gui.words import wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine import Prepared
    from gui.controller import Controller
    from gui.session import Session

_SIDE = 16
_USUAL_WIDTH = 300
_LEAST_PAPER = 168
_SEEN = 104
_NAMED = 3
"""So many classes are named on the empty paper."""


class DrawingPanel(Panel):
    """Draw here; the network follows every stroke."""

    TITLE: ClassVar[str] = QT_TRANSLATE_NOOP("DrawingPanel", "Drawing")
    AREA: ClassVar[Area | None] = "left"
    ORDER: ClassVar[int] = 10

    def __init__(
        self, session: Session, controller: Controller, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, controller, parent)
        self._width = _USUAL_WIDTH
        self.canvas = Canvas()
        self.canvas.setFixedSize(
            self._widest_paper() + 2 * MARGIN, self._widest_paper() + 2 * MARGIN
        )
        self.tools = DrawingTools()
        self.seen = ImageView()
        self.seen.setFixedSize(_SEEN, _SEEN)
        self.seen.setAccessibleName(self.tr("The drawing as the network sees it"))
        self._seen_text = words(role="caption", quiet=True)
        self._seen_text.setWordWrap(True)
        self._seen_text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.change = LinkButton()
        self.change.setText(self.tr("Edit"))
        self.change.setToolTip(self.tr("Turn, move, brighten or blur the drawing"))
        self.editor = TransformEditor(self, drawn=True)
        self._build()
        self._connect()
        self._on_model_changed()
        self._on_activations_changed()
        if session.mode != "drawing":
            self.hide()

    def _build(self) -> None:
        size = self.tr("{0} px").format(wording.shape((SIDE, SIDE)))
        title = OneLine(theme.font("caption", bold=True), quiet=True)
        title.setText(self.tr("Your drawing"))
        title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        seen_title = OneLine(theme.font("caption", bold=True), quiet=True)
        seen_title.setText(self.tr("As the network sees it"))
        column = QVBoxLayout(self)
        # The canvas reaches further than all else, because its focus ring stands off the paper.
        column.setContentsMargins(_SIDE - MARGIN, 12, _SIDE - MARGIN, 8)
        column.setSpacing(0)
        head = _row(title, self.change)
        head.setSpacing(4)
        head.setStretch(0, 0)
        head.addStretch(1)
        head.addWidget(words(size, "caption", quiet=True))
        column.addLayout(head)
        column.addSpacing(8 - MARGIN)
        column.addWidget(self.canvas)
        column.addSpacing(8 - MARGIN)
        column.addLayout(_row(self.tools))
        column.addSpacing(12)
        column.addLayout(_row(seen_title))
        column.addSpacing(8)
        seen = _row()
        seen.addWidget(self.seen, 0, Qt.AlignmentFlag.AlignTop)
        seen.addWidget(self._seen_text, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(seen)
        column.addStretch(1)
        self._column = column

    def _connect(self) -> None:
        canvas, tools, session = self.canvas, self.tools, self.session
        canvas.stroke_changed.connect(self._on_stroke_changed)
        canvas.history_changed.connect(self._on_history_changed)
        tools.eraser_chosen.connect(canvas.set_eraser)
        tools.brush_changed.connect(canvas.set_brush)
        tools.undo_asked.connect(canvas.undo)
        tools.redo_asked.connect(canvas.redo)
        tools.clear_asked.connect(canvas.clear)
        self.change.clicked.connect(lambda: self.editor.open_beside(self.change, self))
        self.editor.changed.connect(
            lambda transform, going_on: self.controller.change_picture(transform, going_on=going_on)
        )
        self.editor.undo_wanted.connect(self.controller.undo_edit)
        session.edits_changed.connect(self._on_edits_changed)
        self._on_key("P", tools.pen.click)
        self._on_key("E", tools.eraser.click)
        self._on_key("Ctrl+Z", canvas.undo)
        self._on_key("Ctrl+Y", canvas.redo)
        self._on_key("Ctrl+Shift+Z", canvas.redo)
        session.mode_changed.connect(self._on_mode_changed)
        session.model_changed.connect(self._on_model_changed)
        session.activations_changed.connect(self._on_activations_changed)

    def take_over(self, other: Self) -> None:
        """Keep the strokes, with what can be undone, and the pen."""
        self.canvas.take_sheet(other.canvas.sheet)
        self.tools.width_slider.setValue(other.canvas.brush)
        (self.tools.eraser if other.canvas.eraser else self.tools.pen).setChecked(True)

    def _on_key(self, keys: str, act: Callable[[], object]) -> None:
        # The window's while the panel is seen; a line edit takes letters for itself first.
        QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _on_stroke_changed(self) -> None:
        self.controller.drawing_changed(self.canvas.drawing())

    def _on_history_changed(self) -> None:
        sheet = self.canvas.sheet
        self.tools.set_possible(undo=sheet.can_undo, redo=sheet.can_redo, clear=not sheet.empty)

    def _on_edits_changed(self) -> None:
        can_undo = self.controller.can_undo_edit
        self.editor.set_transform(self.session.edits.transform, can_undo=can_undo)

    def _on_mode_changed(self) -> None:
        self.setVisible(self.session.mode == "drawing")
        self._on_activations_changed()

    def _on_model_changed(self) -> None:
        self.canvas.set_hint(self._hint())

    def _hint(self) -> str:
        model = self.session.model
        names = [] if model is None else [model.labels.short(i) for i in range(len(model.labels))]
        if names and all(len(name) == 1 and name.isdecimal() for name in names):
            return self.tr("Draw a digit here")
        if model is None or model.labels.assumed or model.preprocess.ink is None or not names:
            return self.tr("Draw here")
        if len(names) <= _NAMED:
            return self.tr("Draw here: {0}").format(", ".join(names))
        first = ", ".join(names[:_NAMED])
        return self.tr("Draw here: {0} and {1} more").format(first, len(names) - _NAMED)

    def _on_activations_changed(self) -> None:
        activations = self.session.activations
        shown = activations is not None and self.session.mode == "drawing"
        prepared = activations.prepared if shown else None
        self.seen.set_picture(None if prepared is None else prepared.seen)
        if prepared is not None:
            height, width = prepared.seen.shape[:2]
            self.seen.setFixedSize(fitted(width, height, QSize(_SEEN, _SEEN)))
        self._seen_text.setText("" if prepared is None else self._said(prepared))

    def _said(self, prepared: Prepared) -> str:
        height, width = prepared.seen.shape[:2]
        size = wording.shape((width, height))
        grey = prepared.seen.ndim == 2
        lines = [self.tr("{0}, grey").format(size) if grey else self.tr("{0}, colour").format(size)]
        ink, centre = prepared.preprocess.ink, prepared.preprocess.centre
        if centre is not None:
            by_mass = self.tr("Centred by mass\nin a {0}-pixel box")
            by_box = self.tr("Centred by its outline\nin a {0}-pixel box")
            lines.append((by_mass if centre.by == "mass" else by_box).format(centre.box))
        if ink is not None:
            lines.append(self.tr("Light on dark") if ink == "light" else self.tr("Dark on light"))
        return "\n".join(lines)

    # Sizes: the paper takes the width, but leaves room for what stands below it.

    def sizeHint(self) -> QSize:
        """Return the size at which nothing is scaled or hidden."""
        return QSize(_USUAL_WIDTH, self._rest() + self._widest_paper())

    def minimumSizeHint(self) -> QSize:
        """Return the least size that still shows everything."""
        return QSize(220, self._rest() + min(_LEAST_PAPER, self._widest_paper()))

    def hasHeightForWidth(self) -> bool:
        """Return False: the paper alone gives way, and it is square."""
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the paper."""
        super().resizeEvent(event)
        if event.size().width() != self._width:
            self._width = event.size().width()
            self.updateGeometry()
        room = max(_LEAST_PAPER, self.height() - self._rest())
        paper = min(self._widest_paper(), room)
        self.canvas.setFixedSize(paper + 2 * MARGIN, paper + 2 * MARGIN)

    def _widest_paper(self) -> int:
        return self._width - 2 * _SIDE

    def _rest(self) -> int:
        """Return the height of everything but the paper."""
        canvas = self.canvas.minimumHeight() - 2 * MARGIN
        return self._column.totalMinimumSize().height() - canvas


def _row(*items: QWidget) -> QHBoxLayout:
    """Return a row with the first widget wide, lined up with the paper."""
    row = QHBoxLayout()
    row.setContentsMargins(MARGIN, 0, MARGIN, 0)
    row.setSpacing(12)
    for position, item in enumerate(items):
        row.addWidget(item, 0 if position else 1)
    return row
