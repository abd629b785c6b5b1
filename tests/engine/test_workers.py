"""Lanes of work on several threads."""

from __future__ import annotations

import threading
import time
from functools import partial

import numpy as np
import pytest

from engine.threads import _libraries, one_blas_thread
from engine.workers import Workers


def nothing():
    pass


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_every_lane_runs_once_and_in_its_own_order(count):
    workers = Workers()
    for _ in range(50):
        done = [[] for _ in range(count)]
        lanes = [[partial(lane.append, i) for i in range(4)] for lane in done]
        workers.run(lanes, nothing)
        assert done == [[0, 1, 2, 3]] * count


def test_lanes_run_at_once():
    met = threading.Barrier(2, timeout=5)
    Workers().run([[met.wait], [met.wait]], nothing)


@pytest.mark.parametrize("bad", [0, 1])
def test_an_error_in_any_lane_comes_out(bad):
    def fail():
        raise ValueError("lane")

    lanes = [[nothing], [nothing]]
    lanes[bad] = [fail]
    workers = Workers()
    with pytest.raises(ValueError, match="lane"):
        workers.run(lanes, nothing)
    workers.run([[nothing], [nothing]], nothing)


def test_an_error_in_a_lane_that_no_worker_took_comes_out(monkeypatch):
    monkeypatch.setattr(Workers, "_call", lambda *_: None)

    def fail():
        raise ValueError("lane")

    with pytest.raises(ValueError, match="lane"):
        Workers().run([[nothing], [fail], [nothing]], nothing)


def test_a_cancelled_run_leaves_no_work_behind():
    started = []

    def stop():
        raise KeyboardInterrupt

    def slow():
        started.append(1)
        time.sleep(0.01)

    with pytest.raises(KeyboardInterrupt):
        Workers().run([[slow], [slow] * 1000], stop)
    before = len(started)
    time.sleep(0.05)
    assert len(started) == before


def test_infinities_make_no_warning_on_workers():
    values = np.array([1e30], np.float32)
    lane = [lambda: np.multiply(values, values)]
    with np.errstate(all="ignore"):
        Workers().run([lane, lane], nothing)


def test_workers_that_lose_time_rest_longer_and_longer():
    workers = Workers()
    workers.note(-0.002)
    assert not workers.are_resting()
    workers.note(-0.002)
    assert workers.are_resting()
    rests = [workers._rest]
    for _ in range(8):
        workers.note(-0.1)
        rests.append(workers._rest)
    assert rests[1] > rests[0]
    assert rests[-1] == rests[-2]  # not for ever
    workers.note(1)
    assert workers._rest < rests[0]


def test_awake_workers_take_lanes_and_sleep_afterwards():
    workers = Workers()
    done = []
    with workers.awake():
        for i in range(200):
            workers.run([[partial(done.append, i)], [partial(done.append, i)]], nothing)
    assert sorted(done) == sorted([*range(200)] * 2)
    deadline = time.monotonic() + 5
    while workers._asleep < workers._alive and time.monotonic() < deadline:
        time.sleep(0.001)
    assert workers._asleep == workers._alive == 1


def test_workers_are_warm_in_a_run_that_follows_another_at_once():
    workers = Workers()
    seen = []
    for pause in (0, 0, 0.05, 0):
        time.sleep(pause)
        with workers.awake():
            seen.append(workers.are_warm)
    assert seen == [False, True, False, True]


def test_a_lane_that_takes_longer_than_one_looks_for_it_is_waited_for():
    done = []

    def slow():
        time.sleep(0.02)
        done.append(1)

    Workers().run([[nothing], [slow], [slow]], nothing)
    assert done == [1, 1]


def test_idle_workers_leave(monkeypatch):
    monkeypatch.setattr("engine.workers._IDLE_SECONDS", 0.02)
    before = set(threading.enumerate())
    met = threading.Barrier(2, timeout=5)
    Workers().run([[met.wait], [met.wait]], nothing)
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
        assert not thread.is_alive()


def test_blas_gets_its_threads_back_after_nested_and_parallel_use():
    before = [library.get() for library in _libraries()]

    def use():
        for _ in range(200):
            with one_blas_thread(), one_blas_thread():
                assert all(lib.get() in (1, None) for lib in _libraries())

    threads = [threading.Thread(target=use) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [library.get() for library in _libraries()] == before
