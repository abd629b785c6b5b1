"""Layers that remember a sequence in a state of fixed size."""

from __future__ import annotations

import numpy as np

from engine import stopping
from engine.errors import ShapeError, UnsupportedError
from engine.ops.attention import repeat_heads, split_heads
from engine.ops.registry import onnx_op

_RULES = ("linear", "gated", "delta", "gated_delta")


@onnx_op("LinearAttention", since=27)
def linear_attention(
    query: np.ndarray,
    key: np.ndarray,
    value: np.ndarray,
    past_state: np.ndarray | None = None,
    decay: np.ndarray | None = None,
    beta: np.ndarray | None = None,
    *,
    chunk_size: int = 64,
    kv_num_heads: int,
    q_num_heads: int,
    scale: float = 0.0,
    update_rule: str = "gated_delta",
) -> tuple[np.ndarray, np.ndarray]:
    """Return what queries read from a state that keys and values write to, step by step.

    Parameters
    ----------
    query, key, value : (N, T, heads · D); several heads of queries may share one state
    past_state : (N, heads, D of keys, D of values), zeros if not given
    decay : (N, T, heads), or one for each number of a key; the state shrinks by exp(decay)
    beta : (N, T, heads) or (N, T, 1), how much of a difference is written
    chunk_size : changes nothing
    update_rule : `linear` adds, `gated` shrinks first, `delta` writes the difference to what is
        there, `gated_delta` does both
    scale : of the result; 0 is 1 / √(D of keys)

    Returns
    -------
    output : (N, T, heads · D of values)
    present_state : as `past_state`

    Raises
    ------
    ShapeError, UnsupportedError
        If arrays do not fit, or the rule is not known.

    Notes
    -----
    ONNX LinearAttention-27, https://onnx.ai/onnx/operators/onnx__LinearAttention.html
    """
    if update_rule not in _RULES:
        raise UnsupportedError(f"update_rule {update_rule!r} is not known.")
    wide = np.promote_types(query.dtype, np.float32)
    q = split_heads(query, q_num_heads, "query").astype(wide)
    k = split_heads(key, kv_num_heads, "key").astype(wide)
    v = split_heads(value, kv_num_heads, "value").astype(wide)
    n, heads, steps, width = k.shape
    shape = (n, heads, width, v.shape[3])
    state = np.zeros(shape, wide) if past_state is None else past_state.astype(wide)
    if state.shape != shape or q.shape[2] != steps:
        raise ShapeError(f"the state must have shape {shape}, got {state.shape}.")
    gates = _gates(decay, n, steps, heads, wide) if "gated" in update_rule else None
    shares = _gates(beta, n, steps, heads, wide) if "delta" in update_rule else None
    factor = wide.type(scale or 1 / np.sqrt(width))
    read = np.empty((n, q_num_heads, steps, v.shape[3]), wide)
    for step in range(steps):
        stopping.check()
        written = k[:, :, step, :, None]
        if gates is not None:
            state = state * np.exp(gates[:, step])[..., None]
        new = v[:, :, step, None]
        if shares is not None:
            new = shares[:, step][..., None] * (new - (state * written).sum(2, keepdims=True))
        state = state + written * new
        read[:, :, step] = (q[:, :, step, None] @ repeat_heads(state, q_num_heads))[:, :, 0]
    output = (read * factor).swapaxes(1, 2).reshape(n, steps, -1)
    kind = query.dtype if past_state is None else past_state.dtype
    return output.astype(query.dtype), state.astype(kind)


def _gates(
    given: np.ndarray | None, n: int, steps: int, heads: int, dtype: np.dtype
) -> np.ndarray | None:
    """Return (N, T, heads, 1) or (N, T, heads, D of keys)."""
    if given is None:
        return None
    if given.ndim != 3 or (given.shape[2] != 1 and given.shape[2] % heads):
        raise ShapeError(f"decay and beta must be ({n}, {steps}, heads · D), got {given.shape}.")
    if given.shape[2] == 1:
        return given.astype(dtype).reshape(n, steps, 1, 1)
    return given.astype(dtype).reshape(n, steps, heads, -1)


@onnx_op("CausalConvWithState", since=27)
def causal_conv_with_state(
    x: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None = None,
    past_state: np.ndarray | None = None,
    *,
    activation: str = "none",
) -> tuple[np.ndarray, np.ndarray]:
    """Return each channel's correlation with its kernel over what came up to each place.

    Parameters
    ----------
    x : (N, C, L) floating array
    weight : (C, 1, K)
    bias : (C,)
    past_state : (N, C, K − 1), what came before, zeros if not given
    activation : `none`, or `silu` (also `swish`): y · sigmoid(y)

    Returns
    -------
    output : (N, C, L)
    present_state : (N, C, K − 1), the last of what came

    Raises
    ------
    ShapeError, UnsupportedError
        If arrays do not fit, or the activation is not known.

    Notes
    -----
    ONNX CausalConvWithState-27, https://onnx.ai/onnx/operators/onnx__CausalConvWithState.html
    """
    if activation not in ("none", "silu", "swish"):
        raise UnsupportedError(f"activation {activation!r} is not known.")
    if x.ndim != 3 or weight.ndim != 3 or weight.shape[:2] != (x.shape[1], 1):
        raise ShapeError(f"takes (N, C, L) and (C, 1, K), got {x.shape} and {weight.shape}.")
    n, channels, length = x.shape
    kernel = weight.shape[2]
    before = np.zeros((n, channels, kernel - 1), x.dtype) if past_state is None else past_state
    if before.shape != (n, channels, kernel - 1):
        raise ShapeError(f"past_state must be {(n, channels, kernel - 1)}, got {before.shape}.")
    came = np.concatenate([before, x], 2)
    wide = came.astype(np.promote_types(x.dtype, np.float32), copy=False)
    total = np.zeros((n, channels, length), wide.dtype)
    for place in range(kernel):
        total += wide[:, :, place : place + length] * weight[:, 0, place, None]
    if bias is not None:
        total += bias[:, None]
    if activation != "none":
        with np.errstate(over="ignore"):
            total /= 1 + np.exp(-total)
    return total.astype(x.dtype), came[:, :, came.shape[2] - (kernel - 1) :].copy()
