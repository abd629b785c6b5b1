"""Fourier transforms; complex numbers lie in a last axis of two, real and imaginary."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import budget
from engine.errors import ShapeError, UnsupportedError
from engine.ops.arguments import axis_of, element_type, scalar, whole
from engine.ops.registry import onnx_op


def _complex(x: np.ndarray) -> np.ndarray:
    if x.shape[-1:] == (1,):
        return x[..., 0]
    if x.shape[-1:] != (2,):
        raise ShapeError(f"the last axis must hold 1 or 2 numbers, got shape {x.shape}.")
    joined: np.ndarray = x[..., 0] + 1j * x[..., 1]
    return joined


def _parts(x: np.ndarray, dtype: Any) -> np.ndarray:
    return np.stack([x.real, x.imag], -1).astype(dtype)


def _dft(x: np.ndarray, length: int | None, axis: int, inverse: int, onesided: int) -> np.ndarray:
    place = axis_of(axis, x.ndim)
    if place == x.ndim - 1:
        raise ShapeError("axis must not be the last, which holds real and imaginary part.")
    size = x.shape[place]
    if inverse and onesided:
        count = 2 * (size - 1) if length is None else length
    else:
        count = size if length is None else length
    if count < 1:
        raise ShapeError(f"dft_length must be at least 1, got {count}.")
    budget.check_elements([*x.shape[:place], count, *x.shape[place + 1 : -1], 2], "DFT's result")
    values = _complex(x)
    if inverse and onesided:
        return np.fft.irfft(values, count, place)[..., None].astype(x.dtype)
    transformed = np.fft.ifft(values, count, place) if inverse else np.fft.fft(values, count, place)
    if onesided:
        transformed = np.take(transformed, range(count // 2 + 1), place)
    return _parts(transformed, x.dtype)


@onnx_op("DFT", since=17)
def dft_17(
    x: np.ndarray,
    dft_length: np.ndarray | None = None,
    *,
    axis: int = 1,
    inverse: int = 0,
    onesided: int = 0,
) -> np.ndarray:
    """Return as `dft`, with the axis as an attribute.

    Notes
    -----
    ONNX DFT-17, https://onnx.ai/onnx/operators/onnx__DFT.html
    """
    length = None if dft_length is None else whole(dft_length, "dft_length")
    return _dft(x, length, axis, inverse, onesided)


@onnx_op("DFT", since=20, shape_from=("dft_length", "axis"))
def dft(
    x: np.ndarray,
    dft_length: np.ndarray | None = None,
    axis: np.ndarray | None = None,
    *,
    inverse: int = 0,
    onesided: int = 0,
) -> np.ndarray:
    """Return the discrete Fourier transform of `x` along `axis`.

    Parameters
    ----------
    x : (…, 1) real or (…, 2) complex array
    dft_length : of the signal, which is cut or filled up with zeros
    axis : the last but one by default
    inverse : 1 transforms back; with `onesided`, from half a spectrum to a real signal
    onesided : 1 returns only the half of the spectrum that a real signal has

    Returns
    -------
    (…, 2) array, or (…, 1) for a real signal

    Notes
    -----
    ONNX DFT-20, https://onnx.ai/onnx/operators/onnx__DFT.html
    """
    length = None if dft_length is None else whole(dft_length, "dft_length")
    return _dft(x, length, -2 if axis is None else whole(axis, "axis"), inverse, onesided)


@onnx_op("STFT", since=17, shape_from=("frame_step", "frame_length"))
def stft(
    signal: np.ndarray,
    frame_step: np.ndarray,
    window: np.ndarray | None = None,
    frame_length: np.ndarray | None = None,
    *,
    onesided: int = 1,
) -> np.ndarray:
    """Return the spectrum of each frame of a signal.

    Parameters
    ----------
    signal : (N, L, 1) real or (N, L, 2) complex array
    frame_step : how far one frame begins after the other
    window : (frame length,), multiplied to each frame
    onesided : 1 returns only the half of the spectrum that a real signal has

    Returns
    -------
    (N, frames, frequencies, 2)

    Raises
    ------
    ShapeError
        If frames and signal do not fit.

    Notes
    -----
    ONNX STFT-17, https://onnx.ai/onnx/operators/onnx__STFT.html
    """
    if signal.ndim != 3:
        raise ShapeError(f"needs (N, L, 1) or (N, L, 2), got {signal.shape}.")
    step, total = whole(frame_step, "frame_step"), signal.shape[1]
    if frame_length is not None:
        length = whole(frame_length, "frame_length")
    else:
        length = total if window is None else window.size
    if step < 1 or not 1 <= length <= total or (window is not None and window.shape != (length,)):
        raise ShapeError(f"frames of {length} every {step} do not fit a signal of {total}.")
    values = _complex(signal)
    frames = np.lib.stride_tricks.sliding_window_view(values, length, 1)[:, ::step]
    budget.check_elements((*frames.shape, 2), "STFT's result")
    spectrum = np.fft.fft(frames if window is None else frames * window, axis=-1)
    if onesided:
        spectrum = spectrum[..., : length // 2 + 1]
    return _parts(spectrum, signal.dtype)


@onnx_op(
    "MelWeightMatrix",
    since=17,
    shape_from=(
        "num_mel_bins",
        "dft_length",
        "sample_rate",
        "lower_edge_hertz",
        "upper_edge_hertz",
    ),
)
def mel_weight_matrix(
    num_mel_bins: np.ndarray,
    dft_length: np.ndarray,
    sample_rate: np.ndarray,
    lower_edge_hertz: np.ndarray,
    upper_edge_hertz: np.ndarray,
    *,
    output_datatype: int = 1,
) -> np.ndarray:
    """Return (dft_length // 2 + 1, num_mel_bins): triangles that gather frequencies as ears do.

    Notes
    -----
    ONNX MelWeightMatrix-17, https://onnx.ai/onnx/operators/onnx__MelWeightMatrix.html
    """
    bins, length = whole(num_mel_bins, "num_mel_bins"), whole(dft_length, "dft_length")
    rate = scalar(sample_rate, "sample_rate")
    low, high = (
        2595 * np.log10(1 + scalar(edge, "edge") / 700)
        for edge in (lower_edge_hertz, upper_edge_hertz)
    )
    if bins < 1 or length < 1 or rate <= 0:
        raise UnsupportedError("bins, dft_length and sample_rate must be positive.")
    matrix = budget.allocate(
        (length // 2 + 1, bins), element_type(output_datatype), 0, "MelWeightMatrix's result"
    )
    mels = low + np.arange(bins + 2) * ((high - low) / (bins + 2))
    corners = np.floor((length + 1) * 700 * (10 ** (mels / 2595) - 1) / rate).astype(int)
    frequency = np.arange(len(matrix))
    for index in range(bins):
        first, middle, last = corners[index : index + 3]
        rising = (frequency - first) / max(middle - first, 1)
        falling = (last - frequency) / max(last - middle, 1)
        sides = np.where(frequency < middle, rising, falling)
        inside = (frequency >= first) & (frequency < last)
        # The peak is 1 even where corners fall together.
        matrix[:, index] = np.where(frequency == middle, 1, np.where(inside, sides, 0))
    return matrix
