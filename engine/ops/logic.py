"""Comparisons, logic, and the choice by a condition."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import UnsupportedError
from engine.ops.elementwise import along_axis, check_broadcast
from engine.ops.registry import Spec, anywhere, onnx_op


def _as_bool(a: Spec | np.ndarray, b: Spec | np.ndarray, **_: Any) -> Spec:
    return Spec(check_broadcast(a, b), np.dtype(np.bool_))


def _old_as_bool(
    a: Spec | np.ndarray,
    b: Spec | np.ndarray,
    *,
    broadcast: int = 0,
    axis: int | None = None,
) -> Spec:
    return _as_bool(a, Spec(along_axis(a, b, broadcast, axis), b.dtype))


def _register(op: str, ufunc: np.ufunc, *, since: int, old: bool) -> None:
    """Register a ufunc; `old` ones also had the attributes of broadcasting before opset 7."""

    @onnx_op(op, since=since, shape=_as_bool, cut=anywhere)
    def current(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        check_broadcast(a, b)
        if op != "Equal" and (a.dtype.hasobject or b.dtype.hasobject):
            raise UnsupportedError("only Equal takes strings; supported: numbers and bool.")
        return np.asarray(ufunc(a, b))

    current.__doc__ = f"Return {ufunc.__name__}(a, b) as bool."
    if not old:
        return

    @onnx_op(op, since=1, shape=_old_as_bool)
    def before(
        a: np.ndarray, b: np.ndarray, *, axis: int | None = None, broadcast: int = 0
    ) -> np.ndarray:
        if a.dtype.hasobject or b.dtype.hasobject:
            raise UnsupportedError("strings are not supported before opset 7.")
        return np.asarray(ufunc(a, b.reshape(along_axis(a, b, broadcast, axis))))

    before.__doc__ = f"Return {ufunc.__name__}(a, b) as bool; b's axes start at `axis` of a."


for _op, _ufunc in {
    "Equal": np.equal,
    "Greater": np.greater,
    "Less": np.less,
    "And": np.logical_and,
    "Or": np.logical_or,
    "Xor": np.logical_xor,
}.items():
    _register(_op, _ufunc, since=7, old=True)

_register("GreaterOrEqual", np.greater_equal, since=12, old=False)
_register("LessOrEqual", np.less_equal, since=12, old=False)


def _where_shape(condition: Spec | np.ndarray, x: Spec | np.ndarray, y: Spec | np.ndarray) -> Spec:
    return Spec(check_broadcast(condition, x, y), x.dtype)


@onnx_op("Where", since=9, shape=_where_shape, cut=anywhere)
def where(condition: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return x where the condition is true, else y; all three broadcast. ONNX Where-16."""
    check_broadcast(condition, x, y)
    return np.where(condition, x, y)
