"""If, Loop and Scan: operators that run graphs inside a graph.

What an inner graph reads from around it comes as extra inputs at the end, by the names in
`captured` (see `engine.graph.Node`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar

import numpy as np

from engine import budget, stopping
from engine.errors import GraphError, ShapeError, UnsupportedError
from engine.graph import Graph
from engine.interpreter import Interpreter
from engine.ops.arguments import axis_of, scalar, whole
from engine.ops.registry import is_text, onnx_op


@onnx_op("If", since=1, dynamic=True)
def if_(
    cond: np.ndarray,
    *around: np.ndarray,
    then_branch: Graph,
    else_branch: Graph,
    captured: Sequence[str] = (),
) -> tuple[np.ndarray, ...]:
    """Return what one of two graphs puts out.

    Parameters
    ----------
    cond : one bool: True runs `then_branch`
    *around : the values both branches read from around them, named by `captured`

    Notes
    -----
    ONNX If-25, https://onnx.ai/onnx/operators/onnx__If.html
    """
    branch = then_branch if scalar(cond, "cond") else else_branch
    run = Interpreter(branch)
    values = dict(zip(captured, around, strict=True))
    foreign = [value.name for value in branch.inputs if value.name not in values]
    if foreign:
        raise GraphError(f"its branches must take no inputs, got {foreign[0]!r}.")
    return run([values[value.name] for value in branch.inputs])


@onnx_op("Loop", since=1, dynamic=True)
def loop(
    *inputs: np.ndarray | None, body: Graph, captured: Sequence[str] = (), n_outputs: int = 1
) -> tuple[np.ndarray, ...]:
    """Return what a graph puts out after it was run again and again on its own outputs.

    Parameters
    ----------
    *inputs : how often at most (int64, or left out), whether at all (bool, or left out), what the
        first round gets, and the captured values
    body : takes the round's number, the condition and the carried values; gives whether to go on,
        the carried values, and what is collected

    Returns
    -------
    the carried values of the last round, then what was collected, along a new first axis

    Raises
    ------
    LimitError
        If there are more rounds than the budget allows, or the results grow too large.

    Notes
    -----
    ONNX Loop-25, https://onnx.ai/onnx/operators/onnx__Loop.html
    """
    given, around = _split_off(inputs, len(captured))
    most = None if len(given) < 1 or given[0] is None else whole(given[0], "M")
    go_on = True if len(given) < 2 or given[1] is None else bool(scalar(given[1], "cond"))
    carried = [np.asarray(array) for array in given[2:]]
    run = Interpreter(body)
    n_collected = _collected(run, len(carried) + 1)
    collected: list[list[np.ndarray]] = [[] for _ in range(n_collected)]
    rounds = 0
    with _counted() as count:
        while go_on and (most is None or rounds < most):
            rounds += 1
            count()
            condition = np.asarray(go_on)
            results = run([np.asarray(rounds - 1, np.int64), condition, *carried, *around])
            go_on = bool(scalar(results[0], "the condition"))
            carried = list(results[1 : 1 + len(carried)])
            _collect(collected, results[1 + len(carried) :])
    stacked = [
        _stack(items, body, 1 + len(carried) + index) for index, items in enumerate(collected)
    ]
    return tuple([*carried, *stacked][:n_outputs])


@onnx_op("Scan", since=8, dynamic=True)
def scan_8(
    sequence_lens: np.ndarray | None,
    *inputs: np.ndarray,
    body: Graph,
    num_scan_inputs: int,
    directions: Sequence[int] | None = None,
    captured: Sequence[str] = (),
) -> tuple[np.ndarray, ...]:
    """Return what `scan` gives for each item of a batch, as one batch.

    Parameters
    ----------
    sequence_lens : must be left out: all items are walked to their end
    *inputs : as for `scan`, with a first axis for the batch

    Notes
    -----
    ONNX Scan-8, https://onnx.ai/onnx/operators/onnx__Scan.html
    """
    if sequence_lens is not None:
        raise UnsupportedError("sequence_lens is not supported.")
    given, around = _split_off(inputs, len(captured))
    items = [
        scan(
            *(array[item] for array in given if array is not None),
            *around,
            body=body,
            num_scan_inputs=num_scan_inputs,
            scan_input_directions=directions,
            captured=captured,
        )
        for item in range(min(len(array) for array in given if array is not None))
    ]
    return tuple(np.stack(outputs) for outputs in zip(*items, strict=True))


@onnx_op("Scan", since=9, dynamic=True)
def scan(
    *inputs: np.ndarray,
    body: Graph,
    num_scan_inputs: int,
    scan_input_axes: Sequence[int] | None = None,
    scan_input_directions: Sequence[int] | None = None,
    scan_output_axes: Sequence[int] | None = None,
    scan_output_directions: Sequence[int] | None = None,
    captured: Sequence[str] = (),
) -> tuple[np.ndarray, ...]:
    """Return what a graph puts out when it walks along arrays, slice by slice.

    Parameters
    ----------
    *inputs : the first states, `num_scan_inputs` arrays to walk along, and the captured values
    body : takes states and slices; gives new states and what is collected
    scan_input_axes, scan_output_axes : along which axis each is cut or collected, 0 by default
    scan_input_directions, scan_output_directions : 0 forwards, 1 backwards, for each

    Raises
    ------
    ShapeError
        If the arrays to walk along differ in length.
    LimitError
        If they are longer than the budget allows.

    Notes
    -----
    ONNX Scan-25, https://onnx.ai/onnx/operators/onnx__Scan.html
    """
    given, around = _split_off(inputs, len(captured))
    n_states = len(given) - num_scan_inputs
    if num_scan_inputs < 1 or n_states < 0:
        raise ShapeError(f"takes {num_scan_inputs} arrays to walk along, got {len(given)} inputs.")
    states = list(given[:n_states])
    run = Interpreter(body)
    n_collected = _collected(run, n_states)
    walked = [
        _walk(array, axis, backwards)
        for array, axis, backwards in zip(
            given[n_states:],
            _settings(scan_input_axes, num_scan_inputs, "scan_input_axes"),
            _settings(scan_input_directions, num_scan_inputs, "scan_input_directions"),
            strict=True,
        )
    ]
    lengths = {len(array) for array in walked}
    if len(lengths) > 1:
        raise ShapeError(f"arrays to walk along must have one length, got {sorted(lengths)}.")
    (length,) = lengths
    budget.check("A scan", length, "loop_steps")
    collected: list[list[np.ndarray]] = [[] for _ in range(n_collected)]
    with _counted() as count:
        for place in range(length):
            count()
            results = run([*states, *(array[place] for array in walked), *around])
            states = list(results[:n_states])
            _collect(collected, results[n_states:])
    axes = _settings(scan_output_axes, n_collected, "scan_output_axes")
    directions = _settings(scan_output_directions, n_collected, "scan_output_directions")
    stacked = []
    for index, items in enumerate(collected):
        whole_array = _stack(items[:: -1 if directions[index] else 1], body, n_states + index)
        place = axis_of(axes[index], whole_array.ndim, "scan_output_axes")
        stacked.append(np.moveaxis(whole_array, 0, place))
    return tuple(np.asarray(array) for array in (*states, *stacked))


_rounds: ContextVar[list[int] | None] = ContextVar("rounds", default=None)


@contextmanager
def _counted() -> Iterator[Callable[[], None]]:
    """Give what to call before each round: it counts those of loops inside loops together.

    Three loops of 100,000 rounds, one in the other, would run for ever.
    """
    rounds = _rounds.get()
    token = None
    if rounds is None:
        rounds = [0]
        token = _rounds.set(rounds)

    def count() -> None:
        rounds[0] += 1
        budget.check("A loop", rounds[0], "loop_steps")
        stopping.check()

    try:
        yield count
    finally:
        if token is not None:
            _rounds.reset(token)


def _split_off(
    inputs: Sequence[np.ndarray | None], n_captured: int
) -> tuple[Sequence[np.ndarray | None], Sequence[np.ndarray | None]]:
    """Return what the node itself reads, and what its inner graph captures."""
    own = len(inputs) - n_captured
    return inputs[:own], inputs[own:]


def _collected(run: Interpreter, n_carried: int) -> int:
    count = len(run.outputs) - n_carried
    if count < 0:
        raise GraphError(
            f"its inner graph must give {n_carried} values or more, got {len(run.outputs)}."
        )
    return count


def _collect(collected: list[list[np.ndarray]], results: Sequence[np.ndarray]) -> None:
    """Append each result to its list, while all together stay in budget."""
    for items, array in zip(collected, results, strict=True):
        if items and items[0].shape != array.shape:
            raise ShapeError(
                f"what is collected must keep its shape {items[0].shape}, got {array.shape}."
            )
        items.append(array)
        with budget.text() if is_text(array) else nullcontext():
            budget.check_elements((len(items), *array.shape), "What a loop collects")


def _stack(items: Sequence[np.ndarray], body: Graph, output: int) -> np.ndarray:
    """Return arrays of one shape along a new first axis."""
    if items:
        return np.stack(items)
    value = body.outputs[output]
    sizes = [size if isinstance(size, int) else 0 for size in value.shape or ()]
    return np.empty((0, *sizes), value.dtype)


def _walk(array: np.ndarray | None, axis: int, backwards: int) -> np.ndarray:
    if array is None:
        raise ShapeError("an array to walk along is left out.")
    ahead = np.moveaxis(array, axis_of(axis, array.ndim, "scan_input_axes"), 0)
    return ahead[::-1] if backwards else ahead


def _settings(given: Sequence[int] | None, count: int, what: str) -> Sequence[int]:
    if given is None:
        return [0] * count
    if len(given) != count:
        raise ShapeError(f"{what} must hold {count} numbers, got {len(given)}.")
    return given
