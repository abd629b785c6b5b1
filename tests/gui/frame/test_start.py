from __future__ import annotations

import datetime
import time

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from gui.frame.start import StartPage, when
from gui.session import Recent
from gui.widgets.start_page import RecentEntry


@pytest.fixture
def page(qtbot, session, controller):
    action = QAction("Open…")
    made = StartPage(session, controller, action, None)
    made.open_action = action
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    yield made
    made.close()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
@pytest.mark.parametrize("name", ["digits", "doodles", "photos"])
def test_cards_open_their_networks_by_keyboard(
    page, session, controller, settled, bundled, name, key
):
    card = page.cards[name]
    card.setFocus()
    QTest.keyClick(card, key)
    settled()
    assert session.model.path == bundled[name]
    assert session.mode == ("image" if name == "photos" else "drawing")


def test_cards_can_be_reached_with_tab_in_order(page):
    page.activateWindow()
    page.cards["digits"].setFocus()
    seen = []
    for _ in range(3):
        seen.append(QApplication.focusWidget())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert seen == list(page.cards.values())


def test_administrator_is_told_why_nothing_can_be_dropped(qtbot, session, controller, monkeypatch):
    monkeypatch.setattr("gui.frame.start.elevation.elevated", lambda: True)
    made = StartPage(session, controller, QAction("Open…"), None)
    qtbot.addWidget(made)
    texts = [label.text() for label in made.frame.findChildren(QLabel)]
    assert any("administrator" in text for text in texts)
    assert not any("Drop a model" in text for text in texts)


def test_open_button_triggers_the_action(page):
    opened = []
    page.open_action.triggered.connect(lambda: opened.append(True))
    QTest.mouseClick(page.frame.button, Qt.MouseButton.LeftButton)
    assert opened == [True]


def test_recent_files_open_and_can_be_forgotten(
    qtbot, page, session, controller, settled, photo_model, make_picture
):
    def entries():
        return [entry for entry in page.findChildren(RecentEntry) if entry.isVisible()]

    assert not page.recent.isVisible()
    controller.open_files([photo_model, make_picture("first.png")])
    settled()
    controller.open_image(make_picture("second.png", (0, 1, 2)))
    settled()
    # Qt shows what was added to a layout, and frees what was taken out, with the next events.
    wanted = ["second.png", "first.png", "tiny.onnx"]
    qtbot.waitUntil(lambda: [entry.accessibleName() for entry in entries()] == wanted)
    assert not entries()[0]._thumbnail.isNull()
    QTest.mouseClick(entries()[1], Qt.MouseButton.LeftButton)
    settled()
    assert session.source.name == "first.png"
    QTest.mouseClick(page.clear_button, Qt.MouseButton.LeftButton)
    assert not page.recent.isVisible()


def test_small_page_scrolls_and_loses_nothing(page, qtbot, session, tmp_path):
    now = time.time()
    session.change(
        recent=tuple(Recent(tmp_path / f"{n}.onnx", "model", "Model", now) for n in range(6))
    )
    page.resize(900, 500)
    qtbot.waitUntil(lambda: page.verticalScrollBar().maximum() > 0)
    assert page.horizontalScrollBar().maximum() == 0


def test_times_are_told_as_people_say_them(app):
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    now = datetime.datetime(2026, 5, 20, 15, 0).timestamp()
    assert when(datetime.datetime(2026, 5, 20, 14, 32).timestamp(), now) == "Today, 14:32"
    assert when(datetime.datetime(2026, 5, 19, 23, 59).timestamp(), now) == "Yesterday"
    assert when(datetime.datetime(2026, 5, 15, 9, 0).timestamp(), now) == "Friday"
    assert when(datetime.datetime(2026, 5, 13, 9, 0).timestamp(), now) == "13/05/2026"


@pytest.mark.parametrize(
    ("note", "said"), [("10", "Model · 10 classes"), ("0", "Model"), ("as it was", "as it was")]
)
def test_recent_models_tell_their_classes(page, session, tmp_path, note, said):
    session.change(recent=(Recent(tmp_path / "a.onnx", "model", note, time.time()),))
    entry = page.findChild(RecentEntry)
    assert entry.accessibleDescription().startswith(said)
