"""Attention: what each query takes from the values whose keys fit it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine import budget
from engine.errors import ShapeError, UnsupportedError
from engine.graph import Graph
from engine.interpreter import Interpreter
from engine.ops.arguments import element_type
from engine.ops.registry import onnx_op


def softmax_or_zeros(scores: np.ndarray) -> np.ndarray:
    """Return softmax over the last axis; zeros where everything is −∞."""
    top = scores.max(axis=-1, keepdims=True, initial=-np.inf)
    shifted = np.exp(scores - np.where(np.isfinite(top), top, 0))
    total = shifted.sum(axis=-1, keepdims=True)
    return np.asarray(shifted / np.where(total == 0, 1, total), scores.dtype)


def split_heads(x: np.ndarray, heads: int | None, what: str) -> np.ndarray:
    """Return (N, heads, L, D) for (N, L, heads · D), or for an array that is so already."""
    if x.ndim == 4:
        return x
    if x.ndim != 3 or not heads or heads < 1 or x.shape[2] % heads:
        raise ShapeError(f"{what} of shape {x.shape} cannot be split into {heads} heads.")
    n, length, width = x.shape
    return x.reshape(n, length, heads, width // heads).swapaxes(1, 2)


def repeat_heads(x: np.ndarray, heads: int) -> np.ndarray:
    """Return (N, heads, L, D), each head as often as there are queries for it."""
    if not x.shape[1] or heads % x.shape[1]:
        raise ShapeError(f"{heads} heads of queries cannot share {x.shape[1]} of keys.")
    return np.repeat(x, heads // x.shape[1], 1)


@onnx_op("Attention", since=23)
def attention(
    q: np.ndarray,
    k: np.ndarray,
    v: np.ndarray,
    attn_mask: np.ndarray | None = None,
    past_key: np.ndarray | None = None,
    past_value: np.ndarray | None = None,
    nonpad_kv_seqlen: np.ndarray | None = None,
    *,
    is_causal: int = 0,
    kv_num_heads: int | None = None,
    left_window_size: int = -1,
    q_num_heads: int | None = None,
    qk_matmul_output_mode: int = 0,
    right_window_size: int = -1,
    scale: float | None = None,
    softcap: float = 0.0,
    softmax_precision: int | None = None,
) -> tuple[np.ndarray, ...]:
    """Return softmax(q·kᵀ · scale + mask)·v for each head.

    Parameters
    ----------
    q, k, v : (N, heads, L, D), or (N, L, heads · D) with the numbers of heads given; several
        heads of `q` may share one of `k` and `v`
    attn_mask : broadcasts to (N, heads, L of q, L of k); bool lets in, floats are added
    past_key, past_value : (N, heads, L, D), come before `k` and `v`
    nonpad_kv_seqlen : (N,), how many of the keys count
    is_causal : 1 lets each query see only keys up to its own place
    left_window_size, right_window_size : how far each query sees, −1 without end
    softcap : bounds scores softly, 0 not at all
    qk_matmul_output_mode : what the fourth output holds: 0 scores, 1 after the cap, 2 after the
        mask, 3 after softmax
    softmax_precision : the element type softmax is computed in, float32 at least

    Returns
    -------
    y : as `q`
    present_key, present_value : all keys and values, (N, heads, L, D)
    qk : (N, heads, L of q, L of k)

    Raises
    ------
    ShapeError
        If the arrays do not fit.

    Notes
    -----
    ONNX Attention-24, https://onnx.ai/onnx/operators/onnx__Attention.html
    """
    queries = split_heads(q, q_num_heads, "q")
    keys, values = split_heads(k, kv_num_heads, "k"), split_heads(v, kv_num_heads, "v")
    past = 0
    if past_key is not None and past_value is not None:
        past = past_key.shape[2] if past_key.ndim == 4 else 0
        keys, values = _appended(past_key, keys), _appended(past_value, values)
    heads, length, width = queries.shape[1:]
    _check_fit(queries, keys, values)
    if nonpad_kv_seqlen is not None and nonpad_kv_seqlen.shape != queries.shape[:1]:
        raise ShapeError(f"nonpad_kv_seqlen must hold {len(queries)} numbers.")
    budget.check_elements((*queries.shape[:3], keys.shape[2]), "The scores of an attention")
    # float16 holds neither the sums nor the exponentials.
    wide = np.promote_types(q.dtype, np.float32)
    root = np.sqrt(wide.type(1 / np.sqrt(width) if scale is None else scale))
    scores = (queries.astype(wide) * root) @ (
        repeat_heads(keys, heads).astype(wide) * root
    ).swapaxes(2, 3)
    stages = [scores]
    if softcap:
        scores = wide.type(softcap) * np.tanh(scores / wide.type(softcap))
    stages.append(scores)
    offset = np.full(len(queries), past)
    if nonpad_kv_seqlen is not None and not past:
        offset = nonpad_kv_seqlen - length
    scores = scores + _bias(
        scores, attn_mask, offset, nonpad_kv_seqlen, is_causal, left_window_size, right_window_size
    )
    stages.append(scores)
    if softmax_precision is not None and softmax_precision != 16:
        scores = scores.astype(np.promote_types(element_type(softmax_precision), np.float32))
    weights = softmax_or_zeros(scores).astype(wide)
    stages.append(weights)
    y = (weights @ repeat_heads(values, heads).astype(wide)).astype(q.dtype)
    if q.ndim == 3:
        y = y.swapaxes(1, 2).reshape(len(q), length, -1)
    if not 0 <= qk_matmul_output_mode <= 3:
        raise UnsupportedError(f"qk_matmul_output_mode {qk_matmul_output_mode} is not known.")
    return y, keys, values, stages[qk_matmul_output_mode].astype(q.dtype)


def _appended(past: np.ndarray, new: np.ndarray) -> np.ndarray:
    if past.ndim != 4 or past.shape[:2] != new.shape[:2] or past.shape[3] != new.shape[3]:
        raise ShapeError(f"what came before, {past.shape}, does not fit {new.shape}.")
    return np.concatenate([past, new], 2)


def _check_fit(q: np.ndarray, k: np.ndarray, v: np.ndarray) -> None:
    if not (q.ndim == k.ndim == v.ndim == 4):
        raise ShapeError(f"takes arrays with four axes, got {q.shape}, {k.shape}, {v.shape}.")
    if q.shape[::3] != k.shape[::3] or k.shape[:3] != v.shape[:3] or q.shape[3] == 0:
        raise ShapeError(f"q {q.shape}, k {k.shape} and v {v.shape} do not fit.")


def _bias(
    scores: np.ndarray,
    mask: np.ndarray | None,
    offset: np.ndarray,
    counting: np.ndarray | None,
    is_causal: int,
    left: int,
    right: int,
) -> np.ndarray:
    """Return what is added to scores (N, heads, L of q, L of k): −∞ where a key is not seen."""
    n, _, length, n_keys = scores.shape
    seen = np.ones((n, 1, length, n_keys), np.bool_)
    place = np.arange(length)[None, :, None] + offset[:, None, None]
    key = np.arange(n_keys)[None, None, :]
    if is_causal:
        seen &= (key <= place)[:, None]
    if left >= 0:
        seen &= (key >= place - left)[:, None]
    if right >= 0:
        seen &= (key <= place + right)[:, None]
    if counting is not None:
        seen &= (key < counting[:, None, None])[:, None]
    bias: np.ndarray = np.where(seen, scores.dtype.type(0), scores.dtype.type(-np.inf))
    if mask is None:
        return bias
    if mask.dtype == np.bool_:
        added = np.where(mask, scores.dtype.type(0), scores.dtype.type(-np.inf))
    else:
        added = mask.astype(scores.dtype)
    missing = n_keys - added.shape[-1]
    if missing > 0:
        # A mask may end where the keys that count end.
        widths = [(0, 0)] * (added.ndim - 1) + [(0, missing)]
        added = np.pad(added, widths, constant_values=-np.inf)
    try:
        return np.asarray(bias + added)
    except ValueError as error:
        raise ShapeError(f"attn_mask {mask.shape} does not fit scores {scores.shape}.") from error


@onnx_op("FlexAttention", since=1, domain="ai.onnx.preview")
def flex_attention(
    q: np.ndarray,
    k: np.ndarray,
    v: np.ndarray,
    *around: np.ndarray,
    scale: float | None = None,
    score_mod: Graph | None = None,
    prob_mod: Graph | None = None,
    softmax_precision: int | None = None,
    captured: Sequence[str] = (),
) -> np.ndarray:
    """Return prob_mod(softmax(score_mod(q·kᵀ · scale)))·v for each head.

    Parameters
    ----------
    q, k, v : (N, heads, L, D); several heads of `q` may share one of `k` and `v`
    score_mod, prob_mod : graphs from (N, heads, L of q, L of k) to the same

    Notes
    -----
    ONNX FlexAttention-1 (preview)
    """
    values = dict(zip(captured, around, strict=True))

    def modified(scores: np.ndarray, graph: Graph | None) -> np.ndarray:
        if graph is None:
            return scores
        (result,) = Interpreter(graph)([scores, *(values[v.name] for v in graph.inputs[1:])])
        if result.shape != scores.shape:
            raise ShapeError(f"an inner graph must keep shape {scores.shape}, got {result.shape}.")
        return result

    _check_fit(q, k, v)
    heads, width = q.shape[1], q.shape[3]
    budget.check_elements((*q.shape[:3], k.shape[2]), "The scores of an attention")
    wide = np.promote_types(q.dtype, np.float32)
    kind = element_type(softmax_precision) if softmax_precision not in (None, 16) else wide
    factor = wide.type(1 / np.sqrt(width) if scale is None else scale)
    scores = q.astype(wide) @ repeat_heads(k, heads).astype(wide).swapaxes(2, 3) * factor
    weights = modified(softmax_or_zeros(modified(scores.astype(kind), score_mod)), prob_mod)
    result = weights.astype(wide) @ repeat_heads(v, heads).astype(wide)
    return np.asarray(result, q.dtype)
