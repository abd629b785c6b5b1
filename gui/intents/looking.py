"""Look at what came out: layers, maps, one unit, and how they are shown."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from gui.intents.base import Intents
from gui.session import Place
from gui.unit.units import extent_of, place_in

if TYPE_CHECKING:
    import engine
    from gui.language import Choice as Language
    from gui.session import Session
    from gui.theme import Choice


class Looking(Intents):
    """What the window shows of the run, and how."""

    def show_layer(self, name: str) -> None:
        """Put a layer on the stage."""
        if name != self.session.layer:
            self.session.change(layer=name, place=None, unit=False, hovered="")

    def next_layer(self) -> None:
        """Put the next layer on the stage."""
        self._step_layer(1)

    def previous_layer(self) -> None:
        """Put the layer before on the stage."""
        self._step_layer(-1)

    def _step_layer(self, step: int) -> None:
        names = self.layer_names()
        if names:
            layer = self.session.layer
            index = names.index(layer) + step if layer in names else 0
            self.show_layer(names[min(max(index, 0), len(names) - 1)])

    def layer_names(self) -> list[str]:
        """Return the keys of the layers that can be shown, in order."""
        shown = _run_of(self.session)
        return [layer.name for layer in shown.layers] if shown is not None else []

    def mark_place(self, channel: int, y: int, x: int) -> None:
        """Mark one activation."""
        self.session.change(place=Place(channel, y, x))

    def explain(self, channel: int) -> None:
        """Open a channel of the layer at the marked pixel, or at its strongest one."""
        activations, name = self.session.activations, self.session.layer
        array = activations.get(name) if activations is not None and name is not None else None
        if array is not None and extent_of(array) is not None:
            place = place_in(array, channel, self.session.place)
            self.session.change(place=place, unit=True, hovered="")

    def show_maps(self) -> None:
        """Go back from one unit to all maps of the layer."""
        self.session.change(unit=False, hovered="")

    def clear_place(self) -> None:
        """Mark none."""
        self.session.change(place=None)

    def change_view(self, **fields: object) -> None:
        """Show maps and predictions in another way."""
        view = dataclasses.replace(self.session.view, **fields)
        if view != self.session.view:
            self.settings.view = view
            self.session.change(view=view)

    def change_boxes(self, **fields: object) -> None:
        """Read a detector's boxes in another way, or show more or fewer of them."""
        self.session.change(boxes=dataclasses.replace(self.session.boxes, **fields))  # type: ignore[arg-type]

    def change_theme(self, choice: Choice) -> None:
        """Wear other colours: system, light or dark."""
        self.settings.theme = choice
        self.theme_wanted.emit(choice)

    def change_language(self, choice: Language) -> None:
        """Speak another language: the system's, English or Chinese."""
        self.settings.language = choice
        self.language_wanted.emit(choice)

    def show_start(self) -> None:
        """Go to the start page; what is open stays open."""
        if not self._requests.restoring:
            # A run that ended now would lead away from the page again.
            self._requests.cancel_runs()
        self.session.change(mode="start", page="explore", hovered="")


def _run_of(session: Session) -> engine.Activations | engine.Model | None:
    """Return what knows the layers for the picture in hand, else for the usual one."""
    return session.activations if session.activations is not None else session.model
