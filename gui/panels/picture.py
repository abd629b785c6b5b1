"""The picture that is open, and what the network sees of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from gui import found_boxes, theme
from gui.panel import Area, Panel
from gui.widgets.cover_view import CoverView
from gui.widgets.image_view import ImageView, fitted
from gui.widgets.link_button import LinkButton
from gui.widgets.transform_editor import TransformEditor
from gui.widgets.words import OneLine, words
from gui.words import wording

if TYPE_CHECKING:
    from engine.images import Picture
    from gui.controller import Controller
    from gui.session import Session

_SIDE = 16
_GAP = 8
_USUAL_WIDTH = 288
_SEEN = 224
"""The widest that the network's view is shown: the size that photo networks read, 1 : 1."""
_SEEN_SMALL, _SEEN_SMALLEST = 140, 108


class PicturePanel(Panel):
    """The picture as it is, and the part of it that the network sees."""

    TITLE: ClassVar[str] = QT_TRANSLATE_NOOP("PicturePanel", "Picture")
    AREA: ClassVar[Area | None] = "left"
    ORDER: ClassVar[int] = 10

    def __init__(
        self, session: Session, controller: Controller, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, controller, parent)
        self._width = _USUAL_WIDTH
        self._original_title = OneLine(theme.font("caption", bold=True), quiet=True, parent=self)
        self._original_title.setText(self.tr("Original"))
        self._original_size = words(role="caption", quiet=True, parent=self)
        self.original = CoverView(self)
        self.original.covered.connect(self._on_covered)
        self.change = LinkButton(self)
        self.change.setText(self.tr("Edit"))
        self.change.setToolTip(self.tr("Turn, move, brighten, blur or cover the picture"))
        self.change.clicked.connect(lambda: self.editor.open_beside(self.change, self))
        self.editor = TransformEditor(self)
        self.editor.changed.connect(
            lambda transform, going_on: controller.change_picture(transform, going_on=going_on)
        )
        self.editor.undo_wanted.connect(controller.undo_edit)
        self._seen_title = words(
            self.tr("As the network sees it"), "caption", quiet=True, bold=True, parent=self
        )
        self._seen_title.setWordWrap(True)
        self._seen_size = words(role="caption", quiet=True, parent=self)
        self.seen = ImageView(self)
        self._empty = words(self.tr("No picture is open."), quiet=True, parent=self)
        self._empty.setWordWrap(True)
        for label in (self._original_size, self._seen_size):
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

        session.edits_changed.connect(self._on_edits_changed)
        session.mode_changed.connect(self._on_mode_changed)
        session.source_changed.connect(self._on_source_changed)
        session.activations_changed.connect(self._on_activations_changed)
        session.boxes_changed.connect(self._on_activations_changed)
        if session.mode != "image":
            self.hide()
        self._on_edits_changed()
        self._on_source_changed()

    def _on_mode_changed(self) -> None:
        self.setVisible(self.session.mode == "image")
        self._on_source_changed()

    def _on_source_changed(self) -> None:
        source = self.session.source if self.session.mode == "image" else None
        pixels = source.picture.pixels if source else None
        self.original.set_picture(pixels)
        if source is not None:
            size = wording.shape((source.picture.width, source.picture.height))
            self._original_size.setText(self.tr("{0} px").format(size))
            self.original.setAccessibleName(self.tr("Original picture {0}").format(source.name))
        self._on_activations_changed()

    def _on_activations_changed(self) -> None:
        source, activations = self.session.source, self.session.activations
        prepared = activations.prepared if activations is not None else None
        if self.session.mode != "image" or source is None:
            prepared = None
        # The numbers may still be those of the picture before; then its crop is not this one's.
        same = prepared is not None and _alike(prepared.picture, source.picture)
        if source is not None and self.session.mode == "image":
            shown = prepared.picture if same else source.picture
            if shown.pixels is not self.original.pixels:
                self.original.set_picture(shown.pixels)
        self.original.set_crop(prepared.crop if same else None)
        self.original.set_marks(found_boxes.marks(self.session) if same else ())
        self.seen.set_picture(prepared.seen if prepared is not None else None)
        if prepared is not None:
            height, width = prepared.seen.shape[:2]
            self._seen_size.setText(wording.shape((width, height)))
            self.seen.setAccessibleName(self.tr("The picture as the network sees it"))
        self.updateGeometry()
        self._arrange()

    def _on_edits_changed(self) -> None:
        transform = self.session.edits.transform
        self.editor.set_transform(transform, can_undo=self.controller.can_undo_edit)
        self._original_title.setText(self.tr("Edited") if transform else self.tr("Original"))
        self._arrange()

    def _on_covered(self, cover: tuple[float, float, float, float]) -> None:
        transform = self.session.edits.transform
        self.controller.change_picture(replace(transform, covers=(*transform.covers, cover)))

    # Sizes: everything in full where there is room, else the network's view beside its words.

    def sizeHint(self) -> QSize:
        """Return the size at which nothing is scaled or hidden."""
        return QSize(_USUAL_WIDTH, self._place(self._inner_width(), None))

    def minimumSizeHint(self) -> QSize:
        """Return the least size that still shows everything."""
        return QSize(220, self._place(self._inner_width(), _SEEN_SMALLEST))

    def hasHeightForWidth(self) -> bool:
        """Return False: the panel chooses between two arrangements itself."""
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the arrangement that fits."""
        super().resizeEvent(event)
        if event.size().width() != self._width:
            self._width = event.size().width()
            self.updateGeometry()
        self._arrange()

    def _inner_width(self) -> int:
        return self._width - 2 * _SIDE

    def _arrange(self) -> None:
        width = self._inner_width()
        if self.height() >= self._place(width, None):
            self._place(width, None, move=True)
            return
        spare = self.height() - self._place(width, _SEEN_SMALLEST)
        side = max(_SEEN_SMALLEST, min(_SEEN_SMALL, _SEEN_SMALLEST + spare))
        self._place(width, side, move=True)

    def _place(self, width: int, small: int | None, *, move: bool = False) -> int:
        """Return the height that is needed, and if `move` put everything in its place.

        `small` is the side of the network's view beside its words; None: in full, below them.
        """
        pixels = self.original.pixels
        row = self._original_title.sizeHint().height()
        if pixels is None:
            height = self._empty.heightForWidth(width)
            if move:
                self._show(self._empty)
                self._empty.setGeometry(_SIDE, _SIDE, width, height)
            return _SIDE + height + _GAP
        top = _SIDE - 4
        tallest = width if small is None else width * 2 // 3
        shown = fitted(pixels.shape[1], pixels.shape[0], QSize(width, tallest))
        if move:
            self._put_row(self._original_title, self._original_size, top, row, width)
            self._put_change(top, row)
            self.original.setFixedSize(shown)
            self.original.move(_SIDE, top + row + _GAP)
        top += row + _GAP + shown.height() + 12
        seen = self.seen.pixels
        if seen is None:
            if move:
                self._show(self._original_title, self._original_size, self.original)
            return top
        if move:
            self._show(
                self._original_title, self._original_size, self.original,
                self._seen_title, self._seen_size, self.seen,
            )  # fmt: skip
        return self._place_seen(seen, top, width, small, move)

    def _place_seen(
        self, seen: np.ndarray, top: int, width: int, small: int | None, move: bool
    ) -> int:
        row = self._seen_size.sizeHint().height()
        side = min(width, _SEEN) if small is None else small
        shown = fitted(seen.shape[1], seen.shape[0], QSize(side, side))
        below = small is None
        picture_top = top + row + _GAP if below else top
        if move:
            self.seen.setFixedSize(shown)
            self.seen.move(_SIDE, picture_top)
            if below:
                self._put_row(self._seen_title, self._seen_size, top, row, width)
            else:
                left = _SIDE + shown.width() + 12
                room = max(40, _SIDE + width - left)
                height = self._seen_title.heightForWidth(room)
                self._seen_title.setGeometry(left, top, room, height)
                self._seen_size.setGeometry(QRect(left, top + height + 4, room, row))
                self._seen_size.setAlignment(Qt.AlignmentFlag.AlignLeft)
        return picture_top + shown.height() + _GAP

    def _put_row(self, title: QLabel, size: QLabel, top: int, row: int, width: int) -> None:
        size.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        right = size.sizeHint().width()
        title.setGeometry(_SIDE, top, width - right - _GAP, row)
        size.setGeometry(_SIDE + width - right, top, right, row)

    def _put_change(self, top: int, row: int) -> None:
        """Put the button that changes the picture behind the title."""
        size = self.change.sizeHint()
        words = self._original_title.fontMetrics().horizontalAdvance(self._original_title.text())
        left = _SIDE + words + 4
        fits = left + size.width() <= self._original_size.x()
        self.change.setGeometry(left, top + (row - size.height()) // 2, size.width(), size.height())
        self.change.setVisible(fits)

    def _show(self, *shown: QWidget) -> None:
        with_change = self.original in shown
        for widget in self.children():
            if isinstance(widget, QWidget) and not widget.isWindow():
                widget.setVisible(widget in shown or (with_change and widget is self.change))


def _alike(shown: Picture, source: Picture) -> bool:
    """Return whether a picture is the source, or the source after changes."""
    names = (shown.name, shown.path) == (source.name, source.path)
    return shown is source or (names and shown.pixels.shape == source.pixels.shape)
