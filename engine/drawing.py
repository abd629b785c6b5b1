"""Drawings: which side is the ink, how strong is it, and where is its centre.

What happens to a drawing before the network counts more than the network: digits as MNIST
framed them are read, the same digits small in a corner of a canvas are not. So every drawing,
from canvas, file or photo of a sheet, is reduced to its ink (0 paper .. 1 stroke) first.
"""

from __future__ import annotations

import numpy as np

from engine.images import resize
from engine.metadata.recipe import Centre

WORK_SIDE = 1024
"""Larger drawings are first reduced to this longer side; lines one pixel wide survive it."""

_FLAT = 12
"""Grey levels by which plain paper may vary."""
_GRAIN = 1.5
"""Grey levels by which half of a plain paper may vary; a photographed sheet varies more."""
_FAINTEST = 10
"""Grey levels that a stroke must differ from the paper at least."""
_FAINT = 0.3
"""Share of the strongest ink below which a mark on a photographed sheet is no stroke."""
_INK = 0.2
"""Share of the strongest ink above which a pixel belongs to the drawing."""


def ink_of(levels: np.ndarray) -> np.ndarray:
    """Return how much ink each pixel holds, whichever of ink and paper is the darker.

    Parameters
    ----------
    levels : (H, W) uint8 grey

    Returns
    -------
    (h, w) float32 0..1, its longer side at most `WORK_SIDE`; all 0 where there is no stroke
    """
    height, width = levels.shape
    shrink = WORK_SIDE / max(height, width)
    if shrink < 1:
        smaller = (max(1, round(height * shrink)), max(1, round(width * shrink)))
        levels = resize(levels, smaller, "box")
    plane = levels.astype(np.float32)
    paper = _flat_paper(plane)
    if paper is not None:
        ink, noise = np.abs(np.subtract(plane, paper, out=plane), out=plane), 0.0
    else:
        ink, noise = _ink_on_uneven_paper(plane)
    peak = float(ink.max(initial=0))
    if peak < max(_FAINTEST, 2 * noise):
        return np.zeros_like(ink)
    # In place: new arrays of this size cost more than the arithmetic, and a drawing is live.
    if noise:
        np.clip(np.subtract(ink, noise, out=ink), 0, None, out=ink)
    return np.multiply(ink, np.float32(1 / (peak - noise)), out=ink)


def draw_centred(
    ink: np.ndarray, size: tuple[int, int], centre: Centre, resample: str
) -> tuple[np.ndarray, tuple[float, float, float, float] | None]:
    """Return the ink cropped, scaled and centred, and the part of `ink` that the field shows.

    This is MNIST's own way: the longer side becomes `centre.box` pixels, and the centre of mass
    (or the middle of the box) comes to the centre of the field. Strokes thinner than a pixel
    there are faint, so the contrast is restored afterwards.

    Parameters
    ----------
    ink : (h, w) float32 0..1
    size : height and width of the field, in pixels

    Returns
    -------
    field : (*size,) float32 0..1
    crop : left, top, right, bottom in pixels of `ink`; None where there is no ink
    """
    field = np.zeros(size, np.float32)
    drawn = ink > _INK * ink.max(initial=0)
    if not drawn.any():
        return field, None
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    left, right = int(columns[0]), int(columns[-1]) + 1
    scale = min(centre.box, *size) / max(bottom - top, right - left)
    inner_h, inner_w = max(1, round((bottom - top) * scale)), max(1, round((right - left) * scale))
    part = resize(ink[top:bottom, left:right], (inner_h, inner_w), resample)
    part = _restored(np.clip(part, 0, None))
    y = _offset(part.sum(axis=1), size[0], centre.by)
    x = _offset(part.sum(axis=0), size[1], centre.by)
    field[y : y + inner_h, x : x + inner_w] = part
    step_y, step_x = (bottom - top) / inner_h, (right - left) / inner_w
    crop = (
        left - x * step_x,
        top - y * step_y,
        left + (size[1] - x) * step_x,
        top + (size[0] - y) * step_y,
    )
    return field, crop


def _offset(profile: np.ndarray, length: int, by: str) -> int:
    """Return where a part begins so that its centre comes to the centre of `length` pixels.

    MNIST puts the centre of mass onto pixel 14 of 28 (counted from 0), not between 13 and 14.
    """
    inner = profile.size
    if by == "box":
        return (length - inner) // 2
    mass = float(profile @ np.arange(inner)) / float(profile.sum())
    return min(max(round(length // 2 - mass), 0), length - inner)


def _restored(part: np.ndarray) -> np.ndarray:
    """Return the ink with the typical stroke at full strength.

    Typical is the upper quartile of what is no faint edge, not the maximum: where two thin
    lines cross they are twice as strong, and the rest would stay half as dark.
    """
    strongest = float(part.max())
    strokes = part[part > strongest / 4]
    return np.clip(part / float(np.percentile(strokes, 75)), 0, 1)


def _flat_paper(plane: np.ndarray) -> float | None:
    """Return the grey of plain paper; None where the paper is not plain.

    Paper is what covers most of the picture and of its border, the picture counting more:
    strokes may run along the whole border of a tightly cut drawing.
    """
    border = np.concatenate([plane[0], plane[-1], plane[1:-1, 0], plane[1:-1, -1]])
    step = max(1, max(plane.shape) // 128)
    sample = plane[::step, ::step]
    greys = np.array([np.median(border), np.median(sample), *np.percentile(sample, (2, 98))])
    shares = [0.6 * _share(sample, grey) + 0.4 * _share(border, grey) for grey in greys]
    best = int(np.argmax(shares))
    near = sample[np.abs(sample - greys[best]) <= _FLAT]
    if shares[best] < 0.25 or near.size == 0:
        return None
    paper = float(np.median(near))
    grain = float(np.median(np.abs(near - paper)))
    return paper if grain <= _GRAIN else None


def _share(levels: np.ndarray, grey: float) -> float:
    """Return the share of pixels that look like paper of this grey."""
    return float(np.mean(np.abs(levels - grey) <= _FLAT))


def _ink_on_uneven_paper(plane: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the distance from a smoothly lit sheet on the ink's side, and what is no ink of it.

    What is no ink is grain, and lines or squares printed faintly on the paper. A surface of
    second degree is fitted by least squares, again and again without what lies far from it,
    until strokes no longer pull at it.
    """
    plane = _softened(plane)
    h, w = plane.shape
    step = max(1, max(h, w) // 96)
    basis = _surface_basis(np.arange(0, h, step) / h, np.arange(0, w, step) / w)
    sample = plane[::step, ::step].ravel()
    keep = np.ones(sample.size, bool)
    for _ in range(8):
        weights, *_ = np.linalg.lstsq(basis[keep], sample[keep], rcond=None)
        residual = sample - basis @ weights
        spread = 1.4826 * float(np.median(np.abs(residual[keep])))
        keep = np.abs(residual) <= max(2.5 * spread, 2.0)
        if keep.sum() < 12:
            break
    surface = _surface_basis(np.arange(h) / h, np.arange(w) / w) @ weights
    paper = surface.reshape(h, w).astype(np.float32)
    difference = plane - paper
    noise = max(4 * spread, 6.0)
    dark = np.clip(-difference - noise, 0, None)
    light = np.clip(difference - noise, 0, None)
    if dark.sum() >= light.sum():
        # Ink takes away a share of the light, so where less falls it differs by fewer levels.
        mean = float(paper.mean())
        ink = -difference * (mean / np.maximum(paper, max(mean / 4, 1)))
    else:
        ink = difference
    return np.clip(ink, 0, None), max(noise, _FAINT * float(ink.max()))


def _softened(plane: np.ndarray) -> np.ndarray:
    """Return the plane averaged over 3 × 3 pixels, so that no single grain counts as ink."""
    padded = np.pad(plane, 1, mode="edge")
    rows = padded[:-2] + padded[1:-1] + padded[2:]
    averaged: np.ndarray = (rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]) / 9
    return averaged


def _surface_basis(y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return the six terms of a second-degree surface at all points (y, x), one row a point."""
    yy, xx = (grid.ravel() for grid in np.meshgrid(y, x, indexing="ij"))
    return np.stack([np.ones_like(xx), xx, yy, xx * xx, yy * yy, xx * yy], axis=1)
