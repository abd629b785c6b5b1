"""The channels of several groups, one of each in turn, as ShuffleNet mixes them."""

from __future__ import annotations

import numpy as np

from engine.errors import ShapeError
from engine.kernels import scratch
from engine.ops import spatial
from engine.ops.registry import Spec, Work, onnx_op


def _shape(x: np.ndarray | Spec, *, group: int) -> Spec:
    if x.ndim < 3 or group < 1 or x.shape[1] % group:
        raise ShapeError(f"{group} groups do not divide the channels of shape {x.shape}.")
    return Spec(tuple(x.shape), x.dtype)


def _spatial_and_pictures(ndim: int, **_: int) -> tuple[int, ...]:
    return (0, *range(2, ndim))


@onnx_op(
    "ChannelShuffle",
    since=1,
    domain="convolens",
    shape=_shape,
    channels_last=True,
    cut=_spatial_and_pictures,
)
def channel_shuffle(x: np.ndarray, *, group: int) -> np.ndarray:
    """Return the first channel of each group, then the second of each, …, as a pass writes it.

    Parameters
    ----------
    x : (N, C, *spatial) array
    group : how many groups of neighbouring channels
    """
    _shape(x, group=group)
    out = spatial.empty_feature_maps(x.shape[0], x.shape[1], x.shape[2:], x.dtype)
    scratch.run(_prepare(x, out, group))
    return out


@channel_shuffle.bind
def _bind(x: np.ndarray, *, out: np.ndarray, group: int) -> Work:
    return _prepare(x, out, group)


def _prepare(x: np.ndarray, out: np.ndarray, group: int) -> Work:
    """Copy channel by channel of each group, or group by group: all pixels in few calls.

    At once it takes 195 µs for 28 × 28 × 116 in two groups, because NumPy's inner loop is over two
    numbers then; group by group 39.
    """
    by_group, mixed = (spatial.channels_last(array) for array in (x, out))
    c = x.shape[1] // group
    by_group = by_group.reshape(*by_group.shape[:-1], group, c)
    mixed = mixed.reshape(*mixed.shape[:-1], c, group)
    if group <= c:
        return [scratch.copy(by_group[..., i, :], mixed[..., i]) for i in range(group)]
    return [scratch.copy(by_group[..., i], mixed[..., i, :]) for i in range(c)]
