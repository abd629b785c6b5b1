from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from engine import budget
from engine.budget import Budget
from engine.errors import LimitError, ShapeError

ROOT = Path(__file__).parents[2]


def test_check_carries_the_facts():
    with budget.use(Budget(nodes=3)), pytest.raises(LimitError) as caught:
        budget.check("The model", 4, "nodes")
    assert caught.value.facts == {"needed": 4, "limit": 3, "setting": "nodes"}
    assert "4 nodes" in str(caught.value)
    assert "CONVOLENS_LIMITS=nodes=4" in caught.value.remedy


def test_check_allows_the_limit_itself():
    with budget.use(Budget(nodes=3)):
        budget.check("The model", 3, "nodes")


def test_every_limit_can_be_checked():
    for name in budget.LIMITS:
        with pytest.raises(LimitError):
            budget.check("Something", 10**30, name)


def test_use_is_undone_after_an_error():
    before = budget.current()
    with pytest.raises(KeyError), budget.use(Budget(nodes=1)):
        {}["absent"]
    assert budget.current() is before


def test_use_holds_in_other_threads():
    seen = []
    go = threading.Event()

    def look():
        go.wait(5)
        seen.append(budget.current().nodes)

    thread = threading.Thread(target=look)
    thread.start()
    with budget.use(Budget(nodes=7)):
        go.set()
        thread.join()
    assert seen == [7]


@pytest.mark.parametrize(
    "shape", [(2**40,), (2**32, 2**32), (2**62, 2**62, 2**62), (0, 2**62, 2**62), (2**70,)]
)
def test_allocate_refuses_what_would_overflow(shape):
    with pytest.raises(LimitError) as caught:
        budget.allocate(shape)
    assert caught.value.facts["setting"] == "tensor_elements"
    assert len(str(caught.value)) < 300


def test_allocate_counts_numpy_integers_without_overflow():
    with pytest.raises(LimitError):
        budget.allocate(np.array([2**32, 2**32], np.int64))


def test_allocate_refuses_negative_sizes():
    with pytest.raises(ShapeError, match="negative"):
        budget.allocate((2, -3))


def test_allocate_refuses_more_axes_than_numpy_has():
    with pytest.raises(ShapeError, match="axes"):
        budget.allocate((1,) * 65)


def test_allocate_fills():
    array = budget.allocate((2, 3), np.int16, fill=7)
    assert array.dtype == np.int16
    assert array.tolist() == [[7, 7, 7], [7, 7, 7]]
    assert budget.allocate((), fill=1.5).shape == ()
    assert budget.allocate((0, 5)).shape == (0, 5)


@pytest.mark.parametrize("size", [2**58, 2**62])
def test_no_memory_is_a_limit(size):
    too_much = Budget(tensor_elements=2**80)
    with budget.use(too_much), pytest.raises(LimitError, match="more memory"):
        budget.allocate((size,), np.float32)


def test_words_of_the_environment_change_limits():
    assert budget.of_words("") == Budget()
    words = "plan_bytes=16_000_000_000, nodes=5"
    assert budget.of_words(words) == Budget(plan_bytes=16_000_000_000, nodes=5)


@pytest.mark.parametrize(
    "words", ["nodes", "nodes=many", "nodes=-1", "nodes=1e6", "notes=5", "=", "nodes=" + "9" * 5000]
)
def test_words_that_make_no_sense_are_logged_and_change_nothing(words, caplog):
    assert budget.of_words(f"window=7,{words}") == Budget(window=7)
    assert "CONVOLENS_LIMITS" in caplog.text
    assert repr(words) in caplog.text


def test_a_process_starts_with_the_limits_of_its_environment():
    code = "from engine import budget; print(budget.current().nesting, budget.current().nodes)"
    environment = {**os.environ, budget.VARIABLE: "nesting=3"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["3", str(Budget().nodes)]
