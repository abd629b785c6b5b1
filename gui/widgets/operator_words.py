"""An operator's name where room is scarce: shortened as people write it before it is cut."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF

_SHORT = (
    ("Normalization", "Norm"),
    ("AveragePool", "AvgPool"),
    ("ConvTranspose", "ConvT"),
    ("QuantizeLinear", "Quantize"),
    ("quantizeLinear", "quantize"),
)


_KEPT = 4096
_found: dict[tuple[str, str, int], str] = {}


def fitted(operator: str, font: QFont, room: int) -> str:
    """Return the words for an operator, `Conv 3×3`, that fit into so many pixels.

    The full name if there is room, else shortened, else without the numbers of a kernel, else cut.
    """
    key = (operator, font.key(), room)
    if key not in _found:
        if len(_found) >= _KEPT:
            _found.clear()
        _found[key] = _fit(operator, font, room)
    return _found[key]


def _fit(operator: str, font: QFont, room: int) -> str:
    metrics = QFontMetricsF(font)
    short = operator
    for long, brief in _SHORT:
        short = short.replace(long, brief)
    for words in (operator, short, short.split(" ")[0]):
        if metrics.horizontalAdvance(words) <= room:
            return words
    return metrics.elidedText(short.split(" ")[0], Qt.TextElideMode.ElideRight, room)
