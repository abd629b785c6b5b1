"""Functions that NumPy does not have."""

from __future__ import annotations

import math

import numpy as np

# erf(x) = x · P(x²) / Q(x²) on −4 … 4, the rational approximation that Eigen and XLA use for
# float32; 1 beyond. Highest power first.
_P = (
    -2.72614225801306e-10,
    2.77068142495902e-08,
    -2.10102402082508e-06,
    -5.69250639462346e-05,
    -7.34990630326855e-04,
    -2.95459980854025e-03,
    -1.60960333262415e-02,
)
_Q = (
    -1.45660718464996e-05,
    -2.13374055278905e-04,
    -1.68282697438203e-03,
    -7.37332916720468e-03,
    -1.42647390514189e-02,
)
_exact_erf = np.frompyfunc(math.erf, 1, 1)


def erf(x: np.ndarray) -> np.ndarray:
    """Return the error function of float16, float32 or float64, to about its precision."""
    if x.dtype == np.float64:
        return np.asarray(_exact_erf(x), np.float64)
    bounded = np.clip(x.astype(np.float32), np.float32(-4), np.float32(4))
    square = bounded * bounded
    ratio: np.ndarray = _polynomial(square, _P) / _polynomial(square, _Q)
    return np.asarray(bounded * ratio, x.dtype)


def _polynomial(x: np.ndarray, coefficients: tuple[float, ...]) -> np.ndarray:
    total = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        total *= x
        total += np.float32(coefficient)
    return total
