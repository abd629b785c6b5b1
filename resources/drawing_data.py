"""The drawings that the bundled models learn from and are tested on, and canvases made of them.

Needs NumPy, Pillow and the engine; no torch. The folder of the data is named on the command
line of the scripts that use this (`SOURCES.md` lists its files).
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from engine.graph import Value
from engine.images import read_image
from engine.metadata import Centre, Preprocess
from engine.preprocess import prepare

SIDE = 28
DIGITS = Preprocess(
    size=(SIDE, SIDE), channels="L", ink="light", centre=Centre(20, "mass"), source="given"
)
DOODLES = Preprocess(
    size=(SIDE, SIDE), channels="L", ink="light", centre=Centre(26, "box"), source="given"
)
_INPUT = Value("image", (1, 1, SIDE, SIDE), np.dtype(np.float32))

HELD_OUT = range(640, 790)
"""Which of the 1,500 bhmsds drawings of each digit are held out, in the order of the file.

The file is in the order in which it was drawn, and its style changes in runs: slant, thickness
and shape differ from block to block. This tenth is one such run (thin pen; a 2 that leans the
other way than all others), so that it tests handwriting which the network has not seen.
"""
_GUARD = 20
"""Drawings on either side of `HELD_OUT` that are used for nothing: they are in its style too."""


@dataclass(frozen=True)
class Variant:
    """How a drawing is put onto a canvas.

    `canvas` and `height` in pixels; `pen` in pixels that strokes gain (above 0) or lose on each
    side; `place` of the drawing's middle, 0..1 of the canvas, or None for anywhere.
    """

    canvas: int = 280
    height: int = 200
    pen: int = 0
    place: tuple[float, float] | None = (0.5, 0.5)


VARIANTS = {
    "plain": Variant(),
    "thin": Variant(pen=-2),
    "thick": Variant(pen=5),
    "off-centre": Variant(height=130, place=(0.26, 0.72)),
    "small": Variant(height=45, place=(0.6, 0.4)),
    "large canvas": Variant(canvas=900, height=500, pen=2, place=(0.4, 0.55)),
}


def mnist(data: Path, part: str) -> tuple[np.ndarray, np.ndarray]:
    """Return images (N, 28, 28) uint8, light on dark, and labels of 'train' or 't10k'."""
    folder = data / "mnist"
    with gzip.open(folder / f"{part}-images.idx3-ubyte.gz") as file:
        images = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, SIDE, SIDE)
    with gzip.open(folder / f"{part}-labels.idx1-ubyte.gz") as file:
        labels = np.frombuffer(file.read(), np.uint8, offset=8)
    return images, labels.astype(np.int64)


def bhmsds(data: Path, *, held_out: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return ink (N, 28, 28) uint8, light on dark, and labels of the ten digits."""
    images, labels = [], []
    with np.load(data / "bhmsds18.npz", allow_pickle=False) as file:
        for digit in range(10):
            drawings = 255 - file[str(digit)]
            index = np.arange(len(drawings))
            near = (index >= HELD_OUT.start - _GUARD) & (index < HELD_OUT.stop + _GUARD)
            chosen = drawings[HELD_OUT.start : HELD_OUT.stop] if held_out else drawings[~near]
            images.append(chosen)
            labels.append(np.full(len(chosen), digit, np.int64))
    return np.concatenate(images), np.concatenate(labels)


def quickdraw(data: Path, *, held_out: bool) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return ink (N, 28, 28) uint8, light on dark, labels, and the names of the classes.

    A tenth of each class, chosen at random with a fixed seed, is held out.
    """
    images, labels = [], []
    with np.load(data / "quickdraw20.npz", allow_pickle=False) as file:
        names = sorted(file.files)
        for index, name in enumerate(names):
            drawings = file[name]
            order = np.random.default_rng(index).permutation(len(drawings))
            tenth = len(drawings) // 10
            chosen = drawings[order[:tenth] if held_out else order[tenth:]]
            images.append(chosen)
            labels.append(np.full(len(chosen), index, np.int64))
    return np.concatenate(images), np.concatenate(labels), [n.replace("_", " ") for n in names]


def on_canvas(
    ink: np.ndarray, variant: Variant, rng: np.random.Generator, *, dark: bool
) -> np.ndarray:
    """Return a canvas with `ink` (28, 28) drawn on it as with a pen, (H, W) uint8.

    Parameters
    ----------
    ink : uint8, light on dark
    rng : places the drawing where `variant.place` is None
    dark : whether the strokes are black on white, or white on black
    """
    canvas = np.zeros((variant.canvas, variant.canvas), np.uint8)
    rows, columns = np.flatnonzero(ink.max(axis=1) > 64), np.flatnonzero(ink.max(axis=0) > 64)
    if rows.size == 0:
        return 255 - canvas if dark else canvas
    part = np.pad(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], 2)
    scale = variant.height / max(part.shape)
    size = (max(2, round(part.shape[1] * scale)), max(2, round(part.shape[0] * scale)))
    # Enlarged smoothly, then with edges as steep as a pen's.
    large = Image.fromarray(part).resize(size, Image.Resampling.BICUBIC)
    large = large.point(lambda level: (level - 80) * 4)
    edge = ImageFilter.MaxFilter(3) if variant.pen > 0 else ImageFilter.MinFilter(3)
    for _ in range(abs(variant.pen)):
        large = large.filter(edge)
    drawing = np.array(large)
    x, y = rng.random(2) if variant.place is None else variant.place
    top = int(np.clip(round(y * variant.canvas - drawing.shape[0] / 2), 0, None))
    left = int(np.clip(round(x * variant.canvas - drawing.shape[1] / 2), 0, None))
    top = min(top, variant.canvas - drawing.shape[0])
    left = min(left, variant.canvas - drawing.shape[1])
    canvas[top : top + drawing.shape[0], left : left + drawing.shape[1]] = drawing
    return 255 - canvas if dark else canvas


def random_variant(rng: np.random.Generator) -> Variant:
    """Return a canvas as people fill it: any pen, size and place."""
    height = int(rng.integers(40, 250))
    pen = int(rng.integers(-2, 7)) if height > 110 else int(rng.integers(0, 2))
    return Variant(canvas=280, height=height, pen=pen, place=None)


def seen(image: np.ndarray, preprocess: Preprocess) -> np.ndarray:
    """Return what the network sees of a canvas or raw image, (28, 28) uint8."""
    return prepare(read_image(image), preprocess, _INPUT).seen


def seen_on_canvas(
    images: np.ndarray, variant: Variant | None, preprocess: Preprocess, seed: int
) -> np.ndarray:
    """Return what the network sees of drawings on canvases, (N, 28, 28) uint8.

    Every second canvas is black on white, the others white on black; `variant` None draws a
    random one for each.
    """
    rng = np.random.default_rng(seed)
    result = np.empty((len(images), SIDE, SIDE), np.uint8)
    for index, ink in enumerate(images):
        chosen = variant or random_variant(rng)
        result[index] = seen(on_canvas(ink, chosen, rng, dark=index % 2 == 0), preprocess)
    return result
