"""A run, and all that comes before it, can be stopped: it asks often enough for its work."""

from __future__ import annotations

import functools
import gc
import signal
import subprocess
import sys
import threading
import time
import weakref
from functools import partial

import numpy as np
import pytest
from onnx import helper
from PIL import Image

import engine
from engine import stopping
from engine.ops import registry
from tests.faults.guard import ROOT

node = helper.make_node


def ones(*shape: int) -> np.ndarray:
    return np.ones(shape, np.float32)


# Multiply-adds after which one must have been asked again.
PRODUCTS = 1 << 29

HEAVY = {
    "conv 3×3": (node("Conv", ["x", "w"], ["y"]), (1, 64, 130, 130), ones(64, 64, 3, 3)),
    "conv 1×1": (node("Conv", ["x", "w"], ["y"]), (1, 128, 200, 200), ones(128, 128, 1, 1)),
    "few channels": (node("Conv", ["x", "w"], ["y"]), (1, 3, 500, 500), ones(64, 3, 7, 7)),
    "transposed": (node("ConvTranspose", ["x", "w"], ["y"]), (1, 64, 100, 100), ones(64, 64, 4, 4)),
    "product": (node("MatMul", ["x", "w"], ["y"]), (1, 1, 1500, 1500), ones(1500, 1500)),
}


@pytest.mark.parametrize("name", HEAVY)
def test_heavy_steps_ask_often_enough(network, name):
    proto, shape, weights = HEAVY[name]
    model = engine.load(
        network([proto], {"w": weights}, shape=shape).SerializeToString(), threads=1
    )
    asked = 0

    def should_stop() -> bool:
        nonlocal asked
        asked += 1
        return False

    model.run({"x": ones(*shape)}, should_stop=should_stop)
    assert model.multiply_adds > PRODUCTS
    assert asked >= model.multiply_adds / PRODUCTS


@pytest.mark.parametrize("after", [0, 1, 5])
def test_a_run_ends_where_it_is_asked_to(network, after):
    proto, shape, weights = HEAVY["conv 3×3"]
    model = engine.load(network([proto], {"w": weights}, shape=shape).SerializeToString())
    asked = 0

    def should_stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > after

    with pytest.raises(engine.CancelledError):
        model.run({"x": ones(*shape)}, should_stop=should_stop)
    assert asked <= after + 2
    assert model.run({"x": ones(*shape)})["y"].shape == (1, 64, 128, 128)


def test_loading_can_be_stopped(network):
    nodes = [node("Neg", [f"c{i}" if i else "w"], [f"c{i + 1}"]) for i in range(20)]
    data = network([*nodes, node("Add", ["x", "c20"], ["y"])], {"w": ones(1)}).SerializeToString()
    asked = 0

    def should_stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > 7

    with pytest.raises(engine.CancelledError):
        engine.load(data, should_stop=should_stop)
    assert asked == 8


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
    for limit in ("stopping.PIECE_NANOSECONDS", "ops.einsum.LARGE", "ops.indexing.LARGE"):
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


@pytest.fixture
def stuck(monkeypatch):
    """Makes Einsum wait without ever asking, as one call of NumPy does; gives (entered, let_go)."""
    entered, let_go, armed = threading.Event(), threading.Event(), threading.Event()
    operator = registry.find("Einsum", "", 17)
    function = operator.function

    @functools.wraps(function)
    def wait(*inputs, **attributes):
        if armed.is_set():
            entered.set()
            assert let_go.wait(60)
        return function(*inputs, **attributes)

    monkeypatch.setattr(operator, "function", wait)
    yield entered, let_go, armed
    let_go.set()


def einsum(network, **more) -> bytes:
    sums = node("Einsum", ["x"], ["s"], equation="nchw->nc")
    return network([sums, node("Neg", ["s"], ["y"])], **more).SerializeToString()


def test_a_step_that_does_not_end_is_left_alone(network, stuck):
    entered, let_go, armed = stuck
    model = engine.load(einsum(network))
    feeds = {"x": ones(1, 3, 8, 8)}
    expected = model.run(feeds)["y"]
    armed.set()
    with pytest.raises(engine.CancelledError):
        model.run(feeds, should_stop=entered.is_set)
    assert not let_go.is_set()  # it has not ended, and nobody waits for it
    assert model.parameters == 0  # what is known can be asked meanwhile
    assert model.layers[0].op == "Einsum"
    # The next run of the same network has arrays of its own.
    armed.clear()
    twice = model.run({"x": feeds["x"] * 2}, should_stop=lambda: False)["y"]
    np.testing.assert_array_equal(twice, expected * 2)
    assert not let_go.is_set()


def test_of_steps_that_do_not_end_a_third_is_waited_for(network, stuck):
    """What those hold in memory that were left alone has a limit, and it comes back."""
    entered, let_go, armed = stuck
    model = engine.load(einsum(network))
    feeds = {"x": ones(1, 3, 8, 8)}
    expected = model.run(feeds)["y"]
    plans = [weakref.ref(plan) for plan in model._network._bench.plans.values()]
    armed.set()
    for _ in range(2):
        entered.clear()
        with pytest.raises(engine.CancelledError):
            model.run(feeds, should_stop=entered.is_set)
    benches = [model._network._bench, model._network._stuck]
    asked = iter(range(40))
    with pytest.raises(engine.CancelledError):  # it can be stopped while it waits
        model.run(feeds, should_stop=lambda: next(asked, None) is None)
    assert [model._network._bench, model._network._stuck] == benches
    del benches
    armed.clear()
    let_go.set()
    np.testing.assert_array_equal(model.run(feeds, should_stop=lambda: False)["y"], expected)
    end = time.monotonic() + 20
    while any(plan() for plan in plans) and time.monotonic() < end:
        gc.collect()
    assert not any(plan() for plan in plans)
    assert model._network._stuck is None


def test_a_run_that_stops_in_order_keeps_its_plans(network):
    model = engine.load(einsum(network))
    feeds = {"x": ones(1, 3, 8, 8)}
    model.run(feeds)
    bench = model._network._bench
    for _ in range(3):
        with pytest.raises(engine.CancelledError):
            model.run(feeds, should_stop=lambda: True)
        model.run(feeds)
    assert model._network._bench is bench


def test_a_network_is_freed_with_its_last_user(network):
    """Its arrays may be large, and Python's collector of cycles sees a few objects only."""
    model = engine.load(einsum(network))
    # As a worker's job does, what asks holds on to the model it works with.
    model.run({"x": ones(1, 3, 8, 8)}, should_stop=partial(lambda held: held is None, model))
    alive = weakref.ref(model._network)
    gc.disable()
    try:
        del model
        end = time.monotonic() + 5  # the thread of its run ends in its own time
        while alive() is not None and time.monotonic() < end:
            time.sleep(0.01)
        assert alive() is None
    finally:
        gc.enable()


def test_another_network_need_not_wait(network, stuck):
    entered, _, armed = stuck
    first, other = engine.load(einsum(network)), engine.load(einsum(network))
    feeds = {"x": ones(1, 3, 8, 8)}
    armed.set()
    with pytest.raises(engine.CancelledError):
        first.run(feeds, should_stop=entered.is_set)
    armed.clear()
    assert other.run(feeds, should_stop=lambda: False)["y"].tolist() == [[-64.0] * 3]


def test_a_file_that_takes_long_to_open_is_left_alone(network, stuck):
    entered, let_go, armed = stuck
    armed.set()  # the sum of a constant is computed while the model is opened
    data = einsum(network, weights={"x": ones(1, 3, 8, 8)}, shape=None)
    with pytest.raises(engine.CancelledError):
        engine.load(data, should_stop=entered.is_set)
    assert not let_go.is_set()


def test_a_picture_that_takes_long_to_read_is_left_alone(monkeypatch):
    entered, let_go = threading.Event(), threading.Event()

    def wait(*_):
        entered.set()
        assert let_go.wait(60)

    monkeypatch.setattr("engine.images._read", wait)
    with pytest.raises(engine.CancelledError):
        engine.read_image(b"a picture", should_stop=entered.is_set)
    assert not let_go.is_set()
    let_go.set()


def test_errors_and_steps_come_through(network):
    model = engine.load(einsum(network))
    told = []
    model.run(
        {"x": ones(1, 3, 8, 8)},
        should_stop=lambda: False,
        on_step=lambda *step: told.append(step),
    )
    assert told == [(1, 2), (2, 2)]
    with pytest.raises(engine.ShapeError, match="missing"):
        model.run({}, should_stop=lambda: False)


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="Windows has no such signals")
def test_ctrl_c_ends_a_command_within_one_step(network, tmp_path):
    """A step that would sleep for ten minutes, and a person who does not."""
    path = tmp_path / "slow.onnx"
    path.write_bytes(einsum(network))
    code = """
import functools, signal, sys, time, engine.ops
# Who starts the tests in the background has Ctrl+C ignored, and so would this child.
signal.signal(signal.SIGINT, signal.default_int_handler)
from engine.cli import main
from engine.ops import registry
operator = registry.find("Einsum", "", 17)
function, calls = operator.function, []
@functools.wraps(function)
def slow(x, **attributes):
    if x.strides[-1]:  # no zeros that only tell a shape
        print("inside", flush=True)
        time.sleep(600)
    return function(x, **attributes)
operator.function = slow
sys.exit(main(sys.argv[1:]))
"""
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    child = subprocess.Popen(
        [sys.executable, "-c", code, "predict", str(path), str(tmp_path / "a.png")],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with child:
        assert child.stdout.readline() == "inside\n"
        child.send_signal(signal.SIGINT)
        try:
            _, said = child.communicate(timeout=60)
        finally:
            child.kill()
    assert child.returncode == 130, said
    assert said.splitlines()[-1] == "Cancelled."
