"""The engine's sentences in the person's language: each stands in the engine, with its values."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import engine
from gui import language
from gui.words.engine_text import FACTS, SENTENCES, worded

ENGINE = Path(engine.__file__).parent


@pytest.fixture(autouse=True)
def english_again(qapp):
    yield
    language.apply(qapp, "en")


def pattern(node):
    """Return a text of the source with places for its values, or None."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return None
    places = iter(range(len(node.values)))
    return "".join(
        part.value if isinstance(part, ast.Constant) else f"{{{next(places)}}}"
        for part in node.values
    )


def test_every_sentence_stands_in_the_engine():
    trees = [ast.parse(path.read_text("utf-8")) for path in ENGINE.rglob("*.py")]
    written = {pattern(node) for tree in trees for node in ast.walk(tree)}
    lost = [each for each in (*SENTENCES, *FACTS) if not {each, f"{each}."} & written]
    assert not lost, "\n".join(lost)


def test_worded_tells_every_sentence_in_chinese_with_its_values(qapp):
    language.apply(qapp, "zh_CN")
    for sentence in SENTENCES:
        values = [f"{7 + number}" for number in range(len(re.findall(r"\{\d\}", sentence)))]
        said = worded(sentence.format(*values))
        assert re.search("[\u4e00-\u9fff]", said), sentence
        assert all(value in said for value in values), sentence


def test_worded_keeps_english_and_what_it_does_not_know(qapp):
    text = "labels.txt beside the model names 9 classes, the model has 10; the names were not used."
    assert worded(text) == text
    language.apply(qapp, "zh_CN")
    assert worded("the cat sat on the mat.") == "the cat sat on the mat."
    assert worded(text) == "模型旁的 labels.txt 列出 9 个类别，模型有 10 个；这些名称未被使用。"


def test_worded_tells_values_that_are_sentences(qapp):
    language.apply(qapp, "zh_CN")
    said = worded(
        "config.json beside the model: mean must be a finite number, not 'x'; it was not used."
    )
    assert said == "模型旁的 config.json：mean 必须是有限的数，而不是“x”；未被使用。"
    said = worded("operator 'my.own.Swirl' is not known to Convolens")
    assert said == "Convolens 不认识算子“my.own.Swirl”"


def test_limit_is_told_with_its_unit(qapp):
    language.apply(qapp, "zh_CN")
    said = worded("The file needs 3,000 bytes, the limit is 2,000.")
    assert said == "文件需要 3,000 字节，上限为 2,000。"
