from __future__ import annotations

import numpy as np
import pytest

from engine.errors import UnsupportedError
from engine.ops import casting

FLOATS = np.array([0, -0.0, 0.5, 1.5, -1.7, 100.9, 70000.0], np.float32)


@pytest.mark.parametrize("to", [1, 6, 7, 9, 10, 11])
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int32, np.uint8, np.bool_])
def test_cast_agrees(check_operator, to, dtype):
    x = np.abs(FLOATS).astype(dtype) if dtype is np.uint8 else FLOATS.astype(dtype)
    check_operator("Cast", [x], {"to": to})


def test_cast_of_nan_and_infinity_does_not_warn():
    x = np.array([np.nan, np.inf, -np.inf, 1e38], np.float32)
    assert casting.cast(x, to=9).tolist() == [True] * 4
    casting.cast(x, to=6)
    assert np.isinf(casting.cast(x, to=10)).sum() == 3


def test_cast_to_bfloat16_rounds_to_even():
    # Between neighbours of 8 significant bits, from the definition of the format.
    x = np.array([1 + 2**-8, 1 + 3 * 2**-8, 1 + 2**-8 + 2**-20, np.nan, np.inf, 3.4e38], np.float32)
    expected = [1, 1 + 2**-6, 1 + 2**-7, np.nan, np.inf, np.inf]
    got = casting.cast(x, to=16)
    assert got.dtype == np.float32
    np.testing.assert_array_equal(got, np.array(expected, np.float32))


def test_cast_to_bfloat16_agrees_with_ml_dtypes():
    ml_dtypes = pytest.importorskip("ml_dtypes")
    x = np.random.default_rng(0).standard_normal(2000).astype(np.float32) * 1e3
    expected = x.astype(ml_dtypes.bfloat16).astype(np.float32)
    np.testing.assert_array_equal(casting.cast(x, to=16), expected)


def test_cast_of_opset_1_names_the_type(run_operator):
    (got,) = run_operator("Cast", [FLOATS], {"to": "INT32"}, opset=5)
    assert got.dtype == np.int32


@pytest.mark.parametrize(("to", "name"), [(8, "STRING"), (0, "UNDEFINED"), (99, "99")])
def test_cast_refuses_types_that_do_not_exist(to, name):
    with pytest.raises(UnsupportedError, match=name):
        casting.cast(FLOATS, to=to)


@pytest.mark.parametrize("strings", [np.array(["1"]), np.array(["1"], object)])
def test_cast_refuses_strings(strings):
    with pytest.raises(UnsupportedError, match="strings"):
        casting.cast(strings, to=1)


def test_cast_like_agrees(check_operator):
    check_operator("CastLike", [FLOATS, np.zeros(1, np.int64)])
