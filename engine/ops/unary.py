"""Functions of one array, element by element."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.ops.kinds import floats, numbers
from engine.ops.registry import Spec, anywhere, onnx_op, same_as_first


def _register(op: str, since: int, ufunc: np.ufunc) -> None:
    """Register a ufunc; operators of opset 1 also took the hint `consumed_inputs`."""
    kind = numbers if ufunc in (np.absolute, np.negative, np.sign) else floats

    def current(x: np.ndarray) -> np.ndarray:
        return np.asarray(ufunc(x))

    def old(x: np.ndarray, *, consumed_inputs: Sequence[int] | None = None) -> np.ndarray:
        return np.asarray(ufunc(x))

    function = kind(old if since == 1 else current)
    function.__doc__ = f"Return {ufunc.__name__}(x)."
    onnx_op(op, since=since, shape=same_as_first, cut=anywhere)(function)


for _op, _since, _ufunc in (
    ("Abs", 1, np.absolute),
    ("Ceil", 1, np.ceil),
    ("Exp", 1, np.exp),
    ("Floor", 1, np.floor),
    ("Log", 1, np.log),
    ("Neg", 1, np.negative),
    ("Reciprocal", 1, np.reciprocal),
    ("Sqrt", 1, np.sqrt),
    ("Sin", 7, np.sin),
    ("Cos", 7, np.cos),
    ("Tan", 7, np.tan),
    ("Asin", 7, np.arcsin),
    ("Acos", 7, np.arccos),
    ("Atan", 7, np.arctan),
    ("Sinh", 9, np.sinh),
    ("Cosh", 9, np.cosh),
    ("Asinh", 9, np.arcsinh),
    ("Acosh", 9, np.arccosh),
    ("Atanh", 9, np.arctanh),
    ("Sign", 9, np.sign),
    ("Round", 11, np.rint),  # half to even
):
    _register(_op, _since, _ufunc)


def _as_bool(x: Spec | np.ndarray, **_: object) -> Spec:
    return Spec(tuple(x.shape), np.dtype(np.bool_))


@onnx_op("IsNaN", since=9, shape=_as_bool, cut=anywhere)
@floats
def is_nan(x: np.ndarray) -> np.ndarray:
    """Return where x is not a number. ONNX IsNaN-20."""
    return np.asarray(np.isnan(x))


@onnx_op("IsInf", since=10, shape=_as_bool, cut=anywhere)
@floats
def is_inf(x: np.ndarray, *, detect_negative: int = 1, detect_positive: int = 1) -> np.ndarray:
    """Return where x is infinite, of the signs asked for. ONNX IsInf-20."""
    infinite = np.isinf(x)
    if not detect_negative:
        infinite &= x > 0
    if not detect_positive:
        infinite &= x < 0
    return np.asarray(infinite)


@onnx_op("Not", since=1, shape=same_as_first, cut=anywhere)
def logical_not(x: np.ndarray) -> np.ndarray:
    """Return where x is false. ONNX Not-1."""
    return np.asarray(np.logical_not(x))
