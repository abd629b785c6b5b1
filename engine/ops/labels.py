"""Operators of the domain ai.onnx.ml that stand behind a classifier and name its answer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine import budget
from engine.errors import ShapeError, UnsupportedError
from engine.ops.registry import onnx_op

_ML = "ai.onnx.ml"


@onnx_op("ZipMap", since=1, domain=_ML)
def zip_map(
    x: np.ndarray,
    *,
    classlabels_strings: Sequence[str] | None = None,
    classlabels_int64s: Sequence[int] | None = None,
) -> np.ndarray:
    """Return the scores as they are, (N, K); ONNX would return them by label.

    The labels are read where the model's metadata are; a table by label has no place in a layer.

    Notes
    -----
    ONNX ai.onnx.ml ZipMap-1, https://onnx.ai/onnx/operators/onnx_aionnxml_ZipMap.html
    """
    return x


@onnx_op("ArrayFeatureExtractor", since=1, domain=_ML)
def array_feature_extractor(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the elements at places `y` of the last axis of `x`.

    Raises
    ------
    ShapeError
        If there is no such place.

    Notes
    -----
    ONNX ai.onnx.ml ArrayFeatureExtractor-1,
    https://onnx.ai/onnx/operators/onnx_aionnxml_ArrayFeatureExtractor.html
    """
    places = y.reshape(-1)
    if not x.ndim or places.dtype.kind not in "iu":
        raise ShapeError(f"takes an array with axes and integers, got {x.shape} and {y.dtype}.")
    if np.any((places < 0) | (places >= x.shape[-1])):
        raise ShapeError(f"places must be between 0 and {x.shape[-1] - 1}.")
    picked = x[..., places]
    return picked[None] if x.ndim == 1 else picked


@onnx_op("Binarizer", since=1, domain=_ML)
def binarizer(x: np.ndarray, *, threshold: float = 0.0) -> np.ndarray:
    """Return 1 where `x` is above the threshold, else 0, in the dtype of `x`.

    Notes
    -----
    ONNX ai.onnx.ml Binarizer-1, https://onnx.ai/onnx/operators/onnx_aionnxml_Binarizer.html
    """
    return np.asarray(x > threshold, x.dtype)


@onnx_op("LabelEncoder", since=2, domain=_ML)
def label_encoder(
    x: np.ndarray,
    *,
    default_float: float = -0.0,
    default_int64: int = -1,
    default_string: str = "_Unused",
    default_tensor: np.ndarray | None = None,
    keys_floats: Sequence[float] | None = None,
    keys_int64s: Sequence[int] | None = None,
    keys_strings: Sequence[str] | None = None,
    keys_tensor: np.ndarray | None = None,
    values_floats: Sequence[float] | None = None,
    values_int64s: Sequence[int] | None = None,
    values_strings: Sequence[str] | None = None,
    values_tensor: np.ndarray | None = None,
) -> np.ndarray:
    """Return for each element of `x` the value that stands at its place among the keys.

    Parameters
    ----------
    keys_* : numbers or text to look for, one of them
    values_* : what to put in their place, one of them
    default_* : for what is no key, of the kind of the values

    Raises
    ------
    UnsupportedError
        If keys or values are missing or differ in number.

    Notes
    -----
    ONNX ai.onnx.ml LabelEncoder-4, https://onnx.ai/onnx/operators/onnx_aionnxml_LabelEncoder.html
    """
    keys = _first(keys_tensor, keys_strings, keys_int64s, keys_floats)
    kinds = [
        (values_tensor, default_tensor, None),
        (values_strings, default_string, object),
        (values_int64s, default_int64, np.int64),
        (values_floats, default_float, np.float32),
    ]
    given = [kind for kind in kinds if kind[0] is not None]
    if keys is None or len(given) != 1:
        raise UnsupportedError("needs keys and one kind of values.")
    (values, default, dtype) = given[0]
    listed = np.asarray(values, dtype).reshape(-1)
    if len(listed) != len(keys):
        raise UnsupportedError(f"has {len(keys)} keys and {len(listed)} values.")
    table = dict(zip(keys, listed.tolist(), strict=True))
    with budget.text():  # numbers too pass through Python's hands one by one
        result = budget.allocate(x.shape, listed.dtype, what="LabelEncoder's result")
    rest = np.asarray(default).reshape(-1)[0] if default is not None else listed.dtype.type(-1)
    result.reshape(-1)[:] = [table.get(_key(item), rest) for item in x.reshape(-1).tolist()]
    return result


def _first(*lists: np.ndarray | Sequence[object] | None) -> list[object] | None:
    for each in lists:
        if each is not None:
            items = each.reshape(-1).tolist() if isinstance(each, np.ndarray) else each
            return [_key(item) for item in items]
    return None


def _key(item: object) -> object:
    """Return what compares equal for equal labels: NaN is a label like others."""
    return "NaN" if isinstance(item, float) and item != item else item
