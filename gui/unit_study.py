"""One channel of a layer, studied: its picture, and for each pixel the parts of its arithmetic.

What stays while the mouse moves over the map (colours, limits, names) is worked out once.
"""

from __future__ import annotations

from functools import cached_property
from math import isfinite

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

import engine
from engine.visual import overlay
from gui import wording
from gui.qimage import in_colour
from gui.session import Place, View
from gui.units import extent_of, index_of
from gui.widgets.map_tiles import nearest
from gui.widgets.scaling import limits_and_colours
from gui.widgets.unit_bars import Product
from gui.widgets.unit_cards import Card
from gui.widgets.unit_numbers import Shades, polar
from gui.widgets.unit_slices import Slice
from gui.widgets.unit_sum import Summand

_SLICES, _SLICES_OF_MANY, _STRONG, _CARDS = 8, 6, 3, 3
_SUMS = ("Conv", "ConvTranspose", "Gemm", "MatMul")
_SHORT = {"BatchNormalization": "BatchNorm", "LogSoftmax": "log softmax"}

TITLES = {
    "pixel": QT_TRANSLATE_NOOP("unit", "the picture"),
    "value": QT_TRANSLATE_NOOP("unit", "value"),
    "x": QT_TRANSLATE_NOOP("unit", "x, from before"),
    "score": QT_TRANSLATE_NOOP("unit", "score"),
    "largest": QT_TRANSLATE_NOOP("unit", "largest"),
    "mean": QT_TRANSLATE_NOOP("unit", "mean"),
    "border": QT_TRANSLATE_NOOP("unit", "border"),
    "mixture": QT_TRANSLATE_NOOP("unit", "mixture"),
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("unit", text)


class UnitStudy:
    """What the window shows of one channel; `key` says when it is out of date."""

    def __init__(
        self, activations: engine.Activations, name: str, channel: int, view: View
    ) -> None:
        self.key = (activations, name, channel, view)
        self.activations = activations
        self.name = name
        self.channel = channel
        self.view = view
        self.array = activations[name]
        self.layer = next(each for each in activations.layers if each.name == name)
        self._layers = {each.name: each for each in activations.layers}
        self._shades: dict[str, Shades] = {}
        self._reach: float | None = None

    @property
    def extent(self) -> tuple[int, int, int]:
        """Channels, rows and columns of the layer; a vector has channels only."""
        return extent_of(self.array) or (1, 1, 1)

    @property
    def is_map(self) -> bool:
        """Whether the layer's channels are pictures."""
        return self.extent[1:] != (1, 1)

    def explanation(self, place: Place) -> engine.Explanation:
        """Return how a value came about."""
        return engine.explain_unit(self.activations, self.name, index_of(self.array, place))

    def region(self, place: Place) -> tuple[int, int, int, int]:
        """Return which pixels of the input a value sees: top, left, bottom, right."""
        region = engine.seen_pixels(self.activations, self.name, place.y, place.x)
        return region.top, region.left, region.bottom, region.right

    def value(self, place: Place) -> float:
        """Return what the map shows."""
        return float(self.array[(0, *index_of(self.array, place))] if self.array.ndim > 1
                     else self.array[index_of(self.array, place)])  # fmt: skip

    # Pictures.

    @cached_property
    def seen(self) -> np.ndarray:
        """The network's input, uint8 (H, W, 3) RGB or (H, W) grey."""
        return self.activations.prepared.seen

    @cached_property
    def shades(self) -> Shades:
        """The colours of the map, those of its tile on the stage."""
        low, high, colours = limits_and_colours(self.array[0], self.view.scale, self.view.colours)
        return Shades(float(low[self.channel]), float(high[self.channel]), colours)

    @cached_property
    def picture(self) -> np.ndarray:
        """The map, uint8 (H, W, 3) RGB, a pixel for each value; over the input if asked for."""
        values, shades = self.array[0, self.channel], self.shades
        if not self.view.overlay:
            return shades.picture(values)
        return overlay.overlay(
            self._ground(), values, shades.low, shades.high, shades.colours,
            opacity=self.view.opacity / 100,
        )  # fmt: skip

    def _ground(self) -> np.ndarray:
        """Return the input in colour, with at least as many pixels as the map."""
        sizes = (max(a, b) for a, b in zip(self.seen.shape, self.extent[1:], strict=False))
        rows, columns = (nearest(n, s) for n, s in zip(sizes, self.seen.shape, strict=False))
        return in_colour(self.seen)[rows][:, columns]

    def shades_of(self, name: str) -> Shades:
        """Return the colours of another layer's values, or of the network's input."""
        if name not in self._shades:
            array = self.activations.get(name, self.activations.prepared.tensor)
            maps = array[0] if array.ndim == 4 else array.reshape(1, 1, -1)
            low, high, colours = limits_and_colours(maps, "layer", self.view.colours)
            self._shades[name] = Shades(float(low[0]), float(high[0]), colours)
        return self._shades[name]

    def _kernel_shades(self, explanation: engine.Explanation) -> Shades:
        if self._reach is None:
            kernels = (term.kernel for term in explanation.terms if term.kernel is not None)
            self._reach = max((float(np.abs(kernel).max()) for kernel in kernels), default=0.0)
        return polar(self._reach)

    # Words.

    def title_of(self, name: str) -> str:
        """Return what a value of the network is called."""
        layer = self._layers.get(name)
        return layer.title if layer is not None else _tr("Input")

    @property
    def unit_title(self) -> str:
        """The words for the channel: `Channel 9`, or `Value 281 · tabby`."""
        if self.is_map:
            return _tr("Channel {0}").format(self.channel)
        labels = self.activations.prediction.labels
        text = _tr("Value {0}").format(self.channel)
        named = len(labels) == self.extent[0] > 1
        short = labels.short(self.channel) if named else ""
        return f"{text} · {short}" if short and short != str(self.channel) else text

    def operators(self, explanation: engine.Explanation) -> str:
        """Return the operators that are explained together, like `Conv 5×5 + Add + Relu`."""
        parts, layer = [self.layer.detail], self.layer
        while explanation.reads not in layer.inputs:
            before = next((self._layers[i] for i in layer.inputs if i in self._layers), None)
            if before is None or len(parts) == 6:
                return self.layer.detail
            parts.append(before.detail)
            layer = before
        return " + ".join(reversed(parts))

    def term_name(self, term: object, *, capital: bool = False) -> str:
        """Return what a summand is called."""
        if term.source:
            return self.title_of(term.source)
        if term.title.startswith("channel"):
            return _tr("Channel {0}" if capital else "channel {0}").format(term.channel)
        if term.title.startswith("input"):
            return _tr("input {0}").format(term.channel)
        text = _tr(TITLES.get(term.title, term.title))
        return text[:1].upper() + text[1:] if capital else text

    def sentence(self, explanation: engine.Explanation) -> str:
        """Return the formula in words."""
        count = len(explanation.terms)
        if not explanation.known:
            return _tr("Formula not shown")
        if explanation.formula.startswith("Σ window") and count == 1:
            text = _tr("Window × kernel")
        elif explanation.formula.startswith("Σ window"):
            text = _tr("Window × kernel, added up over %n input channels; strongest first")
            text = text.replace("%n", f"{count:,}")
        elif explanation.formula.startswith("Σ input"):
            text = _tr("Input × weight, added up over %n inputs; strongest first")
            text = text.replace("%n", f"{count:,}")
        else:
            text = _tr(explanation.formula)
            first = text.split(" ")[0]
            if first.isalpha() and len(first) > 1:
                text = text[:1].upper() + text[1:]
        stages = "; ".join(
            _tr("then {0}: {1}").format(each.title, _tr(each.formula))
            for each in explanation.stages
        )
        return f"{text}; {stages}" if stages else text

    # Parts.

    def cards(self, explanation: engine.Explanation) -> list[Card]:
        """Return the strongest windows, and the one that a pool chose from last."""
        cards = [
            self._card(term, explanation)
            for term in explanation.terms[:_CARDS]
            if term.window is not None and (term.window.size > 1 or term.kernel is None)
        ]
        for stage in explanation.stages:
            if stage.window is not None and stage.window.size > 1:
                title = _tr("{0}: the largest").format(stage.title)
                shades = self.shades
                cards.append(self._chosen(title, stage.value, stage.window, shades))
        return cards

    def _card(self, term: object, explanation: engine.Explanation) -> Card:
        name = self.term_name(term, capital=True)
        shades = self.shades_of(explanation.reads)
        if term.kernel is not None:
            return Card(
                name, wording.signed(term.value), term.window, shades, term.kernel,
                self._kernel_shades(explanation), names=(_tr("window"), _tr("kernel")),
            )  # fmt: skip
        if term.title == "largest":
            return self._chosen(name, term.value, term.window, shades)
        whole = (_tr("the values"), "")
        return Card(name, wording.number(term.value), term.window, shades, names=whole)

    @staticmethod
    def _chosen(title: str, value: float, window: np.ndarray, shades: Shades) -> Card:
        row, column = np.unravel_index(np.nanargmax(window), window.shape)
        names = (_tr("window"), "")
        picked = (int(row), int(column))
        return Card(title, wording.number(value), window, shades, picked=picked, names=names)

    def slices(self, explanation: engine.Explanation) -> tuple[str, list[Slice], Shades | None]:
        """Return a title, small pictures and their colours: kernels, or the maps read here."""
        terms = explanation.terms
        # Numbers of three digits and more need wider pictures above them.
        most = _SLICES if all((term.channel or 0) < 100 for term in terms) else _SLICES_OF_MANY
        kernels = [term for term in terms[:most] if term.kernel is not None]
        if kernels and terms[0].channel is not None:
            shades = self._kernel_shades(explanation)
            strong = {id(term) for term in kernels[:_STRONG]}
            found = [
                Slice(
                    shades.picture(term.kernel),
                    str(term.channel),
                    wording.signed(term.value, 2),
                    strong=len(kernels) > 1 and id(term) in strong,
                )
                for term in sorted(kernels, key=lambda term: term.channel)
            ]
            title = _tr("Kernel, one slice per input channel")
            if len(terms) > len(kernels):
                title = _tr("Kernel, the {0} strongest of {1} slices").format(
                    len(kernels), f"{len(terms):,}"
                )
            if len(terms) == 1:
                title = _tr("Kernel")
            return title, found, shades
        return _tr("Where it comes from"), self._sources(explanation), None

    def _sources(self, explanation: engine.Explanation) -> list[Slice]:
        """Return the maps that summands, or the value itself, were taken from."""
        found = []
        here = self.key[0]
        summed = [(term.source, None, term.value) for term in explanation.terms if term.source]
        picked = [explanation.source] if explanation.source else []
        places = [(name, index, explanation.terms[0].value) for name, index in picked]
        if not places and not summed and explanation.reads:
            places = [(explanation.reads, None, explanation.terms[0].value)]
        for name, index, value in (*summed, *places):
            array = here.get(name)
            if array is None or array.ndim != 4 or array.shape[2] * array.shape[3] == 1:
                continue
            channel, mark = self._place_of(name, index, array)
            shades = self.shades_of(name)
            picture = shades.picture(array[0, channel])
            found.append(Slice(picture, self.title_of(name), wording.number(value), False, mark))
        return found[:4]

    def _place_of(
        self, name: str, index: tuple[int, ...] | None, array: np.ndarray
    ) -> tuple[int, tuple[int, int] | None]:
        """Return channel and pixel in a map, from an index in the file's own layout."""
        if index is None:
            channel = min(self.channel, array.shape[1] - 1)
            return channel, self._looked if array.shape[2:] == self.array.shape[2:] else None
        if name in self.activations.channels_last:
            return index[3], (index[1], index[2])
        return index[1], (index[2], index[3])

    _looked: tuple[int, int] | None = None

    def look_at(self, place: Place) -> engine.Explanation:
        """Explain a place, and remember it for marks on the maps it comes from."""
        self._looked = (place.y, place.x)
        return self.explanation(place)

    def products(self, explanation: engine.Explanation) -> list[Product]:
        """Return every summand; with value and weight where it is one product."""
        products = []
        for term in explanation.terms:
            single = term.window is not None and term.kernel is not None and term.window.size == 1
            value = float(term.window[0, 0]) if single else term.value
            weight = float(term.kernel[0, 0]) if single else None
            if not isfinite(value):  # the only pixel of the window lies in the border
                value = 0.0
            products.append(Product(self.term_name(term), value, weight, term.value))
        return products

    @staticmethod
    def of_single_values(explanation: engine.Explanation) -> bool:
        """Return whether the sum is over products of single values: dense layers, 1×1 kernels."""
        return len(explanation.terms) > 1 and all(
            term.window is not None and term.kernel is not None and term.window.size == 1
            for term in explanation.terms[:2]
        )

    def summands(self, explanation: engine.Explanation) -> tuple[list[Summand], list[Summand]]:
        """Return the sum's parts, and what it becomes; the last is what the map shows."""
        parts = [Summand(self.term_name(term), term.value) for term in explanation.terms]
        after = [
            Summand(_tr("after {0}").format(_SHORT.get(s.title, s.title)), s.value, _tr(s.formula))
            for s in explanation.stages
        ]
        if after:
            after[-1] = Summand(after[-1].name, explanation.value, after[-1].tip)
        return parts, after
