"""Two runs side by side: how far apart their maps and their answers are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.prediction import Prediction


@dataclass(frozen=True, slots=True)
class Difference:
    """B − A of one layer.

    Attributes
    ----------
    values : the array B − A, float32
    relative : the size of the difference in shares of the size of A (Euclidean norms); infinite
        where A is zero and B is not
    mean : mean of |B − A|
    largest : largest |B − A|
    unchanged : share of values that are equal, 0..1
    """

    values: np.ndarray
    relative: float
    mean: float
    largest: float
    unchanged: float


def difference(a: np.ndarray, b: np.ndarray) -> Difference:
    """Return B − A of two arrays of the same shape; what is not finite counts as equal."""
    with np.errstate(all="ignore"):
        values = _finite(np.subtract(b, a, dtype=np.float32))
    size = abs(values)
    own = float(np.linalg.norm(_finite(a.astype(np.float32, copy=False)).ravel()))
    far = float(np.linalg.norm(values.ravel()))
    return Difference(
        values=values,
        relative=far / own if own else (float("inf") if far else 0.0),
        mean=float(np.mean(size)) if size.size else 0.0,
        largest=float(np.max(size, initial=0)),
        unchanged=1 - np.count_nonzero(values) / values.size if values.size else 1.0,
    )


def _finite(values: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        if np.isfinite(np.sum(values)):
            return values
    return np.asarray(np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0))


@dataclass(frozen=True, slots=True)
class PairedClass:
    """One class in two answers; a probability is None where the network does not know it."""

    label: str
    a: float | None
    b: float | None

    @property
    def change(self) -> float:
        """How much more probable B holds it, −1..1."""
        return (self.b or 0.0) - (self.a or 0.0)


def paired_classes(a: Prediction, b: Prediction, k: int) -> list[PairedClass]:
    """Return the `k` classes that either answer holds most probable, the most probable first.

    Classes belong together by their names, so that two networks can be compared.
    """
    first, second = (_by_label(prediction) for prediction in (a, b))
    names = {label for table in (first, second) for label in sorted(table, key=table.get)[-k:]}  # type: ignore[arg-type]
    pairs = [PairedClass(label, first.get(label), second.get(label)) for label in names]
    return sorted(pairs, key=lambda pair: (-max(pair.a or 0, pair.b or 0), pair.label))[:k]


def _by_label(prediction: Prediction) -> dict[str, float]:
    table: dict[str, float] = {}
    if prediction.probabilities is not None:
        for index, value in enumerate(prediction.probabilities.tolist()):
            # Two classes may be called alike (ImageNet has two cranes); the likelier one stands.
            label = prediction.labels.short(index)
            table[label] = max(value, table.get(label, 0.0))
    return table
