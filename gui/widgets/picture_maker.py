"""Makes the small pictures of layers when they come into view, a slice of time at a time."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from time import perf_counter

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QPixmap

from engine.visual import normalize
from gui.widgets import thumbnails
from gui.widgets.forms import form_of

_SLICE_SECONDS = 0.008


class PictureMaker(QObject):
    """The pictures of a network's layers, by the layers' names.

    Those that are seen are made first; an old picture stands until the new one is there, so
    that nothing flickers while a person draws.
    """

    made = Signal(str)
    """The layer that has a new picture."""

    def __init__(
        self, wanted: Callable[[], Iterable[str]], ratio: Callable[[], float], parent: QObject
    ) -> None:
        """Ask `wanted` for the names of what is seen, `ratio` for device pixels to a logical."""
        super().__init__(parent)
        self._wanted = wanted
        self._ratio = ratio
        self._arrays: Mapping[str, np.ndarray] = {}
        self._key: Hashable = None
        self._channels: dict[str, tuple[int, ...]] = {}
        self._pictures: dict[str, QPixmap] = {}
        self._stale: set[str] = set()
        self._scale: normalize.Scale = "layer"
        self._colours = "auto"
        self._slices = QTimer(self, interval=0)
        self._slices.timeout.connect(self._make_slice)

    @property
    def busy(self) -> bool:
        """Whether pictures are still to be made."""
        return self._slices.isActive()

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
        self.look()

    def look(self) -> None:
        """Something else is seen: make what it needs."""
        if self._stale:
            self._slices.start()

    def rest(self) -> None:
        """Nothing is seen: make no more until something is."""
        self._slices.stop()

    def _make_slice(self) -> None:
        end = perf_counter() + _SLICE_SECONDS
        while perf_counter() < end:
            name = next((name for name in self._wanted() if name in self._stale), None)
            if name is None:
                self._slices.stop()
                return
            self._make(name)

    def _make(self, name: str) -> None:
        self._stale.discard(name)
        array = self._arrays[name]
        channels: tuple[int, ...] = ()
        if form_of(array) == "maps":
            channels = thumbnails.choose(array[0], self._channels.get(name, ()))
            self._channels[name] = channels
        self._pictures[name] = thumbnails.picture(
            array, channels, self._scale, self._colours, self._ratio()
        )
        self.made.emit(name)
