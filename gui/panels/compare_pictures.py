"""Comparing: the two pictures, and what else is not the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui import comparison, theme
from gui.panel import Area, Panel
from gui.widgets.cover_view import CoverView
from gui.widgets.image_view import ImageView, fitted
from gui.widgets.link_button import LinkButton
from gui.widgets.transform_editor import TransformEditor
from gui.widgets.words import OneLine, Paragraph, words
from gui.words import recipe_text

if TYPE_CHECKING:
    import numpy as np

    from gui.controller import Controller
    from gui.session import Session

_SIDE = 16
_TALLEST = 190
_BADGE = 20


class Badge(QWidget):
    """A or B in a circle: outlined is kept, filled is live."""

    def __init__(self, letter: str, *, filled: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._letter, self._filled = letter, filled
        self.setAccessibleName(letter)
        self.setFixedSize(QSize(_BADGE, _BADGE))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the circle and its letter."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("accent"), 1.5))
        painter.setBrush(theme.colour("accent" if self._filled else "surface"))
        painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.setFont(theme.font("small", bold=True))
        painter.setPen(theme.colour("on_accent" if self._filled else "accent"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._letter)


class ComparePicturesPanel(Panel):
    """A as it was pinned, B as it is now."""

    TITLE: ClassVar[str] = "Two pictures"
    AREA: ClassVar[Area | None] = "compare_left"
    ORDER: ClassVar[int] = 10

    def __init__(
        self, session: Session, controller: Controller, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, controller, parent)
        self.first, self.second = ImageView(), CoverView()
        self.second.covered.connect(self._on_covered)
        self.names = [
            OneLine(theme.font("caption", bold=True), mode=Qt.TextElideMode.ElideMiddle)
            for _ in range(2)
        ]
        self.changes = [Paragraph(role="caption", quiet=True) for _ in range(2)]
        self.edit = LinkButton()
        self.edit.setText(self.tr("Edit"))
        self.edit.setToolTip(self.tr("Turn, move, brighten, blur or cover the picture"))
        self.edit.setFixedWidth(self.edit.sizeHint().width())
        self.edit.clicked.connect(lambda: self.editor.open_beside(self.edit, self))
        self.editor = TransformEditor(self)
        self.editor.changed.connect(
            lambda transform, going_on: controller.change_picture(transform, going_on=going_on)
        )
        self.editor.undo_wanted.connect(controller.undo_edit)
        self.same = Paragraph(role="caption", quiet=True)
        self._build()
        for signal in (
            session.pinned_changed, session.comparing_changed, session.source_changed,
            session.activations_changed, session.model_changed, session.edits_changed,
        ):  # fmt: skip
            signal.connect(self._refresh)
        self._refresh()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(_SIDE, 12, _SIDE, 12)
        column.setSpacing(8)
        kept = words(self.tr("pinned"), role="caption", quiet=True)
        rows = (
            ("A", self.names[0], self.changes[0], kept, self.first),
            ("B", self.names[1], self.changes[1], self.edit, self.second),
        )
        for letter, name, changes, beside, view in rows:
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(Badge(letter, filled=letter == "B"))
            row.addWidget(name, 1)
            row.addWidget(beside)
            column.addLayout(row)
            column.addWidget(changes)
            column.addWidget(view)
            column.addSpacing(6)
        column.addWidget(self.same)

    def _refresh(self) -> None:
        session = self.session
        pinned = session.pinned
        if pinned is None or not session.comparing:
            return
        named = comparison.names(session)
        views = (self.first, self.second)
        for letter, view, label, changes, (name, said) in zip(
            "AB", views, self.names, self.changes, named, strict=True
        ):
            label.setText(name)
            view.setAccessibleName(self.tr("Picture {0}: {1}").format(letter, name))
            changes.setText(said)
            changes.setVisible(bool(said))
        self._show(self.first, pinned.activations.prepared.picture.pixels)
        self.first.set_crop(pinned.activations.prepared.crop)
        activations = session.activations
        if activations is not None:
            self._show(self.second, activations.prepared.picture.pixels)
            self.second.set_crop(activations.prepared.crop)
        self.edit.setVisible(session.mode == "image")
        self.editor.set_transform(session.edits.transform, can_undo=self.controller.can_undo_edit)
        self.same.setText("\n".join(self._sentences()))
        self._arrange()

    def _sentences(self) -> list[str]:
        """Return what is the same in A and B, and what is not."""
        session, pinned = self.session, self.session.pinned
        model = session.model
        if model is None or pinned is None:
            return []
        lines = [self.tr("Model: {0} in both").format(model.name)]
        if pinned.model.path != model.path or pinned.model.name != model.name:
            lines = [self.tr("Model: A {0}, B {1}").format(pinned.model.name, model.name)]
        first, second = pinned.model.preprocess, model.preprocess
        if replace(first, source="") == replace(second, source=""):
            lines.append(self.tr("Preprocessing: the same in both"))
        else:
            lines.append(
                self.tr("Preprocessing: A {0}; B {1}").format(
                    recipe_text.described(first), recipe_text.described(second)
                )
            )
        if session.activations is pinned.activations:
            lines.append(
                self.tr("A and B are the same so far. Open another picture or model, or edit B.")
            )
        return lines

    @staticmethod
    def _show(view: ImageView, pixels: np.ndarray) -> None:
        if pixels is not view.pixels:
            view.set_picture(pixels)

    def _on_covered(self, cover: tuple[float, float, float, float]) -> None:
        transform = self.session.edits.transform
        self.controller.change_picture(replace(transform, covers=(*transform.covers, cover)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pictures to the width."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        room = QSize(max(40, self.width() - 2 * _SIDE), _TALLEST)
        for view in (self.first, self.second):
            if view.pixels is not None:
                height, width = view.pixels.shape[:2]
                view.setFixedSize(fitted(width, height, room))
