"""The words about one unit: what it is called, which operators made it, and its formula."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from gui import wording
from gui.unit_study import UnitStudy

if TYPE_CHECKING:
    import engine
    from engine.explain.explanation import Stage, Term

_SHORT = {"BatchNormalization": "BatchNorm"}
_MOST_OPERATORS = 6
_ADDRESS = "https://onnx.ai/onnx/operators/onnx__{0}.html"

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
"""What the engine calls summands that are no channel."""

FORMULAS = (
    QT_TRANSLATE_NOOP("unit", "the picture itself"),
    QT_TRANSLATE_NOOP("unit", "the largest value of the window"),
    QT_TRANSLATE_NOOP("unit", "the mean of the window"),
    QT_TRANSLATE_NOOP("unit", "the mean of the whole map"),
    QT_TRANSLATE_NOOP("unit", "the largest value of the whole map"),
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
)
"""The engine's formulas that are words; those with signs and numbers need no translation."""


def tr(text: str) -> str:
    """Return `text` in the person's language."""
    return QCoreApplication.translate("unit", text)


def title_of(study: UnitStudy, name: str) -> str:
    """Return what a value of the network is called."""
    layer = study.layers.get(name)
    return layer.title if layer is not None else tr("Input")


def unit_title(study: UnitStudy) -> str:
    """Return the words for the channel: `Channel 9`, or `Value 281 · tabby`."""
    if study.is_map:
        return tr("Channel {0}").format(study.channel)
    labels = study.activations.prediction.labels
    text = tr("Value {0}").format(study.channel)
    named = len(labels) == study.extent[0] > 1
    short = labels.short(study.channel) if named else ""
    return f"{text} · {short}" if short and short != str(study.channel) else text


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


def term_name(study: UnitStudy, term: Term, *, capital: bool = False) -> str:
    """Return what a summand is called."""
    if term.source:
        return title_of(study, term.source)
    if term.title.startswith("channel"):
        return tr("Channel {0}" if capital else "channel {0}").format(term.channel)
    if term.title.startswith("input"):
        return tr("input {0}").format(term.channel)
    text = tr(TITLES.get(term.title, term.title))
    return text[:1].upper() + text[1:] if capital else text


def stage_name(stage: Stage) -> str:
    """Return the words over the value after an operator."""
    return tr("after {0}").format(_SHORT.get(stage.title, stage.title))


def sentence(explanation: engine.Explanation) -> str:
    """Return the formula in words."""
    count = len(explanation.terms)
    if not explanation.known:
        return tr("Formula not shown")
    if explanation.formula.startswith("Σ window"):
        text = tr("Window × kernel")
        if count > 1:
            text = tr("Window × kernel, added up over {0} input channels; strongest first")
    elif explanation.formula.startswith("Σ input"):
        text = tr("Input × weight, added up over {0} inputs; strongest first")
    else:
        text = tr(explanation.formula)
        first = text.split(" ")[0]
        if first.isalpha() and len(first) > 1:
            text = text[:1].upper() + text[1:]
    text = text.replace("{0}", f"{count:,}")
    stages = "; ".join(
        tr("then {0}: {1}").format(each.title, tr(each.formula)) for each in explanation.stages
    )
    return f"{text}; {stages}" if stages else text


def definition(study: UnitStudy) -> str:
    """Return what an operator without a formula reads, and the address of its definition."""
    layer = study.layer
    reads = ", ".join(title_of(study, name) for name in layer.inputs)
    stated = ", ".join(
        f"{name} = {value}"
        for name, value in layer.node.attributes.items()
        if isinstance(value, int | float | str | list | tuple)
    )
    text = tr("How {0} works is not shown here as a formula. It reads {1}.")
    text = html.escape(text.format(layer.op, reads))
    if stated:
        text += " " + html.escape(tr("The file states {0}.").format(stated))
    link = f'<a href="{_ADDRESS.format(layer.op)}">{_ADDRESS.format(layer.op)}</a>'
    return f"{text} {html.escape(tr('Its definition:'))} {link}"


def seen(box: tuple[int, int, int, int], rows: int, columns: int) -> str:
    """Return how much of an input a value sees: `sees 14 × 14`."""
    top, left, bottom, right = box
    if top <= 0 and left <= 0 and bottom >= rows and right >= columns:
        return tr("sees all of it")
    return tr("sees {0}").format(wording.shape((bottom - top, right - left)))
