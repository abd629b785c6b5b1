from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from resources import make_translations

GUI = Path(make_translations.ROOT) / "gui"
SOURCES = sorted(GUI.rglob("*.py"))

SHOWING = {
    "setText", "setToolTip", "setWindowTitle", "setPlaceholderText", "setAccessibleName",
    "setAccessibleDescription", "setStatusTip", "setWhatsThis", "setTitle", "addMenu", "addItem",
    "addTab", "setIconText", "set_text", "set_hint", "set_name", "hover", "showText", "setSuffix",
    "setPrefix", "setSpecialValueText",
    "QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "words",
    "Paragraph", "Problem", "Progress", "EmptyState", "Tag",
}  # fmt: skip
"""Functions whose text a person sees."""
NAMES = {"Convolens", "ONNX", "CSV", "JSON", "HTML", "PNG", "NumPy", "warning", "tnum"}
"""Words that are the same in every language, or names within the program."""
PASSED_ON = {
    "gui/words/engine_text.py",
    "gui/action.py", "gui/frame/chips.py", "gui/frame/menus.py", "gui/words/recipe_text.py",
    "gui/words/report_words.py", "gui/widgets/layer_rows.py", "gui/words/unit_words.py",
    "gui/unit/unit_parts.py", "gui/self_test.py", "gui/workspace.py",
}  # fmt: skip
"""Files that translate a text they were given; the texts are marked where they stand."""


def named(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Give every call with the name of the class it stands in."""

    def walk(node: ast.AST, inside: str) -> Iterator[tuple[str, ast.Call]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Call):
                yield inside, child
            yield from walk(child, child.name if isinstance(child, ast.ClassDef) else inside)

    yield from walk(ast.parse(path.read_text("utf-8")), "")


def place(path: Path, call: ast.AST) -> str:
    return f"{path.relative_to(GUI.parent).as_posix()}:{call.lineno}"


def text_of(node: ast.AST | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def paints(call: ast.Call) -> bool:
    """Tell the painter's `translate(x, y)` from ours."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    return owner is not None and getattr(owner, "id", "") != "QCoreApplication"


def marked() -> Iterator[tuple[str, str, str]]:
    """Give place, context and text of everything that is marked for translation."""
    for path in SOURCES:
        for inside, call in calls(path):
            name, where = named(call), place(path, call)
            if name == "tr" and call.args:
                text = text_of(call.args[0])
                yield where, inside if isinstance(call.func, ast.Attribute) else "", text or ""
            elif name == "QT_TRANSLATE_NOOP" or (name == "translate" and not paints(call)):
                context, text = [*map(text_of, call.args[:2]), None][:2]
                yield where, context or "", text or ""


@pytest.mark.parametrize("language", make_translations.LANGUAGES)
def test_translation_is_complete_and_sound(language):
    assert make_translations.problems(language) == []


def test_every_text_is_found_by_lupdate_in_the_context_that_asks_for_it():
    have = {
        (m.context, m.source) for m in make_translations.read(make_translations.path_of("zh_CN"))
    }
    lost = [
        f"{where}: {context!r}, {text!r}"
        for where, context, text in marked()
        if text and (context, text) not in have
    ]
    assert not lost, "\n".join(lost)


def test_only_marked_texts_are_translated():
    loose = {
        where.rpartition(":")[0]
        for where, _, text in marked()
        if not text and where.rpartition(":")[0] not in PASSED_ON
    }
    assert not loose


def words_in(node: ast.AST) -> list[str]:
    """Return what a person could read in a literal, placeholders left out."""
    parts = [text_of(node)]
    if isinstance(node, ast.JoinedStr):
        parts = [text_of(value) for value in node.values]
    found = [re.sub(r"\{[^}]*\}", "", part) for part in parts if part]
    return [w for part in found for w in re.findall(r"[A-Za-z]{2,}", part) if w not in NAMES]


def test_nothing_is_shown_that_cannot_be_translated():
    shown = []
    for path in SOURCES:
        for _, call in calls(path):
            if named(call) not in SHOWING:
                continue
            first = call.args[:1] if named(call) in ("words", "Paragraph") else call.args
            told = [key.value for key in call.keywords if key.arg in ("text", "tip", "title")]
            for argument in (*first, *told):
                nodes = [argument]
                if isinstance(argument, ast.IfExp):
                    nodes = [argument.body, argument.orelse]
                shown += [f"{place(path, call)}: {w}" for node in nodes for w in words_in(node)]
    assert not shown, "\n".join(shown)


def test_released_translation_is_that_of_its_source(qapp):
    from PySide6.QtCore import QTranslator

    for language in make_translations.LANGUAGES:
        translator = QTranslator()
        assert translator.load(str(make_translations.path_of(language, ".qm")))
        for message in make_translations.read(make_translations.path_of(language)):
            number = 1 if message.plural else -1
            said = translator.translate(message.context, message.source, message.comment, number)
            assert said == message.translations[0], message
