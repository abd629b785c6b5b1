from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QKeySequence

import gui.actions
import gui.panels
from gui import paths, theme
from gui.action import Action
from gui.main_window import MainWindow

KINDS = list(Action.registered)


@pytest.fixture
def window(qtbot, session, controller):
    made = MainWindow(session, controller, "1.2.3")
    assert made.workspace.panels  # all are built before anything is opened
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_action_has_words_and_an_icon_that_exists(kind):
    assert kind.TEXT
    assert kind.TIP
    assert kind.__doc__
    if kind.ICON:
        assert paths.icon_path(f"{kind.ICON}.svg").is_file()
    if kind.IN_TOOLBAR:
        assert kind.ICON


def test_names_shortcuts_and_places_are_unique():
    assert len({kind.__name__ for kind in KINDS}) == len(KINDS)
    keys = [QKeySequence(kind.SHORTCUT).toString() for kind in KINDS if kind.SHORTCUT is not None]
    assert len(set(keys)) == len(keys)
    places = [(kind.MENU, kind.ORDER) for kind in KINDS]
    assert len(set(places)) == len(places)


def test_texts_are_marked_for_translation_in_one_context():
    for path in Path(gui.actions.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            target = node.targets[0] if isinstance(node, ast.Assign) else None
            if isinstance(target, ast.Name) and target.id in ("TEXT", "TIP", "TOOLBAR_TEXT"):
                call = node.value
                assert isinstance(call, ast.Call), f"{path.name}: {target.id}"
                assert call.func.id == "QT_TRANSLATE_NOOP"
                assert call.args[0].value == "Action"


def test_every_action_is_in_a_menu(window):
    menus = [action.menu() for action in window.commands.menu_bar.actions()]
    found = set()
    while menus:
        menu = menus.pop()
        for action in menu.actions():
            found.add(action)
            if action.menu() is not None:
                menus.append(action.menu())
    assert set(window.actions_by_name.values()) <= found


def test_actions_that_need_something_are_off_at_the_start(window):
    off = {name for name, action in window.actions_by_name.items() if not action.isEnabled()}
    assert {
        "SaveDrawing", "SaveMaps", "CopyPredictions", "Undo", "Redo", "ClearDrawing",
        "PreviousLayer", "NextLayer", "ChangePreprocessing", "LoadLabels", "OpenRecent",
    } <= off  # fmt: skip
    assert not off & {"Open", "Paste", "Draw", "Help", "Quit", "OpenDigits"}


def test_copied_predictions_can_go_into_a_table(
    window, session, controller, settled, photo_model, make_picture
):
    controller.open_files([photo_model, make_picture()])
    settled()
    window.actions_by_name["CopyPredictions"].trigger()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert [line.split("\t")[0] for line in lines] == [
        label for label, _ in session.activations.prediction.top(5)
    ]
    shares = [float(line.split("\t")[1]) for line in lines]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1, abs=0.01)
    QGuiApplication.clipboard().clear()


def test_layer_actions_follow_the_ends(
    window, session, controller, settled, photo_model, make_picture
):
    controller.open_files([photo_model, make_picture()])
    settled()
    controller.show_layer(controller.layer_names()[0])
    assert not window.actions_by_name["PreviousLayer"].isEnabled()
    window.actions_by_name["NextLayer"].trigger()
    assert session.layer == controller.layer_names()[1]
    assert window.actions_by_name["PreviousLayer"].isEnabled()
    controller.show_layer(controller.layer_names()[-1])
    assert not window.actions_by_name["NextLayer"].isEnabled()


def test_colours_switch_and_are_remembered(app, window, controller, settings):
    controller.theme_wanted.connect(lambda choice: theme.apply(app, choice))
    window.actions_by_name["SwitchColours"].trigger()
    assert theme.is_dark()
    assert settings.theme == "dark"
    assert window.actions_by_name["ColoursDark"].isChecked()
    assert not window.actions_by_name["ColoursSystem"].isChecked()
    window.actions_by_name["ColoursLight"].trigger()
    assert not theme.is_dark()


def test_top_is_chosen_in_the_menu(window, session):
    window.actions_by_name["Top10"].trigger()
    assert session.view.top == 10
    assert window.actions_by_name["Top10"].isChecked()
    assert not window.actions_by_name["Top5"].isChecked()


def test_recent_menu_opens_a_file_again(
    window, session, controller, settled, photo_model, make_picture
):
    controller.open_files([photo_model, make_picture("first.png")])
    settled()
    controller.open_image(make_picture("second.png", (1, 2, 3)))
    settled()
    menu = window.actions_by_name["OpenRecent"].menu()
    entry = next(action for action in menu.actions() if action.text() == "first.png")
    entry.trigger()
    settled()
    assert session.source.name == "first.png"
    window.actions_by_name["ClearRecent"].trigger()
    assert not window.actions_by_name["OpenRecent"].isEnabled()


def test_canvas_actions_reach_the_canvas(window, session, controller, settled, bundled, qtbot):
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    from gui.inputs.canvas import Canvas

    controller.open_model("digits")
    settled()
    canvas = window.findChild(Canvas)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    QTest.mouseMove(canvas, QPoint(100, 120))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(100, 120))
    qtbot.waitUntil(lambda: session.source is not None)
    window.actions_by_name["Undo"].trigger()
    qtbot.waitUntil(lambda: session.source is None)
    window.actions_by_name["Redo"].trigger()
    qtbot.waitUntil(lambda: session.source is not None)
    settled()
    window.actions_by_name["ClearDrawing"].trigger()
    qtbot.waitUntil(lambda: session.source is None)
    settled()


def test_help_lists_the_keys_and_does_not_block(window, qtbot):
    from gui.widgets.help_sheet import HelpSheet

    window.actions_by_name["Help"].trigger()
    sheet = window.findChild(HelpSheet)
    assert sheet.isVisible()
    assert not sheet.isModal()
    sheet.close()


def test_saved_drawing_gets_its_suffix(
    window, session, controller, settled, bundled, drawing, monkeypatch, tmp_path
):
    controller.open_model("digits")
    settled()
    controller.drawing_changed(drawing)
    settled()
    monkeypatch.setattr(
        "gui.actions.save_drawing.QFileDialog.getSaveFileName",
        lambda *args: (str(tmp_path / "mine"), ""),
    )
    window.actions_by_name["SaveDrawing"].trigger()
    settled()
    assert (tmp_path / "mine.png").is_file()


def test_picture_of_the_view_is_saved(window, controller, settled, monkeypatch, tmp_path):
    from PIL import Image

    target = tmp_path / "view.png"
    monkeypatch.setattr(
        "gui.actions.save_view.QFileDialog.getSaveFileName", lambda *args: (str(target), "")
    )
    window.actions_by_name["SaveView"].trigger()
    settled()
    with Image.open(target) as image:
        assert image.size == (window.width(), window.height())
