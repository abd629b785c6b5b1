"""The statistics of all layers of a run, worked out in the background and kept."""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from engine.visual.statistics import Statistics
from gui.asides import Asides
from gui.background import Ticket
from gui.widgets.layer_rows import statistics_of

if TYPE_CHECKING:
    import engine

_PART_SECONDS = 0.15
"""After so long what is done is shown."""

Found = dict[str, Statistics]


class LayerStatistics(QObject):
    """What is known of the newest run; while a person draws, runs that come in between wait."""

    changed = Signal()

    def __init__(self, asides: Asides, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asides = asides
        asides.failed.connect(self._on_failed)
        self._key: object = None
        self._wanted: engine.Activations | None = None
        self._working = False
        self._found: Found = {}

    @property
    def found(self) -> Mapping[str, Statistics]:
        """The statistics by layer; those of the run before stand until the new ones come."""
        return self._found

    def want(self, activations: engine.Activations | None, key: object) -> None:
        """Work out a run; `key` tells networks apart, whose numbers mean nothing to another."""
        if key != self._key or activations is None:
            self._key = key
            self._found = {}
        if activations is self._wanted:
            return
        self._wanted = activations
        if activations is not None and not self._working:
            self._work(activations, list(activations))

    def _work(self, activations: engine.Activations, names: list[str]) -> None:
        """Work through `names` part by part."""
        self._working = True
        key = self._key

        def job(ticket: Ticket) -> tuple[Found, list[str]]:
            end = perf_counter() + _PART_SECONDS
            found: Found = {}
            for place, name in enumerate(names):
                if ticket.should_stop() or perf_counter() > end:
                    return found, names[place:]
                statistics = statistics_of(activations[name])
                if statistics is not None:
                    found[name] = statistics
            return found, []

        def done(result: tuple[Found, list[str]]) -> None:
            found, left = result
            self._working = False
            if key == self._key:
                self._found = {**self._found, **found}
                self.changed.emit()
            newest = self._wanted
            if newest is activations and left:
                self._work(activations, left)
            elif newest is not None and newest is not activations:
                self._work(newest, list(newest))

        self._asides.ask("statistics", job, done)

    def _on_failed(self) -> None:
        """Leave this run; the next one is worked out again."""
        self._working = False
