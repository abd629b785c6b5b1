"""What is known of every value before a network runs: constants, shapes, dtypes.

There is no table of shape rules beside the operators: what an operator returns for zeros of the
right shape has the right shape. Only operators too heavy for that state their shape themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from engine import budget
from engine.errors import EngineError, refused
from engine.graph import Graph, Node
from engine.ops.registry import Operator, Spec, arguments_of, check_results, operator_of

Known = Spec | np.ndarray | None
"""A constant, or a shape and dtype, or None where both are seen only when the network runs."""


def check_operators(graph: Graph) -> None:
    """Raise if any node, used or not, holds an operator or attribute that is not known.

    Raises
    ------
    UnsupportedError
        It names the first such node, and under `nodes` all of them.
    """
    problems = [problem for node in graph.nodes for problem in problems_of(node, graph.opsets)]
    if problems:
        first = problems[0]
        first.facts["nodes"] = [problem.node for problem in problems]
        raise first


def problems_of(node: Node, opsets: Mapping[str, int]) -> list[EngineError]:
    """Return what keeps a node from running, its inner graphs included."""
    problems: list[EngineError] = []
    try:
        arguments_of(node, operator_of(node, opsets))
    except EngineError as error:
        problems.append(error)
    for inner in node.inner_graphs():
        for each in inner.nodes:
            problems += problems_of(each, inner.opsets)
    return problems


def infer(node: Node, operator: Operator, inputs: Sequence[Known | str]) -> tuple[Known, ...]:
    """Return what is known of a node's outputs.

    Parameters
    ----------
    inputs : what is known of its inputs, in order; an empty string for one that is left out

    Returns
    -------
    arrays where the outputs are constants, otherwise specs, or None
    """
    try:
        results = _infer(node, operator, inputs)
        check_results(results, node.outputs)
        _check_sizes(results)
    except EngineError as error:
        error.node = error.node or str(node)
        raise
    except Exception as error:
        raise refused(error, str(node)) from error
    return results


def _infer(node: Node, operator: Operator, inputs: Sequence[Known | str]) -> tuple[Known, ...]:
    given = [None if isinstance(known, str) else known for known in inputs]
    attributes = arguments_of(node, operator)
    n_outputs = len(node.outputs)
    present = [known for known in inputs if not isinstance(known, str)]
    if all(isinstance(known, np.ndarray) for known in present) and not operator.random:
        if operator.shape is not None:
            _check_sizes(operator.shape(*given, **attributes))
        with np.errstate(all="ignore"):
            return _as_tuple(operator(*given, **attributes))[:n_outputs]
    if any(known is None for known in present) or operator.dynamic:
        return (None,) * n_outputs
    if any(
        name in operator.shape_from and isinstance(known, Spec)
        for name, known in zip(operator.signature.inputs, given, strict=False)
    ):
        return (None,) * n_outputs
    if node.domain == "" and node.op in ("Shape", "Size"):
        # The one kind of operator that is constant although its input is not.
        return _as_tuple(operator(_zeros(given[0]), **attributes))
    if operator.shape is not None:
        specs = operator.shape(*given, **attributes)
        return specs if isinstance(specs, tuple) else (specs,) * n_outputs
    with np.errstate(all="ignore"):
        trial = operator(*(_zeros(known) for known in given), **attributes)
    return tuple(
        # Python objects (strings, sequences) have no place in a buffer.
        None if array.dtype.hasobject else Spec(array.shape, array.dtype)
        for array in _as_tuple(trial)[:n_outputs]
    )


def _check_sizes(results: Known | Sequence[Known]) -> None:
    """Hold results against the budget: an operator may be small and what it makes large."""
    for known in results if isinstance(results, Sequence) else (results,):
        if known is not None:
            budget.check_elements(known.shape, "Its result")


def _as_tuple(result: Any) -> tuple[np.ndarray, ...]:
    results = result if isinstance(result, tuple) else (result,)
    return tuple(np.asarray(array) for array in results)


def _zeros(known: Known) -> Any:
    """Return zeros that take no memory, or the constant itself."""
    if isinstance(known, Spec):
        return np.broadcast_to(np.zeros((), known.dtype), known.shape)
    return known
