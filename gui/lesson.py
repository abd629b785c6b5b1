"""Pictures for the words of the trade, taken from the network and the picture that are open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication

import engine
from engine.visual import tiles
from gui.unit.unit_study import UnitStudy
from gui.unit.units import place_in
from gui.widgets.figure_row import FigureRow, Pane
from gui.widgets.forms import form_of
from gui.widgets.thumbnails import variances
from gui.words import wording

if TYPE_CHECKING:
    from gui.session import Session, View

translate = QCoreApplication.translate

_POOLS = ("MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "LpPool")
_BENDS = ("Relu", "Clip", "LeakyRelu", "PRelu", "HardSwish")
_LEAST_SIDE = 4
_SHARE = (0.02, 0.5)
"""Of the input: a receptive field of that size is seen well."""
_MOST_TRIED = 24
"""So many layers are looked at for a good picture."""


def figures(session: Session) -> dict[str, FigureRow]:
    """Return a picture for each word that the open network can show one for."""
    activations = session.activations
    if activations is None:
        return {}
    makers = {
        "map": _feature_map,
        "field": _receptive_field,
        "convolution": _convolution,
        "pool": _pool,
        "relu": _bend,
    }
    found = {name: make(activations, session.view) for name, make in makers.items()}
    return {name: figure for name, figure in found.items() if figure is not None}


def softmax_line(session: Session) -> str:
    """Return the shares of the classes, which add up to the whole."""
    activations = session.activations
    top = activations.prediction.top(2) if activations is not None else []
    if len(top) < 2:
        return ""
    parts = [f"{label} {wording.percent(share)}" for label, share in top]
    rest = 1.0 - sum(share for _, share in top)
    if rest >= 0.0005:
        others = translate("lesson", "all others {0}")
        parts.append(others.format(wording.percent(rest)))
    return f"{' + '.join(parts)} = 100 %"


def _maps(activations: engine.Activations) -> Iterator[engine.Layer]:
    """Give the layers whose outputs are maps large enough to be pictures."""
    for layer in activations.layers:
        array = activations[layer.name]
        if form_of(array) == "maps" and min(array.shape[2:]) >= _LEAST_SIDE:
            yield layer


def _strongest(activations: engine.Activations, name: str) -> int:
    return int(np.argmax(variances(activations[name][0])))


def _map_pane(array: np.ndarray, channel: int, caption: str, **more: object) -> Pane:
    low, high, colours = tiles.scaled(array[0, channel], "map", None)
    pixels = tiles.colorize(array[0, channel], low, high, colours)
    return Pane(pixels, caption, **more)


def _seen_pane(activations: engine.Activations, **more: object) -> Pane:
    seen = activations.prepared.seen
    return Pane(seen, translate("lesson", "input"), smooth=min(seen.shape[:2]) > 64, **more)


def _feature_map(activations: engine.Activations, view: View) -> FigureRow | None:
    layer = next(_maps(activations), None)
    if layer is None:
        return None
    array = activations[layer.name]
    best = np.sort(np.argsort(-variances(array[0]))[:3])
    caption = translate("lesson", "map {0}")
    panes = [_map_pane(array, int(each), caption.format(each)) for each in best]
    return FigureRow([_seen_pane(activations), *panes], ["→", "", ""])


def _receptive_field(activations: engine.Activations, view: View) -> FigureRow | None:
    rows, columns = activations.prepared.seen.shape[:2]
    for layer in list(_maps(activations))[:_MOST_TRIED]:
        channel = _strongest(activations, layer.name)
        study = UnitStudy(activations, layer.name, channel, view)
        place = place_in(study.array, channel, None)
        top, left, bottom, right = box = study.region(place)
        share = (bottom - top) * (right - left) / (rows * columns)
        if _SHARE[0] <= share <= _SHARE[1]:
            pixel = (place.y, place.x, place.y + 1, place.x + 1)
            pane = _map_pane(study.array, channel, layer.title, box=pixel)
            return FigureRow([_seen_pane(activations, box=box), pane], ["→"])
    return None


def _convolution(activations: engine.Activations, view: View) -> FigureRow | None:
    for layer in list(_maps(activations))[:_MOST_TRIED]:
        if layer.op != "Conv":
            continue
        study = UnitStudy(activations, layer.name, _strongest(activations, layer.name), view)
        place = place_in(study.array, study.channel, None)
        explanation = study.explanation(place)
        term = explanation.terms[0] if explanation.terms else None
        if term is None or term.window is None or term.kernel is None or term.kernel.size == 1:
            continue
        window = study.shades_of(explanation.reads).picture(term.window)
        kernel = study.kernel_shades(explanation).picture(term.kernel)
        pixel = (place.y, place.x, place.y + 1, place.x + 1)
        reached = translate("lesson", "sum {0}").format(wording.signed(explanation.value))
        panes = [
            Pane(window, translate("lesson", "window")),
            Pane(kernel, translate("lesson", "kernel")),
            _map_pane(study.array, study.channel, reached, box=pixel),
        ]
        return FigureRow(panes, ["×", "→"])
    return None


def _before_and_after(activations: engine.Activations, ops: tuple[str, ...]) -> FigureRow | None:
    """Return a map before and after the first layer of some operators."""
    for layer in activations.layers:
        before = activations.get(layer.inputs[0]) if layer.inputs else None
        after = activations[layer.name]
        if layer.op not in ops or before is None or form_of(before) != "maps":
            continue
        if after.ndim != 4 or after.shape[1] != before.shape[1]:
            continue
        channel = int(np.argmax(variances(before[0])))
        panes = [
            _map_pane(before, channel, wording.shape(before.shape[2:])),
            _map_pane(after, channel, wording.shape(after.shape[2:])),
        ]
        if layer.op not in _POOLS:
            captions = (translate("lesson", "before"), translate("lesson", "after {0}"))
            panes = [
                _map_pane(before, channel, captions[0]),
                _map_pane(after, channel, captions[1].format(layer.op)),
            ]
        return FigureRow(panes, ["→"])
    return None


def _pool(activations: engine.Activations, view: View) -> FigureRow | None:
    return _before_and_after(activations, _POOLS)


def _bend(activations: engine.Activations, view: View) -> FigureRow | None:
    return _before_and_after(activations, _BENDS)
