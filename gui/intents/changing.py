"""Change channels, the picture or the model's options, see what happens, and compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui import work
from gui.edits import Edits
from gui.intents.base import Intents
from gui.session import Pinned

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    import engine
    from engine.metadata import Preprocess
    from engine.transform import Transform
    from gui.session import Session
    from gui.settings import Settings


class Changing(Intents):
    """Everything that gives other numbers for the same picture."""

    def __init__(self, session: Session, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(session, settings, parent)
        self._undone: list[Edits] = []
        self._applied = Edits()
        """The changes that the session's activations came of."""

    def change_edits(self, edits: Edits, *, going_on: bool = False) -> None:
        """Change channels or the picture, and run again; the newest change wins.

        `going_on` says that it is a part of the change before, as while a slider is dragged:
        both are undone at once.
        """
        if edits == self.session.edits:
            return
        if not (going_on and self._undone):
            self._undone.append(self.session.edits)
        self._edit(edits)

    def _edit(self, edits: Edits) -> None:
        self.session.change(edits=edits)
        if self.session.model is not None and self.session.source is not None:
            self._want(live=True)

    def change_picture(self, transform: Transform, *, going_on: bool = False) -> None:
        """Turn, move, brighten, blur or cover the picture."""
        self.change_edits(Edits(self.session.edits.switches, transform), going_on=going_on)

    def scale_channel(self, channel: int, factor: float) -> None:
        """Scale a channel of the layer on the stage; 0 switches it off, 1 on."""
        if self.session.layer is not None:
            edits = self.session.edits
            switches = edits.switches.with_factor(self.session.layer, channel, factor)
            self.change_edits(Edits(switches, edits.transform))

    def switch_channel(self, channel: int) -> None:
        """Switch a channel of the layer on the stage off, or a changed one on again."""
        changed = channel in self.session.edits.switches.of(self.session.layer)
        self.scale_channel(channel, 1.0 if changed else 0.0)

    def keep_only_channel(self, channel: int) -> None:
        """Switch all other channels of the layer on the stage off."""
        activations, layer = self.session.activations, self.session.layer
        if activations is not None and layer in activations:
            count, edits = activations[layer].shape[1], self.session.edits
            switches = edits.switches.with_only(layer, channel, count)
            self.change_edits(Edits(switches, edits.transform))

    def reset_channels(self) -> None:
        """Switch all channels of all layers on again."""
        self.change_edits(Edits(transform=self.session.edits.transform))

    def reset_edits(self) -> None:
        """Undo all changes of channels and picture."""
        self.change_edits(Edits())

    @property
    def can_undo_edit(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._undone)

    def undo_edit(self) -> None:
        """Take the last change back."""
        if self._undone:
            self._edit(self._undone.pop())

    # Comparing.

    def pin(self) -> None:
        """Keep what is shown now as A, to compare with what comes next."""
        session = self.session
        model, source, activations = session.model, session.source, session.activations
        if model is not None and source is not None and activations is not None:
            # Not the session's edits: a run with those may still be under way.
            pinned = Pinned(model, source, activations, self._applied)
            session.change(pinned=pinned, comparing=True, unit=False, hovered="")

    def unpin(self) -> None:
        """Forget A."""
        self.session.change(pinned=None, comparing=False, hovered="")

    def compare(self, shown: bool) -> None:
        """Show A and B side by side, or B alone."""
        if self.session.pinned is not None:
            self.session.change(comparing=shown, unit=False, hovered="")

    def swap(self) -> None:
        """Make A of B, and B of A."""
        session, before = self.session, self.session.pinned
        self.pin()
        if before is not None and session.pinned is not before:
            self._requests.cancel_runs()
            self._undone.clear()
            self._applied = before.edits
            layer = session.layer
            if layer not in before.activations:
                layer = work.first_layer(before.model, before.activations)
            session.change(
                mode="drawing" if before.source.kind == "drawing" else "image",
                model=before.model,
                source=before.source,
                activations=before.activations,
                layer=layer,
                edits=before.edits,
                unedited=None,
            )

    # The model's options.

    def change_preprocess(self, preprocess: Preprocess) -> None:
        """Prepare pictures in another way, and run again."""
        if self.session.model is not None:
            self._want(model=self.session.model.with_options(preprocess=preprocess))

    def reset_preprocess(self) -> None:
        """Prepare pictures as the model's file says."""
        if self.session.model is not None:
            self.change_preprocess(self.session.model.as_stated().preprocess)

    def reset_labels(self) -> None:
        """Name the classes as the model's file says."""
        if self.session.model is not None:
            self._use_labels(self.session.model.as_stated().labels)

    def _use_labels(self, labels: engine.Labels) -> None:
        if self.session.model is not None:
            self._want(model=self.session.model.with_options(labels=labels))
