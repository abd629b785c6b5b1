"""One marked value: explain it, go back to all maps, copy it, save its map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFileDialog

import engine
from gui.action import Action
from gui.exports.saving import marked_map
from gui.unit.units import extent_of, place_in, place_text, value_at

if TYPE_CHECKING:
    import numpy as np

    from gui.controller import Controller
    from gui.session import Session


class _PlaceAction(Action):
    """Possible while the right thing is marked or open."""

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        for signal in (
            session.place_changed,
            session.unit_changed,
            session.activations_changed,
            session.layer_changed,
            session.page_changed,
        ):
            signal.connect(self._on_changed)
        self._on_changed()

    def _on_changed(self) -> None:
        self.setEnabled(self.possible())

    def possible(self) -> bool:
        """Return whether the action has something to act on."""
        raise NotImplementedError

    def array(self) -> np.ndarray | None:
        """Return the output of the layer on the stage, if a value of it is marked."""
        activations, name = self.session.activations, self.session.layer
        if activations is None or name is None or self.session.place is None:
            return None
        return activations.get(name)


class Explain(_PlaceAction):
    """Open the marked value."""

    TEXT = QT_TRANSLATE_NOOP("Action", "E&xplain the marked value")
    TIP = QT_TRANSLATE_NOOP("Action", "Show how the marked value came about")
    MENU = "network"
    ORDER = 230
    ICON = "maps"

    def possible(self) -> bool:
        """Return whether a value is marked and not explained yet."""
        return self.array() is not None and not self.session.unit

    def run(self) -> None:
        """Open it."""
        if self.session.place is not None:
            self.controller.explain(self.session.place.channel)


class ShowMaps(_PlaceAction):
    """Go back to the tiles."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&Back to all maps")
    TIP = QT_TRANSLATE_NOOP("Action", "Show all maps of the layer again")
    MENU = "network"
    ORDER = 240
    SHORTCUT = "Esc"
    ICON = "back"

    def possible(self) -> bool:
        """Return whether a unit is seen; other pages have uses of their own for the key."""
        return self.session.unit and self.session.page == "explore"

    def run(self) -> None:
        """Go back."""
        self.controller.show_maps()


class CopyValue(_PlaceAction):
    """Put the marked value onto the clipboard."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Copy marked &value")
    TIP = QT_TRANSLATE_NOOP("Action", "Copy the marked value as [channel, y, x] = value")
    MENU = "edit"
    ORDER = 205
    SHORTCUT = QKeySequence.StandardKey.Copy
    ICON = "copy"

    def possible(self) -> bool:
        """Return whether a value is marked."""
        array = self.array()
        return array is not None and extent_of(array) is not None

    def run(self) -> None:
        """Copy it, with digits enough to work with."""
        array, place = self.array(), self.session.place
        if array is None or place is None:
            return
        place = place_in(array, place.channel, place)
        text = f"{place_text(array, place)} = {value_at(array, place):.7g}"
        QGuiApplication.clipboard().setText(text)
        self.controller.hover(self.tr("Copied {0}").format(text))


class SaveMap(_PlaceAction):
    """Write the marked map as a picture with its colours."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&This map…")
    TIP = QT_TRANSLATE_NOOP("Action", "Save the marked map with its colour bar as a PNG picture")
    MENU = "save"
    ORDER = 25
    ICON = "overlay"

    def possible(self) -> bool:
        """Return whether a value of a map is marked."""
        return marked_map(self.session) is not None

    def run(self) -> None:
        """Ask where to, and save."""
        from gui.exports.map_export import map_with_colours

        session, place, array = self.session, self.session.place, self.array()
        if array is None or place is None or session.activations is None:
            return
        layer = next(each for each in session.activations.layers if each.name == session.layer)
        path, _ = QFileDialog.getSaveFileName(
            self.window(),
            self.tr("Save this map"),
            f"{engine.export.safe_name(layer.title)}_{place.channel}.png",
            self.tr("PNG picture (*.png)"),
        )
        if path:
            target = path if path.lower().endswith(".png") else f"{path}.png"
            self.controller.save_picture(
                map_with_colours(session.activations, layer.name, place.channel, session.view),
                target,
            )
