from __future__ import annotations

import numpy as np
import pytest

from engine.errors import LimitError, ShapeError, UnsupportedError
from engine.ops import resize as ops
from engine.ops.registry import Spec, find

RNG = np.random.default_rng(0)
X = RNG.standard_normal((2, 3, 7, 10)).astype(np.float32)
COORDINATES = [
    "half_pixel",
    "half_pixel_symmetric",
    "pytorch_half_pixel",
    "align_corners",
    "asymmetric",
]
# ONNX Runtime weighs in float32, so neighbours share a pixel to about six digits.
CLOSE = {"rtol": 1e-4, "atol": 1e-5}


def floats(*values):
    return np.array(values, np.float32)


def ints(*values):
    return np.array(values, np.int64)


def check(check_operator, attributes, *, scales=None, sizes=None, x=X, opset=19):
    inputs = [x, None, floats(*scales)] if scales is not None else [x, None, None, ints(*sizes)]
    return check_operator("Resize", inputs, attributes, constants=(2, 3), opset=opset, **CLOSE)


@pytest.mark.parametrize("coordinates", COORDINATES)
@pytest.mark.parametrize("mode", ["linear", "cubic"])
@pytest.mark.parametrize("sizes", [(14, 20), (5, 13), (1, 1), (7, 3), (21, 4)])
def test_resize_to_sizes_agrees(check_operator, coordinates, mode, sizes):
    attributes = {"mode": mode, "coordinate_transformation_mode": coordinates}
    check(check_operator, attributes, sizes=(2, 3, *sizes))


@pytest.mark.parametrize("coordinates", COORDINATES)
@pytest.mark.parametrize("mode", ["linear", "cubic"])
@pytest.mark.parametrize("scales", [(2, 2), (0.6, 1.7), (3.3, 0.3)])
def test_resize_by_scales_agrees(check_operator, coordinates, mode, scales):
    attributes = {"mode": mode, "coordinate_transformation_mode": coordinates}
    check(check_operator, attributes, scales=(1, 1, *scales))


@pytest.mark.parametrize("mode", ["linear", "cubic", "nearest"])
@pytest.mark.parametrize("scale", [0.5, 0.6, 0.8, 1.3])
def test_resize_keeps_corners_aligned_whatever_the_scale(mode, scale):
    """No scale × 7 is whole: the last pixel still falls on the last one."""
    scales = floats(1, 1, scale, scale)
    y = ops.resize(X, None, scales, mode=mode, coordinate_transformation_mode="align_corners")
    np.testing.assert_allclose(y[..., [0, -1], [0, -1]], X[..., [0, -1], [0, -1]], rtol=1e-5)


@pytest.mark.parametrize("coordinates", [name for name in COORDINATES if "symmetric" not in name])
@pytest.mark.parametrize("nearest", ["floor", "ceil", "round_prefer_floor", "round_prefer_ceil"])
@pytest.mark.parametrize("scales", [(2, 2), (3, 1), (0.6, 1.7), (0.5, 0.5), (1.3, 0.7)])
def test_resize_nearest_agrees(check_operator, coordinates, nearest, scales):
    attributes = {
        "mode": "nearest",
        "nearest_mode": nearest,
        "coordinate_transformation_mode": coordinates,
    }
    check(check_operator, attributes, scales=(1, 1, *scales))


def test_resize_nearest_takes_a_scale_as_it_is_meant():
    # 0.6 in a file is 0.60000002, so 1.5 / 0.6 − 0.5 falls just short of 2 if it is taken exactly.
    x = np.arange(5, dtype=np.float32)
    got = ops.resize(
        x, None, floats(0.6), nearest_mode="floor", coordinate_transformation_mode="half_pixel"
    )
    assert got.tolist() == [0, 2, 3]


def test_resize_multiplies_sizes_as_they_are_meant():
    # 10 × 0.7 is 7, although 0.7 in a file is 0.69999999.
    assert ops.resize(np.zeros(10, np.float32), None, floats(0.7)).shape == (7,)


@pytest.mark.parametrize("mode", ["linear", "cubic"])
@pytest.mark.parametrize("scales", [(0.5, 0.5), (0.3, 0.6), (0.4, 2.0)])
@pytest.mark.parametrize("exclude_outside", [0, 1])
def test_resize_antialias_agrees(check_operator, mode, scales, exclude_outside):
    attributes = {"mode": mode, "antialias": 1}
    if mode == "cubic":
        attributes["exclude_outside"] = exclude_outside
    check(check_operator, attributes, scales=(1, 1, *scales))


@pytest.mark.parametrize("a", [-0.5, -0.75])
def test_resize_cubic_excludes_outside(check_operator, a):
    attributes = {"mode": "cubic", "cubic_coeff_a": a, "exclude_outside": 1}
    check(check_operator, attributes, sizes=(2, 3, 15, 4))


@pytest.mark.parametrize("mode", ["nearest", "linear", "cubic"])
def test_resize_crops(check_operator, mode):
    roi = floats(0, 0, 0.2, -0.1, 1, 1, 0.7, 1.3)
    attributes = {
        "mode": mode,
        "coordinate_transformation_mode": "tf_crop_and_resize",
        "extrapolation_value": 9.0,
    }
    inputs = [X, roi, None, ints(2, 3, 6, 9)]
    got = check_operator("Resize", inputs, attributes, constants=(1, 3), opset=13, **CLOSE)
    assert (got == 9).any()


def test_resize_crop_by_scales_multiplies_by_the_region():
    # ONNX Resize: floor(input_dimension * (roi_end - roi_start) * scale); runtimes differ here.
    got = ops.resize(
        np.zeros(10, np.float32),
        floats(0.25, 0.75),
        floats(3),
        coordinate_transformation_mode="tf_crop_and_resize",
    )
    assert got.shape == (15,)


def test_resize_tf_half_pixel_agrees(check_operator):
    attributes = {
        "coordinate_transformation_mode": "tf_half_pixel_for_nn",
        "nearest_mode": "floor",
    }
    inputs = [X, floats(), floats(1, 1, 2, 0.5)]
    check_operator("Resize", inputs, attributes, constants=(1, 2), opset=12)


@pytest.mark.parametrize("policy", ["stretch", "not_larger", "not_smaller"])
@pytest.mark.parametrize("sizes", [(14, 14), (5, 9), (3, 20)])
def test_resize_keeps_the_aspect_ratio(check_operator, policy, sizes):
    attributes = {"keep_aspect_ratio_policy": policy, "axes": [2, 3], "mode": "linear"}
    check(check_operator, attributes, sizes=sizes)


def test_resize_named_axes_agree(check_operator):
    check(check_operator, {"axes": [3, 2], "mode": "linear"}, scales=(2, 0.5))


@pytest.mark.parametrize(
    ("x", "mode", "sizes"),
    [
        (X[0, 0, 0], "nearest", (15,)),
        (X[0, 0], "linear", (3, 21)),
        (X[0], "linear", (3, 5, 21)),
        (X[:, :, :, :4, None].repeat(3, 4), "linear", (2, 3, 9, 5, 8)),
    ],
)
def test_resize_other_ranks_agree(check_operator, x, mode, sizes):
    check(check_operator, {"mode": mode}, x=x, sizes=sizes)


def test_resize_large_maps_take_the_sparse_way(check_operator):
    x = RNG.standard_normal((1, 2, 3, 200)).astype(np.float32)
    check(check_operator, {"mode": "linear"}, x=x, sizes=(1, 2, 3, 333))
    check(check_operator, {"mode": "cubic"}, x=x, sizes=(1, 2, 3, 150))


# Fractions are cut off, so that the last digit of a float can decide; float16 has eleven bits.
@pytest.mark.parametrize(
    ("dtype", "mode", "close"),
    [
        (np.uint8, "linear", {"rtol": 0, "atol": 1}),
        (np.int8, "linear", {"rtol": 0, "atol": 1}),
        (np.float16, "linear", {"rtol": 1e-3}),
        (np.uint8, "nearest", {"rtol": 0, "atol": 0}),
        (np.int32, "nearest", {"rtol": 0, "atol": 0}),
    ],
)
def test_resize_keeps_the_dtype(onnxruntime_result, run_operator, dtype, mode, close):
    x = (np.abs(X) * 40).astype(dtype)
    case = ("Resize", [x, None, floats(1, 1, 2, 1.5)], {"mode": mode})
    (got,), (expected,) = run_operator(*case, opset=19), onnxruntime_result(*case, opset=19)
    assert got.dtype == dtype
    np.testing.assert_allclose(got.astype(float), expected.astype(float), **close)


def test_resize_cubic_of_bytes_does_not_wrap_around():
    x = np.zeros((1, 1, 1, 8), np.uint8)
    x[..., 4:] = 255
    got = ops.resize(x, None, floats(1, 1, 1, 4), mode="cubic")
    assert set(np.unique(np.diff(got.ravel().astype(int)) < -128)) == {False}


@pytest.mark.parametrize(("op", "opset"), [("Upsample", 7), ("Upsample", 9), ("Resize", 10)])
@pytest.mark.parametrize("mode", ["nearest", "linear"])
def test_old_forms_agree(check_operator, op, opset, mode):
    scales = [1.0, 1.0, 2.0, 3.0] if op == "Upsample" else [1.0, 1.0, 0.6, 1.7]
    if opset == 7:
        attributes = {"mode": mode, "scales": scales}
        check_operator(op, [X], attributes, constants=(), opset=7, **CLOSE)
    else:
        inputs = [X, floats(*scales)]
        check_operator(op, inputs, {"mode": mode}, constants=(1,), opset=opset, **CLOSE)


def test_upsample_of_opset_1_names_height_and_width(run_operator):
    attributes = {"height_scale": 2.0, "width_scale": 3.0, "mode": "nearest"}
    (got,) = run_operator("Upsample", [X], attributes, opset=1)
    np.testing.assert_array_equal(got, X.repeat(2, 2).repeat(3, 3))


def test_resize_shape_rule_needs_no_arrays():
    spec = Spec((1, 8, 20, 30), np.dtype(np.float16))
    rule = find("Resize", "", 13).shape
    assert rule(spec, None, floats(1, 1, 2, 0.5), mode="linear").shape == (1, 8, 40, 15)
    assert rule(spec, None, None, ints(1, 8, 5, 5)).dtype == np.float16
    assert find("Resize", "", 10).shape(spec, floats(1, 1, 2, 2)).shape == (1, 8, 40, 60)


def test_resize_to_nothing_gives_nothing():
    assert ops.resize(X, None, None, ints(2, 3, 0, 4)).shape == (2, 3, 0, 4)


@pytest.mark.parametrize("mode", ["nearest", "linear"])
def test_resize_refuses_bombs(mode):
    with pytest.raises(LimitError):
        ops.resize(X, None, None, ints(2, 3, 2**31, 2**31), mode=mode)
    with pytest.raises(LimitError):
        ops.resize(X, None, floats(1, 1, 1e20, 1), mode=mode)
    with pytest.raises(ShapeError, match="multiplied"):
        ops.resize(X, None, floats(1, 1, 3e38, 1), mode=mode)


@pytest.mark.parametrize(
    "inputs",
    [
        (None, None, None),
        (None, floats(1, 1, 2, 2), ints(2, 3, 4, 5)),
        (None, floats(1, 1, 2), None),
        (None, floats(1, 1, 2, 0), None),
        (None, floats(1, 1, 2, -1), None),
        (None, floats(1, 1, np.nan, np.inf), None),
        (None, None, ints(1, 1, 2)),
        (None, None, ints(2, 3, -4, 5)),
        (None, None, floats(2, 3, 4, 5)),
    ],
)
def test_resize_refuses_lists_that_do_not_fit(inputs):
    with pytest.raises(ShapeError):
        ops.resize(X, *inputs)


def test_resize_refuses_a_crop_without_region():
    crop = {"coordinate_transformation_mode": "tf_crop_and_resize"}
    with pytest.raises(ShapeError, match="roi"):
        ops.resize(X, None, None, ints(2, 3, 4, 5), **crop)
    with pytest.raises(ShapeError, match="roi"):
        ops.resize(X, floats(0, 1), None, ints(2, 3, 4, 5), **crop)
    with pytest.raises(ShapeError, match="roi"):
        ops.resize(X, floats(0, 0, 0, np.nan, 1, 1, 1, 1), None, ints(2, 3, 4, 5), **crop)


@pytest.mark.parametrize(
    "attributes",
    [
        {"mode": "area"},
        {"coordinate_transformation_mode": "middle"},
        {"nearest_mode": "up"},
        {"keep_aspect_ratio_policy": "yes"},
    ],
)
def test_resize_refuses_words_it_does_not_know(attributes):
    with pytest.raises(UnsupportedError, match="known"):
        ops.resize(X, None, None, ints(2, 3, 4, 5), **attributes)


def test_resize_refuses_to_grow_from_nothing():
    with pytest.raises(ShapeError, match="empty"):
        ops.resize(X[:, :, :0], None, None, ints(2, 3, 4, 5))
