from __future__ import annotations

from pathlib import Path

import pytest

import engine
from gui import language
from gui.session import Session
from gui.words import problem_text
from gui.work import Failure


@pytest.fixture
def empty():
    return Session()


def test_format_reason_becomes_a_sentence_with_a_remedy(empty):
    error = engine.FormatError("ends too early.", file="net.onnx", reason="truncated")
    problem = problem_text.of_failure(Failure(error, "model", "net.onnx"), empty)
    assert problem.title == "net.onnx could not be opened: the file ends too early or is no model"
    assert problem.text == "Download or copy it again, then drop it here."
    assert "reason = truncated" in problem.details


def test_unknown_operator_names_operator_and_node(empty):
    error = engine.UnsupportedError(
        "operator 'Wiggle' is not known.", file="net.onnx", node="Wiggle (node 'w1')"
    )
    problem = problem_text.of_failure(Failure(error, "model", "net.onnx"), empty)
    assert problem.title == (
        "net.onnx could not be opened: it uses something Convolens does not know"
    )
    assert "Wiggle (node 'w1')" in problem.text


def test_refusal_is_told_in_chinese_with_its_facts(empty, qapp):
    unknown = engine.UnsupportedError(
        "operator 'Wiggle' is not known to Convolens.", file="net.onnx", node="Wiggle (node 'w1')"
    )
    damaged = engine.ImageError(
        "the picture is damaged or ends too early (cut).", remedy="Copy or export it again."
    )
    language.apply(qapp, "zh_CN")
    try:
        first = problem_text.of_failure(Failure(unknown, "model", "net.onnx"), empty)
        second = problem_text.of_failure(Failure(damaged, "image", "a.png"), empty)
    finally:
        language.apply(qapp, "en")
    assert first.text == "Wiggle（节点“w1”）：Convolens 不认识算子“Wiggle”。"
    assert second.title == "无法打开 a.png：图像已损坏或不完整（cut）"
    assert second.text == "请重新复制或导出。"


def test_limit_shows_its_numbers_in_the_details(empty):
    error = engine.LimitError(
        "the picture has 900,000,000 pixels.", file="big.png", remedy="Make it smaller first.",
        needed=900_000_000, limit=100_000_000, setting="image_pixels",
    )  # fmt: skip
    problem = problem_text.of_failure(Failure(error, "image", "big.png"), empty)
    assert problem.title == "big.png could not be opened: it is too large"
    assert problem.text.endswith("Make it smaller first.")
    assert "needed = 900 M" in problem.details


def test_message_of_the_engine_is_used_where_no_sentence_is_ours(empty):
    error = engine.FormatError("it is a PDF file, not a picture.", file="a.png", remedy="Open PNG.")
    problem = problem_text.of_failure(Failure(error, "image", "a.png"), empty)
    assert problem.title == "a.png could not be opened: it is a PDF file, not a picture"
    assert problem.text == "Open PNG."


def test_error_of_the_system_says_what_to_check(empty):
    problem = problem_text.of_error(PermissionError(13, "Permission denied", "/x/y.png"), empty)
    assert problem.title == "y.png could not be read or written: Permission denied"
    assert "may be written to" in problem.text


def test_fault_of_the_program_keeps_its_traceback_and_points_to_the_log(empty):
    try:
        raise KeyError("inside")
    except KeyError as error:
        problem = problem_text.of_error(error, empty)
    assert "went wrong" in problem.title
    assert "log" in problem.text
    assert "test_problem_text.py" in problem.details


@pytest.mark.parametrize(
    "problem",
    [
        problem_text.link_dropped,
        problem_text.nothing_to_paste,
        lambda: problem_text.labels_without_model(Path("a.txt")),
        lambda: problem_text.no_pictures(Path("some/folder")),
    ],
)
def test_gentle_problems_are_warnings_and_say_what_to_do(problem):
    made = problem()
    assert made.severity == "warning"
    assert made.text.endswith(".")


def test_no_sentence_begs_or_shouts(empty):
    import inspect

    source = inspect.getsource(problem_text).lower()
    assert "please" not in source
    assert '!"' not in source


def test_chinese_sentences_are_joined_without_blanks():
    assert (
        problem_text._joined("请重新下载。", "您的图像 仍然保留。")
        == "请重新下载。您的图像仍然保留。"
    )
    assert problem_text._joined("Copy it again.", "", "It is open.") == "Copy it again. It is open."
    assert problem_text._joined("打开 a.onnx 文件。", "Photos 仍然保留。").count(" ") == 3
