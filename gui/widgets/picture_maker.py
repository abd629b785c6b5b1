"""Makes the small pictures of layers when they come into view, off the UI thread."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap

from engine.visual import normalize
from gui.asides import Asides, AtOnce, Newest
from gui.background import Ticket
from gui.widgets import thumbnails
from gui.widgets.forms import form_of

_TOGETHER = 16
"""Pictures that are made at a time: those that are seen come first."""


class PictureMaker(QObject):
    """The pictures of a network's layers, by the layers' names.

    Those that are seen are made first; an old picture stands until the new one is there, so
    that nothing flickers while a person draws.
    """

    made = Signal(list)
    """The layers that have a new picture."""

    def __init__(
        self,
        wanted: Callable[[], Iterable[str]],
        ratio: Callable[[], float],
        parent: QObject,
        lane: Asides | None = None,
    ) -> None:
        """Ask `wanted` for the names of what is seen, `ratio` for device pixels to a logical."""
        super().__init__(parent)
        self._newest = Newest(lane if lane is not None else AtOnce(self), self)
        self._look = object()
        self._wanted = wanted
        self._ratio = ratio
        self._arrays: Mapping[str, np.ndarray] = {}
        self._key: Hashable = None
        self._channels: dict[str, tuple[int, ...]] = {}
        self._pictures: dict[str, QPixmap] = {}
        self._stale: set[str] = set()
        self._scale: normalize.Scale = "layer"
        self._colours = "auto"
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._ask)

    @property
    def busy(self) -> bool:
        """Whether pictures are still to be made."""
        return self._soon.isActive() or self._newest.busy

    @property
    def channels(self) -> Mapping[str, tuple[int, ...]]:
        """The maps that each picture shows."""
        return self._channels

    def picture(self, name: str) -> QPixmap | None:
        """Return the picture of a layer, or None where it is not made yet."""
        return self._pictures.get(name)

    def set_arrays(self, arrays: Mapping[str, np.ndarray] | None, key: Hashable) -> None:
        """Take what the layers put out; None where the network has not run.

        `key` tells pictures apart; where it stays, as while drawing, each layer keeps showing
        the same maps.
        """
        if key != self._key:
            self._key = key
            self._newest.forget()
            self._channels.clear()
        self._arrays = arrays or {}
        if arrays is None:
            self._pictures.clear()
        else:
            self._pictures = {
                name: picture for name, picture in self._pictures.items() if name in arrays
            }
        self.make_anew()

    def set_look(self, scale: normalize.Scale, colours: str) -> None:
        """Paint the small pictures as the stage paints the large ones."""
        if (scale, colours) != (self._scale, self._colours):
            self._scale, self._colours = scale, colours
            self.make_anew()

    def make_anew(self) -> None:
        """Let every picture be made again."""
        self._stale = set(self._arrays)
        self._look = object()
        self.look()

    def look(self) -> None:
        """Something else is seen: make what it needs, soon; who scrolls asks many times."""
        if self._stale:
            self._soon.start()

    def rest(self) -> None:
        """Nothing is seen: make no more until something is."""
        self._soon.stop()
        self._newest.forget()

    def _ask(self) -> None:
        names = [name for name in self._wanted() if name in self._stale]
        if not names or self._newest.busy:
            return  # what is under way asks for the rest itself
        look, ratio = self._look, self._ratio()
        scale, colours = self._scale, self._colours
        wanted = [(name, self._arrays[name], self._channels.get(name, ())) for name in names]

        def job(ticket: Ticket) -> list[tuple[str, tuple[int, ...], QImage]]:
            made = []
            for name, array, kept in wanted[:_TOGETHER]:
                ticket.make_way()
                if ticket.should_stop():
                    break
                maps = form_of(array) == "maps"
                channels = thumbnails.choose(array[0], kept) if maps else ()
                made.append(
                    (name, channels, thumbnails.picture(array, channels, scale, colours, ratio))
                )
            return made

        self._newest.ask(job, lambda made: self._take(look, made))

    def _take(self, look: object, made: list[tuple[str, tuple[int, ...], QImage]]) -> None:
        """Take pictures; those of the numbers before are better than still older ones."""
        taken = []
        for name, channels, image in made:
            if name not in self._arrays:
                continue
            if look is self._look:
                self._stale.discard(name)
            if channels:
                self._channels[name] = channels
            self._pictures[name] = QPixmap.fromImage(image)
            taken.append(name)
        if taken:
            self.made.emit(taken)
        self.look()
