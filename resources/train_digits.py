"""Train the digits model and write `models/digits.onnx`; needs torch.

    python -m resources.train_digits --data DIR --cache DIR

It learns from MNIST, and from bhmsds drawn onto canvases with pens of every width, both through
the very preprocessing of the program (`engine.preprocess`).
"""

from __future__ import annotations

import numpy as np
from torch import nn

from resources.drawing_data import DIGITS, VARIANTS, bhmsds, mnist, seen, seen_on_canvas
from resources.model_file import Drawn, write_drawing_model
from resources.training import arguments, cached, network, predicted, train


def main() -> None:
    """Train, say how good it is, and write the file."""
    options = arguments(__doc__, epochs=7)

    def training_images() -> tuple[np.ndarray, np.ndarray]:
        images, labels = mnist(options.data, "train")
        ink, ink_labels = bhmsds(options.data, held_out=False)
        parts = [np.stack([seen(image, DIGITS) for image in images])]
        parts.append(seen_on_canvas(images, None, DIGITS, seed=1))
        parts += [seen_on_canvas(ink, None, DIGITS, seed=seed) for seed in (2, 3, 4)]
        return np.concatenate(parts), np.concatenate([labels, labels, *[ink_labels] * 3])

    def test_images() -> tuple[np.ndarray, np.ndarray]:
        images, labels = mnist(options.data, "t10k")
        ink, ink_labels = bhmsds(options.data, held_out=True)
        drawn = seen_on_canvas(ink, VARIANTS["plain"], DIGITS, seed=9)
        parts = [np.stack([seen(image, DIGITS) for image in images]), drawn]
        return np.concatenate(parts), np.concatenate([labels, ink_labels])

    images, labels = cached(options.cache / "digits.npz", training_images)
    test, truth = cached(options.cache / "digits_test.npz", test_images)

    def evaluate(net: nn.Sequential) -> str:
        right = predicted(net, test) == truth
        return f"MNIST {right[:10000].mean():.4f}, bhmsds {right[10000:].mean():.4f}"

    net = network(((16,), (32, 48), (64,)), dense=128, classes=10)
    train(
        net,
        images,
        labels,
        epochs=options.epochs,
        threads=options.threads,
        per_epoch=60_000,
        strength=1.0,
        smoothing=0.02,
        evaluate=evaluate,
    )
    about = Drawn(
        name="digits",
        title="Digits",
        description="Reads one handwritten digit, 0 to 9, drawn or on a picture.",
        labels=[str(digit) for digit in range(10)],
        preprocess=DIGITS,
        credit="Trained on MNIST (Y. LeCun, C. Cortes, C. Burges) and the handwritten digits of "
        "bhmsds (MIT).",
    )
    write_drawing_model(net, about)


if __name__ == "__main__":
    main()
