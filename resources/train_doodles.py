"""Train the doodles model and write `models/doodles.onnx`; needs torch.

    python -m resources.train_doodles --data DIR --cache DIR

It learns from 20 classes of Quick, Draw!, as they are and drawn onto canvases with pens of every
width, both through the very preprocessing of the program (`engine.preprocess`).
"""

from __future__ import annotations

import numpy as np
from torch import nn

from resources.drawing_data import DOODLES, VARIANTS, quickdraw, seen, seen_on_canvas
from resources.model_file import Drawn, write_drawing_model
from resources.training import arguments, cached, network, predicted, train


def main() -> None:
    """Train, say how good it is, and write the file."""
    options = arguments(__doc__, epochs=6)
    ink, classes, names = quickdraw(options.data, held_out=False)
    held_out, truth, _ = quickdraw(options.data, held_out=True)

    def training_images() -> tuple[np.ndarray, np.ndarray]:
        parts = [np.stack([seen(image, DOODLES) for image in ink])]
        parts.append(seen_on_canvas(ink, None, DOODLES, seed=1))
        return np.concatenate(parts), np.concatenate([classes, classes])

    def test_images() -> tuple[np.ndarray, np.ndarray]:
        parts = [np.stack([seen(image, DOODLES) for image in held_out])]
        parts.append(seen_on_canvas(held_out[::8], VARIANTS["plain"], DOODLES, seed=9))
        return np.concatenate(parts), np.concatenate([truth, truth[::8]])

    images, labels = cached(options.cache / "doodles.npz", training_images)
    test, test_labels = cached(options.cache / "doodles_test.npz", test_images)

    def evaluate(net: nn.Sequential) -> str:
        right = predicted(net, test) == test_labels
        each = [right[: len(truth)][truth == index].mean() for index in range(len(names))]
        worst = int(np.argmin(each))
        return (
            f"held out {right[: len(truth)].mean():.4f}, mean of classes {np.mean(each):.4f}, "
            f"worst {names[worst]} {each[worst]:.2f}, canvas {right[len(truth) :].mean():.4f}"
        )

    # Small classes count more than their number, large ones less, by the square root.
    counts = np.bincount(classes, minlength=len(names))
    weights = np.sqrt(counts.mean() / counts)
    net = network(((16,), (48, 64), (96,)), dense=160, classes=len(names))
    train(
        net,
        images,
        labels,
        epochs=options.epochs,
        threads=options.threads,
        per_epoch=72_000,
        strength=0.7,
        class_weights=weights,
        smoothing=0.05,
        evaluate=evaluate,
    )
    about = Drawn(
        name="doodles",
        title="Doodles",
        description="Recognises 20 things that people doodle, from airplane to train.",
        labels=names,
        preprocess=DOODLES,
        credit="Trained on doodles of Quick, Draw! by Google (CC BY 4.0).",
    )
    write_drawing_model(net, about)


if __name__ == "__main__":
    main()
