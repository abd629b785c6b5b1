"""Colour maps: 256 colours each, from the darkest to the brightest.

Ember and Polar obey one law: dark is zero, warm is positive, cool is negative. Their lightness
grows evenly with the value, and alike on both sides of Polar.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from engine.constants import COLOUR_MAPS

_EMBER = ("0B0B0F", "3B1A12", "8F3A12", "D9701C", "F6B24C", "FFF3CF")
_COOL = ("0B0B0F", "0F2140", "164F8F", "2F8FD0", "79C6EE", "DFF6FF")

# Every fifth colour of Viridis (van der Walt and Smith, CC0); what lies between differs from the
# published table by at most one level.
_VIRIDIS = (
    "440154 46085C 471063 481769 481D6F 482475 472A7A 46307E 453781 433D84 414287 3F4889 3D4E8A "
    "3A538B 38598C 355E8D 33638D 31688E 2E6D8E 2C718E 2A768E 297B8E 27808E 25848E 23898E 218E8D "
    "20928C 1F978B 1E9C89 1FA188 21A585 24AA83 28AE80 2EB37C 35B779 3DBC74 46C06F 50C46A 5AC864 "
    "65CB5E 70CF57 7CD250 89D548 95D840 A2DA37 B0DD2F BDDF26 CAE11F D8E219 E5E419 F1E51D FDE725"
)


def names() -> tuple[str, ...]:
    """Return the names of all colour maps."""
    return COLOUR_MAPS


def suggest(low: float) -> str:
    """Return the colour map for values from `low` on: 'polar' if some are negative, or 'ember'."""
    return "polar" if low < 0 else "ember"


@cache
def table(name: str) -> np.ndarray:
    """Return the (256, 3) uint8 RGB colours of a map, read-only.

    Raises
    ------
    KeyError
        If there is no such map.
    """
    if name == "ember":
        colours = _even_lightness(_EMBER, np.linspace(0, 1, 256))
    elif name == "polar":
        # The two colours in the middle are both zero, so that both sides are alike.
        far = (np.abs(np.arange(256) - 127.5) - 0.5) / 127
        warm, cool = _even_lightness(_EMBER, far), _even_lightness(_COOL, far)
        colours = np.where(np.arange(256)[:, None] < 128, cool, warm)
    elif name == "viridis":
        colours = _between(_rgb(_VIRIDIS.split()), np.linspace(0, 1, 256))
    elif name == "grey":
        colours = np.repeat(np.arange(256)[:, None], 3, 1)
    else:
        raise KeyError(name)
    result: np.ndarray = np.rint(colours).astype(np.uint8)
    result.flags.writeable = False
    return result


def apply(unit: np.ndarray, name: str) -> np.ndarray:
    """Return the colours of values in 0..1.

    Parameters
    ----------
    unit : array of floats; what is outside 0..1 or no number becomes the nearer end, or 0

    Returns
    -------
    (…, 3) uint8 RGB
    """
    levels = np.clip(unit, 0, 1)
    if np.isnan(np.min(levels, initial=0)):  # a look is cheaper than a mask for all
        levels = np.nan_to_num(levels)
    levels = levels * np.float32(255) + np.float32(0.5)
    colours: np.ndarray = table(name).take(levels.astype(np.uint8), axis=0)
    return colours


def _rgb(colours: tuple[str, ...] | list[str]) -> np.ndarray:
    """Return hexadecimal colours as (n, 3) floats 0..255."""
    return np.array([list(bytes.fromhex(colour)) for colour in colours], np.float64)


def _between(anchors: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return the colours at `places` (0..1) of a straight line through evenly spaced anchors."""
    at = np.linspace(0, 1, len(anchors))
    return np.stack([np.interp(places, at, anchors[:, channel]) for channel in range(3)], 1)


def _even_lightness(anchors: tuple[str, ...], places: np.ndarray) -> np.ndarray:
    """Return colours of the line through `anchors` whose lightness grows evenly with `places`."""
    fine = np.linspace(0, 1, 4096)
    line = _between(_rgb(anchors), fine)
    light = lightness(line)
    wanted = light[0] + (light[-1] - light[0]) * places
    return _between(_rgb(anchors), np.interp(wanted, light, fine))


def lightness(rgb: np.ndarray) -> np.ndarray:
    """Return the CIE 1976 lightness L* (0..100) of (…, 3) sRGB colours 0..255."""
    share = np.asarray(rgb, np.float64) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    luminance = linear @ np.array([0.2126, 0.7152, 0.0722])
    root: np.ndarray = np.where(
        luminance > (6 / 29) ** 3, np.cbrt(luminance), luminance / (3 * (6 / 29) ** 2) + 4 / 29
    )
    return 116 * root - 16
