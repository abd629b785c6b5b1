"""LSTM with weights of 8 bits, as ONNX Runtime writes it when it quantizes a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.errors import ShapeError
from engine.ops.quantize import dynamic_quantize_linear
from engine.ops.recurrence import Sequences, check_sequence
from engine.ops.recurrent import lstm_cells, lstm_functions
from engine.ops.registry import onnx_op


@dataclass(frozen=True)
class _Quantized(Sequences):
    """Weights as whole numbers around zero; what they multiply is quantized just before.

    Attributes
    ----------
    w_scale, r_scale : (directions, 1 or gates · H)
    """

    w_scale: np.ndarray
    r_scale: np.ndarray

    def told(self, d: int) -> np.ndarray:
        """Return what the input says, as `Sequences.told`."""
        return _product(self.x, self.w[d], self.w_scale[d])

    def recalled(self, d: int, h: np.ndarray) -> np.ndarray:
        """Return what the memory says, as `Sequences.recalled`."""
        return _product(h, self.r[d], self.r_scale[d])


def _product(x: np.ndarray, weights: np.ndarray, scale: np.ndarray) -> np.ndarray:
    levels, x_scale, zero = dynamic_quantize_linear(x)
    # Sums of whole numbers; float32 is exact while they stay below 2²⁴, which is far.
    sums = (levels.astype(np.float32) - np.float32(zero)) @ weights.T
    return np.asarray(sums * (x_scale * scale), np.float32)


def _levels(
    weights: np.ndarray, scale: np.ndarray, zero_point: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return (directions, gates · H, K) levels around zero, and (directions, 1 or gates · H)."""
    if weights.ndim != 3 or scale.shape != zero_point.shape or len(scale) != len(weights):
        raise ShapeError(f"weights {weights.shape} and scale {scale.shape} do not fit.")
    zero = zero_point.reshape(len(weights), 1, -1).astype(np.float32)
    levels = weights.astype(np.float32) - zero
    return levels.swapaxes(1, 2), scale.reshape(len(weights), -1)


@onnx_op("DynamicQuantizeLSTM", since=1, domain="com.microsoft")
def dynamic_quantize_lstm(
    x: np.ndarray,
    w: np.ndarray,
    r: np.ndarray,
    b: np.ndarray | None,
    sequence_lens: np.ndarray | None,
    initial_h: np.ndarray | None,
    initial_c: np.ndarray | None,
    p: np.ndarray | None,
    w_scale: np.ndarray,
    w_zero_point: np.ndarray,
    r_scale: np.ndarray,
    r_zero_point: np.ndarray,
    *,
    activation_alpha: Sequence[float] | None = None,
    activation_beta: Sequence[float] | None = None,
    activations: Sequence[str] | None = None,
    clip: float | None = None,
    direction: str = "forward",
    hidden_size: int | None = None,
    input_forget: int = 0,
) -> tuple[np.ndarray, ...]:
    """Return what an LSTM puts out at each step; input and memory are quantized on the way.

    Parameters
    ----------
    x, b, sequence_lens, initial_h, initial_c, p : as for LSTM
    w, r : (directions, I, 4H) and (directions, H, 4H) int8 or uint8
    w_scale, w_zero_point, r_scale, r_zero_point : (directions,) or (directions, 4H)

    Returns
    -------
    y, y_h, y_c : as for LSTM

    Notes
    -----
    ONNX Runtime, com.microsoft.DynamicQuantizeLSTM-1
    """
    w_levels, w_scales = _levels(w, w_scale, w_zero_point)
    r_levels, r_scales = _levels(r, r_scale, r_zero_point)
    plain = check_sequence(4, x, w_levels, r_levels, b, sequence_lens, direction, 0)
    given = _Quantized(**vars(plain), w_scale=w_scales, r_scale=r_scales)
    chosen = lstm_functions(
        activations, len(given.reverse), activation_alpha, activation_beta, clip
    )
    first = [given.initial(initial_h, "initial_h"), given.initial(initial_c, "initial_c")]
    return given.walk(lstm_cells(given, chosen, p, bool(input_forget)), first)
