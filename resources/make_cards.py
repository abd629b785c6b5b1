"""Make the pictures of the start page's three cards from our own samples and feature maps.

    python -m resources.make_cards [digits] [doodles] [photos]

To be run when a bundled model or sample has changed.
Everything in the pictures is real: what our engine computes with the bundled models.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

import engine
import resources
from engine.visual import tiles

FOLDER = Path(__file__).resolve().parent / "icons"
SIZE = (624, 340)
"""Twice the size on the page, for screens with small pixels."""
DOODLES = ("cat", "bicycle", "fish", "house", "flower", "airplane")
_SUPERSAMPLED = 4
_INK = (0x1A, 0x1A, 0x1A)
# A three, as Bézier curves: start, two control points, end; 0..1 of the sheet.
_THREE = (
    ((0.28, 0.30), (0.36, 0.12), (0.74, 0.12), (0.70, 0.34)),
    ((0.70, 0.34), (0.67, 0.48), (0.54, 0.49), (0.45, 0.49)),
    ((0.45, 0.49), (0.62, 0.48), (0.80, 0.55), (0.76, 0.72)),
    ((0.76, 0.72), (0.71, 0.92), (0.36, 0.90), (0.25, 0.76)),
)


def drawn_three(side: int) -> Image.Image:
    """Return a three, drawn with a round pen, dark on white."""
    large = side * _SUPERSAMPLED
    image = Image.new("RGB", (large, large), "white")
    pen = ImageDraw.Draw(image)
    radius = 0.052 * large
    for curve in _THREE:
        points = np.array(curve) * large
        for t in np.linspace(0, 1, 160):
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
            x, y = np.dot(weights, points)
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_INK)
    return image.resize((side, side), Image.Resampling.BOX)


def varied_maps(maps: np.ndarray, count: int) -> np.ndarray:
    """Return the `count` most varied of (C, H, W) maps, in their own order."""
    spread = maps.reshape(len(maps), -1).std(axis=1)
    return maps[np.sort(np.argsort(-spread)[:count])]


def layer_of(activations: engine.Activations, side: int) -> np.ndarray:
    """Return the maps (C, H, W) of the first activation function whose maps are `side` high."""
    for layer in activations.layers:
        if layer.op in ("Relu", "Clip", "LeakyRelu") and layer.shape[2:] == (side, side):
            return activations[layer.name][0]
    raise LookupError(f"no layer with maps {side} × {side}")


def tile(map_hw: np.ndarray, side: int) -> Image.Image:
    """Return one map in Ember, scaled to its own brightest value, enlarged without smoothing."""
    coloured = tiles.colorize(map_hw, 0.0, float(map_hw.max()) or 1.0, "ember")
    return Image.fromarray(coloured).resize((side, side), Image.Resampling.NEAREST)


def digits_card() -> Image.Image:
    """Return a drawn digit and six of its first feature maps."""
    card = Image.new("RGB", SIZE, "white")
    digit = drawn_three(300)
    card.paste(digit, (30, 20))
    model = engine.load(resources.model_path("digits"))
    side = model.preprocess.size[0] if model.preprocess.size else 28
    maps = varied_maps(layer_of(model.activations(np.array(digit)), side), 6)
    for index, each in enumerate(maps):
        place = (366 + index % 2 * 112, 8 + index // 2 * 109)
        card.paste(tile(each, 104), place)
    return card


def doodles_card() -> Image.Image:
    """Return six of the samples, all dark on white."""
    card = Image.new("RGB", SIZE, "white")
    folder = resources.sample_paths("doodles")[0].parent
    for index, name in enumerate(DOODLES):
        with Image.open(folder / f"{name}.png") as image:
            ink = np.array(image.convert("L"))
        if ink[0, 0] < 128:
            ink = 255 - ink
        rows, columns = np.where(ink < 128)
        ink = ink[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        doodle = Image.fromarray(np.maximum(ink, _INK[0]))
        doodle.thumbnail((150, 132), Image.Resampling.LANCZOS)
        centre = (124 + index % 3 * 188, 90 + index // 3 * 160)
        corner = (centre[0] - doodle.width // 2, centre[1] - doodle.height // 2)
        card.paste(doodle.convert("RGB"), corner)
    return card


def photos_card() -> Image.Image:
    """Return a photo and four of its feature maps."""
    path = next(path for path in resources.sample_paths("photos") if path.name == "chelsea.png")
    with Image.open(path) as image:
        photo = image.convert("RGB")
    height = round(photo.width * SIZE[1] / SIZE[0])
    card = photo.crop((0, 20, photo.width, 20 + height)).resize(SIZE, Image.Resampling.LANCZOS)
    activations = engine.load(resources.model_path("photos")).activations(path)
    maps = varied_maps(layer_of(activations, 56), 4)
    for index, each in enumerate(maps):
        card.paste(tile(each, 76), (SIZE[0] - 84, 8 + index * 82))
    return card


def main() -> None:
    """Write all cards."""
    FOLDER.mkdir(exist_ok=True)
    cards = {"digits": digits_card, "doodles": doodles_card, "photos": photos_card}
    for name in sys.argv[1:] or cards:
        card = cards[name]()
        # A palette is a third of the bytes; at twice the size on the page nobody sees the dots.
        colours, dither = (256, Image.Dither.FLOYDSTEINBERG) if name == "photos" else (128, 0)
        card = card.quantize(colours, dither=Image.Dither(dither))
        card.save(FOLDER / f"card-{name}.png", optimize=True)


if __name__ == "__main__":
    main()
