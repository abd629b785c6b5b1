"""The sheet on which a person says how pictures are prepared for the network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from engine import Preprocess
from gui import theme
from gui.widgets import preprocess_choices as choices
from gui.widgets.choice import Choice
from gui.widgets.popover import Popover
from gui.widgets.size_field import SizeField
from gui.widgets.words import words
from gui.words import wording

if TYPE_CHECKING:
    from engine.metadata import Centre

_FIELD_HEIGHT = 28
"""As high as the combo boxes of the style sheet."""


class PreprocessEditor(Popover):
    """Every choice acts at once; `changed` carries the new recipe."""

    changed = Signal(object)
    reset_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recipe = Preprocess()
        self._centre: Centre | None = None
        self._build_fields()
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        for text, field in (
            (self.tr("Width and height"), self.size),
            (self.tr("Pixel range"), self.range),
            (self.tr("Mean and deviation"), self.normalisation),
            (self.tr("Mean"), self.mean),
            (self.tr("Deviation"), self.std),
            (self.tr("Channels"), self.channels),
            (self.tr("Fit"), self.fit),
            (self.tr("Part that is kept"), self.part),
            (self.tr("Shorter side first"), self.edge),
            (self.tr("Kind of picture"), self.ink),
            (self.tr("Layout"), self.layout_order),
        ):
            label = words(text, "caption", quiet=True)
            label.setBuddy(field)
            field.setAccessibleName(text)
            form.addRow(label, field)
        self._form = form
        self.notes = QLabel()
        self.notes.setFont(theme.font("caption"))
        self.notes.setWordWrap(True)
        form.setRowVisible(self.size, False)
        self.reset = QPushButton(self.tr("As the model says"))
        self.reset.clicked.connect(self.reset_asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(12)
        column.addWidget(words(self.tr("How pictures are prepared"), "heading"))
        column.addLayout(form)
        column.addWidget(self.notes)
        column.addWidget(self.reset)
        self.set_notes(())

    def set_recipe(self, recipe: Preprocess) -> None:
        """Show `recipe`; nothing is told."""
        self._recipe = recipe
        self._centre = recipe.centre or self._centre
        if not self.range.offers(recipe.range):
            self.range.add_entry(self._range_text(recipe.range), recipe.range)
        kind = choices.normalisation(recipe)
        for box, value in (
            (self.range, recipe.range),
            (self.normalisation, kind),
            (self.channels, recipe.channels),
            (self.fit, recipe.fit),
            (self.ink, recipe.ink or ""),
            (self.layout_order, recipe.layout),
        ):
            box.set_value(value)
        if not (self.mean.hasFocus() or self.std.hasFocus()):
            self.mean.setText(", ".join(f"{value:.6g}" for value in recipe.mean))
            self.std.setText(", ".join(f"{value:.6g}" for value in recipe.std))
        with QSignalBlocker(self.part), QSignalBlocker(self.edge):
            self.part.setValue(100 * recipe.crop_fraction)
            self.edge.setValue(recipe.edge or 256)
        photo = recipe.ink is None and recipe.centre is None
        self._form.setRowVisible(self.mean, kind == "custom")
        self._form.setRowVisible(self.std, kind == "custom")
        self._form.setRowVisible(self.part, photo and recipe.fit == "crop")
        self._form.setRowVisible(self.edge, photo and recipe.fit == "shortest_edge")
        self.fit.setEnabled(recipe.centre is None)
        self.reset.setEnabled(recipe.source == choices.CHANGED)
        if self.isVisible():
            self.adjustSize()

    def set_size(self, size: tuple[int, int], is_open: tuple[bool, bool]) -> None:
        """Show height and width of what the network reads, and which the model leaves open.

        Where it leaves neither open there is nothing to choose.
        """
        self.size.set_size(size, is_open)
        self._form.setRowVisible(self.size, any(is_open))
        if self.isVisible():
            self.adjustSize()

    def forget_centring(self) -> None:
        """Another model came: how the one before centred drawings says nothing now."""
        self._centre = None

    def set_notes(self, notes: tuple[str, ...]) -> None:
        """Show what was odd in the model's own words about preprocessing."""
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))

    def _build_fields(self) -> None:
        self.size = SizeField()
        self.size.changed.connect(lambda size: self._tell(self._replaced(size=size)))
        self.range = self._box(
            [(self._range_text(limits), limits) for limits in choices.RANGES],
            lambda limits: choices.with_range(self._recipe, limits),
        )
        self.normalisation = self._box(
            [
                (self.tr("None"), "none"),
                (self.tr("As in ImageNet"), "imagenet"),
                (self.tr("My own numbers"), "custom"),
            ],
            self._normalised,
        )
        self.channels = self._box(
            [
                (self.tr("Red, green, blue"), "RGB"),
                (self.tr("Blue, green, red"), "BGR"),
                (self.tr("Grey"), "L"),
            ],
            lambda channels: choices.with_channels(self._recipe, channels),
        )
        self.fit = self._box(
            [
                (self.tr("Stretch"), "stretch"),
                (self.tr("Cut out the centre"), "crop"),
                (self.tr("Scale, then cut out the centre"), "shortest_edge"),
                (self.tr("Add a border"), "pad"),
            ],
            lambda fit: self._replaced(fit=fit),
        )
        self.ink = self._box(
            [
                (self.tr("Photo"), ""),
                (self.tr("Drawing, light on dark"), "light"),
                (self.tr("Drawing, dark on light"), "dark"),
            ],
            lambda ink: self._replaced(ink=ink or None, centre=self._centre if ink else None),
        )
        self.layout_order = self._box(
            [
                (self.tr("Channels first (NCHW)"), "NCHW"),
                (self.tr("Channels last (NHWC)"), "NHWC"),
            ],
            lambda layout: self._replaced(layout=layout),
        )
        self.mean, self.std = QLineEdit(), QLineEdit()
        for field in (self.mean, self.std):
            field.setToolTip(self.tr("One number, or three divided by commas"))
            field.textEdited.connect(self._on_numbers_edited)
        self.part = QDoubleSpinBox(minimum=10, maximum=100, decimals=1, suffix=self.tr(" %"))
        self.part.valueChanged.connect(
            lambda value: self._tell(self._replaced(crop_fraction=value / 100))
        )
        self.edge = QSpinBox(minimum=8, maximum=4096, suffix=self.tr(" px"))
        self.edge.valueChanged.connect(lambda value: self._tell(self._replaced(edge=value)))
        for field in (self.part, self.edge):
            field.setMinimumHeight(_FIELD_HEIGHT)

    def _box(
        self, entries: Sequence[tuple[str, object]], made: Callable[[Any], Preprocess]
    ) -> Choice:
        box = Choice(entries)
        box.chosen.connect(lambda value: self._tell(made(value)))
        return box

    def _range_text(self, limits: tuple[float, float]) -> str:
        low, high = (wording.number(value, 0 if value == int(value) else 3) for value in limits)
        return self.tr("{0} to {1}").format(low, high)

    def _replaced(self, **fields: object) -> Preprocess:
        return replace(self._recipe, source=choices.CHANGED, **fields)  # type: ignore[arg-type]

    def _normalised(self, kind: str) -> Preprocess:
        if kind == "none":
            return choices.with_numbers(self._recipe, (0.0,), (1.0,))
        if kind == "imagenet":
            return choices.with_imagenet(self._recipe)
        # Own numbers begin with those in use; the fields to change them appear.
        self._form.setRowVisible(self.mean, True)
        self._form.setRowVisible(self.std, True)
        self.adjustSize()
        self.mean.setFocus()
        self.mean.selectAll()
        return self._recipe

    def _on_numbers_edited(self) -> None:
        mean, std = choices.parsed(self.mean.text()), choices.parsed(self.std.text())
        if mean is not None and std is not None and min(std) > 0:
            self._tell(choices.with_numbers(self._recipe, mean, std))

    def _tell(self, recipe: Preprocess) -> None:
        if recipe != self._recipe:
            self._recipe = recipe
            self.changed.emit(recipe)
