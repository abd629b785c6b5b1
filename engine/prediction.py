"""What a network answers: labels with probabilities where it is a classifier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.box_outputs import has_boxes
from engine.graph import Graph, Node
from engine.metadata import Labels

_SAME_VALUES = frozenset(
    {"Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Cast", "Dropout", "ZipMap"}
)
_PROBABILITIES = frozenset({"Softmax", "Sigmoid"})


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """The answer of a network to one picture.

    Attributes
    ----------
    scores : (K,) float32, what the network itself puts out for each class; None if it is no
        classifier
    probabilities : (K,) float32 0..1; None if it is no classifier
    softmax_applied : whether the probabilities are ours: the network ends without Softmax or
        Sigmoid, so softmax was applied to its scores
    seconds : how long the run took, preprocessing excluded
    outputs : everything the network puts out, by name
    """

    scores: np.ndarray | None
    probabilities: np.ndarray | None
    softmax_applied: bool
    labels: Labels
    seconds: float
    outputs: Mapping[str, np.ndarray]

    def ranking(self, k: int) -> list[tuple[int, float]]:
        """Return the `k` most probable classes as (index, probability), best first."""
        if self.probabilities is None:
            return []
        best = np.argsort(-self.probabilities, kind="stable")[:k]
        return [(int(index), float(self.probabilities[index])) for index in best]

    def top(self, k: int = 5) -> list[tuple[str, float]]:
        """Return the `k` most probable classes as (short label, probability), best first.

        It is empty if the network is no classifier.
        """
        return [(self.labels.short(index), value) for index, value in self.ranking(k)]


def read_prediction(
    graph: Graph,
    outputs: Mapping[str, np.ndarray],
    labels: Labels,
    seconds: float,
    batch: int = 1,
) -> Prediction:
    """Return the prediction that the outputs of a run hold, of `batch` pictures for the first.

    The answer is the first output that is one row of at least two numbers, one for each class;
    one with as many numbers as there are labels is preferred. A detector gives no such answer:
    its row of numbers is a score for each box.
    """
    if has_boxes(outputs):
        return Prediction(None, None, False, labels, seconds, outputs)
    rows = {name: _row(_first(array, batch)) for name, array in outputs.items()}
    candidates = [name for name, row in rows.items() if row is not None]
    fitting = [name for name in candidates if len(rows[name]) == len(labels)]  # type: ignore[arg-type]
    name = next(iter(fitting or candidates), None)
    if name is None:
        return Prediction(None, None, False, labels, seconds, outputs)
    scores = rows[name]
    assert scores is not None
    node = made_by(graph, name)
    maker = node.op if node is not None else ""
    if maker in _PROBABILITIES:
        probabilities, applied = scores, False
    elif maker == "LogSoftmax":
        probabilities, applied = np.exp(scores), False
    else:
        probabilities, applied = _softmax(scores), True
    return Prediction(scores, probabilities, applied, labels, seconds, outputs)


def _first(array: np.ndarray, batch: int) -> np.ndarray:
    return array[:1] if array.ndim > 1 and len(array) == batch else array


def _row(array: np.ndarray) -> np.ndarray | None:
    """Return an array as (K,) float32 if it is one score for each class, else None."""
    one_row = array.ndim in (1, 2, 4) and array.size >= 2 and max(array.shape) == array.size
    if not one_row or array.dtype.kind != "f" or (array.ndim == 4 and array.shape[1] == 1):
        return None
    return array.reshape(-1).astype(np.float32, copy=False)


def made_by(graph: Graph, name: str) -> Node | None:
    """Return the node that decides what a value means: nodes that only move numbers do not."""
    makers: dict[str, Node] = {o: node for node in graph.nodes for o in node.outputs}
    while (node := makers.get(name)) is not None and node.op in _SAME_VALUES:
        name = node.inputs[0]
    return node


def _softmax(scores: np.ndarray) -> np.ndarray:
    shifted = np.exp(scores - np.max(scores))
    return shifted / np.sum(shifted)  # type: ignore[no-any-return]
