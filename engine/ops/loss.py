"""Losses, which some files keep from training; here they only say how wrong an answer is."""

from __future__ import annotations

import numpy as np

from engine.errors import ShapeError, UnsupportedError
from engine.kernels.softmax import log_softmax
from engine.ops.registry import onnx_op


def _loss(
    log_probabilities: np.ndarray,
    target: np.ndarray,
    weight: np.ndarray | None,
    ignore_index: int | None,
    reduction: str,
) -> np.ndarray:
    """Return −weight · log p of the right class, of all places or put together."""
    x = log_probabilities
    if x.ndim < 2 or target.shape != (x.shape[0], *x.shape[2:]):
        raise ShapeError(f"scores {x.shape} and targets {target.shape} do not fit.")
    if weight is not None and weight.shape != (x.shape[1],):
        raise ShapeError(f"weight must hold {x.shape[1]} numbers, got shape {weight.shape}.")
    counts = np.ones(target.shape, np.bool_) if ignore_index is None else target != ignore_index
    chosen = np.where(counts, target, 0).astype(np.int64)
    if np.any((chosen < 0) | (chosen >= x.shape[1])):
        raise ShapeError(f"targets must be between 0 and {x.shape[1] - 1}.")
    picked = np.take_along_axis(x, chosen[:, None], 1)[:, 0]
    shares = (np.ones(x.shape[1], x.dtype) if weight is None else weight)[chosen] * counts
    losses: np.ndarray = -picked * shares
    if reduction == "none":
        return losses.astype(x.dtype)
    if reduction == "sum":
        return np.asarray(losses.sum(), x.dtype)
    if reduction == "mean":
        return np.asarray(losses.sum() / shares.sum(), x.dtype)
    raise UnsupportedError(f"reduction {reduction!r} is not known; known: none, sum, mean.")


@onnx_op("NegativeLogLikelihoodLoss", since=12)
def negative_log_likelihood_loss(
    x: np.ndarray,
    target: np.ndarray,
    weight: np.ndarray | None = None,
    *,
    ignore_index: int | None = None,
    reduction: str = "mean",
) -> np.ndarray:
    """Return how wrong logarithms of probabilities are.

    Parameters
    ----------
    x : (N, C, *places) logarithms of probabilities
    target : (N, *places) the right class
    weight : (C,), how much each class counts
    ignore_index : a class that does not count
    reduction : `none` returns (N, *places), `sum` and `mean` one number

    Notes
    -----
    ONNX NegativeLogLikelihoodLoss-22,
    https://onnx.ai/onnx/operators/onnx__NegativeLogLikelihoodLoss.html
    """
    return _loss(x, target, weight, ignore_index, reduction)


@onnx_op("SoftmaxCrossEntropyLoss", since=12)
def softmax_cross_entropy_loss(
    scores: np.ndarray,
    labels: np.ndarray,
    weights: np.ndarray | None = None,
    *,
    ignore_index: int | None = None,
    reduction: str = "mean",
) -> tuple[np.ndarray, np.ndarray]:
    """Return how wrong scores are, and the logarithms of their probabilities.

    Parameters
    ----------
    scores : (N, C, *places), before softmax
    labels, weights, ignore_index, reduction : as for `negative_log_likelihood_loss`

    Notes
    -----
    ONNX SoftmaxCrossEntropyLoss-13,
    https://onnx.ai/onnx/operators/onnx__SoftmaxCrossEntropyLoss.html
    """
    if scores.ndim < 2 or scores.dtype.kind != "f":
        raise ShapeError(f"needs scores (N, C, …), got {scores.dtype} of shape {scores.shape}.")
    logarithms = log_softmax(scores, 1)
    return _loss(logarithms, labels, weights, ignore_index, reduction), logarithms
