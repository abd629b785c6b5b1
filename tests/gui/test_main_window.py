from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolButton

import gui.actions
import gui.panels  # noqa: F401
from gui import language, main_window
from gui.inputs.canvas import Canvas
from gui.main_window import MainWindow
from gui.session import Problem, Session
from gui.settings import Settings


@pytest.fixture
def window(qtbot, session, controller):
    made = MainWindow(session, controller, "1.2.3")
    assert made.workspace.panels  # all are built before anything is opened
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    yield made
    made.close()


def test_window_starts_on_the_start_page_without_columns(window):
    assert window.start.isVisible()
    assert not window.workspace.isVisible()
    assert window.windowTitle() == "Convolens"


def test_what_is_opened_at_once_is_shown_and_its_panels_follow(qtbot, session, controller):
    window = MainWindow(session, controller, "1.2.3")
    qtbot.addWidget(window)
    window.show()
    controller.draw()
    assert window.start.isVisible()
    assert window.findChild(Canvas) is None
    qtbot.waitUntil(lambda: not window.start.isVisible())
    qtbot.waitUntil(lambda: window.stack.are_complete)
    assert window.findChild(Canvas).isVisible()
    window.close()


@pytest.mark.parametrize("told", ["en", "zh_CN"])
def test_no_letter_opens_two_entries_of_a_menu(window, qapp, told):
    language.apply(qapp, told)
    try:
        menus = {action.menu() for action in window.actions_by_name.values() if action.menu()}
        for menu in menus | set(window.commands.menu_bar.findChildren(QMenu)):
            letters = [found[1] for a in menu.actions() if (found := re.search("&(.)", a.text()))]
            assert len(letters) == len({each.lower() for each in letters}), menu.title()
    finally:
        language.apply(qapp, "en")


def test_tab_leads_from_the_start_to_the_cards(qtbot, window):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert not window.findChildren(QToolButton)[0].hasFocus()
    QTest.keyClick(window, Qt.Key.Key_Tab)
    assert window.start.cards["digits"].hasFocus()
    QTest.keyClick(window.start.cards["digits"], Qt.Key.Key_Tab)
    assert window.start.cards["doodles"].hasFocus()


def test_window_shows_columns_when_something_opens(
    window, controller, settled, photo_model, make_picture
):
    controller.open_files([photo_model, make_picture()])
    settled()
    assert window.workspace.columns.isVisible()
    assert window.workspace.strip.isVisible()
    assert window.windowTitle() == "picture.png – Tiny – Convolens"


def test_sides_have_the_widths_of_the_look(
    qtbot, window, controller, settled, photo_model, make_picture
):
    controller.open_files([photo_model, make_picture()])
    settled()
    sizes = window.workspace.columns.sizes()
    assert (sizes[0], sizes[2]) == (288, 288)
    window.resize(1280, 720)
    qtbot.waitUntil(lambda: window.workspace.columns.sizes()[0] == 256)
    assert window.workspace.columns.sizes()[2] == 256


def test_secondary_buttons_lose_their_words_in_a_narrow_window(qtbot, window):
    buttons = {button.defaultAction(): button for button in window.findChildren(QToolButton)}
    draw = buttons[window.actions_by_name["Draw"]]
    opens = buttons[window.actions_by_name["Open"]]
    style = Qt.ToolButtonStyle
    assert draw.toolButtonStyle() == style.ToolButtonTextBesideIcon
    window.resize(1200, 700)
    qtbot.waitUntil(lambda: draw.toolButtonStyle() == style.ToolButtonIconOnly)
    assert opens.toolButtonStyle() == style.ToolButtonTextBesideIcon


@pytest.mark.parametrize("size", [(960, 600), (1280, 720)])
def test_window_can_be_as_small_as_promised(
    qtbot, window, controller, settled, size, photo_model, make_picture
):
    controller.open_files([photo_model, make_picture()])
    settled()
    window.resize(*size)
    qtbot.waitUntil(lambda: window.width() == size[0])
    assert (window.width(), window.height()) == size
    row = window.commands
    last = max(
        child.geometry().right()
        for child in row.findChildren(QToolButton)
        if child.isVisible() and child.parent() is row
    )
    assert last <= row.width(), "the command row does not fit"


def test_dragged_sides_are_kept_and_a_double_click_resets_them(
    qtbot, window, session, controller, settled, settings, photo_model, make_picture
):
    controller.open_files([photo_model, make_picture()])
    settled()
    handle = window.workspace.columns.handle(1)
    start = QPoint(0, handle.height() // 2)
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(handle, start + QPoint(60, 0))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=start + QPoint(60, 0))
    dragged = window.workspace.columns.sizes()[0]
    assert dragged > 300
    window.resize(1500, 900)
    assert window.workspace.columns.sizes()[0] == dragged
    QTest.mouseDClick(handle, Qt.MouseButton.LeftButton, pos=start)
    assert window.workspace.columns.sizes()[0] == 288


@pytest.mark.parametrize("part", ["left", "right", "strip"])
def test_sides_and_strip_fold_and_come_back(
    window, controller, settled, photo_model, make_picture, part
):
    controller.open_files([photo_model, make_picture()])
    settled()
    action = next(
        action for action in window.actions_by_name.values() if getattr(action, "PART", "") == part
    )
    assert action.isChecked()
    action.trigger()
    assert window.is_folded(part)
    assert not action.isChecked()
    action.trigger()
    assert not window.is_folded(part)
    assert action.isChecked()
    assert window.workspace.columns.sizes()[0] == 288
    assert window.workspace.rows.sizes()[1] == 195


def test_geometry_is_there_at_the_next_start(qtbot, window, controller, settings):
    # Lower than the screen of the offscreen platform, to which Qt would cut it.
    window.resize(1000, 700)
    window.close()
    later_session = Session()
    from gui.controller import Controller

    later = Controller(later_session, Settings(settings.folder))
    again = MainWindow(later_session, later, "1.2.3")
    qtbot.addWidget(again)
    assert again.height() == 700
    assert later.close()


def test_banner_stays_until_it_is_closed(window, session, controller):
    controller.report(Problem("cat.onnx could not be opened", "Do this.", "line 1\nline 2"))
    banner = window.banner
    assert banner.isVisible()
    assert banner.title.text() == "cat.onnx could not be opened"
    assert banner.text.text() == "Do this."
    assert not banner.details.isVisible()
    QTest.mouseClick(banner.details_button, Qt.MouseButton.LeftButton)
    assert banner.details.isVisible()
    assert banner.details.toPlainText() == "line 1\nline 2"
    assert window.isEnabled()
    QTest.mouseClick(banner.close_button, Qt.MouseButton.LeftButton)
    assert not banner.isVisible()
    assert session.problem is None


def test_banner_shows_markup_of_a_hostile_file_name_as_it_is(window, controller):
    controller.report(Problem("<b>evil</b>.onnx could not be opened", "<img src=x>"))
    assert window.banner.title.textFormat() == Qt.TextFormat.PlainText
    assert window.banner.text.textFormat() == Qt.TextFormat.PlainText


def test_banner_offers_another_file(window, controller, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "gui.actions.open.QFileDialog.getOpenFileNames",
        lambda *args: asked.append(args) or ([], ""),
    )
    controller.report(Problem("bad.onnx could not be opened", "Choose another."))
    QTest.mouseClick(window.banner.other_button, Qt.MouseButton.LeftButton)
    assert len(asked) == 1


def test_status_line_tells_the_model_in_numbers(
    window, session, controller, settled, photo_model, make_picture
):
    status = window.status
    assert status.facts[0].text() == "Everything runs on this computer; nothing is uploaded"
    assert status.right.text() == "Convolens 1.2.3"
    controller.open_files([photo_model, make_picture()])
    settled()
    assert status.state.text() == "Ready"
    texts = [label.text() for label in status.facts if label.isVisible()]
    assert texts[0] == "Tiny · ONNX opset 17"
    assert texts[1] == "120 parameters"
    threads = session.model.threads
    assert texts[4].endswith(f" ms on {threads} threads" if threads > 1 else " ms")
    controller.hover("[9, 22, 31] = 2.847")
    assert status.right.text() == "[9, 22, 31] = 2.847"


def test_status_line_drops_words_rather_than_cutting_them(
    qtbot, window, session, controller, settled, photo_model, make_picture
):
    from gui.session import Progress

    controller.open_files([photo_model, make_picture()])
    settled()
    window.resize(960, 600)
    session.change(progress=Progress("Saving the maps of all layers", 3, 10))
    qtbot.waitUntil(lambda: window.width() == 960)
    labels = (window.status.state, *window.status.facts)
    qtbot.waitUntil(
        lambda: all(
            label.width() >= label.sizeHint().width() for label in labels if label.isVisible()
        )
    )
    assert window.status.facts[0].isVisible()
    session.change(progress=None)
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: all(label.isVisible() for label in window.status.facts))


def test_progress_can_be_cancelled_from_the_status_line(window, session, controller):
    from gui.session import Progress

    cancelled = []
    controller.cancel = lambda: cancelled.append(True)
    window.status.cancel.clicked.disconnect()
    window.status.cancel.clicked.connect(controller.cancel)
    assert not window.status.cancel.isVisible()
    session.change(progress=Progress("Running", 3, 10))
    assert window.status.state.text() == "Running"
    assert (window.status.bar.value(), window.status.bar.maximum()) == (3, 10)
    QTest.mouseClick(window.status.cancel, Qt.MouseButton.LeftButton)
    assert cancelled == [True]


def test_drawing_state_is_live(window, session, controller, settled, bundled):
    controller.open_model("digits")
    settled()
    assert window.status.state.text() == "Live"
    assert window.windowTitle() == "Drawing – Strokes – Convolens"
    assert window.actions_by_name["Draw"].isChecked()


def test_closing_during_a_run_ends_the_worker(
    window, controller, monkeypatch, photo_model, make_picture
):
    import threading

    import engine

    entered = threading.Event()

    def held(self, image, *, should_stop=None, on_step=None):
        entered.set()
        while not should_stop():
            pass
        raise engine.CancelledError("stopped")

    monkeypatch.setattr(engine.Model, "activations", held)
    controller.open_files([photo_model, make_picture()])
    assert entered.wait(5)
    window.close()
    assert not window.isVisible()


def test_chip_menus_offer_the_bundled_networks_and_recent_files(
    window, session, controller, settled, bundled, photo_model, make_picture
):
    controller.open_files([photo_model, make_picture()])
    settled()
    model, image = (
        window.findChildren(main_window.ModelChip)[0],
        window.findChildren(main_window.ImageChip)[0],
    )
    assert model.text().strip() == "Tiny"
    assert image.text().strip() == "picture.png"
    model.menu().aboutToShow.emit()
    texts = [action.text() for action in model.menu().actions() if action.text()]
    assert texts == ["Digits", "Doodles", "Photos", "tiny.onnx", "&Open…"]
    image.menu().aboutToShow.emit()
    texts = [action.text() for action in image.menu().actions() if action.text()]
    assert texts == ["Drawing", "Samples", "picture.png", "&Open…"]
    controller.show_start()
    assert not image.isVisible()
