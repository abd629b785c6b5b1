"""The words about one unit: what it is called, which operators made it, and its formula."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from gui.unit.unit_study import UnitStudy
from gui.words import wording

if TYPE_CHECKING:
    import engine
    from engine.explain.explanation import Stage, Term

_SHORT = {
    f"{kind}Normalization": f"{kind}Norm" for kind in ("Batch", "Instance", "Layer", "Group", "RMS")
}
_MOST_OPERATORS = 6
translate = QCoreApplication.translate

_ADDRESS = "https://onnx.ai/onnx/operators/onnx__{0}.html"

TITLES = {
    "pixel": QT_TRANSLATE_NOOP("unit", "the picture"),
    "value": QT_TRANSLATE_NOOP("unit", "value"),
    "x": QT_TRANSLATE_NOOP("unit", "x, from before"),
    "score": QT_TRANSLATE_NOOP("unit", "score"),
    "largest": QT_TRANSLATE_NOOP("unit", "largest"),
    "smallest": QT_TRANSLATE_NOOP("unit", "smallest"),
    "mean": QT_TRANSLATE_NOOP("unit", "mean"),
    "sum": QT_TRANSLATE_NOOP("unit", "sum"),
    "border": QT_TRANSLATE_NOOP("unit", "border"),
    "mixture": QT_TRANSLATE_NOOP("unit", "mixture"),
}
"""What the engine calls summands that are no channel."""

FORMULAS = (
    QT_TRANSLATE_NOOP("unit", "the picture itself"),
    QT_TRANSLATE_NOOP("unit", "the largest value of the window"),
    QT_TRANSLATE_NOOP("unit", "the mean of the window"),
    QT_TRANSLATE_NOOP("unit", "the mean of the whole map, {0} ÷ {1}"),
    QT_TRANSLATE_NOOP("unit", "the largest value of the whole map"),
    QT_TRANSLATE_NOOP("unit", "Σ |x|^{0} of the window"),
    QT_TRANSLATE_NOOP("unit", "Σ |x|^{0} of the whole map"),
    QT_TRANSLATE_NOOP("unit", "x to the power {0} ÷ {1}"),
    QT_TRANSLATE_NOOP("unit", "Σ neighbour × share"),
    QT_TRANSLATE_NOOP("unit", "a mixture of neighbours"),
    QT_TRANSLATE_NOOP("unit", "Σ pixels that reach here × kernel"),
    QT_TRANSLATE_NOOP("unit", "Σ pixels that reach here × kernel + bias"),
    QT_TRANSLATE_NOOP("unit", "exp(score) ÷ Σ exp(scores)"),
    QT_TRANSLATE_NOOP("unit", "score − ln Σ exp(scores)"),
    QT_TRANSLATE_NOOP("unit", "the same value"),
    QT_TRANSLATE_NOOP("unit", "the same value, in another shape"),
    QT_TRANSLATE_NOOP("unit", "the same value, with axes in another order"),
    QT_TRANSLATE_NOOP("unit", "a channel's pixel, spread over the picture"),
    QT_TRANSLATE_NOOP("unit", "a border added around"),
    QT_TRANSLATE_NOOP("unit", "the same value, inside the border"),
    QT_TRANSLATE_NOOP("unit", "the border"),
    QT_TRANSLATE_NOOP("unit", "a part of the whole"),
    QT_TRANSLATE_NOOP("unit", "cut out of the whole"),
    QT_TRANSLATE_NOOP("unit", "x to the power {0}"),
    QT_TRANSLATE_NOOP("unit", "{0} · x, or {1} · {2} · (exp(x) − {3}) below {4}"),
    QT_TRANSLATE_NOOP("unit", "the mean of {0} values, whose sum is {1}"),
    QT_TRANSLATE_NOOP("unit", "taken from input {0}"),
    QT_TRANSLATE_NOOP("unit", "kept within {0} … {1}"),
    QT_TRANSLATE_NOOP("unit", "{0} · x + {1}, kept within {2} … {3}"),
    QT_TRANSLATE_NOOP("unit", "x · (x ÷ {0} + ½, kept within {1} … {2})"),
    QT_TRANSLATE_NOOP("unit", "x, or {0} · x below {1}"),
    QT_TRANSLATE_NOOP("unit", "x, or {0} · (exp(x) − {1}) below {2}"),
    QT_TRANSLATE_NOOP("unit", "exp({0}) ÷ {1}, the Σ exp of {2} scores"),
    QT_TRANSLATE_NOOP("unit", "{0} − {1}, the ln Σ exp of {2} scores"),
    QT_TRANSLATE_NOOP("unit", "exp({0}) ÷ {1}, the Σ exp of {2} scores, all less {3}"),
    QT_TRANSLATE_NOOP("unit", "the largest of {0} inputs"),
    QT_TRANSLATE_NOOP("unit", "the smallest of {0} inputs"),
    QT_TRANSLATE_NOOP("unit", "what holds where the condition is true"),
    QT_TRANSLATE_NOOP("unit", "what holds where the condition is false"),
    QT_TRANSLATE_NOOP("unit", "the sum of {0} values"),
    QT_TRANSLATE_NOOP("unit", "the largest of {0} values"),
    QT_TRANSLATE_NOOP("unit", "the smallest of {0} values"),
    QT_TRANSLATE_NOOP("unit", "the place of the largest of {0} values"),
    QT_TRANSLATE_NOOP("unit", "the place of the smallest of {0} values"),
    QT_TRANSLATE_NOOP("unit", "Σ values ÷ {0}"),
    QT_TRANSLATE_NOOP("unit", "Σ |x| of {0} values"),
    QT_TRANSLATE_NOOP("unit", "Σ x² of {0} values"),
    QT_TRANSLATE_NOOP("unit", "part {0} of the whole"),
    QT_TRANSLATE_NOOP("unit", "taken from place {0} of axis {1}"),
    QT_TRANSLATE_NOOP("unit", "the same value, repeated"),
    QT_TRANSLATE_NOOP("unit", "a pixel, put into a channel of its own"),
    QT_TRANSLATE_NOOP("unit", "the border, a copy of the inside"),
    QT_TRANSLATE_NOOP("unit", "at least {0}"),
    QT_TRANSLATE_NOOP("unit", "at most {0}"),
    QT_TRANSLATE_NOOP("unit", "x, or {0} up to {1}"),
    QT_TRANSLATE_NOOP("unit", "x nearer to {0} by {1}; {2} from −{3} to {4}"),
    QT_TRANSLATE_NOOP("unit", "x, or {0} · (exp(x ÷ {1}) − {2}) below {3}"),
    QT_TRANSLATE_NOOP("unit", "x, rounded"),
    QT_TRANSLATE_NOOP("unit", "x, rounded down"),
    QT_TRANSLATE_NOOP("unit", "x, rounded up"),
    QT_TRANSLATE_NOOP("unit", "{0} above {1}, −{2} below, else {3}"),
    QT_TRANSLATE_NOOP("unit", "x ÷ {0}, rounded, + {1}"),
    QT_TRANSLATE_NOOP("unit", "x ÷ {0}, rounded, + {1}, kept within {2} … {3}"),
    QT_TRANSLATE_NOOP("unit", "x · {0}, rounded, + {1}, kept within {2} … {3}"),
    QT_TRANSLATE_NOOP("unit", "(x − {0}) ÷ {1}, with mean and deviation of {2} values"),
    QT_TRANSLATE_NOOP("unit", "(x − {0}) ÷ {1} · {2} + {3}, with mean and deviation of this map"),
    QT_TRANSLATE_NOOP("unit", "(x − {0}) ÷ {1} · {2} + {3}, with mean and deviation of {4} values"),
    QT_TRANSLATE_NOOP(
        "unit", "(x − {0}) ÷ {1} · {2} + {3}, with mean and deviation of channels {4} … {5}"
    ),
    QT_TRANSLATE_NOOP("unit", "x ÷ {0} · {1}, with the root of the mean of {2} squares"),
    QT_TRANSLATE_NOOP("unit", "x ÷ {0}, the length of {1} values"),
    QT_TRANSLATE_NOOP("unit", "x ÷ ({0} + {1} · {2})^{3}, with {4} = Σ x² of channels {5} … {6}"),
)
"""The engine's formulas with words, numbers left out; those with signs alone stay as they are."""

STAGES = {"change": QT_TRANSLATE_NOOP("unit", "your change")}
"""What the engine calls stages that are no operator."""

_NUMBER = re.compile(r"-?\b\d+(?:\.\d+)?(?:e[+-]?\d+)?\b|-?\binf\b")

_EXPONENT = re.compile(r"e\+?(-?)0*(\d+)$")


def title_of(study: UnitStudy, name: str) -> str:
    """Return what a value of the network is called."""
    layer = study.layers.get(name)
    return layer.title if layer is not None else translate("unit", "Input")


def unit_title(study: UnitStudy) -> str:
    """Return the words for the channel: `Channel 9`, or `Value 281 · tabby`."""
    if study.is_map:
        return translate("unit", "Channel {0}").format(study.channel)
    text = translate("unit", "Value {0}").format(study.channel)
    labels = study.activations.prediction.labels
    name = wording.class_name(labels, study.extent[0], study.channel)
    return f"{text} · {name}" if name else text


def operators(study: UnitStudy, explanation: engine.Explanation) -> str:
    """Return the operators that are explained together, like `Conv 5×5 + Add + Relu`."""
    parts, layer = [study.layer.detail], study.layer
    while explanation.reads not in layer.inputs:
        before = next((study.layers[i] for i in layer.inputs if i in study.layers), None)
        if before is None or len(parts) == _MOST_OPERATORS:
            return study.layer.detail
        parts.append(before.detail)
        layer = before
    return " + ".join(reversed(parts))


def formula_text(formula: str) -> str:
    """Return a formula in the person's language, with true minus signs."""
    numbers = [_EXPONENT.sub(r"e\1\2", number) for number in _NUMBER.findall(formula)]
    places = iter(range(len(numbers)))
    pattern = _NUMBER.sub(lambda _: f"{{{next(places)}}}", formula)
    text = translate("unit", pattern).format(*numbers)
    text = text.replace("− -", "+ ").replace("+ -", "− ")
    return text.replace("-", wording.MINUS)


def place_before(study: UnitStudy, explanation: engine.Explanation) -> str:
    """Return where a moved value stood before: `conv4 [5, 100, 133]`, or nothing."""
    if explanation.source is None or explanation.stages:
        return ""
    name, index = explanation.source
    place = (index[3], *index[1:3]) if name in study.activations.channels_last else index[1:]
    return f"{title_of(study, name)} [{', '.join(map(str, place))}]"


def term_name(study: UnitStudy, term: Term, *, capital: bool = False) -> str:
    """Return what a summand is called."""
    if term.source:
        return title_of(study, term.source)
    if term.title.startswith("channel"):
        lower, upper = translate("unit", "channel {0}"), translate("unit", "Channel {0}")
        return (upper if capital else lower).format(term.channel)
    if term.title.startswith("input"):
        return translate("unit", "input {0}").format(term.channel)
    text = translate("unit", TITLES.get(term.title, term.title))
    return text[:1].upper() + text[1:] if capital else text


def stage_title(stage: Stage) -> str:
    """Return what made a value of the one before: an operator, or the person."""
    if stage.title in STAGES:
        return translate("unit", STAGES[stage.title])
    return _SHORT.get(stage.title, stage.title)


def stage_name(stage: Stage) -> str:
    """Return the words over the value after an operator."""
    return translate("unit", "after {0}").format(stage_title(stage))


def sentence(study: UnitStudy, explanation: engine.Explanation) -> str:
    """Return the formula in words."""
    count = len(explanation.terms)
    if not explanation.known:
        return translate("unit", "Formula not shown")
    if explanation.formula.startswith("Σ window"):
        text = translate("unit", "Window × kernel")
        if count > 1 and explanation.stages:  # room for what comes after
            text = translate("unit", "Window × kernel, added up over {0} input channels")
        elif count > 1:
            text = translate(
                "unit", "Window × kernel, added up over {0} input channels; strongest first"
            )
    elif explanation.formula.startswith("Σ input"):
        text = translate("unit", "Input × weight, added up over {0} inputs; strongest first")
    else:
        text = formula_text(explanation.formula)
        if text.startswith("the ") or not any(sign in text for sign in "+−÷×Σ"):
            text = text[:1].upper() + text[1:]
        if before := place_before(study, explanation):
            text = translate("unit", "{0}: {1}").format(text, before)
    text = text.replace("{0}", f"{count:,}")
    said, between = translate("unit", "{0}: {1}"), translate("unit", "; ")
    parts = [
        said.format(stage_title(each), formula_text(each.formula)) for each in explanation.stages
    ]
    if explanation.formula == "x":  # what the first stage reads, and no formula of its own
        return between.join(parts)
    return between.join((text, *(translate("unit", "then {0}").format(part) for part in parts)))


def definition(study: UnitStudy) -> str:
    """Return what an operator without a formula reads, and the address of its definition."""
    layer = study.layer
    reads = ", ".join(title_of(study, name) for name in layer.inputs)
    stated = ", ".join(
        f"{name} = {value}"
        for name, value in layer.node.attributes.items()
        if isinstance(value, int | float | str | list | tuple)
    )
    text = translate("unit", "How {0} works is not shown here as a formula. It reads {1}.")
    text = html.escape(text.format(layer.op, reads))
    if stated:
        text += " " + html.escape(translate("unit", "The file states {0}.").format(stated))
    link = f'<a href="{_ADDRESS.format(layer.op)}">{_ADDRESS.format(layer.op)}</a>'
    lead = html.escape(translate("unit", "Its definition:"))
    return f"{text} {lead} {link}"


def seen(box: tuple[int, int, int, int], rows: int, columns: int) -> str:
    """Return how much of an input a value sees: `sees 14 × 14`."""
    top, left, bottom, right = box
    if top <= 0 and left <= 0 and bottom >= rows and right >= columns:
        return translate("unit", "sees all of it")
    return translate("unit", "sees {0}").format(wording.shape((bottom - top, right - left)))
