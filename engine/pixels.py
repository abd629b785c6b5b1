"""Pixels as the engine keeps them: opaque, and nobody changes them any more. NumPy alone."""

from __future__ import annotations

import numpy as np


def on_white(rgba: np.ndarray) -> np.ndarray:
    """Return (H, W, 4) uint8 RGBA laid on white; the colour of invisible pixels vanishes."""
    colour = rgba[:, :, :3].astype(np.uint16)
    alpha = rgba[:, :, 3:].astype(np.uint16)
    mixed = (colour * alpha + 255 * (255 - alpha) + 127) // 255
    return frozen(mixed.astype(np.uint8))


def frozen(pixels: np.ndarray) -> np.ndarray:
    """Return pixels that nobody can change any more."""
    pixels.flags.writeable = False
    return pixels
