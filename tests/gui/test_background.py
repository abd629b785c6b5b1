from __future__ import annotations

import threading

import pytest

from engine import CancelledError
from gui.background import Background


@pytest.fixture
def background(qapp):
    made = Background()
    yield made
    assert made.close(), "the worker did not end"


@pytest.fixture
def told(background):
    """What the background told, in order."""
    events = []
    background.succeeded.connect(lambda ticket, result: events.append(("done", result)))
    background.failed.connect(lambda ticket, error: events.append(("failed", error)))
    background.progressed.connect(
        lambda ticket, text, done, total: events.append(("step", text, done, total))
    )
    return events


class Gate:
    """A job that waits until it may go on, or is stopped."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.opened = threading.Event()
        self.was_stopped = False

    def __call__(self, ticket):
        self.entered.set()
        while not self.opened.wait(0.005):
            if ticket.should_stop():
                self.was_stopped = True
                raise CancelledError("stopped")
        return "gate"


def test_background_tells_results_on_the_ui_thread(qtbot, background):
    threads = []
    background.succeeded.connect(lambda *_: threads.append(threading.current_thread()))
    worker = []
    background.submit(lambda ticket: worker.append(threading.current_thread()))
    qtbot.waitUntil(lambda: bool(threads))
    assert threads == [threading.main_thread()]
    assert worker != threads


def test_background_newest_request_stops_the_running_and_drops_the_waiting(qtbot, background, told):
    gate = Gate()
    background.submit(gate)
    assert gate.entered.wait(5)
    background.submit(lambda ticket: "waiting")
    background.submit(lambda ticket: "newest")
    qtbot.waitUntil(lambda: not background.busy and bool(told))
    assert told == [("done", "newest")]
    assert gate.was_stopped


@pytest.mark.parametrize("replaced", [True, False])
def test_background_drops_a_result_that_is_on_its_way(qtbot, background, told, replaced):
    background.submit(lambda ticket: "stale")
    while background.busy:  # it has ended, but no event was handled yet
        pass
    if replaced:
        background.submit(lambda ticket: "fresh")
    else:
        background.cancel()
        background.submit(lambda ticket: "fresh", replace=False)
    qtbot.waitUntil(lambda: ("done", "fresh") in told)
    assert told == [("done", "fresh")]


def test_background_live_request_lets_the_running_one_end(qtbot, background, told):
    gate = Gate()
    background.submit(gate, interrupt=False)
    assert gate.entered.wait(5)
    background.submit(lambda ticket: "second", interrupt=False)
    background.submit(lambda ticket: "third", interrupt=False)
    gate.opened.set()
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told == [("done", "gate"), ("done", "third")]


def test_background_chores_do_not_replace_each_other(qtbot, background, told):
    for number in range(3):
        background.submit(lambda ticket, number=number: number, replace=False)
    qtbot.waitUntil(lambda: len(told) == 3)
    assert told == [("done", 0), ("done", 1), ("done", 2)]


def test_background_cancel_stops_within_a_moment_and_tells_nothing(qtbot, background, told):
    gate = Gate()
    background.submit(gate)
    assert gate.entered.wait(5)
    background.cancel()
    qtbot.waitUntil(lambda: not background.busy, timeout=1000)
    assert gate.was_stopped
    assert told == []


def test_background_error_is_told_and_the_worker_lives_on(qtbot, background, told):
    error = ZeroDivisionError("inside")

    def job(ticket):
        raise error

    background.submit(job)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [("failed", error)]
    background.submit(lambda ticket: "alive")
    qtbot.waitUntil(lambda: ("done", "alive") in told)


def test_background_steps_are_told_but_not_each_of_thousands(qtbot, background, told):
    def job(ticket):
        for step in range(5000):
            ticket.on_step(step + 1, 5000)
        return "all"

    background.submit(job)
    qtbot.waitUntil(lambda: ("done", "all") in told)
    steps = [event for event in told if event[0] == "step"]
    assert 1 <= len(steps) < 500
    assert steps[0] == ("step", "", 1, 5000)


def test_background_close_ends_the_thread_while_a_job_runs(qapp):
    background = Background()
    gate = Gate()
    background.submit(gate)
    assert gate.entered.wait(5)
    assert background.close(seconds=5)
    assert gate.was_stopped


def test_background_does_first_what_is_asked_for_so(qtbot, background, told):
    gate = Gate()
    background.submit(gate)
    assert gate.entered.wait(5)
    for name, first in (("a", False), ("b", True), ("c", False), ("d", True)):
        background.submit(lambda ticket, name=name: name, replace=False, first=first)
    gate.opened.set()
    qtbot.waitUntil(lambda: len(told) == 5)
    assert [result for _, result in told] == ["gate", "d", "b", "a", "c"]


def test_a_long_job_makes_way_for_what_is_asked_for_first(qtbot, background, told):
    gate, done = Gate(), []

    def parts(ticket):
        for number in range(3):
            if number == 1:
                gate(ticket)
            ticket.make_way()
            done.append(number)
        return "parts"

    background.submit(parts, replace=False)
    assert gate.entered.wait(5)
    background.submit(lambda ticket: done.append("later") or "later", replace=False)
    background.submit(lambda ticket: done.append("first") or "first", replace=False, first=True)
    gate.opened.set()
    qtbot.waitUntil(lambda: not background.busy and len(told) == 3)
    assert done == [0, "first", 1, 2, "later"]
    assert [event[1] for event in told] == ["first", "parts", "later"]


def test_what_fails_on_the_way_spoils_no_job_around_it(qtbot, background, told):
    gate = Gate()

    def around(ticket):
        gate(ticket)
        ticket.make_way()
        return "around"

    background.submit(around, replace=False)
    assert gate.entered.wait(5)
    background.submit(lambda ticket: 1 // 0, replace=False, first=True)
    gate.opened.set()
    qtbot.waitUntil(lambda: len(told) == 2)
    assert [kind for kind, _ in told] == ["failed", "done"]
