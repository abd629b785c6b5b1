from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QToolButton, QWidget

from engine.explain import activation
from gui import language
from gui.app import Program
from gui.frame.chips import BatchChip
from gui.inputs.canvas import Canvas
from gui.words.unit_words import FORMULAS, formula_text


@pytest.fixture(autouse=True)
def english_again(qapp):
    before = QLocale()
    yield
    language.apply(qapp, "en")
    QLocale.setDefault(before)


@pytest.fixture
def program(app, tmp_path):
    made = Program(app, tmp_path / "data")
    assert made.window.workspace.panels  # all are built before anything is opened
    made.window.show()
    app.processEvents()
    yield made
    made.close()


def speak(program, app, choice):
    program.controller.change_language(choice)
    app.processEvents()


def wait(qtbot, program):
    """Wait until nothing runs in the background, and all is built."""
    qtbot.waitUntil(
        lambda: not program.controller.busy and program.window.stack.are_complete, timeout=10_000
    )


def words(window: QWidget) -> list[str]:
    """Return what labels and buttons say, in order."""
    kinds = (QLabel, QPushButton, QToolButton)
    found = [each for kind in kinds for each in window.findChildren(kind)]
    return [each.text() for each in found if each.isVisible() and each.text()]


@pytest.mark.parametrize(
    ("languages", "found"),
    [
        (["zh-Hans-CN", "zh-CN", "zh"], "zh_CN"),
        (["zh-Hant-TW", "en-US"], "zh_CN"),
        (["fr-FR", "zh-CN", "en-US"], "zh_CN"),
        (["en-GB", "zh-CN"], "en"),
        (["fr-FR"], "en"),
        (["C"], "en"),
    ],
)
def test_system_language_is_the_first_that_is_known(monkeypatch, languages, found):
    class System:
        def uiLanguages(self):  # noqa: N802
            return languages

    monkeypatch.setattr(language.QLocale, "system", System)
    assert language.wanted("system") == found
    assert language.wanted("en") == "en"


def test_ours_and_qts_own_words_are_translated(qapp):
    language.apply(qapp, "zh_CN")
    assert QCoreApplication.translate("Menu", "&File") == "文件(&F)"
    assert "取消" in QCoreApplication.translate("QPlatformTheme", "Cancel")
    assert QLocale().dayName(1) == "星期一"
    language.apply(qapp, "en")
    assert QCoreApplication.translate("Menu", "&File") == "&File"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_english_has_its_plural_forms(qapp):
    language.apply(qapp, "en")
    assert QCoreApplication.translate("BatchPage", "%n pictures", None, 1) == "1 picture"
    assert QCoreApplication.translate("BatchPage", "%n pictures", None, 3) == "3 pictures"


def test_window_speaks_another_language_at_once_and_back(
    qtbot, program, app, photo_model, make_picture
):
    program.controller.open_files([photo_model, make_picture()])
    wait(qtbot, program)
    app.processEvents()
    before, title = words(program.window), program.window.windowTitle()
    assert "Predictions" in before
    first = program.window
    speak(program, app, "zh_CN")
    assert program.window is not first
    assert program.window.isVisible()
    said = words(program.window)
    assert "预测结果" in said
    assert "Predictions" not in said
    assert program.window.windowTitle() == title
    speak(program, app, "en")
    assert words(program.window) == before


def test_buttons_do_not_show_the_letters_of_the_menu(program, app):
    """The way back to a batch was called `批量结果(B)`."""
    speak(program, app, "zh_CN")
    (chip,) = program.window.findChildren(BatchChip)
    assert chip.text() == "批量结果"
    buttons = [each.text() for each in program.window.findChildren(QToolButton)]
    assert not [text for text in buttons if re.search(r"\(&?\w\)", text)]


def test_what_is_open_stays_open(qtbot, program, app, photo_model, make_picture):
    program.controller.open_files([photo_model, make_picture()])
    wait(qtbot, program)
    program.controller.show_layer("relu")
    program.controller.mark_place(2, 3, 4)
    program.window.fold("left", folded=True)
    program.window.resize(1200, 780)
    app.processEvents()
    kept = program.session.activations, program.session.place, program.window.size()
    speak(program, app, "zh_CN")
    assert (program.session.activations, program.session.place, program.window.size()) == kept
    assert program.session.layer == "relu"
    assert program.window.is_folded("left")
    assert not program.window.is_folded("right")


def test_strokes_stay_on_the_canvas_and_can_be_undone(qtbot, program, app, drawing_model):
    program.controller.open_model(drawing_model)
    wait(qtbot, program)
    program.controller.draw()
    canvas = program.window.findChild(Canvas)
    canvas.sheet.begin(canvas.paper().center(), 20)
    canvas.sheet.end()
    drawn = canvas.drawing()
    assert drawn.min() < 255
    canvas.set_brush(31)
    speak(program, app, "zh_CN")
    after = program.window.findChild(Canvas)
    assert after is not canvas
    assert (after.drawing() == drawn).all()
    assert after.brush == 31
    after.undo()
    assert after.drawing().min() == 255


def test_choice_is_remembered(app, tmp_path):
    first = Program(app, tmp_path)
    speak(first, app, "zh_CN")
    first.close()
    language.apply(app, "en")
    second = Program(app, tmp_path)
    assert language.current() == "zh_CN"
    ticked = {
        name for name, action in second.window.actions_by_name.items()
        if name.startswith("Language") and action.isChecked()
    }  # fmt: skip
    assert ticked == {"LanguageChinese"}
    second.close()


def test_nothing_of_the_window_before_stays(program, app):
    for choice in ("zh_CN", "en", "zh_CN", "en"):
        speak(program, app, choice)
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    windows = [each for each in app.topLevelWidgets() if type(each) is type(program.window)]
    assert windows == [program.window]
    # Each signal of the session reaches the widgets of one window.
    program.controller.hover("[1, 2, 3] = 4")
    assert program.window.status.right.text() == "[1, 2, 3] = 4"


def test_menu_bar_shows_chinese_without_letters_but_obeys_them(qtbot, program, app):
    speak(program, app, "zh_CN")
    titles = [action.text() for action in program.window.commands.menu_bar.actions()]
    assert titles == ["文件", "编辑", "视图", "网络", "帮助"]
    keys = {
        shortcut.key().toString() for shortcut in program.window.commands.findChildren(QShortcut)
    }
    assert keys == {"Alt+F", "Alt+E", "Alt+V", "Alt+N", "Alt+H"}
    assert all(isinstance(a.menu(), QMenu) for a in program.window.commands.menu_bar.actions())


def test_what_went_wrong_is_told_anew(qtbot, program, app, tmp_path):
    wrong = tmp_path / "notes.xyz"
    wrong.write_text("no model")
    program.controller.open_files([wrong])
    wait(qtbot, program)
    assert "could not be opened" in program.window.banner.accessibleName()
    speak(program, app, "zh_CN")
    assert program.window.banner.isVisible()
    assert "无法打开 notes.xyz" in program.window.banner.accessibleName()
    program.controller.dismiss_problem()
    speak(program, app, "en")
    assert not program.window.banner.isVisible()


@pytest.mark.parametrize(
    "formula",
    [
        *(
            each.format(alpha=0.1, beta=0.5, gamma=1.05, bias=0.2, lambd=0.3)
            for each, _ in activation._ACTIVATIONS.values()
        ),
        "kept within -inf … 6",
        "x, or 0.25 · x below 0",
        "exp(3.142) ÷ 1.234e+12, the Σ exp of 1000 scores",
        "exp(3.142) ÷ 1.234, the Σ exp of 1000 scores, all less 512.5",
        "-3.142 − 6.283, the ln Σ exp of 10 scores",
        "the mean of 49 values, whose sum is -3.5",
        "the mean of the whole map, 24.5 ÷ 49",
        "Σ |x|^3 of the window",
        "x to the power 1 ÷ 3",
        "taken from input 2",
        *(each.format(*range(2, 9)) for each in FORMULAS),
    ],
)
def test_formulas_are_told_in_chinese(qapp, formula):
    language.apply(qapp, "zh_CN")
    said = formula_text(formula)
    assert not set(re.findall("[a-z]{2,}", said)) - {
        "exp",
        "erf",
        "ln",
        "tanh",
        "max",
        "inf",
        "sin",
        "cos",
    }
    numbers = re.compile(r"\d+(?:\.\d+)?|inf")
    assert sorted(numbers.findall(said)) == sorted(numbers.findall(formula))
