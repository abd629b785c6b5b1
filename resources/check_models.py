"""Check through the program's own engine what `SOURCES.md` claims of the bundled models.

    python -m resources.check_models [--data DIR] [--record]

Without `--data` only the samples are predicted and compared with `expected.json`; with it the
drawing models also read all held-out drawings. `--record` writes `expected.json` and the hashes
in `SOURCES.md` anew. The exit code is 1 if anything is missed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import engine
from resources import BUNDLED, model_path, root, sample_paths
from resources.drawing_data import (
    DIGITS,
    DOODLES,
    VARIANTS,
    bhmsds,
    mnist,
    quickdraw,
    seen,
    seen_on_canvas,
)

TOLERANCE = 0.02
"""By which a sample's probability may differ from the recorded one."""
_BATCH = 250
_EVERY = 4
"""Every fourth held-out doodle is drawn onto canvases; all of them are read as they are."""


def main() -> int:
    """Print a line for each check; return 1 if one is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="folder of the training data")
    parser.add_argument("--record", action="store_true", help="write what is found")
    options = parser.parse_args()
    missed = 0
    if options.data:
        for name, share, target in [*digits(options.data), *doodles(options.data)]:
            missed += share < target
            print(f"{name:<46} {share:8.2%}   target {target:.1%}", flush=True)
    if options.record:
        record()
    expected = json.loads((root() / "expected.json").read_text("utf-8"))
    for model, samples in predictions().items():
        for sample, now in samples.items():
            then = expected.get(model, {}).get(sample, {"label": None, "probability": 0.0})
            same = now["label"] == then["label"]
            close = abs(now["probability"] - then["probability"]) <= TOLERANCE
            missed += not (same and close)
            verdict = "" if same and close else f"   expected {then['label']} {then['probability']}"
            name = f"{model}/{sample}"
            print(f"{name:<46} {now['label']} {now['probability']:.3f}{verdict}")
    return 1 if missed else 0


def predictions() -> dict[str, dict[str, dict[str, object]]]:
    """Return for each bundled model and sample the most probable label and its probability."""
    found: dict[str, dict[str, dict[str, object]]] = {}
    for name in BUNDLED:
        model = engine.load(model_path(name))
        found[name] = {}
        for path in sample_paths(name):
            label, probability = model.predict(path).top(1)[0]
            found[name][path.name] = {"label": label, "probability": round(float(probability), 4)}
    return found


def record() -> None:
    """Write `expected.json`, and the table of hashes at the end of `SOURCES.md`."""
    text = json.dumps(predictions(), indent=2, ensure_ascii=False)
    (root() / "expected.json").write_text(text + "\n", encoding="utf-8")
    sources = root() / "SOURCES.md"
    head, title, _ = sources.read_text("utf-8").partition("| file | sha256 |\n|---|---|\n")
    files = sorted(
        path
        for folder in ("models", "samples", "LICENSES")
        for path in (root() / folder).rglob("*")
        if path.is_file()
    )
    rows = (
        f"| `{path.relative_to(root()).as_posix()}` | "
        f"`{hashlib.sha256(path.read_bytes()).hexdigest()}` |\n"
        for path in files
    )
    sources.write_text(head + title + "".join(rows), encoding="utf-8")


def digits(data: Path) -> Iterator[tuple[str, float, float]]:
    """Yield name, share read right, and target for the digits model."""
    model = engine.load(model_path("digits"))
    images, labels = mnist(data, "t10k")
    prepared = np.stack([seen(image, DIGITS) for image in images])
    yield "digits: MNIST test set, as the program sees it", accuracy(model, prepared, labels), 0.993
    yield "digits: MNIST test set, raw pixels", accuracy(model, images, labels), 0.993
    ink, labels = bhmsds(data, held_out=True)
    for name, variant in VARIANTS.items():
        drawn = seen_on_canvas(ink, variant, DIGITS, seed=9)
        yield f"digits: bhmsds held out, canvas, {name}", accuracy(model, drawn, labels), 0.95


def doodles(data: Path) -> Iterator[tuple[str, float, float]]:
    """Yield name, share read right, and target for the doodles model."""
    model = engine.load(model_path("doodles"))
    ink, labels, names = quickdraw(data, held_out=True)
    prepared = np.stack([seen(image, DOODLES) for image in ink])
    right = classes(model, prepared) == labels
    yield "doodles: held out, as the program sees it", float(right.mean()), 0.89
    each = [right[labels == index].mean() for index in range(len(names))]
    yield "doodles: mean over the classes", float(np.mean(each)), 0.85
    worst = int(np.argmin(each))
    yield f"doodles: worst class ({names[worst]})", float(each[worst]), 0.5
    for name, variant in VARIANTS.items():
        drawn = seen_on_canvas(ink[::_EVERY], variant, DOODLES, seed=9)
        yield f"doodles: canvas, {name}", accuracy(model, drawn, labels[::_EVERY]), 0.8


def accuracy(model: engine.Model, images: np.ndarray, labels: np.ndarray) -> float:
    """Return the share of (N, 28, 28) uint8 images whose most probable class is the label."""
    return float((classes(model, images) == labels).mean())


def classes(model: engine.Model, images: np.ndarray) -> np.ndarray:
    """Return the most probable class of each of (N, 28, 28) uint8 images, prepared already."""
    (given,), (taken,) = model.inputs, model.outputs
    found = []
    for start in range(0, len(images), _BATCH):
        batch = images[start : start + _BATCH, None].astype(np.float32) / 255
        found.append(model.run({given.name: batch})[taken.name].argmax(axis=1))
    return np.concatenate(found)


if __name__ == "__main__":
    sys.exit(main())
