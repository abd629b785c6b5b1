"""The parts of an explanation as the widgets show them: cards, slices, bars and the sum."""

from __future__ import annotations

from math import fsum, isfinite
from typing import TYPE_CHECKING

import numpy as np

from gui.session import Place
from gui.unit.unit_study import UnitStudy
from gui.widgets.unit_bars import Product
from gui.widgets.unit_cards import Card
from gui.widgets.unit_numbers import Shades
from gui.widgets.unit_slices import Slice
from gui.widgets.unit_sum import BOXES, Sum, Summand
from gui.words import wording
from gui.words.unit_words import formula_text, stage_name, term_name, title_of, translate

if TYPE_CHECKING:
    import engine
    from engine.explain.explanation import Term

_CARDS, _STRONG = 3, 3
_SLICES, _SLICES_OF_MANY = 8, 6
_SOURCES = 4


def cards(study: UnitStudy, explanation: engine.Explanation) -> list[Card]:
    """Return the strongest windows, and the one that a pool chose from last."""
    found = [
        _card(study, explanation, term)
        for term in explanation.terms[:_CARDS]
        if term.window is not None and (term.window.size > 1 or term.kernel is None)
    ]
    for stage in explanation.stages:
        if stage.window is not None and stage.window.size > 1:
            title = translate("unit", "{0}: the largest").format(stage.title)
            found.append(_chosen(title, stage.value, stage.window, study.shades))
    return found


def _card(study: UnitStudy, explanation: engine.Explanation, term: Term) -> Card:
    assert term.window is not None
    name = term_name(study, term, capital=True)
    shades = study.shades_of(explanation.reads)
    if term.kernel is not None:
        return Card(
            name, wording.signed(term.value), term.window, shades, term.kernel,
            study.kernel_shades(explanation),
            names=(translate("unit", "window"), translate("unit", "kernel")),
        )  # fmt: skip
    if term.title == "largest":
        return _chosen(name, term.value, term.window, shades)
    names = (translate("unit", "the values"), "")
    return Card(name, wording.number(term.value), term.window, shades, names=names)


def _chosen(title: str, value: float, window: np.ndarray, shades: Shades) -> Card:
    row, column = np.unravel_index(np.nanargmax(window), window.shape)
    picked = (int(row), int(column))
    names = (translate("unit", "window"), "")
    return Card(title, wording.number(value), window, shades, picked=picked, names=names)


def slices(
    study: UnitStudy, explanation: engine.Explanation, place: Place
) -> tuple[str, list[Slice], Shades | None]:
    """Return a title, small pictures and their colours: kernels, or the maps read here."""
    terms = explanation.terms
    if not terms or terms[0].kernel is None or terms[0].channel is None:
        return translate("unit", "Where it comes from"), _sources(study, explanation, place), None
    # Numbers of three digits and more need wider pictures above them.
    wide = any((term.channel or 0) >= 100 for term in terms[:_SLICES])
    shades = study.kernel_shades(explanation)
    strongest = [
        (position, term, term.kernel)
        for position, term in enumerate(terms[: _SLICES_OF_MANY if wide else _SLICES])
        if term.kernel is not None
    ]
    found = [
        Slice(
            study.kernel_picture(explanation, term.channel or 0, kernel),
            str(term.channel),
            wording.signed(term.value, 2),
            strong=position < _STRONG and len(terms) > 1,
        )
        for position, term, kernel in sorted(strongest, key=lambda each: each[1].channel or 0)
    ]
    title = (
        translate("unit", "Kernel, one slice per input channel")
        if len(terms) > 1
        else translate("unit", "Kernel")
    )
    if len(terms) > len(found):
        title = translate("unit", "Kernel, the {0} strongest of {1} slices")
        title = title.format(len(found), f"{len(terms):,}")
    return title, found, shades


def _sources(study: UnitStudy, explanation: engine.Explanation, place: Place) -> list[Slice]:
    """Return the maps that summands, or the value itself, were taken from."""
    value = explanation.terms[0].value if explanation.terms else explanation.value
    read: list[tuple[str, tuple[int, ...] | None, float | None]] = [
        (term.source, None, term.value) for term in explanation.terms if term.source
    ]
    if explanation.source is not None:
        read.append((*explanation.source, value))
    elif not read and explanation.reads:
        read.append((explanation.reads, None, None))  # many values, none of which is `value`
    found = []
    for name, index, part in read[:_SOURCES]:
        array = study.array_of(name)
        if array.ndim != 4 or array.shape[2] * array.shape[3] == 1:
            continue
        channel, mark = min(study.channel, array.shape[1] - 1), None
        if index is not None:
            # In the file's own layout.
            last = name in study.activations.channels_last
            channel, mark = (index[3], index[1:3]) if last else (index[1], index[2:4])
        elif array.shape[2:] == study.array.shape[2:]:
            mark = (place.y, place.x)
        picture = study.shades_of(name).picture(array[0, channel])
        title = title_of(study, name)
        said = "" if part is None else wording.number(part)
        found.append(Slice(picture, title, said, place=mark))
    return found


def of_single_values(explanation: engine.Explanation) -> bool:
    """Return whether the sum is over products of single values: dense layers, 1×1 kernels."""
    return len(explanation.terms) > 1 and all(
        term.window is not None and term.kernel is not None and term.window.size == 1
        for term in explanation.terms[:2]
    )


def products(
    study: UnitStudy, explanation: engine.Explanation, most: int | None = None
) -> list[Product]:
    """Return summands, the strongest first; with value and weight where it is one product."""
    found = []
    for term in explanation.terms[:most]:
        value, weight = term.value, None
        if term.window is not None and term.kernel is not None and term.window.size == 1:
            # The only pixel of the window may lie in the border, where there is none.
            value = float(term.window[0, 0]) if isfinite(term.window[0, 0]) else 0.0
            weight = float(term.kernel[0, 0])
        found.append(Product(term_name(study, term), value, weight, term.value))
    return found


def the_sum(study: UnitStudy, explanation: engine.Explanation) -> Sum:
    """Return the sum's parts, and what it becomes; the last is what the map shows."""
    named = [Summand(term_name(study, t), t.value) for t in explanation.terms[:BOXES]]
    if explanation.source is not None and len(named) == 1:
        # The value itself, before something was done to it.
        named = [Summand(title_of(study, explanation.source[0]), named[0].value)]
    others = explanation.terms[BOXES:]
    after = [Summand(stage_name(s), s.value, formula_text(s.formula)) for s in explanation.stages]
    if after:
        after[-1] = Summand(after[-1].name, explanation.value, after[-1].tip)
    channels = bool(named) and explanation.terms[0].title.startswith("channel")
    rest = (
        translate("unit", "{0} more channels") if channels else translate("unit", "{0} more inputs")
    )
    return Sum(
        tuple(named), explanation.bias, explanation.total, tuple(after),
        len(others), fsum(term.value for term in others), rest,
    )  # fmt: skip
