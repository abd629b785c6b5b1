"""Steps that are shared where that is faster."""

from __future__ import annotations

import time
from functools import partial

import numpy as np
import pytest
from onnx import helper

import engine
from engine import sharing
from engine.kernels.binding import Together
from engine.sharing import Shared
from engine.workers import Workers


@pytest.fixture(autouse=True)
def own_workers(monkeypatch):
    workers = Workers()
    monkeypatch.setattr(sharing, "workers", workers)
    return workers


def nothing():
    pass


def step(together_seconds, alone_seconds, log, number=1):
    def work(name, seconds):
        log.append(name)
        time.sleep(seconds)

    lanes = Together([[partial(work, "lane", together_seconds)], [nothing]])
    return Shared([lanes], [partial(work, "whole", alone_seconds)], nothing, number)


def test_a_step_is_done_whole_where_that_is_faster():
    log = []
    shared = step(0.003, 0.0, log)
    for _ in range(10):
        shared()
    assert log[:3] == ["lane", "whole", "lane"]
    assert log[5:] == ["whole"] * 5


def test_a_step_is_shared_where_that_is_faster_and_the_other_form_tried_again():
    log = []
    shared = step(0.0, 0.001, log, number=7)
    again = sharing.AGAIN[False]
    for _ in range(2 * again):
        shared()
    whole = [turn for turn, name in enumerate(log, 1) if name == "whole"]
    assert whole == [sharing.FIRST_ALONE, again - 7, 2 * again - 7]


def test_a_step_is_shared_again_when_that_has_become_faster():
    log = []
    shared = step(0.002, 0.001, log)
    for _ in range(5):
        shared()
    assert log[-1] == "whole"
    shared._lanes = step(0.0, 0.0, log)._lanes
    for _ in range(3 * sharing.AGAIN[True]):
        shared()
    assert log[-5:] == ["lane"] * 5


def test_nothing_is_shared_while_workers_rest(own_workers):
    log = []
    shared = step(0.0, 0.001, log)
    own_workers.note(-1)
    for _ in range(5):
        shared()
    assert log == ["whole"] * 5


def test_lost_time_is_noted(own_workers):
    shared = step(0.02, 0.0, [])
    for _ in range(4):
        shared()
    assert own_workers.are_resting()


def test_a_run_after_a_pause_says_little(own_workers):
    log = []
    shared = step(0.003, 0.002, log)
    for _ in range(3):
        shared()
    own_workers.are_warm = False
    before = dict(shared._seconds)
    for _ in range(5):
        shared()
    assert shared._seconds == before
    assert not own_workers.are_resting()


def test_it_is_asked_between_calls_whether_to_stop():
    asked = []
    lanes = Together([[nothing] * 3, [nothing]])
    shared = Shared([nothing, lanes], [nothing] * 5, partial(asked.append, 1), 1)
    shared()
    assert len(asked) >= 5
    asked.clear()
    shared()
    assert len(asked) == 5


def test_an_error_comes_out_of_either_form():
    def fail():
        raise ValueError("failed")

    shared = Shared([Together([[nothing], [fail]])], [fail], nothing, 1)
    for _ in range(3):
        with pytest.raises(ValueError, match="failed"):
            shared()


def test_a_plan_for_several_threads_computes_what_one_for_one_does(make_model):
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
        # Cut at other places, products are summed in another order.
        np.testing.assert_allclose(
            several.run({"x": x})["y"], expected, rtol=1e-4, atol=1e-4 * abs(expected).max()
        )
    plan = next(iter(several._network._plans.values()))
    assert sum(isinstance(call, Shared) for step in plan.steps for call in step.work) == 5
