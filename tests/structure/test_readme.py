"""The Chinese README is a twin of the English one: the same parts, commands and links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMES = ("README.md", "README.zh-CN.md")
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def prose(name: str) -> str:
    return _FENCE.sub("", text_of(name))


def blocks(name: str) -> list[str]:
    """Return the blocks of code, without the comments, which are translated."""
    return [
        re.sub(r" *# .*$", "", block, flags=re.MULTILINE) for block in _FENCE.findall(text_of(name))
    ]


def levels(name: str) -> list[int]:
    return [len(marks) for marks in re.findall(r"^(#+) ", prose(name), re.MULTILINE)]


def links(name: str) -> list[str]:
    found = re.findall(r"\]\(([^)]+)\)", prose(name))
    return sorted(link for link in found if not link.startswith("README"))


def names_in_code(name: str) -> set[str]:
    """Return what stands in backticks: commands, files, options."""
    return set(re.findall(r"`([^`\n]+)`", prose(name)))


def test_both_have_the_same_blocks_of_code():
    first, second = map(blocks, NAMES)
    assert first == second


def test_both_have_the_same_parts():
    first, second = map(levels, NAMES)
    assert first == second


def test_both_have_the_same_links_and_name_each_other():
    first, second = map(links, NAMES)
    assert first == second
    assert "(README.zh-CN.md)" in text_of("README.md")
    assert "(README.md)" in text_of("README.zh-CN.md")


def test_both_name_the_same_commands_files_and_options():
    first, second = map(names_in_code, NAMES)
    assert first == second


def test_both_have_the_same_tables_and_lists():
    def rows(name: str) -> list[str]:
        lines = re.findall(r"^(\||- |\d\. )(.*)$", prose(name), re.MULTILINE)
        return [
            mark + " ".join(re.findall(r"\d[\d,.]*", rest)) if mark == "|" else mark
            for mark, rest in lines
        ]

    first, second = map(rows, NAMES)
    assert first == second


@pytest.mark.parametrize("name", NAMES)
def test_files_that_are_named_exist(name):
    for path in re.findall(r"`((?:engine|gui|resources|tests)/[\w./-]*)`", prose(name)):
        assert (ROOT / path).exists(), path
