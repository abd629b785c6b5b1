"""How much of a drawn network a view shows, which decides the rows that it is broken into."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QGraphicsView

_WIDEST = 8.0
_OTHER_FORM = 1.3


@dataclass(frozen=True, slots=True)
class Room:
    """The room of a view.

    Attributes
    ----------
    aspect : width divided by height
    most : width and height of what is seen at once where the drawing is smallest, in its pixels;
        None where all of it shall be seen, however small
    """

    aspect: float
    most: tuple[float, float] | None

    @classmethod
    def of(cls, view: QGraphicsView, smallest: float | None, beside: int, above: int) -> Room:
        """Return the room of a view that zooms out to `smallest`, less what is around a drawing."""
        size, most = view.viewport().size(), None
        if smallest is not None:
            free = view.maximumViewportSize()
            width = (free.width() - view.verticalScrollBar().sizeHint().width()) / smallest
            height = free.height() / smallest
            most = (max(1.0, width - 2 * beside), max(1.0, height - 2 * above))
        return cls(min(_WIDEST, max(1.0, size.width() / max(1, size.height()))), most)

    def differs(self, other: Room, column: int, *, scrolls: bool) -> bool:
        """Tell whether other rows would fill it better.

        Parameters
        ----------
        column : the width of a node
        scrolls : whether not all of the drawing is seen, so that its width alone counts
        """
        if self.most is None or other.most is None:
            return self.most != other.most
        change = self.aspect / other.aspect
        wider = abs(self.most[0] - other.most[0]) > column
        return not 1 / _OTHER_FORM < change < _OTHER_FORM or (scrolls and wider)
