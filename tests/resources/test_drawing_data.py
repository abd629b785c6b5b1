from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from resources.drawing_data import (
    DIGITS,
    VARIANTS,
    Variant,
    bhmsds,
    mnist,
    on_canvas,
    quickdraw,
    random_variant,
    seen,
    seen_on_canvas,
)


@pytest.fixture
def ink() -> np.ndarray:
    """Return a 7 in light ink on dark, 28 × 28."""
    drawing = np.zeros((28, 28), np.uint8)
    drawing[4:7, 6:22] = 255
    for step in range(18):
        column = 20 - step * 10 // 18
        drawing[6 + step, column - 1 : column + 2] = 255
    return drawing


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a folder of training data in which each drawing tells its class and number."""
    marked = np.zeros((1500, 28, 28), np.uint8)
    marked[:, 0, 0], marked[:, 0, 1] = np.arange(1500) % 256, np.arange(1500) // 256
    np.savez(tmp_path / "bhmsds18.npz", **{str(digit): 255 - marked for digit in range(10)})
    few = {name: marked[:count] for name, count in (("zebra", 40), ("alarm_clock", 100))}
    np.savez(tmp_path / "quickdraw20.npz", **few)
    (tmp_path / "mnist").mkdir()
    images = struct.pack(">IIII", 2051, 3, 28, 28) + marked[:3].tobytes()
    (tmp_path / "mnist" / "t10k-images.idx3-ubyte.gz").write_bytes(gzip.compress(images))
    labels = struct.pack(">II", 2049, 3) + bytes([7, 2, 1])
    (tmp_path / "mnist" / "t10k-labels.idx1-ubyte.gz").write_bytes(gzip.compress(labels))
    return tmp_path


def numbers(images: np.ndarray) -> list[int]:
    return [int(image[0, 0]) + 256 * int(image[0, 1]) for image in images]


def test_bhmsds_holds_out_one_run_and_its_neighbours(data: Path) -> None:
    held_out, labels = bhmsds(data, held_out=True)
    training, _ = bhmsds(data, held_out=False)
    assert len(held_out) == 1500
    assert labels.tolist() == [digit for digit in range(10) for _ in range(150)]
    first, second = numbers(held_out[:150]), numbers(training[: len(training) // 10])
    assert first == list(range(640, 790))
    assert min(abs(a - b) for a in first for b in second) > 20


def test_quickdraw_holds_out_a_tenth_of_each_class(data: Path) -> None:
    held_out, labels, names = quickdraw(data, held_out=True)
    training, training_labels, _ = quickdraw(data, held_out=False)
    assert names == ["alarm clock", "zebra"]
    assert np.bincount(labels).tolist() == [10, 4]
    for index, count in enumerate((100, 40)):
        one, other = numbers(held_out[labels == index]), numbers(training[training_labels == index])
        assert sorted(one + other) == list(range(count))


def test_mnist_reads_images_and_labels(data: Path) -> None:
    images, labels = mnist(data, "t10k")
    assert images.shape == (3, 28, 28)
    assert numbers(images) == [0, 1, 2]
    assert labels.tolist() == [7, 2, 1]


def test_on_canvas_draws_dark_on_light_and_light_on_dark(ink: np.ndarray) -> None:
    rng = np.random.default_rng(0)
    dark = on_canvas(ink, VARIANTS["plain"], rng, dark=True)
    light = on_canvas(ink, VARIANTS["plain"], rng, dark=False)
    assert dark.shape == (280, 280)
    assert np.array_equal(dark, 255 - light)
    assert np.median(dark) == 255


def test_on_canvas_obeys_pen_size_and_place(ink: np.ndarray) -> None:
    rng = np.random.default_rng(0)

    def drawn(variant: Variant) -> np.ndarray:
        return on_canvas(ink, variant, rng, dark=False) > 127

    plain = drawn(Variant())
    assert drawn(Variant(pen=5)).sum() > 1.4 * plain.sum()
    assert 0 < drawn(Variant(pen=-2)).sum() < 0.9 * plain.sum()
    assert drawn(Variant(height=50)).sum() < 0.2 * plain.sum()
    corner = drawn(Variant(height=60, place=(0, 1)))
    assert corner[140:, :140].sum() == corner.sum() > 0


def test_on_canvas_leaves_a_canvas_without_ink_empty() -> None:
    empty = np.zeros((28, 28), np.uint8)
    canvas = on_canvas(empty, Variant(), np.random.default_rng(0), dark=True)
    assert (canvas == 255).all()


def test_random_variants_stay_on_the_canvas(ink: np.ndarray) -> None:
    rng = np.random.default_rng(1)
    for _ in range(20):
        assert on_canvas(ink, random_variant(rng), rng, dark=True).shape == (280, 280)


def test_seen_on_canvas_is_the_same_for_both_polarities(ink: np.ndarray) -> None:
    pair = seen_on_canvas(np.stack([ink, ink]), VARIANTS["off-centre"], DIGITS, seed=0)
    assert np.abs(pair[0].astype(int) - pair[1]).max() <= 1
    as_it_is = seen(ink, DIGITS).astype(int)
    assert np.abs(pair[0] - as_it_is).mean() < np.abs(pair[0] - as_it_is[:, ::-1]).mean() / 2
