"""Theano and Lasagne weights, held against SciPy's convolution and plain loops."""

from __future__ import annotations

import io
import itertools
import time
from dataclasses import replace

import numpy as np
import pytest
from scipy.signal import convolve2d, correlate2d

import engine
from engine.errors import EngineError, FormatError
from engine.formats.architecture import Architecture, Conv, Dense, Pool
from engine.formats.fit_input import fit_input

RANDOM = np.random.default_rng(5)


def weights(*shape):
    return (RANDOM.normal(size=shape) * 0.4).astype(np.float32)


def convolved(x, w, mode, slide):
    """Return (filters, h, w) sums of two-dimensional convolutions or correlations."""
    return np.stack([sum(slide(x[i], kernel[i], mode) for i in range(len(x))) for kernel in w])


def pooled(x, size, ignore_border, reduce=np.max):
    """Pool with windows that do not overlap, one after the other."""
    c, h, w = x.shape
    ends = [n // size if ignore_border else -(-n // size) for n in (h, w)]
    out = np.empty((c, *ends), x.dtype)
    for i in range(ends[0]):
        for j in range(ends[1]):
            window = x[:, i * size : (i + 1) * size, j * size : (j + 1) * size]
            out[:, i, j] = reduce(window, axis=(1, 2))
    return out


def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum()


def save(path, *arrays, toml=None, **named):
    np.savez(path, *arrays, **named)
    if toml is not None:
        path.with_suffix(".toml").write_text(toml, "utf-8")
    return path


def output(model, x):
    (y,) = model.run({"input": x[None]}).values()
    return y[0]


@pytest.mark.parametrize("flip", [True, False])
@pytest.mark.parametrize("ignore_border", [True, False])
def test_a_lasagne_network_gives_the_numbers_of_independent_arithmetic(
    tmp_path, flip, ignore_border
):
    w1, b1, w2, b2 = weights(6, 2, 3, 3), weights(6), weights(4, 6, 2, 2), weights(4)
    side = 2 if ignore_border else 3
    d1, c1, d2, c2 = weights(4 * side**2, 7), weights(7), weights(7, 5), weights(5)
    toml = f"""
input = [2, 12, 12]
[[layers]]
type = "conv"
flip = {str(flip).lower()}
[[layers]]
type = "pool"
ignore_border = {str(ignore_border).lower()}
nonlinearity = "rectify"
[[layers]]
type = "conv"
flip = {str(flip).lower()}
nonlinearity = "tanh"
[[layers]]
type = "pool"
ignore_border = {str(ignore_border).lower()}
[[layers]]
type = "dense"
nonlinearity = "rectify"
[[layers]]
type = "dense"
nonlinearity = "softmax"
"""
    # 12 → 10 → 5 → 4 → 2 in both; an odd side shows the difference below.
    x = weights(2, 12, 12) if ignore_border else weights(2, 13, 13)
    toml = toml if ignore_border else toml.replace("12, 12", "13, 13")
    model = engine.load(save(tmp_path / "net.npz", w1, b1, w2, b2, d1, c1, d2, c2, toml=toml))
    slide = convolve2d if flip else correlate2d
    h = convolved(x, w1, "valid", slide) + b1[:, None, None]
    h = np.maximum(pooled(h, 2, ignore_border), 0)
    h = np.tanh(convolved(h, w2, "valid", slide) + b2[:, None, None])
    h = pooled(h, 2, ignore_border)
    h = np.maximum(h.reshape(-1) @ d1 + c1, 0)
    np.testing.assert_allclose(output(model, x), softmax(h @ d2 + c2), rtol=1e-4)
    assert model.warnings == ()
    assert not model.architecture.guessed


@pytest.mark.parametrize("flip", [True, False])
@pytest.mark.parametrize("border", ["valid", "full", "half", "same", "1", "[2, 0]"])
def test_borders_are_those_of_theano(tmp_path, border, flip):
    w, b, x = weights(3, 2, 3, 5), weights(3), weights(2, 7, 9)
    quoted = f'"{border}"' if border.isalpha() else border
    toml = f"input = [2, 7, 9]\n[[layers]]\ntype = 'conv'\nborder_mode = {quoted}\n"
    toml += f"flip = {str(flip).lower()}\n"
    model = engine.load(save(tmp_path / "net.npz", w, b, toml=toml))
    pads = {"valid": (0, 0), "full": (2, 4), "half": (1, 2), "same": (1, 2), "1": (1, 1)}
    rows, columns = pads.get(border, (2, 0))
    padded = np.pad(x, [(0, 0), (rows, rows), (columns, columns)])
    slide = convolve2d if flip else correlate2d
    expected = convolved(padded, w, "valid", slide) + b[:, None, None]
    np.testing.assert_allclose(output(model, x), expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("mode", ["max", "average_inc_pad", "average_exc_pad"])
@pytest.mark.parametrize(("ignore_border", "sizes"), [(True, (2, 3)), (False, (3, 4))])
def test_pools_keep_or_drop_what_is_left_over(tmp_path, mode, ignore_border, sizes):
    """Theano: 5 → 3 and 7 → 4 with partial windows, 5 → 2 and 7 → 3 without."""
    x = weights(3, 5, 7) - 2  # below zero: a partial window must not win by its padding
    toml = "input = [3, 5, 7]\n[[layers]]\ntype = 'conv'\n[[layers]]\ntype = 'pool'\n"
    toml += f"mode = '{mode}'\nignore_border = {str(ignore_border).lower()}\n"
    same = np.eye(3, dtype=np.float32)[:, :, None, None]
    path = save(tmp_path / "net.npz", same, np.zeros(3, np.float32), toml=toml)
    model = engine.load(path)
    reduce = np.max if mode == "max" else np.mean
    expected = pooled(x, 2, ignore_border, reduce)
    assert expected.shape[1:] == sizes
    np.testing.assert_allclose(output(model, x), expected, rtol=1e-5)


def test_batch_norm_takes_the_inverse_deviation(tmp_path):
    w, x = weights(4, 2, 3, 3), weights(2, 6, 6)
    beta, gamma, mean = weights(4), weights(4), weights(4)
    inv_std = np.abs(weights(4)) + 0.3
    toml = "input = [2, 6, 6]\n[[layers]]\ntype = 'conv'\nbias = false\n"
    toml += "[[layers]]\ntype = 'batch_norm'\nnonlinearity = 'rectify'\n"
    model = engine.load(save(tmp_path / "n.npz", w, beta, gamma, mean, inv_std, toml=toml))
    h = convolved(x, w, "valid", convolve2d)
    column = [a[:, None, None] for a in (beta, gamma, mean, inv_std)]
    expected = np.maximum((h - column[2]) * column[3] * column[1] + column[0], 0)
    np.testing.assert_allclose(output(model, x), expected, rtol=1e-4, atol=1e-5)


def test_untied_biases_are_added_place_by_place(tmp_path):
    w, b, x = weights(3, 1, 2, 2), weights(3, 4, 4), weights(1, 5, 5)
    guessed = engine.load(save(tmp_path / "n.npz", w, b))
    assert guessed.inputs[0].shape[2:] == (5, 5)
    plain = Architecture((1, 5, 5), (Conv(),))
    model = engine.load(tmp_path / "n.npz", architecture=plain)
    expected = convolved(x, w, "valid", convolve2d) + b
    np.testing.assert_allclose(output(model, x), expected, rtol=1e-4, atol=1e-5)


def test_the_seeds_layer_is_guessed_and_said(tmp_path):
    w, b, x = weights(32, 16, 2, 2), weights(32), weights(16, 25, 25)
    model = engine.load(save(tmp_path / "seed.npz", w, b))
    expected = convolved(x, w, "valid", convolve2d) + b[:, None, None]
    expected = np.maximum(pooled(expected, 2, True), 0)
    got = output(model, x)
    assert got.shape == (32, 12, 12)
    np.testing.assert_allclose(got, expected, rtol=1e-3, atol=1e-4)
    (warning,) = model.warnings
    assert "guessed" in warning
    assert "kernels flipped" in warning
    assert "seed.toml" in warning


LENET = [(20, 1, 5, 5), (20,), (50, 20, 5, 5), (50,), (800, 30), (30,), (30, 10), (10,)]


def test_a_guess_finds_the_picture_that_fits_the_dense_layer(tmp_path):
    model = engine.load(save(tmp_path / "lenet.npz", *(weights(*shape) for shape in LENET)))
    assert model.inputs[0].shape == ("N", 1, 28, 28)
    assert [layer.op for layer in model.layers if layer.op != "Relu"] == [
        "Conv",
        "MaxPool",
        "Conv",
        "MaxPool",
        "Flatten",
        "Gemm",
        "Gemm",
        "Softmax",
    ]
    assert model.predict(np.zeros((28, 28), np.uint8)).softmax_applied is False


def test_a_guess_tries_borders_and_fewer_pools(tmp_path):
    """Two padded convolutions and one pool: 8 × 8 stays 8 × 8, and 4 × 4 is left."""
    shapes = [(4, 3, 3, 3), (4,), (6, 4, 3, 3), (6,), (6 * 14 * 14, 10), (10,)]
    model = engine.load(save(tmp_path / "n.npz", *(weights(*shape) for shape in shapes)))
    assert model.outputs[0].shape == ("N", 10)
    size = model.inputs[0].shape[2]
    assert output(model, weights(3, size, size)).shape == (10,)


def test_what_was_guessed_can_be_changed_and_written_down(tmp_path):
    path = save(tmp_path / "lenet.npz", *(weights(*shape) / 8 for shape in LENET))
    x = weights(1, 28, 28)
    guessed = engine.load(path)
    changed = guessed.architecture.with_options(flip=False)
    turned = engine.load(path, architecture=changed)
    assert np.abs(output(turned, x) - output(guessed, x)).max() > 1e-3
    assert turned.warnings == ()
    path.with_suffix(".toml").write_text(changed.to_toml(), "utf-8")
    again = engine.load(path)
    assert again.architecture == changed
    np.testing.assert_array_equal(output(again, x), output(turned, x))


def test_arrays_go_by_number_and_by_name(tmp_path):
    arrays = [weights(*shape) for shape in LENET]
    expected = output(engine.load(save(tmp_path / "a.npz", *arrays)), np.ones((1, 28, 28), "f"))
    roles = ["W", "b"] * 4
    orders = {
        "numbered": {f"arr_{i}": arrays[i] for i in reversed(range(8))},
        "pairs": {f"{roles[i]}{i // 2 + 1}": arrays[i] for i in range(8)},
        "biases last": {f"{roles[i]}{i // 2}": arrays[i] for i in (0, 2, 4, 6, 1, 3, 5, 7)},
        "dotted": {f"layer{i // 2}.{roles[i]}": arrays[i] for i in range(8)},
        "bias first": {f"conv_{i // 2}_{roles[i]}": arrays[i] for i in (1, 0, 3, 2, 5, 4, 7, 6)},
        "other words": {f"thing {i}": arrays[i] for i in range(8)},
    }
    for what, named in orders.items():
        path = save(tmp_path / f"{what}.npz", **named)
        got = output(engine.load(path), np.ones((1, 28, 28), "f"))
        np.testing.assert_array_equal(got, expected, err_msg=what)


def test_a_description_may_name_its_arrays_labels_and_preprocessing(tmp_path):
    toml = """
title = "Dots"
input = [1, 2, 2]
labels = ["none", "some"]
[preprocess]
range = [-1, 1]
channels = "L"
[[layers]]
type = "dense"
weights = "second"
bias = false
[[layers]]
type = "dense"
weights = "first"
bias = "shift"
nonlinearity = "softmax"
"""
    first, second, shift = weights(3, 2), weights(4, 3), weights(2)
    path = save(tmp_path / "dots.npz", first=first, second=second, shift=shift, toml=toml)
    model = engine.load(path)
    x = weights(1, 2, 2)
    expected = softmax(x.reshape(-1) @ second @ first + shift)
    np.testing.assert_allclose(output(model, x), expected, rtol=1e-5)
    assert model.name == "Dots"
    assert model.labels.names == ("none", "some")
    assert model.labels.source == "dots.toml beside the model"
    assert model.preprocess.range == (-1, 1)
    assert model.predict(np.zeros((4, 4), np.uint8)).top(1)[0][0] in ("none", "some")


WRONG = {
    "unknown key": ("type = 'conv'\nkernel = 3", "kernel"),
    "unknown type": ("type = 'recurrent'", "recurrent"),
    "unknown border": ("type = 'conv'\nborder_mode = 'wrap'", "wrap"),
    "unknown nonlinearity": ("type = 'conv'\nnonlinearity = 'magic'", "magic"),
    "negative pad": ("type = 'conv'\nborder_mode = -1", "border_mode"),
    "stride 0": ("type = 'conv'\nstride = 0", "stride"),
    "flip as text": ("type = 'conv'\nflip = 'yes'", "flip"),
    "array that is not there": ("type = 'conv'\nweights = 'W9'", "W9"),
    "dense first": ("type = 'dense'", "inputs"),
    "too few layers": ("type = 'pool'", "used by no layer"),
    "too large a window": ("type = 'conv'\n[[layers]]\ntype = 'pool'\nsize = 9", "fit"),
    "same with an even kernel": ("type = 'conv'\nborder_mode = 'same'", "odd"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_description_that_does_not_fit_says_where(tmp_path, what):
    layers, said = WRONG[what]
    path = save(tmp_path / "net.npz", weights(3, 1, 2, 2), weights(3))
    path.with_suffix(".toml").write_text(f"input = [1, 6, 6]\n[[layers]]\n{layers}\n", "utf-8")
    with pytest.raises(EngineError, match="net") as caught:
        engine.load(path)
    assert said in str(caught.value)


@pytest.mark.parametrize("text", ["input = [1, 2", "", "input = [0, 3, 3]", "input = [1,3,3]"])
def test_a_description_that_is_none_is_refused(tmp_path, text):
    path = save(tmp_path / "net.npz", weights(3, 1, 2, 2), weights(3))
    path.with_suffix(".toml").write_text(text, "utf-8")
    with pytest.raises(FormatError, match=r"net\.toml"):
        engine.load(path)


@pytest.mark.parametrize(
    "shapes",
    [
        [(3, 1, 2, 2), (3,), (3,)],
        [(3, 1, 2, 2), (3,), (7, 4), (4,)],
        [(5, 4), (4,), (6, 2), (2,)],
        [(5, 4), (4,), (4, 1, 3, 3), (4,)],
        [(3,), (3, 1, 2, 2)],
    ],
)
def test_what_cannot_be_guessed_asks_for_a_description(tmp_path, shapes):
    path = save(tmp_path / "net.npz", *(weights(*shape) for shape in shapes))
    with pytest.raises(FormatError, match=r"net\.toml"):
        engine.load(path)


def test_a_dense_matrix_the_other_way_round_is_recognised():
    layers = (Dense(weights="arr_0", bias="arr_1"),)
    stream = io.BytesIO()
    np.savez(stream, weights(3, 8), weights(3))
    with pytest.raises(FormatError, match="other way round"):
        engine.load(stream.getvalue(), architecture=Architecture((2, 2, 2), layers))


def test_strides_and_overlapping_pools(tmp_path):
    w, b, x = weights(2, 1, 3, 3), weights(2), weights(1, 11, 9)
    layers = (Conv(stride=(2, 1)), Pool(size=(3, 3), stride=(2, 2), ignore_border=False))
    path = save(tmp_path / "n.npz", w, b)
    model = engine.load(path, architecture=Architecture((1, 11, 9), layers))
    h = (convolved(x, w, "valid", convolve2d) + b[:, None, None])[:, ::2]
    # Theano: 5 → 2 windows of 3 by 2, 7 → 3, none left over.
    expected = np.stack(
        [
            [[h[f, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3].max() for j in range(3)] for i in range(2)]
            for f in range(2)
        ]
    )
    np.testing.assert_allclose(output(model, x), expected, rtol=1e-4)


def windows_of_theano(size, window, stride, pad, ignore_border):
    """Return the (start, end) of each window in the padded axis, as Theano's Pool counts them."""
    padded = size + 2 * pad
    if ignore_border:
        count = (padded - window) // stride + 1
    elif stride >= window:
        count = (padded - 1) // stride + 1
    else:
        count = max(0, (padded - 1 - window + stride) // stride) + 1
    return [(i * stride, min(i * stride + window, padded)) for i in range(count)]


@pytest.mark.parametrize("mode", ["max", "average_inc_pad", "average_exc_pad"])
@pytest.mark.parametrize("ignore_border", [True, False])
@pytest.mark.parametrize("window", [1, 2, 3])
def test_pools_of_every_stride_have_the_windows_of_theano(tmp_path, mode, ignore_border, window):
    """Windows that overlap, that leave gaps, and padding, which Theano has with True alone."""
    same = np.ones((1, 1, 1, 1), np.float32)
    path = save(tmp_path / "n.npz", same, np.zeros(1, np.float32))
    pads = range(window) if ignore_border else (0,)
    for size, stride, pad in itertools.product(range(3, 9), range(1, 5), pads):
        x = weights(1, size, size) - 3
        layer = Pool((window,) * 2, (stride,) * 2, (pad,) * 2, mode, ignore_border)
        model = engine.load(path, architecture=Architecture((1, size, size), (Conv(), layer)))
        spans = windows_of_theano(size, window, stride, pad, ignore_border)
        padded = np.pad(x[0], pad, constant_values=-np.inf if mode == "max" else 0)
        expected = np.empty((len(spans), len(spans)), np.float32)
        for (i, (top, bottom)), (j, (left, right)) in itertools.product(
            enumerate(spans), enumerate(spans)
        ):
            if mode == "average_exc_pad":
                top, left = max(top, pad), max(left, pad)
                bottom, right = min(bottom, size + pad), min(right, size + pad)
            reduce = np.max if mode == "max" else np.mean
            expected[i, j] = reduce(padded[top:bottom, left:right])
        got = output(model, x)
        assert model.outputs[0].shape == ("N", 1, len(spans), len(spans))
        np.testing.assert_allclose(
            got[0], expected, rtol=1e-5, err_msg=f"{size} by {stride}, {pad} around"
        )


@pytest.mark.parametrize("layers", [60, 2000])
def test_a_guess_that_leads_nowhere_ends_soon(tmp_path, layers):
    """Each layer may have a pool or none: 2^60 networks are not tried."""
    arrays = [np.zeros((3, 3, 3, 3), np.float32)] * layers
    path = save(tmp_path / "deep.npz", *arrays, np.zeros((3 * 501**2, 2), np.float32))
    start = time.monotonic()
    with pytest.raises(FormatError, match="deep"):
        engine.load(path)
    assert time.monotonic() - start < 20


def lenet(tmp_path, dense_inputs=400):
    """Return an archive without description; 28 × 28 without borders leads to 400 inputs."""
    arrays = weights(20, 1, 5, 5), weights(20), weights(25, 20, 5, 5), weights(25)
    ends = weights(dense_inputs, 7), weights(7)
    return save(tmp_path / "net.npz", *arrays, *ends)


def test_fit_input_keeps_what_goes_through(tmp_path):
    path = lenet(tmp_path)
    guessed = engine.load(path).architecture
    assert guessed.input == (1, 28, 28)
    changed = guessed.with_options(flip=False, ignore_border=False)
    assert fit_input(path, changed) == changed


def test_fit_input_finds_another_size_for_other_borders(tmp_path):
    path = lenet(tmp_path)
    changed = engine.load(path).architecture.with_options(border_mode="half")
    with pytest.raises(FormatError, match="there are 1225 inputs"):
        engine.load(path, architecture=changed)
    fitted = fit_input(path, changed)
    # 16 → 8 → 4, and 25 · 4² = 400.
    assert 16 <= fitted.input[1] <= 19
    assert fitted.layers == changed.layers
    assert fitted.source == changed.source
    model = engine.load(path, architecture=fitted)
    assert model.predict(np.zeros((*fitted.input[1:],), np.uint8)).scores.shape == (7,)


def test_fit_input_leaves_what_never_goes_through(tmp_path):
    path = lenet(tmp_path)
    changed = engine.load(path).architecture
    changed = replace(changed, layers=changed.layers[:2] + changed.layers[4:])
    assert fit_input(path, changed) == changed
