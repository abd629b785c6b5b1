"""The layers of a network as what the graph draws: cards, kinds and edges."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtGui import QPixmap

from engine.graph import Value
from engine.layers import Layer
from gui.qimage import to_pixmap
from gui.widgets import thumbnails
from gui.widgets.graph_drawing import Network
from gui.widgets.layer_cards import Card
from gui.widgets.operator_kinds import kind_of
from gui.words import wording


def network_of(layers: Sequence[Layer], inputs: Sequence[Value], cards: Sequence[Card]) -> Network:
    """Return the graph of `layers`, which `cards` describe; inputs that are read come first."""
    read = {name for layer in layers for name in layer.inputs}
    used = [value for value in inputs if value.name in read]
    makers = {value.name: number for number, value in enumerate(used)}
    for number, layer in enumerate(layers, len(used)):
        makers.update((name, number) for name in layer.node.outputs if name)
    edges = [
        (makers[name], number)
        for number, layer in enumerate(layers, len(used))
        for name in dict.fromkeys(layer.inputs)
        if name in makers
    ]
    kinds = ["input"] * len(used) + [kind_of(layer.op) for layer in layers]
    # One layer may read several outputs of another: that is one line.
    return Network((*map(_input_card, used), *cards), tuple(kinds), tuple(dict.fromkeys(edges)))


def _input_card(value: Value) -> Card:
    shape = value.shape or ()
    sizes = shape[1:] if len(shape) > 1 else shape
    operator = QCoreApplication.translate("LayersPanel", "Input")
    return Card("", value.name, operator, wording.shape(sizes), "", -1.0, "")


def input_picture(seen: np.ndarray, ratio: float) -> QPixmap:
    """Return the picture of an input's node: what the network sees, no larger than maps are.

    Parameters
    ----------
    seen : (H, W, 3) RGB or (H, W) grey, uint8
    ratio : device pixels to a logical one; twice as many are made, for when a person comes closer
    """
    rows, columns = seen.shape[:2]
    room = thumbnails.SIZE
    scale = min(room.height() / rows, room.width() / columns)
    size = QSize(max(1, round(columns * scale)), max(1, round(rows * scale)))
    return to_pixmap(seen, size, 2 * ratio)
