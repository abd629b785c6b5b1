"""Write the sample pictures in `samples/`: drawings that no model was trained on, and photos.

    python -m resources.make_samples --data DIR --photos DIR

`SOURCES.md` says where the data and the photos come from, and under which licence.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from resources import root
from resources.drawing_data import Variant, bhmsds, mnist, on_canvas, quickdraw

# name: data set, index among its held-out drawings, dark strokes?, how it lies on the canvas
DIGIT_SAMPLES = {
    "0-marker": ("bhmsds", 9, True, Variant(400, 260, 9, (0.5, 0.5))),
    "2-chalk": ("mnist", 1, False, Variant(400, 280, 0, (0.5, 0.5))),
    "3-small": ("bhmsds", 495, True, Variant(400, 90, 0, (0.7, 0.3))),
    "4-thin-pen": ("bhmsds", 624, True, Variant(400, 300, -2, (0.45, 0.5))),
    "5-chalk": ("mnist", 15, False, Variant(400, 240, 2, (0.4, 0.6))),
    "7-pen": ("mnist", 0, True, Variant(400, 280, 0, (0.5, 0.5))),
    "8-marker": ("bhmsds", 1239, False, Variant(400, 240, 6, (0.55, 0.45))),
    "9-pen": ("mnist", 9, True, Variant(400, 200, 1, (0.35, 0.4))),
}
SHEET = "6-photographed-sheet"
# class: index among its held-out drawings, dark strokes?
DOODLE_SAMPLES = {
    "airplane": (3, True),
    "alarm clock": (9, True),
    "bicycle": (4, True),
    "cat": (4, False),
    "fish": (1, True),
    "flower": (10, False),
    "house": (2, True),
    "lollipop": (3, True),
}
PHOTO_SAMPLES = {"chelsea": "png", "coffee": "jpg", "rocket": "jpg", "camera": "jpg",
                 "china": "jpg", "flower": "jpg"}  # fmt: skip


def main() -> None:
    """Write all samples."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the training data")
    parser.add_argument("--photos", type=Path, required=True, help="folder of the photos")
    options = parser.parse_args()
    for name in ("digits", "doodles", "photos"):
        (root() / "samples" / name).mkdir(parents=True, exist_ok=True)
    write_digits(options.data, root() / "samples" / "digits")
    write_doodles(options.data, root() / "samples" / "doodles")
    for name, suffix in PHOTO_SAMPLES.items():
        # Chelsea stays lossless: its probabilities are known to three digits.
        target = root() / "samples" / "photos" / f"{name}.{suffix}"
        photo = Image.open(options.photos / f"{name}.png")
        photo.save(target, optimize=True, **({"quality": 90} if suffix == "jpg" else {}))


def write_digits(data: Path, folder: Path) -> None:
    """Write held-out digits as pens, chalk and a photographed sheet would show them."""
    drawings = {"mnist": mnist(data, "t10k")[0], "bhmsds": bhmsds(data, held_out=True)[0]}
    rng = np.random.default_rng(0)
    for name, (source, index, dark, variant) in DIGIT_SAMPLES.items():
        canvas = smooth(on_canvas(drawings[source][index], variant, rng, dark=dark))
        Image.fromarray(canvas).save(folder / f"{name}.png", optimize=True)
    ink = on_canvas(drawings["bhmsds"][903], Variant(480, 260, -2, (0.55, 0.45)), rng, dark=False)
    sheet = photographed(smooth(ink), rng)
    Image.fromarray(sheet).save(folder / f"{SHEET}.jpg", quality=85, optimize=True)


def write_doodles(data: Path, folder: Path) -> None:
    """Write held-out doodles, dark on light and light on dark."""
    ink, classes, names = quickdraw(data, held_out=True)
    rng = np.random.default_rng(0)
    for name, (index, dark) in DOODLE_SAMPLES.items():
        chosen = ink[classes == names.index(name)][index]
        canvas = smooth(on_canvas(chosen, Variant(480, 400, -5, (0.5, 0.5)), rng, dark=dark))
        Image.fromarray(canvas).save(folder / f"{name.replace(' ', '-')}.png", optimize=True)


def smooth(canvas: np.ndarray) -> np.ndarray:
    """Return the canvas (H, W) uint8 without the corners that small bitmaps leave on strokes."""
    soft = Image.fromarray(canvas).filter(ImageFilter.GaussianBlur(3))
    return np.array(soft.point(lambda level: (level - 127) * 5 + 127))


def photographed(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a sheet with blue ink as a phone sees it: warm, uneven light, soft, with grain.

    Parameters
    ----------
    ink : (H, W) uint8, 0 paper .. 255 ink

    Returns
    -------
    (H, W, 3) uint8 RGB
    """
    height, width = ink.shape
    yy, xx = np.mgrid[:height, :width] / max(height, width)
    light = (1 - 0.30 * xx - 0.25 * yy**2)[:, :, None]
    soft = np.array(Image.fromarray(ink).filter(ImageFilter.GaussianBlur(1.2)))[:, :, None] / 255
    paper, pen = np.array([236, 226, 205]), np.array([40, 55, 120])
    sheet = light * (paper * (1 - soft) + pen * soft) + rng.normal(0, 4, (height, width, 1))
    return np.clip(np.rint(sheet), 0, 255).astype(np.uint8)


if __name__ == "__main__":
    main()
