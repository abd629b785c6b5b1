"""Activation functions, alone or as the end of another kernel, written where they belong."""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from engine.errors import UnsupportedError
from engine.kernels import scratch

Calls = list[Callable[[], object]]

BLOCK = 1 << 16
"""Elements that are worked on at a time: 256 KB of float32 stay in a second-level cache."""


@dataclass(frozen=True)
class Activation:
    """An activation function and its numbers; an empty name leaves values as they are.

    `low` and `high` bound Clip; `slope` is that of LeakyRelu, and the factor of x in HardSigmoid
    and Swish; `offset` is that of HardSigmoid. ONNX calls them alpha and beta, as it does two
    factors of Gemm.
    """

    name: str = ""
    low: float = -math.inf
    high: float = math.inf
    slope: float = 0.01
    offset: float = 0.5


class Piece:
    """Calls that must follow each other while data is in the cache; called, it makes them all."""

    __slots__ = ("parts",)

    def __init__(self, parts: Sequence[Callable[[], object]]) -> None:
        self.parts = tuple(parts)

    def __call__(self) -> None:
        """Make the calls."""
        for part in self.parts:
            part()


Binder = Callable[[Activation, np.ndarray, np.ndarray, scratch.Spare], Calls]


def _identity(_: Activation, x: np.ndarray, out: np.ndarray, _spare: scratch.Spare) -> Calls:
    return [] if x is out else [scratch.copy(x, out)]


def _find_clip() -> Callable[..., object]:
    """Return clip(x, low, high, out), as fast as this NumPy has it.

    The method goes through a Python function that takes longer than a tiny network's convolution.
    The ufunc behind it is not public, so it is tried first.
    """
    try:
        clip: Callable[..., object] = importlib.import_module("numpy._core.umath").clip
        x, low, high = (np.array(value, np.float32) for value in ([-1, 1, 3], 0, 2))
        clip(x, low, high, x)
    except (ImportError, AttributeError, TypeError, ValueError):
        return np.ndarray.clip
    return clip if x.tolist() == [0, 1, 2] else np.ndarray.clip


_fast_clip = _find_clip()


def _clip(low: float, high: float, x: np.ndarray, out: np.ndarray) -> Calls:
    # Two bounds without axes: 0.15 ns an element, where `np.maximum(x, 0)` takes 0.52.
    kind = np.iinfo(x.dtype) if x.dtype.kind in "iu" else None
    bounds = [
        np.array(value if kind is None else min(max(value, kind.min), kind.max), x.dtype)
        for value in (low, high)
    ]
    return [partial(_fast_clip, x, *bounds, out)]


def _relu(_: Activation, x: np.ndarray, out: np.ndarray, _spare: scratch.Spare) -> Calls:
    return _clip(0, math.inf, x, out)


def _clip_between(
    activation: Activation, x: np.ndarray, out: np.ndarray, _spare: scratch.Spare
) -> Calls:
    return _clip(activation.low, activation.high, x, out)


def _leaky_relu(
    activation: Activation, x: np.ndarray, out: np.ndarray, spare: scratch.Spare
) -> Calls:
    slope = np.array(activation.slope, x.dtype)
    scaled = spare.like(x)
    # The larger of x and slope·x, or the smaller for a slope above 1: no comparison, no mask.
    choose = np.maximum if activation.slope <= 1 else np.minimum
    return [partial(np.multiply, x, slope, scaled), partial(choose, x, scaled, out=out)]


def _sigmoid_of(x: np.ndarray, factor: float, out: np.ndarray) -> Calls:
    minus, one = np.array(-factor, x.dtype), np.array(1, x.dtype)
    return [
        partial(np.multiply, x, minus, out),
        partial(np.exp, out, out),
        partial(np.add, out, one, out),
        partial(np.reciprocal, out, out),
    ]


def _sigmoid(_: Activation, x: np.ndarray, out: np.ndarray, _spare: scratch.Spare) -> Calls:
    return _sigmoid_of(x, 1, out)


def _swish(activation: Activation, x: np.ndarray, out: np.ndarray, spare: scratch.Spare) -> Calls:
    gate = spare.like(x)
    return [*_sigmoid_of(x, activation.slope, gate), partial(np.multiply, x, gate, out)]


def _hard_sigmoid_of(x: np.ndarray, slope: float, offset: float, out: np.ndarray) -> Calls:
    factor, addend = np.array(slope, x.dtype), np.array(offset, x.dtype)
    return [
        partial(np.multiply, x, factor, out),
        partial(np.add, out, addend, out),
        *_clip(0, 1, out, out),
    ]


def _hard_sigmoid(
    activation: Activation, x: np.ndarray, out: np.ndarray, _spare: scratch.Spare
) -> Calls:
    return _hard_sigmoid_of(x, activation.slope, activation.offset, out)


def _hard_swish(_: Activation, x: np.ndarray, out: np.ndarray, spare: scratch.Spare) -> Calls:
    gate = spare.like(x)
    return [*_hard_sigmoid_of(x, 1 / 6, 0.5, gate), partial(np.multiply, x, gate, out)]


def _tanh(_: Activation, x: np.ndarray, out: np.ndarray, _spare: scratch.Spare) -> Calls:
    return [partial(np.tanh, x, out)]


_BINDERS: dict[str, Binder] = {
    "": _identity,
    "Relu": _relu,
    "Clip": _clip_between,
    "LeakyRelu": _leaky_relu,
    "Sigmoid": _sigmoid,
    "HardSigmoid": _hard_sigmoid,
    "HardSwish": _hard_swish,
    "Swish": _swish,
    "Tanh": _tanh,
}
FUSED = tuple(name for name in _BINDERS if name)
"""The activations that other kernels can end with."""


def calls(activation: Activation, x: np.ndarray, out: np.ndarray, spare: scratch.Spare) -> Calls:
    """Return the NumPy calls that write the activation of `x` to `out`, which may be `x`."""
    if activation.name not in _BINDERS:
        known = ", ".join(FUSED)
        raise UnsupportedError(f"activation {activation.name!r} is not known; known: {known}.")
    return _BINDERS[activation.name](activation, x, out, spare)


def finish(
    source: np.ndarray,
    target: np.ndarray,
    activation: Activation,
    spare: scratch.Spare,
    *addends: np.ndarray | None,
) -> Calls:
    """Return the calls that write activation(source + addends) to `target`.

    `source` is used as scratch memory unless it is `target`. Each addend broadcasts to it.
    """
    given = [addend for addend in addends if addend is not None]
    result: Calls = []
    for position, addend in enumerate(given):
        last = position == len(given) - 1 and not activation.name
        result.append(partial(np.add, source, addend, target if last else source))
        if last:
            return result
    return result + calls(activation, source, target, spare)


def as_step(parts: Sequence[Callable[[], object]]) -> Callable[[], object]:
    """Return one step that makes all these calls: what must happen while data is in the cache."""
    return parts[0] if len(parts) == 1 else Piece(parts)


def prepare(activation: Activation, x: np.ndarray, out: np.ndarray) -> list[Callable[[], object]]:
    """Return the work of an activation over whole arrays, a block at a time."""
    spare = scratch.Spare()
    return [
        as_step(calls(activation, part, part_out, spare))
        for part, part_out in blocks(x, out, limit=BLOCK)
    ]


def blocks(x: np.ndarray, *others: np.ndarray, limit: int) -> list[tuple[np.ndarray, ...]]:
    """Cut arrays of one shape into the same pieces, flat where they lie alike in memory."""
    arrays = (x, *others)
    if not x.size:
        return []
    order = np.argsort([-abs(stride) for stride in x.strides], kind="stable")
    lined_up = tuple(array.transpose(order).squeeze() for array in arrays)
    if all(array.flags.c_contiguous for array in lined_up):
        flat = tuple(array.reshape(-1) for array in lined_up)
        return [
            tuple(array[start : start + limit] for array in flat)
            for start in range(0, x.size, limit)
        ]
    if x.size <= limit:
        return [arrays]
    length = lined_up[0].shape[0]
    step = max(1, limit * length // x.size)
    return [
        tuple(array[start : start + step] for array in lined_up) for start in range(0, length, step)
    ]


def prepare_prelu(x: np.ndarray, slope: np.ndarray, out: np.ndarray) -> list[Callable[[], object]]:
    """Return the work of x where it is positive, else slope·x; `slope` broadcasts to `x`.

    max(x, 0) + slope · min(x, 0): with slopes of any size, and no mask.
    """
    negative = scratch.take(x.shape, x.dtype)
    zero, bottom, top = (np.array(bound, x.dtype) for bound in (0, -np.inf, np.inf))

    def step() -> None:
        x.clip(bottom, zero, negative)
        np.multiply(negative, slope, out=negative)
        x.clip(zero, top, out)
        np.add(out, negative, out=out)

    return [step] if x.size else []
