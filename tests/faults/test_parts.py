"""Large steps are done part by part, so that a run can be stopped between the parts."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from onnx import helper

import engine
from engine import stopping
from engine.ops import registry

node = helper.make_node


WIDE = {
    "erf": [node("Erf", ["x"], ["y"])],
    "bias": [node("Add", ["x", "w"], ["y"])],
    "power": [node("Pow", ["x", "w"], ["y"])],
    "comparison": [node("Less", ["x", "w"], ["b"]), node("Where", ["b", "x", "w"], ["y"])],
    "softmax of channels": [node("Softmax", ["x"], ["y"], axis=1)],
    "softmax of rows": [node("Softmax", ["x"], ["y"], axis=-1)],
    "log softmax": [node("LogSoftmax", ["x"], ["y"], axis=2)],
    "layer normalization": [node("LayerNormalization", ["x", "row"], ["y"])],
    "slopes": [node("PRelu", ["x", "w"], ["y"])],
}


@pytest.mark.parametrize("name", WIDE)
def test_operators_of_one_call_are_cut_and_give_the_same(network, monkeypatch, name):
    shape = (1, 5, 23, 40)
    random = np.random.default_rng(4)
    weights = {
        "w": random.uniform(0.5, 2, (5, 1, 1)).astype(np.float32),
        "row": random.normal(size=40).astype(np.float32),
    }
    x = random.uniform(0.1, 2, shape).astype(np.float32)
    data = network(WIDE[name], weights, shape=shape).SerializeToString()
    expected = engine.load(data).run({"x": x})["y"]
    monkeypatch.setattr("engine.cutting.ELEMENTS", 500)
    asked = 0

    def should_stop() -> bool:
        nonlocal asked
        asked += 1
        return False

    answer = engine.load(data).run({"x": x}, should_stop=should_stop)["y"]
    assert asked > x.size / 1000
    np.testing.assert_allclose(answer, expected, rtol=1e-6)


def some(*shape: int) -> np.ndarray:
    return np.random.default_rng(7).normal(size=shape).astype(np.float32)


def whole(*shape: int) -> np.ndarray:
    """Return whole numbers, whose sums do not hang on their order."""
    return np.round(some(*shape))


def places(size: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(8).integers(-size, size, shape)


def spread(*shape: int) -> np.ndarray:
    """Return places without repetition, for what each writes once."""
    return np.random.default_rng(9).permutation(np.prod(shape)).reshape(shape)


MANY = np.array([30], np.int64)
LONG = {
    "TopK": ("TopK", (some(40, 300), MANY), {"axis": 1}),
    "TopK of columns": ("TopK", (some(40, 300), MANY), {"axis": 0, "largest": 0}),
    "TopK of one long row": ("TopK", (np.round(some(90_000), 2), MANY), {}),
    "CumSum": ("CumSum", (whole(300, 40), np.array(0)), {}),
    "CumSum of a row": ("CumSum", (whole(12_000), np.array(0)), {"exclusive": 1}),
    "CumSum, backwards": ("CumSum", (whole(40, 300), np.array(1)), {"reverse": 1}),
    "GridSample": ("GridSample", (some(2, 3, 9, 8), some(2, 50, 60, 2)), {"mode": "linear"}),
    "cubic GridSample": ("GridSample", (some(2, 3, 9, 8), some(2, 50, 60, 2)), {"mode": "cubic"}),
    "GridSample of bodies": ("GridSample", (some(1, 2, 5, 6, 7), some(1, 9, 20, 9, 3)), {}),
    "Einsum": ("Einsum", (whole(60, 50), whole(50, 40)), {"equation": "ij,jk->ik"}),
    "Einsum, turned": ("Einsum", (whole(60, 50), whole(40, 50)), {"equation": "ij,kj->ki"}),
    "Einsum of pairs": ("Einsum", (whole(9, 30, 20), whole(9, 20, 30)),
                        {"equation": "bij,bjk->bik"}),
    "Einsum, spread": ("Einsum", (whole(1, 50), whole(600, 50)), {"equation": "ij,ij->i"}),
    "Einsum of a diagonal": ("Einsum", (whole(30, 30, 2000), whole(30)), {"equation": "iij,i->ij"}),
    "InstanceNormalization": ("InstanceNormalization", (some(2, 20, 30, 9), some(20), some(20)),
                              {}),
    "GroupNormalization": ("GroupNormalization", (some(2, 20, 30, 9), some(20), some(20)),
                           {"num_groups": 5}),
    "Gather": ("Gather", (some(50, 40), places(40, 30, 9)), {"axis": 1}),
    "GatherElements": ("GatherElements", (some(50, 400), places(50, 50, 400)), {"axis": 0}),
    "GatherND": ("GatherND", (some(50, 40, 3), places(40, 200, 30, 2)), {}),
    "ScatterElements": ("ScatterElements", (some(12_000), spread(12_000), some(12_000)), {}),
    "ScatterElements, added": ("ScatterElements", (whole(50, 400), places(50, 50, 400),
                               whole(50, 400)), {"reduction": "add"}),
    "ScatterND": ("ScatterND", (some(12_000, 2), spread(12_000, 1), some(12_000, 2)), {}),
    "MaxUnpool": ("MaxUnpool", (some(1, 2, 50, 60), spread(1, 2, 50, 60)),
                  {"kernel_shape": [2, 2], "strides": [2, 2]}),
    "NonZero": ("NonZero", (whole(50, 60),), {}),
    "MatMulInteger": ("MatMulInteger", (places(99, 900, 900).astype(np.int8),
                                        places(99, 900, 900).astype(np.int8)), {}),
    "RandomNormal": ("RandomNormal", (), {"shape": [12_000], "seed": 3.0}),
    "RandomUniform": ("RandomUniform", (), {"shape": [12_000], "seed": 3.0}),
    "Bernoulli": ("Bernoulli", (np.abs(some(12_000)) % 1,), {"seed": 3.0}),
}  # fmt: skip


@pytest.mark.parametrize("name", LONG)
def test_operators_part_their_own_work_and_give_the_same(monkeypatch, name):
    op, inputs, attributes = LONG[name]
    operator = registry.find(op, "", 22)
    expected = operator(*inputs, **attributes)
    for limit in ("stopping.PIECE_NANOSECONDS", "ops.einsum.LARGE", "ops.places.LARGE"):
        monkeypatch.setattr(f"engine.{limit}", 1000)
    monkeypatch.setattr("engine.ops.ordering.LONG", 20_000)
    asked = []
    with stopping.asking(lambda: bool(asked.append(1))):
        answer = operator(*inputs, **attributes)
    assert len(asked) > 2
    for got, wanted in zip(*((each if isinstance(each, tuple) else (each,))
                             for each in (answer, expected)), strict=True):  # fmt: skip
        assert got.dtype == wanted.dtype
        np.testing.assert_allclose(got, wanted, rtol=1e-6, atol=1e-6)


def _asked(asked: list[int]) -> bool:
    asked.append(1)
    return False


def test_large_arrays_are_turned_part_by_part(network, monkeypatch):
    """A transposition that must copy, and what a run returns."""
    nodes = [node("NonZero", ["x"], ["z"]), node("Transpose", ["z"], ["y"])]
    x = np.ones((5, 6, 70, 8), np.float32)
    model = engine.load(network(nodes, shape=x.shape).SerializeToString())
    monkeypatch.setattr("engine.plan.LARGE", 1000)
    monkeypatch.setattr("engine.plan.ONE_PIECE_BYTES", 1000)
    monkeypatch.setattr("engine.stopping.PIECE_NANOSECONDS", 1000)
    for watched in (("y",), ("x", "y")):
        asked: list[int] = []
        result = model.run({"x": x}, watched, should_stop=partial(_asked, asked))
        np.testing.assert_array_equal(result["y"], np.argwhere(x))
        assert len(asked) > 40, watched
