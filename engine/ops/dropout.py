"""Dropout, which does nothing when a network is used and not trained."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.errors import UnsupportedError
from engine.ops.registry import onnx_op

_Result = np.ndarray | tuple[np.ndarray, np.ndarray]


def _kept(x: np.ndarray, n_outputs: int, mask_dtype: np.dtype | type) -> _Result:
    return (x, np.ones(x.shape, mask_dtype)) if n_outputs > 1 else x


@onnx_op("Dropout", since=1, view=True)
def dropout_1(
    x: np.ndarray,
    *,
    ratio: float = 0.5,
    is_test: int = 0,
    consumed_inputs: Sequence[int] | None = None,
    n_outputs: int = 1,
) -> _Result:
    """Return `x`, and a mask of ones where that is asked for.

    Notes
    -----
    ONNX Dropout-6, https://onnx.ai/onnx/operators/onnx__Dropout.html. `is_test` is 0 in many old
    files although they are meant to be used; it is not looked at.
    """
    return _kept(x, n_outputs, x.dtype)


@onnx_op("Dropout", since=7, view=True)
def dropout_7(x: np.ndarray, *, ratio: float = 0.5, n_outputs: int = 1) -> _Result:
    """Return `x`, and a mask of ones of its dtype where that is asked for.

    Notes
    -----
    ONNX Dropout-7, https://onnx.ai/onnx/operators/onnx__Dropout.html
    """
    return _kept(x, n_outputs, x.dtype)


@onnx_op("Dropout", since=10, view=True)
def dropout_10(x: np.ndarray, *, ratio: float = 0.5, n_outputs: int = 1) -> _Result:
    """Return `x`, and a mask of True where that is asked for.

    Notes
    -----
    ONNX Dropout-10, https://onnx.ai/onnx/operators/onnx__Dropout.html
    """
    return _kept(x, n_outputs, np.bool_)


@onnx_op("Dropout", since=12, view=True)
def dropout(
    x: np.ndarray,
    ratio: np.ndarray | None = None,
    training_mode: np.ndarray | None = None,
    *,
    seed: int = 0,
    n_outputs: int = 1,
) -> _Result:
    """Return `x`, and a mask of True where that is asked for.

    Raises
    ------
    UnsupportedError
        If the node is to drop values, as in training.

    Notes
    -----
    ONNX Dropout-22, https://onnx.ai/onnx/operators/onnx__Dropout.html
    """
    drops = ratio is None or bool(np.any(ratio != 0))
    if training_mode is not None and np.any(training_mode) and drops:
        raise UnsupportedError(
            "training_mode is on, so each run would give another result; "
            "export the model for inference (evaluation mode)."
        )
    return _kept(x, n_outputs, np.bool_)
