"""Fold constants: what does not depend on the picture is computed once.

1. A node whose inputs are all constants becomes constants.
2. `Shape` and `Size` of a value whose shape is known become constants; so chains of Shape,
   Gather, Concat and Reshape, with which exporters compute sizes, dissolve.
3. An If whose condition is constant becomes the branch that runs (`inline_branch`).
4. What no node reads any more is dropped (`drop_unused`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from engine import budget, ledger, stopping
from engine.graph import Graph
from engine.inference import Known, infer
from engine.ops.registry import Spec, operator_of
from engine.passes.drop_unused import drop_unused
from engine.passes.inline_branch import inline_branch, is_decided


def fold_constants(
    graph: Graph, inputs: Mapping[str, Spec]
) -> tuple[Graph, dict[str, Spec | None]]:
    """Return the graph without its constant nodes, and what is known of each value left.

    Parameters
    ----------
    graph : its nodes are in running order
    inputs : shape and dtype of the graph's inputs where known; an input that is missing, and
        what follows from it, has None

    Raises
    ------
    EngineError
        If an operator does not fit its inputs; it names the node.
    LimitError
        If an input is larger than an array may be, or the constants together would need more
        memory than a plan may.
    """
    for name, spec in inputs.items():
        # Operators run on zeros of these shapes, which take no memory, but time.
        budget.check_elements(spec.shape, f"Input {name!r}")
    with ledger.opened():  # for the graphs inside, which may run as well
        return _folded(graph, inputs)


def _folded(graph: Graph, inputs: Mapping[str, Spec]) -> tuple[Graph, dict[str, Spec | None]]:
    known: dict[str, Known] = dict(graph.constants)
    known.update({value.name: inputs.get(value.name) for value in graph.inputs})
    left = []
    n_bytes = 0
    waiting = deque(graph.nodes)
    while waiting:
        node = waiting.popleft()
        if is_decided(node, known):
            nodes, constants = inline_branch(node, np.asarray(known[node.inputs[0]]))
            known.update(constants)
            waiting.extendleft(reversed(nodes))
            continue
        results = infer(
            node, operator_of(node, graph.opsets), [known.get(n, n) for n in node.inputs]
        )
        stopping.check()
        for name, result in zip(node.outputs, results, strict=False):
            if isinstance(result, np.ndarray) and name not in known:
                result = _read_only(result)
                n_bytes += result.nbytes
                budget.check("What is computed once", n_bytes, "plan_bytes")
            known[name] = result
        if not all(isinstance(known.get(name), np.ndarray) for name in filter(None, node.outputs)):
            left.append(node)
    constants = {name: value for name, value in known.items() if isinstance(value, np.ndarray)}
    specs = {n: v for n, v in known.items() if not isinstance(v, np.ndarray) and n}
    folded = drop_unused(replace(graph, nodes=tuple(left), constants=constants))
    return folded, specs


def _read_only(array: np.ndarray) -> np.ndarray:
    """Return a read-only array that nobody else can write to."""
    if array.flags.writeable:
        array = array if array.base is None else array.copy()
        array.flags.writeable = False
    return array
