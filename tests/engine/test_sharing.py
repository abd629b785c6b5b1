"""Steps that are shared where that is faster."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from onnx import helper

import engine
from engine import sharing
from engine.kernels.binding import Together
from engine.sharing import Shared
from engine.workers import Workers


class Slow(Workers):
    """Workers that take so many seconds for any lanes, and do none; by a clock of their own.

    A busy machine may sleep ten times as long as it shall.
    """

    def __init__(self):
        super().__init__()
        self.seconds = 0.0
        self.now = 0.0
        self.log = []

    def run(self, lanes, check):
        self.log.append("shared")
        self.now += self.seconds + 1e-6


@pytest.fixture
def slow(monkeypatch):
    workers = Slow()
    monkeypatch.setattr(sharing, "workers", workers)
    monkeypatch.setattr(sharing, "perf_counter", lambda: workers.now)
    return workers


def nothing():
    pass


def step(slow, shared_seconds, alone_seconds, number=1):
    """Return a step that takes that long on workers, and that long without, and tells which."""

    def alone():
        slow.log.append("alone")
        slow.now += alone_seconds + 1e-6

    slow.seconds = shared_seconds
    return Shared([Together([[alone], [nothing]])], nothing, number)


def test_a_step_is_not_shared_where_that_is_faster(slow):
    shared = step(slow, 0.003, 0.0)
    for _ in range(10):
        shared()
    assert slow.log[:3] == ["shared", "alone", "shared"]
    assert slow.log[5:] == ["alone"] * 5


def test_a_step_is_shared_where_that_is_faster_and_the_other_way_tried_again(slow):
    shared = step(slow, 0.0, 0.001, number=7)
    again = sharing.AGAIN[False]
    for _ in range(2 * again):
        shared()
    alone = [turn for turn, name in enumerate(slow.log, 1) if name == "alone"]
    assert alone == [sharing.FIRST_ALONE, again - 7, 2 * again - 7]


def test_a_step_is_shared_again_when_that_has_become_faster(slow):
    shared = step(slow, 0.002, 0.001)
    for _ in range(5):
        shared()
    assert slow.log[-1] == "alone"
    slow.seconds = 0.0
    for _ in range(3 * sharing.AGAIN[True]):
        shared()
    assert slow.log[-5:] == ["shared"] * 5


def test_nothing_is_shared_while_workers_rest(slow):
    shared = step(slow, 0.0, 0.001)
    slow.note(-1)
    for _ in range(5):
        shared()
    assert slow.log == ["alone"] * 5


def test_lost_time_is_noted(slow):
    shared = step(slow, 0.02, 0.0)
    for _ in range(4):
        shared()
    assert slow.are_resting()


def test_a_run_after_a_pause_says_little(slow):
    shared = step(slow, 0.003, 0.002)
    for _ in range(3):
        shared()
    slow.are_warm = False
    before = dict(shared._seconds)
    for _ in range(5):
        shared()
    assert shared._seconds == before
    assert not slow.are_resting()


def test_it_is_asked_between_calls_whether_to_stop():
    asked = []
    shared = Shared([nothing, Together([[nothing] * 3, [nothing]])], partial(asked.append, 1), 1)
    shared()
    assert len(asked) >= 5
    asked.clear()
    shared()
    assert len(asked) == 5


def test_an_error_comes_out_in_either_way():
    def fail():
        raise ValueError("failed")

    shared = Shared([Together([[nothing], [fail]])], nothing, 1)
    for _ in range(3):
        with pytest.raises(ValueError, match="failed"):
            shared()


def test_a_plan_for_several_threads_computes_what_one_for_one_does(make_model, monkeypatch):
    monkeypatch.setattr("engine.kernels.lanes.WORTH", 1 << 20)
    random = np.random.default_rng(0)
    weights = {
        "w1": random.normal(size=(32, 3, 5, 5)).astype(np.float32),
        "w2": random.normal(size=(64, 32, 3, 3)).astype(np.float32),
        "w3": random.normal(size=(96, 64, 1, 1)).astype(np.float32),
        "w4": random.normal(size=(96, 1, 3, 3)).astype(np.float32),
    }
    made = make_model(
        [
            helper.make_node("Conv", ["x", "w1"], ["a"], strides=[2, 2], pads=[2, 2, 2, 2]),
            helper.make_node("Conv", ["a", "w2"], ["b"], pads=[1, 1, 1, 1]),
            helper.make_node("Conv", ["b", "w3"], ["c"]),
            helper.make_node("Conv", ["c", "w4"], ["d"], group=96),
            helper.make_node("MaxPool", ["d"], ["y"], kernel_shape=[3, 3], strides=[2, 2]),
        ],
        [("x", [1, 3, 131, 117])],
        [("y", None)],
        weights,
    )
    file = made.SerializeToString()
    one, several = (engine.load(file, threads=count) for count in (1, 3))
    for seed in range(5):
        x = np.random.default_rng(seed).normal(size=(1, 3, 131, 117)).astype(np.float32)
        expected = one.run({"x": x})["y"]
        got = [several.run({"x": x})["y"] for _ in range(4)]
        # Cut at other places, products are summed in another order.
        np.testing.assert_allclose(got[0], expected, rtol=1e-4, atol=1e-4 * abs(expected).max())
        # Shared or not, they are the same products.
        for again in got[1:]:
            np.testing.assert_array_equal(again, got[0])
    plan = next(iter(several._network._bench.plans.values()))
    assert sum(isinstance(call, Shared) for step in plan.steps for call in step.work) == 5


def test_small_steps_are_left_to_one_thread(make_model):
    weights = {"w": np.ones((64, 32, 3, 3), np.float32)}
    made = make_model(
        [helper.make_node("Conv", ["x", "w"], ["y"], pads=[1, 1, 1, 1])],
        [("x", [1, 32, None, None])],
        [("y", None)],
        weights,
    )
    model = engine.load(made.SerializeToString(), threads=2)
    shared = []
    for side in (14, 56):
        model.run({"x": np.ones((1, 32, side, side), np.float32)})
        plan = list(model._network._bench.plans.values())[-1]
        shared.append(any(isinstance(call, Shared) for step in plan.steps for call in step.work))
    assert shared == [False, True]
