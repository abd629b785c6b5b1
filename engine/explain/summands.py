"""What several explanations begin with: a value that an operator reads, at one place."""

from __future__ import annotations

import numpy as np

from engine.explain.explanation import Explanation, Term, Unit
from engine.ops.elementwise import along_axis


def passed_on(unit: Unit, x: float) -> Explanation:
    """Return the explanation of an input that an operator changes by itself."""
    term = Term("x", x)
    return Explanation("x", x, (term,), source=(unit.names[0], unit.index))


def at(unit: Unit, position: int) -> float:
    """Return an input's value here, after broadcasting."""
    array = unit.required(position)
    if position and "broadcast" in unit.attributes:
        # Before opset 7 the second input's axes start at `axis` of the first.
        stated = unit.attributes
        shape = along_axis(unit.required(0), array, stated["broadcast"], stated["axis"])
        array = array.reshape(shape)
    return float(np.broadcast_to(array, unit.shape)[unit.index])
