"""Places in a layer's output: how many there are, which one is looked at first, its index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.session import Place, Session
from gui.widgets.forms import form_of

if TYPE_CHECKING:
    import numpy as np


def extent_of(array: np.ndarray) -> tuple[int, int, int] | None:
    """Return channels, rows and columns; a vector has channels only; None for a table."""
    form = form_of(array)
    if form == "table":
        return None
    if array.ndim == 4:
        _, channels, rows, columns = array.shape
        return channels, rows, columns
    return array.size, 1, 1


def explained(session: Session) -> np.ndarray | None:
    """Return the output of the layer of which one unit is explained, or None."""
    activations, name = session.activations, session.layer
    if not session.unit or session.place is None or activations is None or name is None:
        return None
    array = activations.get(name)
    return array if array is not None and extent_of(array) is not None else None


def place_in(array: np.ndarray, channel: int, place: Place | None) -> Place:
    """Return a place in a channel: that of `place` as far as it exists, else the strongest."""
    channels, rows, columns = extent_of(array) or (1, 1, 1)
    channel = min(max(channel, 0), channels - 1)
    if place is not None:
        return Place(channel, min(max(place.y, 0), rows - 1), min(max(place.x, 0), columns - 1))
    if (rows, columns) == (1, 1):
        return Place(channel, 0, 0)
    import numpy as np

    sizes = np.nan_to_num(np.abs(array[0, channel].astype(np.float64)))
    y, x = np.unravel_index(np.argmax(sizes), sizes.shape)
    return Place(channel, int(y), int(x))


def index_of(array: np.ndarray, place: Place) -> tuple[int, ...]:
    """Return where a place stands in the layer's output, without the axis of the batch."""
    if array.ndim == 4:
        return (place.channel, place.y, place.x)
    return (place.channel,)


def place_text(array: np.ndarray, place: Place) -> str:
    """Return a place in words: `[channel, y, x]`, or `[index]`."""
    return f"[{', '.join(map(str, index_of(array, place)))}]"


def value_at(array: np.ndarray, place: Place) -> float:
    """Return the value at a place."""
    flat = array if array.ndim == 4 else array.reshape(1, -1)
    return float(flat[(0, *index_of(array, place))])
