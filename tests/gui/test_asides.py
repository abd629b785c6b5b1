from __future__ import annotations

import threading

import pytest

from gui.asides import Asides


@pytest.fixture
def asides(app):
    made = Asides()
    yield made
    assert made.close()


def test_answers_come_on_the_thread_that_asked(asides, qtbot):
    threads = []

    def job(ticket):
        threads.append(threading.current_thread())
        return 7

    def done(answer):
        threads.append((threading.current_thread(), answer))

    asides.ask("a", job, done)
    assert asides.busy
    qtbot.waitUntil(lambda: not asides.busy)
    main = threading.main_thread()
    assert threads[0] is not main
    assert threads[1] == (main, 7)


def test_the_newest_question_of_a_name_wins_and_other_names_stay(asides, qtbot):
    answers, gate = [], threading.Event()
    asides.ask("other", lambda ticket: gate.wait(5) and "other", answers.append)
    asides.ask("a", lambda ticket: "old", answers.append)
    asides.ask("a", lambda ticket: "new", answers.append)
    gate.set()
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert answers == ["other", "new"]
    assert not asides.busy


def test_a_job_that_is_replaced_is_told_to_stop(asides, qtbot):
    answers, started = [], threading.Event()

    def long(ticket):
        started.set()
        while not ticket.should_stop():
            ticket.stopped.wait(0.01)
        return "stopped"

    asides.ask("a", long, answers.append)
    assert started.wait(5)
    asides.ask("a", lambda ticket: "new", answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["new"]


def test_a_failure_is_told_and_the_lane_lives_on(asides, qtbot):
    failures, answers = [], []
    asides.failed.connect(failures.append)
    asides.ask("a", lambda ticket: 1 / 0, answers.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert isinstance(failures[0], ZeroDivisionError)
    asides.ask("a", lambda ticket: 1, answers.append)
    qtbot.waitUntil(lambda: answers == [1])


def test_no_thread_is_started_before_anything_is_asked(app):
    before = threading.active_count()
    asides = Asides()
    assert threading.active_count() == before
    assert asides.close()
