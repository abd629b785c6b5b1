"""Convolution against ONNX Runtime and by hand."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import ShapeError
from engine.ops import registry

# x shape, w shape, attributes: every row takes another path or border through the kernels.
CASES = {
    "1x1": ((2, 5, 7, 9), (6, 5, 1, 1), {}),
    "1x1 stride": ((1, 5, 7, 9), (6, 5, 1, 1), {"strides": [2, 3]}),
    "1x1 padded": ((1, 5, 3, 4), (6, 5, 1, 1), {"pads": [1, 0, 2, 1]}),
    "1x1 many pixels": ((2, 8, 40, 41), (3, 8, 1, 1), {}),
    "3x3": ((1, 8, 11, 13), (6, 8, 3, 3), {"pads": [1, 1, 1, 1]}),
    "3x3 batch": ((3, 8, 6, 5), (6, 8, 3, 3), {"pads": [1, 1, 1, 1]}),
    "3x3 tiles": ((1, 64, 60, 50), (5, 64, 3, 3), {"pads": [1, 1, 1, 1]}),
    "asymmetric": ((1, 6, 9, 10), (4, 6, 3, 2), {"pads": [0, 2, 1, 0], "strides": [2, 1]}),
    "dilated": ((1, 6, 15, 16), (4, 6, 3, 3), {"dilations": [2, 3], "pads": [2, 3, 2, 3]}),
    "stride above kernel": ((2, 6, 11, 12), (4, 6, 2, 2), {"strides": [3, 4]}),
    "stem": ((1, 3, 23, 25), (8, 3, 7, 7), {"strides": [2, 2], "pads": [3, 3, 3, 3]}),
    "stem odd pads": ((2, 3, 14, 15), (8, 3, 3, 3), {"strides": [2, 2], "pads": [0, 0, 1, 1]}),
    "stem stride 3": ((1, 3, 14, 16), (8, 3, 5, 4), {"strides": [1, 3], "dilations": [1, 2]}),
    "stem stride beyond": ((1, 1, 9, 9), (8, 1, 2, 2), {"strides": [5, 5]}),
    "stem tiles": ((1, 4, 150, 140), (3, 4, 5, 5), {"pads": [2, 2, 2, 2]}),
    "one channel": ((2, 1, 12, 11), (4, 1, 5, 5), {}),
    "groups": ((2, 12, 9, 8), (6, 4, 3, 3), {"group": 3, "pads": [1, 1, 1, 1]}),
    "groups 1x1": ((1, 12, 5, 8), (9, 4, 1, 1), {"group": 3}),
    "wide groups": ((1, 128, 6, 7), (64, 32, 3, 3), {"group": 4}),
    "depthwise": ((2, 10, 9, 8), (10, 1, 3, 3), {"group": 10, "pads": [1, 1, 1, 1]}),
    "depthwise multiplied": ((1, 5, 9, 8), (15, 1, 3, 3), {"group": 5, "pads": [0, 1, 2, 1]}),
    "depthwise stride": (
        (2, 10, 15, 16),
        (10, 1, 5, 5),
        {"group": 10, "strides": [2, 2], "pads": [1, 2, 2, 1]},
    ),
    "depthwise stride 3": ((1, 4, 15, 17), (4, 1, 2, 2), {"group": 4, "strides": [3, 3]}),
    "depthwise dilated stride": (
        (1, 4, 20, 21),
        (4, 1, 3, 3),
        {"group": 4, "strides": [2, 3], "dilations": [3, 2], "pads": [3, 2, 3, 2]},
    ),
    "depthwise plain": ((1, 6, 8, 9), (6, 1, 3, 3), {"group": 6}),
    "depthwise tiles": ((1, 64, 90, 70), (64, 1, 3, 3), {"group": 64, "pads": [1, 1, 1, 1]}),
    "same upper": ((1, 6, 8, 9), (4, 6, 4, 3), {"auto_pad": "SAME_UPPER", "strides": [2, 2]}),
    "same lower": ((1, 6, 8, 9), (4, 6, 4, 3), {"auto_pad": "SAME_LOWER", "strides": [2, 2]}),
    "valid": ((1, 6, 8, 9), (4, 6, 4, 3), {"auto_pad": "VALID"}),
    "line": ((2, 6, 30), (4, 6, 3), {"pads": [1, 2], "strides": [2]}),
    "line depthwise": ((2, 6, 30), (6, 1, 3), {"pads": [1, 2], "strides": [2], "group": 6}),
    "line pointwise": ((2, 6, 30), (5, 6, 1), {}),
    "line of one channel": ((1, 1, 900), (5, 1, 9), {}),
    "volume": ((2, 4, 6, 7, 8), (3, 4, 2, 3, 3), {"pads": [0, 1, 1, 1, 1, 0]}),
    "volume depthwise": ((1, 4, 6, 7, 8), (4, 1, 2, 3, 3), {"group": 4, "strides": [1, 2, 2]}),
    "volume pointwise": ((1, 4, 3, 4, 5), (6, 4, 1, 1, 1), {}),
}


def arrays(x_shape, w_shape, dtype=np.float32):
    rng = np.random.default_rng(7)
    bias_shape = (w_shape[0],)
    return [rng.standard_normal(shape).astype(dtype) for shape in (x_shape, w_shape, bias_shape)]


@pytest.mark.parametrize("with_bias", [True, False])
@pytest.mark.parametrize("case", CASES)
def test_conv_equals_onnxruntime(check_operator, case, with_bias):
    x_shape, w_shape, attributes = CASES[case]
    x, w, b = arrays(x_shape, w_shape)
    inputs = [x, w, b] if with_bias else [x, w]
    check_operator("Conv", inputs, attributes, constants=(1, 2))


@pytest.mark.parametrize("case", CASES)
def test_conv_keeps_float64(check_operator, run_operator, case):
    x_shape, w_shape, attributes = CASES[case]
    x, w, b = arrays(x_shape, w_shape, np.float64)
    (got,) = run_operator("Conv", [x, w, b], attributes)
    single = [array.astype(np.float32) for array in (x, w, b)]
    (rounded,) = run_operator("Conv", single, attributes)
    assert got.dtype == np.float64
    # More exact than float32 can be, and equal to it within what float32 rounds away.
    np.testing.assert_allclose(rounded, got, rtol=1e-4, atol=1e-4)
    assert not np.array_equal(rounded, got)


@pytest.mark.parametrize("case", ["1x1", "3x3", "stem", "depthwise", "groups"])
def test_conv_float16_is_computed_in_float32(run_operator, case):
    x_shape, w_shape, attributes = CASES[case]
    inputs = arrays(x_shape, w_shape, np.float16)
    (got,) = run_operator("Conv", inputs, attributes)
    (wide,) = run_operator("Conv", [array.astype(np.float32) for array in inputs], attributes)
    assert got.dtype == np.float16
    np.testing.assert_array_equal(got, wide.astype(np.float16))


@pytest.mark.parametrize("case", ["1x1", "3x3", "stem", "depthwise", "groups", "line", "volume"])
def test_conv_takes_any_strides(onnxruntime_result, run_operator, case):
    x_shape, w_shape, attributes = CASES[case]
    x, w, b = arrays(x_shape, w_shape)
    (expected,) = onnxruntime_result("Conv", [x, w, b], attributes)
    # Every second of twice as many channels, backwards in memory; weights transposed in memory.
    spread = np.repeat(x, 2, axis=1)[:, ::-2]
    x_odd = spread[:, ::-1]
    w_odd = np.asfortranarray(w)
    assert not x_odd.flags.c_contiguous
    (got,) = run_operator("Conv", [x_odd, w_odd, b], attributes)
    np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-5)


def bind_fused(arrays, attributes, out):
    buffers = []
    for position, array in enumerate(arrays):
        buffer = None if array is None else array.copy()
        if buffer is not None and position in (1, 2):
            buffer.flags.writeable = False
        buffers.append(buffer)
    operator = registry.find("Conv", "convolens", 1)
    work = operator.binder(*buffers, **attributes, out=out)
    assert work is not None
    for step in work:
        step()


@pytest.mark.parametrize("case", ["1x1", "3x3", "stem", "depthwise", "groups", "line", "volume"])
def test_fused_conv_adds_residual_then_activates(onnxruntime_result, run_operator, case):
    x_shape, w_shape, attributes = CASES[case]
    x, w, b = arrays(x_shape, w_shape)
    (conv,) = onnxruntime_result("Conv", [x, w, b], attributes)
    residual = np.random.default_rng(3).standard_normal(conv.shape).astype(np.float32)
    fused = {**attributes, "activation": "Clip", "low": -0.5, "high": 1.5}
    expected = np.clip(conv + residual, -0.5, 1.5)
    (got,) = run_operator("Conv", [x, w, b, residual], fused, domain="convolens", opset=1)
    np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-5)
    out = np.empty_like(conv)
    bind_fused([x, w, b, residual], fused, out)
    np.testing.assert_allclose(out, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("case", ["1x1", "3x3", "3x3 batch", "stem", "depthwise", "groups"])
def test_bound_conv_fills_a_part_of_a_larger_buffer(onnxruntime_result, case):
    x_shape, w_shape, attributes = CASES[case]
    x, w, b = arrays(x_shape, w_shape)
    (conv,) = onnxruntime_result("Conv", [x, w, b], attributes)
    n, m, h, width = conv.shape
    for place in (np.s_[:, :, :, 2 : 2 + m], np.s_[:, 1:-1, 1:-1, 2 : 2 + m]):
        buffer = np.full((n, h + 2, width + 2, m + 5), 7, np.float32)
        if place[1] == slice(None):
            buffer = np.full((n, h, width, m + 5), 7, np.float32)
        out = buffer[place].transpose(0, 3, 1, 2)
        bind_fused([x, w, b], {**attributes, "activation": "Relu"}, out)
        np.testing.assert_allclose(out, np.maximum(conv, 0), rtol=1e-4, atol=1e-5)
        out[...] = 7
        assert (buffer == 7).all(), "something outside the part was written"


def test_conv_by_hand(run_operator):
    x = np.arange(9, dtype=np.float32).reshape(1, 1, 3, 3)
    w = np.array([[[[1, 0], [0, -1]]]], np.float32)
    (got,) = run_operator("Conv", [x, w, np.array([10], np.float32)], {})
    np.testing.assert_array_equal(got, np.full((1, 1, 2, 2), 6, np.float32))


@pytest.mark.parametrize("shapes", [((1, 6, 8, 8), (4, 6, 3, 3)), ((1, 4, 8, 8), (4, 1, 3, 3))])
def test_conv_with_negative_pads_cuts_the_input(run_operator, shapes):
    x, w, b = arrays(*shapes)
    group = {"group": 4} if shapes[1][1] == 1 else {}
    (got,) = run_operator("Conv", [x, w, b], {"pads": [-1, 1, 0, -2], **group})
    cut = np.pad(x[:, :, 1:, :-2], ((0, 0), (0, 0), (0, 0), (1, 0)))
    (expected,) = run_operator("Conv", [cut, w, b], group)
    np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("x_shape", "w_shape", "attributes", "words"),
    [
        ((1, 4, 5, 5), (4, 4, 3, 3), {"group": 0}, "group"),
        ((1, 4, 5, 5), (4, 4, 3, 3), {"strides": [0, 1]}, "strides"),
        ((1, 4, 5, 5), (4, 4, 3, 3), {"dilations": [1, -1]}, "dilations"),
        ((1, 4, 2, 5), (4, 4, 3, 3), {}, "kernel"),
        ((1, 5, 5, 5), (4, 4, 3, 3), {}, "channels"),
        ((1, 4, 5, 5), (3, 2, 3, 3), {"group": 2}, "divided"),
        ((1, 4, 5, 5), (4, 4, 3, 3), {"pads": [1, 1]}, "pads"),
        ((1, 4, 5, 5), (4, 4, 3, 3), {"strides": [1]}, "strides"),
        ((1, 4, 5, 5), (4, 4, 3, 3), {"kernel_shape": [2, 2]}, "kernel_shape"),
        ((1, 4, 5, 5), (4, 4, 3), {}, "weights"),
        ((4, 5), (4, 4), {}, "spatial"),
        ((1, 4, 5, 5), (4, 4, 3, 3), {"auto_pad": "SAME"}, "auto_pad"),
        ((1, 4, 5, 5), (4, 4, 3, 3), {"pads": [-9, 0, 0, 0]}, "kernel"),
        ((1, 4, 5, 5), (4, 4, 3, 3), {"auto_pad": "SAME_UPPER", "strides": [0, 1]}, "strides"),
    ],
)
def test_conv_says_what_does_not_fit(run_operator, x_shape, w_shape, attributes, words):
    x, w = np.zeros(x_shape, np.float32), np.zeros(w_shape, np.float32)
    with pytest.raises(ShapeError, match=words):
        run_operator("Conv", [x, w], attributes)


def test_conv_rejects_a_bias_of_other_length_and_other_dtypes(run_operator):
    x, w, b = arrays((1, 4, 5, 5), (4, 4, 3, 3))
    with pytest.raises(ShapeError, match="bias"):
        run_operator("Conv", [x, w, b[:3]])
    with pytest.raises(ShapeError, match="dtype"):
        run_operator("Conv", [x, w.astype(np.float64), b])


def test_conv_with_huge_pads_is_refused_before_memory_is_asked_for(run_operator):
    from engine.errors import LimitError

    x, w, _ = arrays((1, 4, 5, 5), (4, 4, 3, 3))
    attributes = {"pads": [2**40, 0, 0, 0], "strides": [2**39, 1]}
    with pytest.raises(LimitError):
        run_operator("Conv", [x, w], attributes)


TRANSPOSED = {
    "plain": ((2, 5, 6, 7), (5, 4, 3, 3), {}),
    "stride": ((1, 5, 6, 7), (5, 4, 3, 3), {"strides": [2, 3]}),
    "no overlap": ((2, 5, 6, 7), (5, 4, 2, 2), {"strides": [2, 2]}),
    "gaps": ((1, 5, 6, 7), (5, 4, 2, 2), {"strides": [3, 4]}),
    "pads": ((1, 5, 6, 7), (5, 4, 4, 4), {"strides": [2, 2], "pads": [1, 0, 2, 1]}),
    "output padding": (
        (1, 5, 6, 7),
        (5, 4, 3, 3),
        {"strides": [2, 2], "pads": [1, 1, 1, 1], "output_padding": [1, 1]},
    ),
    "output shape": ((1, 5, 6, 7), (5, 4, 3, 3), {"strides": [3, 2], "output_shape": [17, 14]}),
    "output shape upper": (
        (1, 5, 6, 7),
        (5, 4, 4, 4),
        {"strides": [3, 2], "output_shape": [17, 15], "auto_pad": "SAME_UPPER"},
    ),
    "output shape lower": (
        (1, 5, 6, 7),
        (5, 4, 4, 4),
        {"strides": [3, 2], "output_shape": [17, 15], "auto_pad": "SAME_LOWER"},
    ),
    "same upper": ((1, 5, 6, 7), (5, 4, 3, 3), {"strides": [2, 2], "auto_pad": "SAME_UPPER"}),
    "same lower": ((1, 5, 6, 7), (5, 4, 3, 3), {"strides": [2, 2], "auto_pad": "SAME_LOWER"}),
    "valid": ((1, 5, 6, 7), (5, 4, 3, 3), {"auto_pad": "VALID"}),
    "dilated": ((1, 5, 6, 7), (5, 4, 3, 2), {"dilations": [2, 3], "strides": [2, 1]}),
    "groups": ((2, 6, 5, 4), (6, 2, 3, 3), {"group": 3, "strides": [2, 2]}),
    "depthwise": ((1, 6, 5, 4), (6, 1, 4, 4), {"group": 6, "strides": [2, 2]}),
    "line": ((2, 5, 9), (5, 4, 3), {"strides": [2], "pads": [1, 0]}),
    "volume": ((1, 3, 3, 4, 5), (3, 2, 2, 3, 3), {"strides": [2, 1, 2]}),
    "tiles": ((1, 32, 40, 41), (32, 16, 4, 4), {"strides": [2, 2], "pads": [1, 1, 1, 1]}),
}


@pytest.mark.parametrize("with_bias", [True, False])
@pytest.mark.parametrize("case", TRANSPOSED)
def test_conv_transpose_equals_onnxruntime(check_operator, case, with_bias):
    x_shape, w_shape, attributes = TRANSPOSED[case]
    rng = np.random.default_rng(5)
    x, w = (rng.standard_normal(shape).astype(np.float32) for shape in (x_shape, w_shape))
    b = rng.standard_normal(w_shape[1] * attributes.get("group", 1)).astype(np.float32)
    inputs = [x, w, b] if with_bias else [x, w]
    check_operator("ConvTranspose", inputs, attributes, constants=(1, 2))


def test_conv_transpose_float16_and_strided_input(run_operator):
    x_shape, w_shape, attributes = TRANSPOSED["pads"]
    rng = np.random.default_rng(5)
    x, w = (rng.standard_normal(shape).astype(np.float16) for shape in (x_shape, w_shape))
    (got,) = run_operator("ConvTranspose", [np.asfortranarray(x), w], attributes)
    (wide,) = run_operator(
        "ConvTranspose", [x.astype(np.float32), w.astype(np.float32)], attributes
    )
    assert got.dtype == np.float16
    np.testing.assert_array_equal(got, wide.astype(np.float16))


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ({"group": 0}, "group"),
        ({"strides": [0, 1]}, "strides"),
        ({"pads": [9, 9, 9, 9]}, "output"),
        ({"output_padding": [1]}, "output_padding"),
        ({"output_shape": [4]}, "output_shape"),
        ({"kernel_shape": [4, 4]}, "kernel_shape"),
    ],
)
def test_conv_transpose_says_what_does_not_fit(run_operator, attributes, words):
    x, w = np.zeros((1, 4, 5, 5), np.float32), np.zeros((4, 2, 3, 3), np.float32)
    with pytest.raises(ShapeError, match=words):
        run_operator("ConvTranspose", [x, w], attributes)


@pytest.mark.parametrize("attributes", [{}, {"strides": [2]}, {"strides": [2], "dilations": [3]}])
def test_depthwise_conv_of_a_long_line_repeats_few_weights(check_operator, attributes, monkeypatch):
    from engine.kernels import depthwise

    monkeypatch.setattr(depthwise, "ROW_NUMBERS", 100)
    x, w, b = arrays((2, 6, 300), (6, 1, 3))
    check_operator("Conv", [x, w, b], {**attributes, "group": 6}, constants=(1, 2))


def random_layer(seed, *, transposed=False):
    """Return x, w, b and attributes of a layer that exists, of any kind."""
    rng = np.random.default_rng(seed)
    rank = int(rng.choice([1, 2, 2, 2, 3]))
    group = int(rng.choice([1, 1, 2, 3, 8]))
    c_of_group, m_of_group = int(rng.choice([1, 1, 3, 5, 40])), int(rng.choice([1, 1, 2, 7]))
    kernel, strides = rng.integers(1, 5, rank), rng.integers(1, 4, rank)
    dilations = rng.integers(1, 4, rank)
    extents = (kernel - 1) * dilations + 1
    pads = [int(rng.integers(0, extent)) for extent in (*extents, *extents)]
    sizes = extents + rng.integers(0, 9, rank)
    n, c, m = int(rng.integers(1, 4)), group * c_of_group, group * m_of_group
    w_shape = (c, m_of_group) if transposed else (m, c_of_group)
    attributes = {
        "strides": strides.tolist(),
        "pads": pads,
        "dilations": dilations.tolist(),
        "group": group,
    }
    shapes = ((n, c, *sizes), (*w_shape, *kernel), (m,))
    return [rng.standard_normal(shape).astype(np.float32) for shape in shapes], attributes


@pytest.mark.parametrize("seed", range(80))
def test_conv_of_any_geometry_equals_onnxruntime(check_operator, seed):
    inputs, attributes = random_layer(seed)
    check_operator("Conv", inputs, attributes, constants=(1, 2), rtol=1e-4)


@pytest.mark.parametrize("seed", range(40))
def test_conv_transpose_of_any_geometry_equals_onnxruntime(check_operator, seed):
    inputs, attributes = random_layer(seed, transposed=True)
    check_operator("ConvTranspose", inputs, attributes, constants=(1, 2), rtol=1e-4)


@pytest.mark.parametrize("op", ["Conv", "ConvTranspose"])
def test_convolution_of_integers_is_refused(run_operator, op):
    x, w = np.zeros((1, 4, 5, 5), np.int32), np.zeros((4, 4, 3, 3), np.int32)
    with pytest.raises(ShapeError, match="int32"):
        run_operator(op, [x, w])
