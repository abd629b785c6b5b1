"""Every word a person sees can be translated."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import gui

ROOT = Path(gui.__file__).parent
FILES = sorted(path for path in ROOT.rglob("*.py"))

# Calls that show their text argument to a person.
SHOWING = {
    "setText", "setToolTip", "setWindowTitle", "setPlaceholderText", "setAccessibleName",
    "setAccessibleDescription", "setStatusTip", "addAction", "addMenu", "addTab", "setTitle",
    "QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QGroupBox", "drawText",
}  # fmt: skip
# What is the same in every language: names, numbers, signs.
SAME_EVERYWHERE = {"Convolens", ""}


def shown_literals(tree: ast.AST):
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name not in SHOWING:
            continue
        for argument in node.args:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield node.lineno, argument.value
            elif isinstance(argument, ast.JoinedStr):
                for part in argument.values:
                    if isinstance(part, ast.Constant):
                        yield node.lineno, part.value


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_words_go_through_tr(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = [
        (line, text)
        for line, text in shown_literals(tree)
        if any(character.isalpha() for character in text) and text.strip() not in SAME_EVERYWHERE
    ]
    assert bare == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_tr_gets_a_literal_that_tools_can_find(path):
    """`tr(variable)` and `tr(f"…")` compile, but no tool can collect their words."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            argument = node.args[0] if node.args else None
            if node.func.attr == "tr" and isinstance(argument, ast.JoinedStr):
                found.append(node.lineno)
    assert found == []
