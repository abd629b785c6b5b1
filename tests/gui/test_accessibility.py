"""What a person hears, and where the keyboard is, in every part of the window."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

import gui.actions
import gui.panels  # noqa: F401 - the window is filled from what they register
from gui import theme
from gui.main_window import MainWindow
from gui.qimage import to_array
from gui.widgets.bar_list import BarList
from gui.widgets.chart import Chart
from gui.widgets.colour_bar import ColourBar
from gui.widgets.confusion_matrix import ConfusionMatrix
from gui.widgets.cover_view import CoverView
from gui.widgets.figure_table import FigureTable
from gui.widgets.graph_view import GraphView
from gui.widgets.image_view import ImageView
from gui.widgets.layer_list import LayerList
from gui.widgets.ruler import Ruler
from gui.widgets.tile_grid import TileGrid
from gui.widgets.triple_grid import TripleGrid
from gui.widgets.unit_cards import UnitCards
from gui.widgets.unit_picture import UnitPicture
from gui.widgets.unit_sum import UnitSum
from gui.widgets.vector_view import VectorView

STATES = (
    "start", "photo", "vector", "unit", "graph", "table", "drawing", "batch", "truth", "compare",
    "vectors",
)  # fmt: skip
PAINTED = (
    BarList, Chart, ColourBar, ConfusionMatrix, GraphView, ImageView, LayerList, Ruler, TileGrid,
    TripleGrid, UnitCards, UnitPicture, UnitSum, VectorView,
)  # fmt: skip


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


class States:
    """Brings the window into a state; its methods are called as these are."""

    def __init__(self, qtbot, controller, settled, drawing, make_picture, folder):
        self._qtbot, self._controller, self._settled = qtbot, controller, settled
        self._drawing, self._make_picture, self._folder = drawing, make_picture, folder

    def __call__(self, name: str) -> None:
        getattr(self, name)()
        self._settled()
        self._qtbot.wait(50)

    def start(self) -> None:
        """Leave all as it is."""

    def photo(self) -> None:
        self._controller.open_model("photos")
        self._settled()

    def vector(self) -> None:
        self.photo()
        self._controller.show_layer("y")

    def unit(self) -> None:
        self.photo()
        self._controller.show_layer("relu")
        self._controller.explain(0)

    def graph(self) -> None:
        self.photo()
        self._controller.change_view(layers="graph")

    def table(self) -> None:
        self.photo()
        self._controller.change_view(layers="table")

    def drawing(self) -> None:
        self._controller.open_model("digits")
        self._settled()
        self._controller.draw()
        self._controller.drawing_changed(self._drawing)
        self._settled()

    def batch(self) -> None:
        self.photo()
        make = self._make_picture
        self._controller.open_batch([make("one.png"), make("two.png", (9, 9, 9))])

    def truth(self) -> None:
        self.photo()
        for name in ("cat", "dog"):
            (self._folder / name).mkdir(parents=True)
            self._make_picture("one.png").rename(self._folder / name / "one.png")
        self._controller.open_batch([self._folder])

    def compare(self) -> None:
        self.photo()
        self._controller.show_layer("relu")
        self._controller.pin()
        self._controller.open_image(self._make_picture("other.png", (9, 200, 9)))

    def vectors(self) -> None:
        self.compare()
        self._controller.show_layer("y")


@pytest.fixture
def show(qtbot, window, controller, settled, drawing, make_picture, tmp_path):
    """Return what brings the window into a state."""
    return States(qtbot, controller, settled, drawing, make_picture, tmp_path / "set")


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


@pytest.mark.parametrize("state", STATES[1:])
def test_painted_parts_have_names(window, show, state):
    show(state)
    painted = [w for kind in PAINTED for w in window.findChildren(kind) if w.isVisible()]
    assert len(painted) >= {"batch": 0, "truth": 1}.get(state, 6)
    assert not [widget for widget in painted if not heard(widget).strip()]


def test_numbers_are_heard_with_their_titles(window, show):
    show("compare")
    shown = [w for w in window.findChildren(QLabel) if w.isVisible() and w.accessibleName()]
    named = {w.accessibleName().split(":")[0]: w for w in shown if w.text() in w.accessibleName()}
    assert {"Relative", "Largest", "Mean", "Equal"} <= named.keys()
    show("photo")
    silent = [w.accessibleName() for w in shown if w.text() not in w.accessibleName()]
    assert not silent


def sheets(window: MainWindow) -> list[FigureTable]:
    return [w for w in window.findChildren(FigureTable) if w.isVisible()]


@pytest.mark.parametrize("state", ["photo", "vector", "unit", "drawing", "compare", "vectors"])
def test_every_chart_has_a_table_twin(qtbot, window, show, state):
    """Charts open theirs by Enter; for maps and vectors there is a button."""
    show(state)
    charts: list[QWidget] = [c for c in window.findChildren(Chart) if c.isVisible()]
    buttons = [
        b for b in window.findChildren(QToolButton) if b.isVisible() and b.text() == ""
        and heard(b) == "Numbers as a table"
    ]  # fmt: skip
    assert len(charts) >= (0 if state == "vector" else 1)
    assert len(buttons) == (0 if state == "unit" else 1)
    for asked in (*charts, *buttons):
        QTest.keyClick(asked, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: len(sheets(window)) == 1, timeout=20_000)
        (sheet,) = sheets(window)
        assert sheet.rows.rowCount() > 1
        assert heard(sheet.table).strip()
        QTest.keyClick(sheet, Qt.Key.Key_Escape)
        assert not sheets(window)
        # A window that becomes active closes what is open over it; that is queued.
        qtbot.wait(100)


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
    wanted = [kinds.index(kind) for kind in (CoverView, TileGrid, BarList, LayerList)]
    assert wanted == sorted(wanted)
    left = window.workspace.left
    assert left.isAncestorOf(stops(window)[0])
