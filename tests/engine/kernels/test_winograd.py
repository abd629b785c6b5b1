"""Winograd's forms against convolution as it is defined, in float64."""

from __future__ import annotations

import numpy as np
import pytest

from engine.kernels import binding, conv, scratch, winograd, winograd_forms
from engine.kernels.activation import Activation
from engine.kernels.layer import Layer
from engine.kernels.windows import Geometry

# Relative to the largest output: what F(4×4) loses in float32 at these sizes, with a margin.
TOLERANCE = {winograd_forms.F2: 2e-6, winograd_forms.F4: 2e-5}
FORMS = pytest.mark.parametrize("form", [winograd_forms.F2, winograd_forms.F4], ids=["F2", "F4"])


def convolution(layer):
    """Return a layer's output before its activation, in float64 by the definition."""
    (top, left), (bottom, right) = layer.geometry.begins, layer.geometry.ends
    around = ((0, 0), (9, 9), (9, 9), (0, 0))
    x = np.pad(layer.x.astype(np.float64), around)
    x = x[:, 9 - top : x.shape[1] - 9 + bottom, 9 - left : x.shape[2] - 9 + right]
    h, w = layer.geometry.out
    total = np.zeros(layer.out.shape)
    for i in range(3):
        for j in range(3):
            total += x[:, i : i + h, j : j + w] @ layer.w[:, :, i, j].astype(np.float64).T
    total += 0 if layer.bias is None else layer.bias
    return total + (0 if layer.residual is None else layer.residual)


def layer(n=1, h=7, w=9, c=5, m=6, pads=(1, 1, 1, 1), bias=True, residual=False, relu=True):
    random = np.random.default_rng(0)
    geometry = Geometry((h, w), (3, 3), (1, 1), (1, 1), pads[:2], pads[2:])

    def array(*shape):
        return random.normal(size=shape).astype(np.float32)

    out = np.full((n, *geometry.out, m), np.nan, np.float32)
    return Layer(
        array(n, h, w, c),
        array(m, c, 3, 3),
        array(m) if bias else None,
        out,
        geometry,
        activation=Activation("Relu" if relu else ""),
        residual=array(*out.shape) if residual else None,
    )


def check(each, form, work):
    scratch.run(work)
    expected = convolution(each)
    if each.activation.name:
        expected = np.maximum(expected, 0)
    error = np.max(np.abs(each.out - expected)) / np.max(np.abs(expected))
    assert error < TOLERANCE[form]


@FORMS
@pytest.mark.parametrize(
    "given",
    [
        {},
        {"h": 3, "w": 3, "pads": (0, 0, 0, 0)},
        {"h": 1, "w": 1},
        {"h": 8, "w": 8},
        {"h": 13, "w": 6, "n": 3},
        {"c": 1, "m": 1},
        {"pads": (2, 0, 1, 3)},
        {"pads": (-1, 1, 0, -2)},
        {"bias": False},
        {"residual": True},
        {"residual": True, "relu": False, "n": 2},
        {"relu": False},
        {"h": 40, "w": 50, "c": 64, "m": 96},
        {"h": 5, "w": 6, "c": 300, "m": 600, "n": 2},
    ],
    ids=str,
)
def test_winograd_is_convolution(form, given):
    each = layer(**given)
    check(each, form, winograd.prepare(each, form))


@FORMS
@pytest.mark.parametrize("direct", [0, 300])
def test_winograd_in_lanes_is_convolution(form, direct, monkeypatch):
    monkeypatch.setattr("engine.kernels.lanes.WORTH", 0)
    monkeypatch.setattr(winograd, "BLOCK_BYTES", 1 << 12)
    each = layer(n=2, h=30, w=21)
    with binding.use(binding.Binding(lanes=2, direct=direct)):
        work = winograd.prepare(each, form)
    assert any(isinstance(step, binding.Together) for step in work)
    check(each, form, work)


@FORMS
@pytest.mark.parametrize("lanes", [1, 2])
@pytest.mark.parametrize("given", [{"h": 13, "w": 6, "n": 3}, {"residual": True}], ids=str)
@pytest.mark.parametrize("direct", [0, 300])
def test_winograd_with_rows_that_nobody_wants_is_convolution(
    form, lanes, given, direct, monkeypatch
):
    monkeypatch.setattr("engine.kernels.matmul.MANY_WEIGHTS", 0)
    monkeypatch.setattr("engine.kernels.lanes.WORTH", 0)
    each = layer(**given)
    with binding.use(binding.Binding(lanes=lanes, direct=direct)) as shared:
        work = winograd.prepare(each, form)
        shared.begin_step()
        scratch.take((1 << 16,), np.float32).fill(np.nan)
    check(each, form, work)


@FORMS
def test_winograd_takes_and_gives_channels_in_slices(form):
    each = layer(c=4, m=3)
    x = np.random.default_rng(1).normal(size=(1, 7, 9, 10)).astype(np.float32)
    out = np.zeros((1, 7, 9, 8), np.float32)
    sliced = Layer(
        x[..., 2:6], each.w, each.bias, out[..., 4:7], each.geometry, activation=each.activation
    )
    check(sliced, form, winograd.prepare(sliced, form))
    assert not out[..., :4].any()
    assert not out[..., 7:].any()


@FORMS
def test_winograd_uses_zeros_that_lie_around_its_input(form):
    each = layer()
    more = winograd.rounding(each.geometry.out, form)
    whole = np.zeros((1, 9 + more[0], 11 + more[1], 5), np.float32)
    inner = whole[:, 1:8, 1:10]
    inner[...] = each.x
    bordered = Layer(inner, each.w, each.bias, each.out, each.geometry, activation=each.activation)
    shared = binding.Binding()
    after = (1 + more[0], 1 + more[1])
    shared.note_border(inner, binding.Border(whole, (1, 1), after))
    with binding.use(shared):
        work = winograd.prepare(bordered, form)
    assert len(work) == 1  # no copy into padded memory
    check(bordered, form, work)


def test_strict_plans_use_plain_products_only(monkeypatch):
    monkeypatch.setattr(winograd, "prepare", lambda *_: pytest.fail("Winograd was used"))
    each = layer(h=40, w=50, c=64, m=96)
    with binding.use(binding.Binding(strict=True)):
        scratch.run(conv.prepare(each))
    np.testing.assert_allclose(each.out, np.maximum(convolution(each), 0), rtol=1e-4, atol=1e-4)


def test_weights_are_transformed_once_for_all_plans():
    shared = binding.Binding()
    each = layer()
    for _ in range(2):
        with binding.use(binding.Binding(weights=shared.weights)):
            winograd.prepare(each, winograd_forms.F2)
    assert len(shared.weights) == 1


@pytest.mark.parametrize(
    ("c", "m", "side", "laid_out", "direct"),
    [
        (64, 64, 56, winograd_forms.F4, winograd_forms.F4),
        (512, 512, 28, winograd_forms.F4, winograd_forms.F4),
        (256, 256, 14, winograd_forms.F2, winograd_forms.F4),
        (64, 256, 13, winograd_forms.F2, winograd_forms.F4),
    ],
)
def test_best_form_is_what_was_measured_as_fastest(c, m, side, laid_out, direct):
    for limit, expected in ((0, laid_out), (10**6, direct)):
        with binding.use(binding.Binding(direct=limit)):
            assert winograd_forms.best_form((side, side), 1, c, m) is expected
