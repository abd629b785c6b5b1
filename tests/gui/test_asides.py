from __future__ import annotations

import threading

import pytest

from gui.asides import Asides, AtOnce, Newest


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


def test_of_questions_that_come_while_one_is_worked_on_the_newest_follows(asides, qtbot):
    newest, answers, gate = Newest(asides, asides), [], threading.Event()
    newest.ask(lambda ticket: gate.wait(5) and "first", answers.append)
    newest.ask(lambda ticket: "second", answers.append)
    newest.ask(lambda ticket: "third", answers.append)
    assert newest.busy
    gate.set()
    qtbot.waitUntil(lambda: not newest.busy)
    assert answers == ["first", "third"]


def test_after_a_failure_the_next_question_is_asked(asides, qtbot):
    newest, answers, gate = Newest(asides, asides), [], threading.Event()
    newest.ask(lambda ticket: gate.wait(5) and 1 / 0, answers.append)
    newest.ask(lambda ticket: "next", answers.append)
    with qtbot.waitSignal(asides.failed):
        gate.set()
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["next"]


def test_what_is_forgotten_is_not_answered(asides, qtbot):
    newest, answers, gate = Newest(asides, asides), [], threading.Event()
    newest.ask(lambda ticket: gate.wait(5), answers.append)
    newest.ask(lambda ticket: "second", answers.append)
    newest.forget()
    assert not newest.busy
    gate.set()
    newest.ask(lambda ticket: "third", answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["third"]


def test_without_a_lane_the_answer_is_there_at_once(app):
    answers = []
    AtOnce().ask(
        "a", lambda ticket: (threading.current_thread(), ticket.should_stop()), answers.append
    )
    assert answers == [(threading.main_thread(), False)]


def test_the_stages_questions_go_before_those_of_others(asides, qtbot):
    entered, let_go, answers = threading.Event(), threading.Event(), []

    def wait(ticket):
        entered.set()
        return let_go.wait(5) and "first of all"

    asides.ask("running", wait, answers.append)
    assert entered.wait(5)
    small, stage = Newest(asides, asides), Newest(asides, asides, first=True)
    small.ask(lambda ticket: "small pictures", answers.append)
    stage.ask(lambda ticket: "the stage", answers.append)
    let_go.set()
    qtbot.waitUntil(lambda: len(answers) == 3)
    assert answers == ["first of all", "the stage", "small pictures"]
