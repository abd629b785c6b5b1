"""What an explanation of one activation is made of."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """One summand.

    Attributes
    ----------
    title : what it stands for, such as `channel 6`
    value : what it adds
    channel : the input channel it comes from, or None
    window, kernel : (k_h, k_w) float arrays whose products sum to `value`; None where a term is no
        window. Cells of the window that lie in the padding are NaN and count as nothing
    source : name of the value it is taken from, where the terms come from several
    """

    title: str
    value: float
    channel: int | None = None
    window: np.ndarray | None = None
    kernel: np.ndarray | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """What becomes of the sum: an operator's title, its formula, and the value after it.

    `window` holds what a pool chose from, else None.
    """

    title: str
    formula: str
    value: float
    window: np.ndarray | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """How one activation came about.

    Attributes
    ----------
    formula : the operator in a few signs, such as `Σ window × kernel + bias`
    terms : summands, those that count most first
    bias : what is added besides, or None
    total : the sum of terms and bias
    stages : what happened to the total, in order
    value : what the map shows
    source : the place it was computed from, for operators that pick or move a value:
        (value's name, index in the file's own layout), else None
    reads : name of the value that the windows of all terms are cut from, else empty
    """

    formula: str
    value: float
    terms: tuple[Term, ...] = ()
    bias: float | None = None
    stages: tuple[Stage, ...] = ()
    source: tuple[str, tuple[int, ...]] | None = None
    known: bool = True
    reads: str = ""

    @property
    def total(self) -> float:
        """The sum of all terms and the bias, in float64."""
        return math.fsum([*(term.value for term in self.terms), self.bias or 0.0])

    def then(self, title: str, formula: str, value: float) -> Explanation:
        """Return the explanation with one more stage, which gives `value`."""
        return replace(self, stages=(*self.stages, Stage(title, formula, value)), value=value)


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """One activation to explain, with everything its operator reads.

    Attributes
    ----------
    name, shape : of the value it belongs to
    index : its place, one number an axis, in the file's own layout
    value : what the network computed
    inputs : the arrays the operator reads, constants included, in the file's own layout; None for
        one that is left out
    names : the names of these inputs
    attributes : of the operator, defaults filled in
    op, since : the operator, and the opset from which on it means what it means here
    output : which of the operator's results it belongs to
    """

    name: str
    shape: tuple[int, ...]
    index: tuple[int, ...]
    value: float
    op: str
    since: int
    inputs: Sequence[np.ndarray | None]
    names: Sequence[str]
    attributes: Mapping[str, Any] = field(default_factory=dict)
    output: int = 0

    def array(self, position: int) -> np.ndarray | None:
        """Return an input, or None if it is left out.

        What is summed is picked first and then made float64: a whole layer would take many
        milliseconds, and these sums follow the mouse.
        """
        return self.inputs[position] if position < len(self.inputs) else None

    def required(self, position: int) -> np.ndarray:
        """Return an input that the operator cannot do without."""
        array = self.array(position)
        assert array is not None
        return array
