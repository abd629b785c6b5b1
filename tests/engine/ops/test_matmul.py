"""Matrix products against ONNX Runtime."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import ShapeError
from engine.ops import registry


def numbers(shape, seed=0, dtype=np.float32):
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


MATRICES = [
    ((4, 5), (5, 6)),
    ((1, 300), (300, 70)),
    ((2, 3, 4, 5), (5, 6)),
    ((2, 3, 4, 5), (2, 3, 5, 6)),
    ((3, 4, 5), (2, 1, 5, 6)),
    ((5,), (5, 6)),
    ((4, 5), (5,)),
    ((5,), (5,)),
    ((2, 4, 5), (5,)),
    ((5,), (3, 5, 6)),
]


@pytest.mark.parametrize("constants", [(), (1,)])
@pytest.mark.parametrize(("a_shape", "b_shape"), MATRICES)
def test_matmul_equals_onnxruntime(check_operator, a_shape, b_shape, constants):
    check_operator("MatMul", [numbers(a_shape), numbers(b_shape, 1)], constants=constants)


@pytest.mark.parametrize("dtype", [np.float64, np.int32, np.int64])
def test_matmul_keeps_the_dtype(check_operator, dtype):
    a, b = numbers((3, 4)) * 9, numbers((4, 5), 1) * 9
    check_operator("MatMul", [a.astype(dtype), b.astype(dtype)], constants=())


def test_matmul_float16_is_computed_in_float32(run_operator):
    a, b = numbers((3, 400), dtype=np.float16), numbers((400, 5), 1, np.float16)
    (got,) = run_operator("MatMul", [a, b])
    assert got.dtype == np.float16
    np.testing.assert_array_equal(got, (a.astype("f4") @ b.astype("f4")).astype("f2"))


def test_matmul_of_no_elements(run_operator):
    (got,) = run_operator("MatMul", [numbers((3, 0)), numbers((0, 4))])
    np.testing.assert_array_equal(got, np.zeros((3, 4), np.float32))


@pytest.mark.parametrize("shapes", [((2, 3), (4, 5)), ((), (3,)), ((2, 4, 5), (3, 5, 6))])
def test_matmul_says_what_does_not_fit(run_operator, shapes):
    with pytest.raises(ShapeError):
        run_operator("MatMul", [numbers(shapes[0]), numbers(shapes[1])])


def test_large_products_are_cut_into_pieces(monkeypatch):
    from engine.kernels import matmul

    monkeypatch.setattr(matmul, "MULTIPLY_ADDS", 100)
    a, b, c = numbers((7, 6)), numbers((6, 50), 1), numbers((50,), 2)
    out = np.empty((7, 50), np.float32)
    work = matmul.prepare(a, b, out, None, c)
    assert len(work) > 4
    for step in work:
        step()
    np.testing.assert_allclose(out, a @ b + c, rtol=1e-5, atol=1e-6)


def test_a_long_row_is_multiplied_by_some_columns_at_a_time(monkeypatch):
    from engine.kernels import matmul

    monkeypatch.setattr(matmul, "LONG", 30)
    monkeypatch.setattr(matmul, "COLUMNS", 7)
    for a, b, count in (
        (numbers((1, 40)), numbers((50, 40), 1).T, 8),
        (numbers((1, 40)), numbers((40, 50), 1), 1),
        (numbers((2, 40)), numbers((50, 40), 1).T, 1),
        (numbers((1, 30)), numbers((50, 30), 1).T, 1),
    ):
        c, out = numbers((50,), 2), np.empty((len(a), 50), np.float32)
        work = matmul.prepare(a, b, out, None, c)
        assert len(work) == count
        for step in work:
            step()
        np.testing.assert_allclose(out, a @ b + c, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_one_row_is_multiplied_column_by_column_where_weights_come_from_memory(monkeypatch, dtype):
    from engine.kernels import matmul

    monkeypatch.setattr(matmul, "FROM_MEMORY", 1000)
    for rows, by_column in ((1, True), (2, False)):
        a, b = numbers((rows, 40), dtype=dtype), numbers((50, 40), 1, dtype).T
        out = np.empty((rows, 50), dtype)
        (step,) = matmul.prepare(a, b, out)
        assert (step.func is np.vecdot) == by_column
        step()
        np.testing.assert_allclose(out, a @ b, rtol=1e-5, atol=1e-6)


C_SHAPES = [None, (6,), (1, 6), (4, 1), (4, 6), (1,), ()]


@pytest.mark.parametrize("c_shape", C_SHAPES)
@pytest.mark.parametrize(("trans_a", "trans_b"), [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_gemm_equals_onnxruntime(check_operator, c_shape, trans_a, trans_b):
    a = numbers((5, 4) if trans_a else (4, 5))
    b = numbers((6, 5) if trans_b else (5, 6), 1)
    inputs = [a, b] if c_shape is None else [a, b, numbers(c_shape, 2)]
    attributes = {"transA": trans_a, "transB": trans_b}
    check_operator("Gemm", inputs, attributes, constants=(1, 2))
    check_operator("Gemm", inputs, {**attributes, "alpha": 0.5, "beta": 2.0}, constants=(1, 2))
    check_operator("Gemm", inputs, {**attributes, "beta": 0.0}, constants=(1, 2))


def test_gemm_keeps_float64_and_float16(run_operator):
    for dtype in (np.float64, np.float16):
        inputs = [numbers((4, 5), dtype=dtype), numbers((5, 6), 1, dtype), numbers((6,), 2, dtype)]
        attributes = {"alpha": 0.5, "beta": 2.0}
        (got,) = run_operator("Gemm", inputs, attributes)
        (single,) = run_operator("Gemm", [x.astype(np.float32) for x in inputs], attributes)
        assert got.dtype == dtype
        np.testing.assert_allclose(got, single, rtol=4e-3, atol=4e-3)


def test_gemm_takes_a_large_bias_with_alpha_one_unchanged(run_operator):
    a, b, c = numbers((4, 5)), numbers((5, 6), 1), numbers((6,), 2)
    before = [x.copy() for x in (a, b, c)]
    run_operator("Gemm", [a, b, c], {"broadcast": 1}, opset=6)
    for array, old in zip((a, b, c), before, strict=True):
        np.testing.assert_array_equal(array, old)


def test_gemm_with_computed_weights_does_not_bind():
    a, b = numbers((4, 5)), numbers((5, 6), 1)
    operator = registry.find("Gemm", "", 13)
    assert operator.binder(a, b, out=np.empty((4, 6), np.float32)) is None


def test_fused_gemm_adds_residual_then_activates(run_operator):
    a, b, c = numbers((4, 5)), numbers((6, 5), 1), numbers((6,), 2)
    residual = numbers((4, 6), 3)
    attributes = {"alpha": 0.5, "transB": 1, "activation": "LeakyRelu", "slope": 0.2}
    total = np.float32(0.5) * (a @ b.T) + c + residual
    expected = np.where(total > 0, total, np.float32(0.2) * total)
    (got,) = run_operator("Gemm", [a, b, c, residual], attributes, domain="convolens", opset=1)
    np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-6)
    b.flags.writeable = c.flags.writeable = False
    out = np.empty_like(expected)
    operator = registry.find("Gemm", "convolens", 1)
    for step in operator.binder(a, b, c, residual, **attributes, out=out):
        step()
    np.testing.assert_array_equal(out, got)


@pytest.mark.parametrize(
    ("shapes", "attributes"),
    [
        ([(4, 5), (6, 5)], {}),
        ([(4, 5), (5, 6)], {"transA": 1}),
        ([(4, 5), (5, 6), (4,)], {}),
        ([(4, 5), (5, 6), (2, 4, 6)], {}),
        ([(4, 5, 1), (5, 6)], {}),
    ],
)
def test_gemm_says_what_does_not_fit(run_operator, shapes, attributes):
    with pytest.raises(ShapeError):
        run_operator("Gemm", [numbers(shape) for shape in shapes], attributes)


@pytest.mark.parametrize("op", ["MatMul", "Gemm"])
def test_products_of_two_dtypes_are_refused(run_operator, op):
    with pytest.raises(ShapeError, match="one dtype"):
        run_operator(op, [numbers((2, 3)), numbers((3, 4), dtype=np.float64)])
