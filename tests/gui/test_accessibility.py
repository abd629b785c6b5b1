"""What a person hears, and where the keyboard is, in every part of the window."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

import gui.actions
import gui.panels  # noqa: F401 - the window is filled from what they register
from gui import theme
from gui.main_window import MainWindow
from gui.qimage import to_array
from gui.widgets.bar_list import BarList
from gui.widgets.colour_bar import ColourBar
from gui.widgets.histogram import Histogram
from gui.widgets.image_view import ImageView
from gui.widgets.layer_list import LayerList
from gui.widgets.ruler import Ruler
from gui.widgets.tile_grid import TileGrid

STATES = ("start", "photo", "unit", "graph", "table", "drawing", "batch", "compare")
PAINTED = (BarList, ColourBar, Histogram, ImageView, LayerList, Ruler, TileGrid)


@pytest.fixture
def window(qtbot, session, controller, bundled):
    made = MainWindow(session, controller, "1.0")
    assert made.workspace.panels  # all are built before anything is opened
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    yield made
    made.close()


@pytest.fixture
def show(qtbot, window, controller, settled, drawing, make_picture):
    """Return a function that brings the window into a state."""

    def photo() -> None:
        controller.open_model("photos")
        settled()

    def unit() -> None:
        photo()
        controller.show_layer("relu")
        controller.explain(0)

    def layers(view: str) -> None:
        photo()
        controller.change_view(layers=view)

    def batch() -> None:
        photo()
        controller.open_batch([make_picture("one.png"), make_picture("two.png", (9, 9, 9))])

    def compare() -> None:
        photo()
        controller.pin()
        controller.open_image(make_picture("other.png", (9, 200, 9)))

    def draw() -> None:
        controller.open_model("digits")
        settled()
        controller.draw()
        controller.drawing_changed(drawing)
        settled()

    states = {
        "start": lambda: None,
        "photo": photo,
        "unit": unit,
        "graph": lambda: layers("graph"),
        "table": lambda: layers("table"),
        "drawing": draw,
        "batch": batch,
        "compare": compare,
    }

    def bring(name: str) -> None:
        states[name]()
        settled()
        qtbot.wait(50)

    return bring


def stops(window: MainWindow) -> list[QWidget]:
    """Return where Tab leads, in order, once around."""
    found: list[QWidget] = []
    window.centralWidget().setFocus()
    for _ in range(200):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        widget = window.focusWidget()
        if widget in found:
            return found
        found.append(widget)
    raise AssertionError(f"Tab does not come back; it was at {found[-3:]}")


def heard(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


@pytest.mark.parametrize("state", STATES)
def test_everything_that_takes_the_keyboard_has_a_name(window, show, state):
    show(state)
    silent = [widget for widget in stops(window) if not heard(widget).strip()]
    assert not silent


@pytest.mark.parametrize("state", ["photo", "drawing"])
def test_painted_parts_have_names(window, show, state):
    show(state)
    painted = [w for kind in PAINTED for w in window.findChildren(kind) if w.isVisible()]
    assert len(painted) >= 6
    assert not [widget for widget in painted if not heard(widget).strip()]


def ringed(window: MainWindow, widget: QWidget) -> int:
    """Return how many pixels of a widget and around it have the colour of a ring."""
    top_left = widget.mapTo(window, QPoint(0, 0))
    room = QRect(top_left, widget.size()).adjusted(-6, -6, 6, 6)
    pixels = to_array(window.grab(room).toImage()).astype(int)
    # On the one button that is all accent, the ring is in the colour of the text.
    token = "text" if widget.property("primary") else "accent"
    colour = np.array(theme.colour(token).getRgb()[:3])
    return int((abs(pixels - colour).max(axis=2) < 12).sum())


@pytest.mark.parametrize("choice", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_the_keyboard_is_seen_wherever_it_is(qtbot, app, window, show, state, choice):
    theme.apply(app, choice)
    show(state)
    hidden = []
    for widget in stops(window):
        window.centralWidget().setFocus()
        before = ringed(window, widget)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.waitUntil(widget.hasFocus)
        app.processEvents()
        # A ring of two pixels, however small the widget.
        if ringed(window, widget) - before < 40:
            hidden.append(f"{type(widget).__name__} {heard(widget)}")
    assert not hidden


def test_tab_goes_from_picture_to_maps_to_answers_to_layers(window, show):
    show("photo")
    kinds = [type(widget) for widget in stops(window)]
    wanted = [kinds.index(kind) for kind in (TileGrid, BarList, LayerList)]
    assert wanted == sorted(wanted)
    left = window.workspace.left
    assert left.isAncestorOf(stops(window)[0])
