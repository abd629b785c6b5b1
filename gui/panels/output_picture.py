"""What the network puts out, where that is a picture: super-resolution, a style, a mask."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from engine.export import safe_name
from engine.visual.output_picture import Reading, class_colours, class_map, output_picture
from gui import theme
from gui.panel import Area, Panel
from gui.widgets.choice import Choice
from gui.widgets.class_legend import ClassShare
from gui.widgets.output_view import OutputView
from gui.widgets.words import OneLine
from gui.words.wording import plain_tip

if TYPE_CHECKING:
    from gui.controller import Controller
    from gui.session import Session


class OutputPicturePanel(Panel):
    """The picture that the network puts out, in place of predictions."""

    TITLE: ClassVar[str] = QT_TRANSLATE_NOOP("OutputPicturePanel", "Output picture")
    AREA: ClassVar[Area | None] = "right"
    ORDER: ClassVar[int] = 5

    def __init__(
        self, session: Session, controller: Controller, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, controller, parent)
        self._pictures: dict[str, tuple[np.ndarray, Reading]] = {}
        heading = OneLine(theme.font("heading"))
        heading.setText(self.tr("Output picture"))
        self.chooser = Choice()
        self.chooser.setAccessibleName(self.tr("Which output is shown"))
        self.chooser.chosen.connect(self._show)
        self.view = OutputView()
        self.view.save_asked.connect(self._on_save)
        self.view.pointed.connect(self._on_pointed)
        self._classes: np.ndarray | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 0)
        column.setSpacing(8)
        column.addWidget(heading)
        column.addWidget(self.chooser)
        column.addWidget(self.view)
        session.activations_changed.connect(self._on_activations_changed)
        self._on_activations_changed()

    def _on_activations_changed(self) -> None:
        before = self.chooser.value
        self._pictures = self._read()
        self.setVisible(bool(self._pictures))
        self.chooser.set_entries((name, name) for name in self._pictures)
        self.chooser.setVisible(len(self._pictures) > 1)
        if self._pictures:
            self._show(before if before in self._pictures else next(iter(self._pictures)))
        else:
            self.view.large.close()

    def _read(self) -> dict[str, tuple[np.ndarray, Reading]]:
        """Return the outputs that are pictures, by name; none for a classifier."""
        model, activations = self.session.model, self.session.activations
        if model is None or activations is None or model.missing:
            return {}
        if activations.prediction.probabilities is not None:
            return {}
        layout = activations.prepared.preprocess.layout
        outputs = activations.prediction.outputs
        unsure = {name: _is_unsure(array) for name, array in outputs.items()}
        # Probabilities come first: many channels of other numbers may be no classes at all.
        read = {
            name: output_picture(outputs[name], layout)
            for name in sorted(outputs, key=unsure.__getitem__)
        }
        return {name: found for name, found in read.items() if found is not None}

    def _show(self, name: str) -> None:
        self.chooser.set_value(name)
        pixels, reading = self._pictures[name]
        said = {
            "0..1": self.tr("0 is black, 1 is white"),
            "0..255": self.tr("0 is black, 255 is white"),
            "-1..1": self.tr("−1 is black, 1 is white"),
            "stretched": self.tr("Stretched: the smallest value is black, the largest white"),
            "classes": self.tr("A colour for each class; where there are scores, of the largest"),
        }
        self.view.set_picture(name, pixels, said[reading])
        self._show_classes(name, reading)

    def _show_classes(self, name: str, reading: Reading) -> None:
        """Name the colours of a map of classes, those that fill most first."""
        activations = self.session.activations
        self._classes = None
        if reading == "classes" and activations is not None:
            layout = activations.prepared.preprocess.layout
            self._classes = class_map(activations.prediction.outputs[name], layout)
        shares = []
        if self._classes is not None:
            numbers, counts = np.unique(self._classes, return_counts=True)
            colours = class_colours()
            for place in np.argsort(-counts, kind="stable").tolist():
                number, share = int(numbers[place]), float(counts[place] / self._classes.size)
                red, green, blue = colours[number % 256].tolist()
                shares.append(ClassShare(self._class_name(number), (red, green, blue), share))
        self.view.legend.set_classes(shares)

    def _class_name(self, number: int) -> str:
        model = self.session.model
        labels = model.labels if model is not None else ()
        named = model is not None and not model.labels.assumed and 0 <= number < len(labels)
        text = self.tr("Class {0}").format(number)
        return f"{number} · {model.labels.short(number)}" if named and model is not None else text

    def _on_pointed(self, y: int, x: int) -> None:
        """Say which class the pixel under the mouse is."""
        if self._classes is None or y < 0:
            self.controller.hover("")
        elif y < self._classes.shape[0] and x < self._classes.shape[1]:
            name = self._class_name(int(self._classes[y, x]))
            self.view.picture.setToolTip(plain_tip(name))
            self.controller.hover(f"[{y}, {x}] = {name}")

    def _on_save(self) -> None:
        activations, pixels = self.session.activations, self.view.picture.pixels
        if activations is None or pixels is None:
            return
        stem = Path(activations.prepared.picture.name).stem
        path, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Save the picture"),
            f"{safe_name(f'{stem}_{self.chooser.value}')}.png",
            self.tr("PNG picture (*.png)"),
        )
        if path:
            whole = path if path.lower().endswith(".png") else f"{path}.png"
            self.controller.save_picture(pixels, whole)


def _is_unsure(array: np.ndarray) -> bool:
    """Return whether an output has many channels of numbers beyond 0..1."""
    many = array.ndim == 4 and not {1, 3}.intersection((array.shape[1], array.shape[3]))
    if not many or array.dtype.kind != "f" or not array.size:
        return False
    return bool(array.min() < 0 or array.max() > 1)
