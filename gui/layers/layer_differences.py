"""How far apart A and B are in each layer, worked out beside the runs."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from engine.comparison import difference
from gui.background import Ticket
from gui.controller import Controller
from gui.session import Session


class LayerDifferences(QObject):
    """`found` holds the relative difference of each layer that A and B share; None of no pair."""

    changed = Signal()

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(parent)
        self.session = session
        self.controller = controller
        self.found: dict[str, float] | None = None
        for signal in (session.comparing_changed, session.pinned_changed):
            signal.connect(self._ask)
        session.activations_changed.connect(self._ask)
        self._ask()

    def card_fields(self, name: str, seconds: float, time: str) -> dict[str, object]:
        """Return what a card says: the difference while two runs are compared, else the time."""
        if self.found is None:
            return {"seconds": seconds, "time": time}
        far = self.found.get(name)
        if far is None:
            return {"seconds": -1.0, "time": ""}
        share = "∞" if far == float("inf") else f"{100 * far:.0f} %"
        return {"seconds": min(far, 1.0), "time": f"Δ {share}"}

    def _ask(self) -> None:
        session = self.session
        pinned, activations = session.pinned, session.activations
        if not session.comparing or pinned is None or activations is None:
            self.controller.asides.forget("differences")
            self._on_found(None)
            return
        a, b = pinned.activations, activations

        def job(ticket: Ticket) -> dict[str, float]:
            found = {}
            for name, array in b.items():
                other = a.get(name)
                numbers = array.dtype.kind in "biuf" and array.size > 0
                if other is not None and numbers and other.shape == array.shape:
                    found[name] = difference(other, array).relative
                if ticket.should_stop():
                    break
            return found

        self.controller.asides.ask("differences", job, self._on_found)

    def _on_found(self, found: dict[str, float] | None) -> None:
        if found is not None or self.found is not None:
            self.found = found
            self.changed.emit()
