"""Matrix products."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine import budget
from engine.errors import ShapeError
from engine.kernels import matmul as kernel
from engine.kernels import scratch
from engine.kernels.activation import Activation
from engine.ops.elementwise import check_broadcast
from engine.ops.kinds import numbers
from engine.ops.registry import Spec, Work, is_constant, onnx_op

_Array = np.ndarray | Spec


def _check_dtypes(a: _Array, *others: _Array | None) -> None:
    for other in others:
        if other is not None and other.dtype != a.dtype:
            raise ShapeError(f"all inputs must have one dtype, got {a.dtype} and {other.dtype}.")


def _matmul_shape(a: _Array, b: _Array) -> Spec:
    _check_dtypes(a, b)
    if not a.ndim or not b.ndim:
        raise ShapeError("both inputs must have at least one axis.")
    inner = b.shape[-2] if b.ndim > 1 else b.shape[0]
    if a.shape[-1] != inner:
        raise ShapeError(
            f"the last axis of the first input must equal the last but one of the second, "
            f"got shapes {a.shape} and {b.shape}."
        )
    batch = check_broadcast(Spec(a.shape[:-2], a.dtype), Spec(b.shape[:-2], b.dtype))
    rows = a.shape[-2:-1] if a.ndim > 1 else ()
    columns = b.shape[-1:] if b.ndim > 1 else ()
    return Spec((*batch, *rows, *columns), a.dtype)


@onnx_op("MatMul", since=1, shape=_matmul_shape)
@numbers
def matmul(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the matrix product over the last two axes; the others broadcast.

    Notes
    -----
    ONNX MatMul-13, https://onnx.ai/onnx/operators/onnx__MatMul.html
    """
    spec = _matmul_shape(a, b)
    out = budget.allocate(spec.shape, spec.dtype, what="The output")
    scratch.run(kernel.prepare(a, b, out))
    return out


@matmul.bind
@numbers
def _bind_matmul(a: np.ndarray, b: np.ndarray, *, out: np.ndarray) -> Work:
    _matmul_shape(a, b)
    return kernel.prepare(a, b, out)


def _gemm_shape(
    a: _Array,
    b: _Array,
    c: _Array | None = None,
    residual: _Array | None = None,
    *,
    transA: int = 0,  # noqa: N803
    transB: int = 0,  # noqa: N803
    **_: Any,
) -> Spec:
    _check_dtypes(a, b, c, residual)
    if a.ndim != 2 or b.ndim != 2:
        raise ShapeError(f"both factors must be matrices, got shapes {a.shape} and {b.shape}.")
    rows, inner = a.shape[::-1] if transA else a.shape
    inner_b, columns = b.shape[::-1] if transB else b.shape
    if inner != inner_b:
        raise ShapeError(
            f"the inner sizes must be equal, got {a.shape} and {b.shape} with transA={transA}, "
            f"transB={transB}."
        )
    out = Spec((rows, columns), a.dtype)
    for addend in (c, residual):
        if addend is not None and check_broadcast(addend, out) != out.shape:
            raise ShapeError(f"what is added must broadcast to {out.shape}, got {addend.shape}.")
    return out


@onnx_op("Gemm", since=1, shape=_gemm_shape)
@numbers
def gemm(
    a: np.ndarray,
    b: np.ndarray,
    c: np.ndarray | None = None,
    *,
    alpha: float = 1.0,
    beta: float = 1.0,
    transA: int = 0,  # noqa: N803
    transB: int = 0,  # noqa: N803
    broadcast: int = 0,
) -> np.ndarray:
    """Return alpha · A · B + beta · C, of matrices; C broadcasts.

    Parameters
    ----------
    a : (M, K) array, or (K, M) with `transA`
    b : (K, N) array, or (N, K) with `transB`
    c : array that broadcasts to (M, N)
    broadcast : said before opset 7 whether C may broadcast; it always may

    Notes
    -----
    ONNX Gemm-13, https://onnx.ai/onnx/operators/onnx__Gemm.html
    """
    spec = _gemm_shape(a, b, c, transA=transA, transB=transB)
    out = budget.allocate(spec.shape, spec.dtype, what="The output")
    end = Activation()
    scratch.run(_prepare_gemm(a, b, c, None, out, alpha, beta, transA, transB, end))
    return out


@gemm.bind
@numbers
def _bind_gemm(
    a: np.ndarray,
    b: np.ndarray,
    c: np.ndarray | None = None,
    *,
    out: np.ndarray,
    alpha: float = 1.0,
    beta: float = 1.0,
    transA: int = 0,  # noqa: N803
    transB: int = 0,  # noqa: N803
    broadcast: int = 0,
) -> Work | None:
    if not _can_bind(b, c):
        return None
    _gemm_shape(a, b, c, transA=transA, transB=transB)
    end = Activation()
    return _prepare_gemm(a, b, c, None, out, alpha, beta, transA, transB, end)


@onnx_op("Gemm", since=1, domain="convolens", shape=_gemm_shape)
@numbers
def fused_gemm(
    a: np.ndarray,
    b: np.ndarray,
    c: np.ndarray | None = None,
    residual: np.ndarray | None = None,
    *,
    alpha: float = 1.0,
    beta: float = 1.0,
    transA: int = 0,  # noqa: N803
    transB: int = 0,  # noqa: N803
    broadcast: int = 0,
    activation: str = "",
    low: float = -math.inf,
    high: float = math.inf,
    slope: float = 0.01,
    offset: float = 0.5,
) -> np.ndarray:
    """Return activation(alpha · A · B + beta · C + residual), as passes write it.

    Parameters
    ----------
    a, b, c, alpha, beta, transA, transB, broadcast : as for `gemm`
    activation, low, high, slope, offset : one of `engine.kernels.activation.FUSED`, its numbers
    """
    spec = _gemm_shape(a, b, c, residual, transA=transA, transB=transB)
    out = budget.allocate(spec.shape, spec.dtype, what="The output")
    end = Activation(activation, low, high, slope, offset)
    scratch.run(_prepare_gemm(a, b, c, residual, out, alpha, beta, transA, transB, end))
    return out


@fused_gemm.bind
@numbers
def _bind_fused_gemm(
    a: np.ndarray,
    b: np.ndarray,
    c: np.ndarray | None = None,
    residual: np.ndarray | None = None,
    *,
    out: np.ndarray,
    alpha: float = 1.0,
    beta: float = 1.0,
    transA: int = 0,  # noqa: N803
    transB: int = 0,  # noqa: N803
    broadcast: int = 0,
    activation: str = "",
    low: float = -math.inf,
    high: float = math.inf,
    slope: float = 0.01,
    offset: float = 0.5,
) -> Work | None:
    if not _can_bind(b, c):
        return None
    _gemm_shape(a, b, c, residual, transA=transA, transB=transB)
    end = Activation(activation, low, high, slope, offset)
    return _prepare_gemm(a, b, c, residual, out, alpha, beta, transA, transB, end)


def _can_bind(b: np.ndarray, c: np.ndarray | None) -> bool:
    return is_constant(b) and (c is None or is_constant(c))


def _prepare_gemm(
    a: np.ndarray,
    b: np.ndarray,
    c: np.ndarray | None,
    residual: np.ndarray | None,
    out: np.ndarray,
    alpha: float,
    beta: float,
    trans_a: int,
    trans_b: int,
    activation: Activation,
) -> Work:
    """Fold alpha and beta into the constants, which are not looked at before they hold."""
    left = a.T if trans_a else a
    right = b.T if trans_b else b
    kind = a.dtype.type
    if alpha != 1:
        right = right * kind(alpha)
    addend = None if c is None or beta == 0 else c if beta == 1 else c * kind(beta)
    return kernel.prepare(left, right, out, activation, addend, residual)
