"""Colours the tiles that can be seen: a few while painting, many off the UI thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from gui.asides import Asides, Newest
from gui.background import Ticket
from gui.widgets.map_tiles import MapTiles, Wish

_FRAME_SECONDS = 0.003
_LIGHT = 2**19
"""So many values and pixels of the screen are coloured while painting."""


class TileColouring(QObject):
    """Decides when and where the pictures of `tiles` are made."""

    made = Signal(set)
    """The channels that were coloured since the last paint."""

    def __init__(
        self, tiles: MapTiles, visible: Callable[[], list[int]], lane: Asides, parent: QObject
    ) -> None:
        """Ask `visible` for the channels that can be seen."""
        super().__init__(parent)
        self._tiles = tiles
        self._visible = visible
        self._newest = Newest(lane, self, first=True)
        self._asked: tuple[Wish, frozenset[int]] | None = None
        self._more = QTimer(self, singleShot=True, interval=0)
        self._more.timeout.connect(lambda: self.made.emit(self.make()))

    @property
    def settled(self) -> bool:
        """Whether all that can be seen is coloured."""
        return not self._newest.busy and not self._tiles.missing(self._visible())

    def make(self) -> set[int]:
        """Colour what can be seen, within a frame; return the channels that were coloured now.

        The rest follows soon, and where it is much, from the lane.
        """
        visible, wish = self._visible(), self._tiles.wish
        waiting = self._tiles.missing(visible)
        if len(waiting) * (wish.maps[:1].size + wish.height * wish.width) > _LIGHT:
            self._ask(wish, waiting)
            return set()
        if not self._tiles.make(visible, _FRAME_SECONDS):
            self._more.start()
        return set(waiting).difference(self._tiles.missing(visible))

    def _ask(self, wish: Wish, channels: list[int]) -> None:
        if self._asked is not None and self._asked[0] is wish and self._asked[1] >= set(channels):
            return
        self._asked = (wish, frozenset(channels))

        def job(ticket: Ticket) -> dict[int, QImage]:
            made: dict[int, QImage] = {}
            for first in range(0, len(channels), wish.together):
                if not ticket.should_stop():
                    made |= wish.pictures(channels[first : first + wish.together])
            return made

        self._newest.ask(job, partial(self._take, wish))

    def _take(self, wish: Wish, pictures: dict[int, QImage]) -> None:
        if self._asked is not None and self._asked[0] is wish:
            self._asked = None
        self._tiles.take(wish, pictures)
        self.made.emit(set(pictures))
