"""What no shape tells before a network runs: memory in all, text, lists, and who holds the lock."""

from __future__ import annotations

import threading
import time
import tracemalloc

import numpy as np
import pytest
from onnx import TensorProto, helper

import engine
from engine import budget, ledger
from engine.ops import registry
from tests.faults.guard import SMALL

node = helper.make_node
value = helper.make_tensor_value_info


def i64(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


def _many_sums() -> tuple[list, dict]:
    """Forty arrays of 3 MB, each seen only when it is there."""
    nodes = [node("NonZero", ["x"], ["z"]), node("Shape", ["z"], ["s"]),
             node("Mul", ["s", "m"], ["d"])]  # fmt: skip
    for i in range(40):
        nodes += [node("Expand", ["one", "d"], [f"e{i}"]), node("Add", [f"e{i}", "one"], [f"a{i}"])]
    nodes += [node("Sum", [f"a{i}" for i in range(40)], ["q"]), node("ReduceSum", ["q"], ["y"])]
    return nodes, {"m": i64(1, 1500), "one": np.ones(1, np.float32)}


def _loop(inner: list, outputs: list, *, carried: list = (), rounds: int = 3) -> tuple[list, dict]:
    """A loop over `big`, an array of 4 MB."""
    body = helper.make_graph(
        [*inner, node("Identity", ["c"], ["c2"])], "body",
        [value("i", 7, []), value("c", 9, []), *carried], [value("c2", 9, []), *outputs],
    )  # fmt: skip
    names = [each.name.removesuffix("_in") for each in carried]
    nodes = [node("Expand", ["x", "times"], ["wide"]), node("Neg", ["wide"], ["big"]),
             node("SequenceEmpty", [], ["items"]),
             node("Loop", ["rounds", "yes", *names], ["end"], body=body)]  # fmt: skip
    return nodes, {"times": i64(5000, 3, 8, 8), "rounds": np.int64(rounds), "yes": np.array(True)}


def _branch() -> tuple[list, dict]:
    inner = [node("Add", [f"r{i}" if i else "big", "big"], [f"r{i + 1}"]) for i in range(60)]
    inner.append(node("ReduceSum", ["r60"], ["o"], keepdims=0))
    nodes, weights = _loop(inner, [value("o", 1, None)])
    return [*nodes, node("Identity", ["end"], ["y"])], weights


def _sequence() -> tuple[list, dict]:
    inner = [node("Add", ["big", "i_as_float"], ["more"]),
             node("SequenceInsert", ["items_in", "more"], ["items_out"])]  # fmt: skip
    inner.insert(0, node("Cast", ["i"], ["i_as_float"], to=1))
    nodes, weights = _loop(
        inner, [helper.make_tensor_sequence_value_info("items_out", 1, None)],
        carried=[helper.make_tensor_sequence_value_info("items_in", 1, None)], rounds=3000,
    )  # fmt: skip
    return [*nodes, node("SequenceLength", ["end"], ["y"])], weights


def _collected() -> tuple[list, dict]:
    """Ten outputs of a loop, each within the limit of one array."""
    inner = [node("Mul", ["big", "big"], [f"o{k}"]) for k in range(10)]
    nodes, weights = _loop(inner, [value(f"o{k}", 1, None) for k in range(10)], rounds=4)
    nodes[-1].output[:] = [f"end{k}" for k in range(10)]
    return [*nodes, node("ReduceSum", ["end9"], ["y"])], weights


IN_ALL = {"many sums": _many_sums, "branch": _branch, "sequence": _sequence,
          "collected": _collected}  # fmt: skip


@pytest.mark.parametrize("name", IN_ALL)
def test_what_only_a_run_shows_is_held_to_the_memory_of_a_plan(refused, network, name):
    nodes, weights = IN_ALL[name]()
    feeds = {"x": np.ones((1, 3, 8, 8), np.float32)}
    model = network(nodes, weights)
    answer = refused(model, "LimitError", feeds=feeds, watch=False, picture=False)
    assert answer["facts"]["setting"] == "plan_bytes", answer
    assert answer["node"], answer
    assert answer["peak_bytes"] < 3 * SMALL["plan_bytes"]
    assert answer["seconds"] < 20


def test_what_was_freed_counts_no_more(network):
    """A loop that makes a hundred times what a plan may hold, but never much at once."""
    nodes, weights = _loop([node("Add", ["big", "big"], ["more"]),
                            node("ReduceSum", ["more"], ["o"], keepdims=0)],
                           [value("o", 1, None)], rounds=100)  # fmt: skip
    model = engine.load(network([*nodes, node("Identity", ["end"], ["y"])], weights)
                        .SerializeToString())  # fmt: skip
    feeds = {"x": np.ones((1, 3, 8, 8), np.float32)}
    with budget.use(budget.Budget(plan_bytes=1 << 26)):
        for _ in range(2):
            assert model.run(feeds)["y"].shape == (100,)
            assert model.run(feeds, should_stop=lambda: False)["y"].shape == (100,)


# Text.


def words(nodes: list, *, count: int = 1, **weights: np.ndarray) -> bytes:
    """Return a model with the constant `w`, which holds texts."""
    texts = helper.make_tensor("w", TensorProto.STRING, [count], [b"abcdefgh"] * count)
    numbers = [helper.make_tensor(k, TensorProto.INT64, v.shape, v) for k, v in weights.items()]
    graph = helper.make_graph(nodes, "hostile", [], [value("y", 7, None)], [texts, *numbers])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)])
    model.ir_version = 9
    return model.SerializeToString()


TEXTS = {
    "doubled forty times": words(
        [node("StringConcat", [f"w{i}" if i else "w"] * 2, [f"w{i + 1}"]) for i in range(40)]
        + [node("Shape", ["w40"], ["y"])]
    ),
    "in the file": words([node("Shape", ["w"], ["y"])], count=100_001),
    "tiled": words([node("Tile", ["w", "n"], ["v"]), node("Unique", ["v"], ["a", "b", "y"])],
                   n=i64(200_000)),
    "gathered": words([node("ConstantOfShape", ["n"], ["f"]), node("Cast", ["f"], ["i"], to=7),
                       node("Gather", ["w", "i"], ["v"]), node("Shape", ["v"], ["y"])],
                      n=i64(200_000)),
    "split": words([node("Tile", ["w", "n"], ["v"]),
                    node("StringSplit", ["v"], ["p", "y"], delimiter="d"),
                    node("Concat", ["p"] * 9, ["q"], axis=1)], n=i64(50_000)),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_text_has_a_limit_of_its_own(refused, name):
    """NumPy holds Python's lock while it works on text: two million took seconds."""
    answer = refused(TEXTS[name], "LimitError", picture=False)
    wanted = "tensor_elements" if name == "doubled forty times" else "items"
    assert answer["facts"]["setting"] == wanted, answer
    assert answer["seconds"] < 20


def test_text_within_the_limit_runs(guard):
    data = words([node("Tile", ["w", "n"], ["v"]), node("StringConcat", ["v", "v"], ["z"]),
                  node("Unique", ["z"], ["a", "b", "y"])], n=i64(1000))  # fmt: skip
    answer = guard("model", source=data, picture=False, feeds={})
    assert answer["ok"]["outputs"]["y"] == ((1000,), "int64"), answer


def test_texts_count_as_long_as_they_live():
    """An array of one text takes eight bytes, and the text beside it a megabyte."""
    with budget.use(budget.Budget(plan_bytes=10 << 20)), ledger.opened():
        for i in range(30):  # each is freed when the next one is there
            array = np.array([f"{i}" * (1 << 19)], object)
            ledger.enter([array, np.broadcast_to(array, (100, 1))])
        kept = [np.array([f"{i}" * (1 << 19)], object) for i in range(10, 22)]
        ledger.enter(kept[:7])
        with pytest.raises(engine.LimitError, match="computed in all"):
            ledger.enter(kept[7:])


@pytest.mark.parametrize("delimiter", ["", " "])
def test_text_is_not_cut_before_its_parts_are_counted(delimiter):
    split = registry.find("StringSplit", "", 20)
    long = np.array(["a " * 3_000_000], object)
    tracemalloc.start()
    try:
        with pytest.raises(engine.LimitError) as got:
            split(long, delimiter=delimiter)
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()
    assert got.value.facts["setting"] == "items"
    parts, counts = split(long, delimiter=delimiter, maxsplit=2)
    assert counts.tolist() == [3]
    assert parts[0].tolist() == long[0].split(delimiter or None, 2)


def test_long_words_are_no_reason_to_refuse_a_text():
    """A hundred texts of 900 words each: by their letters they could have three times as many."""
    prose = np.array(["\u3000" + "words \t\x1c" * 900] * 100, object)
    parts, counts = registry.find("StringSplit", "", 20)(prose)
    assert counts.tolist() == [900] * 100
    assert parts.tolist() == [text.split() for text in prose]


# Lists.


@pytest.mark.parametrize("op", ["Reshape", "Transpose of axes", "ReduceSum", "Slice"])
def test_lists_that_never_end_are_refused(refused, network, op):
    """A list of ten million axes was made into Python's numbers, and quoted in the message."""
    long = [node("ConstantOfShape", ["n"], ["f"]), node("Cast", ["f"], ["l"], to=7)]
    last = {
        "Reshape": node("Reshape", ["x", "l"], ["y"]),
        "Transpose of axes": node("Squeeze", ["x", "l"], ["y"]),
        "ReduceSum": node("ReduceSum", ["x", "l"], ["y"]),
        "Slice": node("Slice", ["x", "l", "l"], ["y"]),
    }[op]
    answer = refused(network([*long, last], {"n": i64(4_000_000)}), "LimitError")
    assert answer["facts"]["setting"] == "items"


def test_a_message_stays_short():
    error = engine.ShapeError(f"got {list(range(100_000))}.", node="Add (node 'a')")
    assert len(str(error)) < 5000
    assert str(error).endswith("…")


# The lock.


def test_a_large_determinant_leaves_the_lock_alone():
    """`numpy.linalg.det` held it from its beginning to its end, and the window with it."""
    gaps, done = [], threading.Event()

    def tick() -> None:
        last = time.perf_counter()
        while not done.wait(0.001):
            now = time.perf_counter()
            gaps.append(now - last)
            last = now

    matrix = np.random.default_rng(3).normal(size=(1, 2000, 2000)).astype(np.float32)
    beside = threading.Thread(target=tick)
    beside.start()
    start = time.perf_counter()
    registry.find("Det", "", 22)(matrix)
    taken = time.perf_counter() - start
    done.set()
    beside.join()
    assert max(gaps) < taken / 2, f"{max(gaps):.3f} of {taken:.3f} s"
