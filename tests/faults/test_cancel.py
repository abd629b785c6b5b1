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
