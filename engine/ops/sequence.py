"""Sequences and optional values.

A sequence is an array of arrays: one axis, dtype object, each item a read-only array of its own.
An optional value that is empty is an array without axes that holds None.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from engine import budget, ledger
from engine.errors import ShapeError
from engine.graph import Graph, Value
from engine.interpreter import Interpreter
from engine.ops.arguments import axis_of, integers, whole
from engine.ops.registry import onnx_op


def sequence_of(items: Iterable[np.ndarray]) -> np.ndarray:
    """Return a sequence of these arrays; what somebody could still write to is copied."""
    own = [_own(item) for item in items]
    # Not `np.array(own, object)`, which would stack items of one shape.
    return np.fromiter(own, object, len(own))


def _own(item: np.ndarray) -> np.ndarray:
    if item.base is None and not item.flags.writeable:
        return item
    copy = np.array(item)
    copy.flags.writeable = False
    ledger.enter([copy])
    return copy


def _is_sequence(array: np.ndarray) -> bool:
    """Return whether each item is an array: strings and what has no type lie in such arrays too."""
    flat = array.dtype == object and array.ndim == 1
    return flat and all(isinstance(item, np.ndarray) for item in array)


def _items(sequence: np.ndarray) -> list[np.ndarray]:
    if not _is_sequence(sequence):
        raise ShapeError(f"needs a sequence, got {sequence.dtype} of shape {sequence.shape}.")
    return list(sequence)


def _place(position: np.ndarray | None, count: int, default: int) -> int:
    """Return a position counted from the front; `count` is how many there are."""
    return default if position is None else axis_of(whole(position, "position"), count, "position")


@onnx_op("SequenceEmpty", since=11)
def sequence_empty(*, dtype: int = 1) -> np.ndarray:
    """Return a sequence without items; `dtype` is that of items to come.

    Notes
    -----
    ONNX SequenceEmpty-11, https://onnx.ai/onnx/operators/onnx__SequenceEmpty.html
    """
    return sequence_of([])


@onnx_op("SequenceConstruct", since=11, dynamic=True)
def sequence_construct(*arrays: np.ndarray) -> np.ndarray:
    """Return a sequence of the arrays.

    Notes
    -----
    ONNX SequenceConstruct-11, https://onnx.ai/onnx/operators/onnx__SequenceConstruct.html
    """
    return sequence_of(arrays)


@onnx_op("SequenceAt", since=11, dynamic=True)
def sequence_at(input_sequence: np.ndarray, position: np.ndarray) -> np.ndarray:
    """Return the item at a position; a negative one counts from the end.

    Raises
    ------
    ShapeError
        If there is no such item.

    Notes
    -----
    ONNX SequenceAt-11, https://onnx.ai/onnx/operators/onnx__SequenceAt.html
    """
    items = _items(input_sequence)
    return items[_place(position, len(items), 0)]


@onnx_op("SequenceInsert", since=11, dynamic=True)
def sequence_insert(
    input_sequence: np.ndarray, tensor: np.ndarray, position: np.ndarray | None = None
) -> np.ndarray:
    """Return the sequence with an array put in at a position, by default at the end.

    Notes
    -----
    ONNX SequenceInsert-11, https://onnx.ai/onnx/operators/onnx__SequenceInsert.html
    """
    items = _items(input_sequence)
    at = len(items) if position is None else whole(position, "position")
    if not -len(items) <= at <= len(items):
        raise ShapeError(f"position must be between {-len(items)} and {len(items)}, got {at}.")
    items.insert(at, tensor)
    return sequence_of(items)


@onnx_op("SequenceErase", since=11, dynamic=True)
def sequence_erase(input_sequence: np.ndarray, position: np.ndarray | None = None) -> np.ndarray:
    """Return the sequence without the item at a position, by default the last.

    Notes
    -----
    ONNX SequenceErase-11, https://onnx.ai/onnx/operators/onnx__SequenceErase.html
    """
    items = _items(input_sequence)
    last = np.asarray(-1) if position is None else position
    del items[_place(last, len(items), 0)]
    return sequence_of(items)


@onnx_op("SequenceLength", since=11, dynamic=True)
def sequence_length(input_sequence: np.ndarray) -> np.ndarray:
    """Return how many items a sequence has, as int64.

    Notes
    -----
    ONNX SequenceLength-11, https://onnx.ai/onnx/operators/onnx__SequenceLength.html
    """
    return np.asarray(len(_items(input_sequence)), np.int64)


@onnx_op("SplitToSequence", since=11, dynamic=True)
def split_to_sequence(
    x: np.ndarray, split: np.ndarray | None = None, *, axis: int = 0, keepdims: int = 1
) -> np.ndarray:
    """Return the parts of an array along `axis` as a sequence.

    Parameters
    ----------
    split : the size of each part, or one size for all (the last part may be smaller); by default
        1, and then `keepdims=0` drops the axis

    Raises
    ------
    ShapeError
        If the sizes do not fit the axis.

    Notes
    -----
    ONNX SplitToSequence-24, https://onnx.ai/onnx/operators/onnx__SplitToSequence.html
    """
    place = axis_of(axis, x.ndim)
    length = x.shape[place]
    budget.check("Splitting into a sequence", length, "pieces")
    if split is None:
        parts: list[np.ndarray] = np.split(x, length, place) if length else []
        return sequence_of(parts if keepdims else [np.squeeze(part, place) for part in parts])
    sizes = integers(split, "split")
    if split.ndim == 0:
        if sizes[0] < 1:
            raise ShapeError(f"split must be at least 1, got {sizes[0]}.")
        ends = list(range(sizes[0], length, sizes[0]))
    elif min(sizes, default=0) < 0 or sum(sizes) != length:
        raise ShapeError(f"split must add up to {length}, got {list(sizes)}.")
    else:
        ends = np.cumsum(sizes[:-1]).tolist()
    return sequence_of(np.split(x, ends, place))


@onnx_op("ConcatFromSequence", since=11, dynamic=True)
def concat_from_sequence(input_sequence: np.ndarray, *, axis: int, new_axis: int = 0) -> np.ndarray:
    """Return the items one behind the other along `axis`, or along a new one.

    Raises
    ------
    ShapeError
        If the sequence is empty, or its items do not fit.

    Notes
    -----
    ONNX ConcatFromSequence-11, https://onnx.ai/onnx/operators/onnx__ConcatFromSequence.html
    """
    items = _items(input_sequence)
    if not items:
        raise ShapeError("cannot join the items of an empty sequence.")
    place = axis_of(axis, items[0].ndim + bool(new_axis))
    if new_axis:
        items = [np.expand_dims(item, place) for item in items]
    shapes = {item.shape[:place] + item.shape[place + 1 :] for item in items}
    if len(shapes) > 1 or len({item.ndim for item in items}) > 1:
        raise ShapeError(f"items must agree in all axes but {place}, got {sorted(shapes)}.")
    sizes = list(items[0].shape)
    sizes[place] = sum(item.shape[place] for item in items)
    budget.check_elements(sizes, "ConcatFromSequence's result")
    return np.concatenate(items, place)


@onnx_op("SequenceMap", since=17, dynamic=True)
def sequence_map(
    input_sequence: np.ndarray,
    *additional: np.ndarray,
    body: Graph,
    captured: Sequence[str] = (),
) -> tuple[np.ndarray, ...]:
    """Return for each output of a graph the sequence of what it gives for each item.

    Parameters
    ----------
    *additional : sequences walked along with the first, arrays that each item gets, and the
        captured values

    Raises
    ------
    ShapeError
        If the sequences differ in length.

    Notes
    -----
    ONNX SequenceMap-17, https://onnx.ai/onnx/operators/onnx__SequenceMap.html
    """
    items = _items(input_sequence)
    own = additional[: len(additional) - len(captured)]
    around = additional[len(own) :]
    walked = [_items(array) if _is_sequence(array) else [array] * len(items) for array in own]
    if any(len(each) != len(items) for each in walked):
        raise ShapeError("sequences must have one length.")
    budget.check("A map over a sequence", len(items), "loop_steps")
    run = Interpreter(body)
    results = [run([*each, *around]) for each in zip(items, *walked, strict=True)]
    return tuple(
        sequence_of(result[index] for result in results) for index in range(len(run.outputs))
    )


def _none() -> np.ndarray:
    return np.array(None, object)


def is_none(value: np.ndarray | None) -> bool:
    """Return whether an optional value is empty."""
    return value is None or (value.dtype == object and value.ndim == 0 and value.item() is None)


@onnx_op("Optional", since=15, dynamic=True)
def optional(x: np.ndarray | None = None, *, type: Value | None = None) -> np.ndarray:
    """Return the value as an optional one, or an empty one of that type.

    Notes
    -----
    ONNX Optional-15, https://onnx.ai/onnx/operators/onnx__Optional.html
    """
    return _none() if x is None else x


@onnx_op("OptionalHasElement", since=15, dynamic=True)
def optional_has_element(x: np.ndarray | None = None) -> np.ndarray:
    """Return whether an optional value is there, as bool.

    Notes
    -----
    ONNX OptionalHasElement-18, https://onnx.ai/onnx/operators/onnx__OptionalHasElement.html
    """
    return np.asarray(not is_none(x))


@onnx_op("OptionalGetElement", since=15, dynamic=True)
def optional_get_element(x: np.ndarray) -> np.ndarray:
    """Return the value of an optional one.

    Raises
    ------
    ShapeError
        If it is empty.

    Notes
    -----
    ONNX OptionalGetElement-18, https://onnx.ai/onnx/operators/onnx__OptionalGetElement.html
    """
    if is_none(x):
        raise ShapeError("the optional value is empty.")
    return x
