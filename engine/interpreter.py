"""Runs a graph node by node, without a plan: for the inner graphs of control flow.

What goes in is seen only when the network runs, and may differ in shape from round to round, so
there is nothing to prepare but the operators themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine import ledger, stopping
from engine.errors import EngineError, GraphError, refused
from engine.graph import Graph
from engine.ops.registry import arguments_of, check_results, operator_of


class Interpreter:
    """A graph that can be called like a function.

    Parameters
    ----------
    graph : its inputs include what it captures from the graph around it

    Raises
    ------
    GraphError
        If it is no graph; a file may hold anything under an attribute's name.
    UnsupportedError
        If an operator is not known.
    """

    def __init__(self, graph: Graph) -> None:
        if not isinstance(graph, Graph):
            raise GraphError("needs a graph as its attribute.")
        self.graph = graph
        self.outputs = tuple(value.name for value in graph.outputs)
        self._inputs = tuple(value.name for value in graph.inputs)
        self._steps = []
        for node in graph.nodes:
            operator = operator_of(node, graph.opsets)
            self._steps.append((node, operator, arguments_of(node, operator)))

    def __call__(self, inputs: Sequence[np.ndarray | None]) -> tuple[np.ndarray, ...]:
        """Return the graph's outputs for these inputs, both in order.

        Raises
        ------
        EngineError
            If the number of inputs differs, or an operator does not fit; it names the node.
        CancelledError
            If somebody asked the run to stop.
        """
        if len(inputs) != len(self._inputs):
            raise GraphError(f"an inner graph takes {len(self._inputs)} inputs, got {len(inputs)}.")
        values: dict[str, np.ndarray | None] = {"": None, **self.graph.constants}
        values.update(zip(self._inputs, inputs, strict=True))
        for node, operator, arguments in self._steps:
            stopping.check()
            try:
                result = operator(*(values[name] for name in node.inputs), **arguments)
                results = result if isinstance(result, tuple) else (result,)
                check_results(results, node.outputs)
                ledger.enter(results)
            except EngineError as error:
                error.node = error.node or str(node)
                raise
            except Exception as error:
                raise refused(error, str(node)) from error
            for name, array in zip(node.outputs, results, strict=False):
                if name:
                    values[name] = np.asarray(array)
        return tuple(_present(values[name], name) for name in self.outputs)


def _present(array: np.ndarray | None, name: str) -> np.ndarray:
    if array is None:
        raise GraphError(f"output {name!r} of an inner graph was given no value.")
    return array
