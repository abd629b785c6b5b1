"""Use the weights of a NumPy archive in another way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import engine
from gui.edits import Edits
from gui.intents.base import Intents
from gui.words import wording

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from gui.background import Ticket
    from gui.session import Session
    from gui.settings import Settings


@dataclass(frozen=True, slots=True, eq=False)
class ReadAgain:
    """The same archive, read with another description; `undo` says that one was taken back."""

    model: engine.Model
    undo: bool


class Weights(Intents):
    """An archive holds no layers; what was described or guessed of them can be changed here."""

    def __init__(self, session: Session, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(session, settings, parent)
        self._used_before: list[engine.Architecture] = []

    def change_architecture(self, architecture: engine.Architecture) -> None:
        """Use the weights as `architecture` says, and run again.

        Where the picture's size no longer leads to the dense layers, one that does is looked for.
        """
        model = self.session.model
        if model is None or model.architecture in (None, architecture):
            return
        self._read_again(architecture)

    @property
    def can_undo_architecture(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._used_before)

    def undo_architecture(self) -> None:
        """Take the last change back."""
        if self._used_before:
            self._read_again(self._used_before[-1], undo=True)

    def reset_architecture(self) -> None:
        """Use the weights as the description beside them says, or as they were guessed first."""
        model = self.session.model
        if model is not None and model.architecture is not None:
            self._read_again(None)

    def _read_again(self, architecture: engine.Architecture | None, *, undo: bool = False) -> None:
        model = self.session.model
        if model is None or model.path is None:
            return
        path, stated = model.path, model.as_stated()
        labels = model.labels if model.labels != stated.labels else None
        recipe = model.preprocess if model.preprocess != stated.preprocess else None

        def job(ticket: Ticket) -> ReadAgain:
            from engine.formats.fit_input import fit_input

            fitted = None if architecture is None else fit_input(path, architecture)
            read = engine.load(
                path, labels=labels, preprocess=recipe, architecture=fitted,
                should_stop=ticket.should_stop,
            )  # fmt: skip
            # Counted here, because the status line must not wait for it.
            read.parameters, read.multiply_adds  # noqa: B018
            return ReadAgain(read, undo)

        self._requests.chore(job, self.tr("Reading {0}").format(path.name))

    def _use_read_again(self, read: ReadAgain) -> None:
        """Show the same weights, used otherwise, unless another model came meanwhile."""
        session, model = self.session, read.model
        before = None if session.model is None else session.model.architecture
        if before is None or session.model is None or session.model.path != model.path:
            return
        if read.undo:
            self._used_before.pop()
        else:
            self._used_before.append(before)
        names = {layer.name for layer in model.layers}
        if not names.issuperset(session.edits.switches.factors):
            session.change(edits=Edits(transform=session.edits.transform))
        self._want(model=model)
        used = model.architecture
        if used is not None and used.input != before.input:
            self.hover(self.tr("Pictures of {0} go through").format(wording.shape(used.input[1:])))
