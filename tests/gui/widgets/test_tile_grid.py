from __future__ import annotations

import threading
from itertools import cycle

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip

from engine.visual import colormap, statistics, tiles
from gui.asides import Asides
from gui.qimage import to_array
from gui.widgets import map_tiles, tile_colouring, zoom
from gui.widgets.scaling import limits_and_colours
from gui.widgets.tile_delegate import TileDelegate
from gui.widgets.tile_grid import TileGrid
from gui.widgets.tile_model import DEAD, MEAN

RANDOM = np.random.default_rng(5)


@pytest.fixture
def grid(app, qtbot):
    made = TileGrid()
    qtbot.addWidget(made)
    made.resize(520, 420)
    made.show()
    qtbot.waitExposed(made)
    yield made
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def settle(grid):
    grid.executeDelayedItemsLayout()
    QApplication.processEvents()
    grid.grab()


def cell_of(grid, channel):
    return grid.visualRect(grid.model().index(grid.channels.index(channel)))


def point_on(grid, channel, y, x):
    """The middle of a map's pixel on the screen."""
    rect = grid.tile_layout.map_rect(cell_of(grid, channel))
    rows, columns = grid.tile_layout.rows, grid.tile_layout.columns
    return rect.topLeft() + QPoint(
        int((x + 0.5) * rect.width() / columns), int((y + 0.5) * rect.height() / rows)
    )


@pytest.mark.parametrize("order", ["mean", "maximum", "variance"])
def test_maps_are_sorted_by_figure_largest_first(grid, order):
    maps = RANDOM.normal(size=(9, 4, 5)).astype(np.float32) * np.arange(1, 10)[:, None, None]
    grid.set_maps(maps, "layer")
    assert grid.channels == list(range(9))
    grid.set_order(order)
    figure = {"mean": np.mean, "maximum": np.max, "variance": np.var}[order]
    expected = sorted(range(9), key=lambda channel: -figure(maps[channel].astype(np.float64)))
    assert grid.channels == expected


def test_a_map_without_numbers_comes_last(grid):
    maps = np.ones((3, 2, 2), np.float32)
    maps[0, 0, 0] = np.nan
    grid.set_maps(maps, "layer")
    grid.set_order("mean")
    assert grid.channels[-1] == 0


def test_dead_maps_are_zero_everywhere(grid):
    maps = np.zeros((4, 3, 3), np.float32)
    maps[1] = 0.5
    maps[3, 2, 2] = -1
    grid.set_maps(maps, "layer")
    assert grid.dead == [0, 2]
    model = grid.model()
    assert [model.index(row).data(DEAD) for row in range(4)] == [True, False, True, False]
    assert model.index(1).data(MEAN) == "0.50"


@pytest.mark.parametrize("shape", [(4, 7, 5), (3, 1, 9), (2, 120, 33)])
def test_hover_says_the_value_under_the_mouse(grid, qtbot, shape):
    maps = RANDOM.normal(size=shape).astype(np.float32)
    grid.set_maps(maps, "layer")
    settle(grid)
    said = []
    grid.hovered.connect(said.append)
    channel, y, x = shape[0] - 1, shape[1] // 3, shape[2] - 1
    qtbot.mouseMove(grid.viewport(), point_on(grid, channel, y, x))
    place, value = said[-1].split(" = ")
    c_at, y_at, x_at = (int(number) for number in place.strip("[]").split(", "))
    assert c_at == channel
    # A reduced map has several values on one pixel of the screen.
    assert abs(y_at - y) <= max(1, shape[1] // 60) - 1 + (shape[1] > 60)
    assert abs(x_at - x) <= (shape[2] > 60)
    assert value == f"{maps[c_at, y_at, x_at]:.3f}".replace("-", "−")


def test_hover_and_colour_agree_on_every_pixel(grid):
    maps = RANDOM.random((1, 7, 5)).astype(np.float32)
    grid.set_look("layer", "grey")
    grid.set_maps(maps, "layer")
    settle(grid)
    layout, cell = grid.tile_layout, cell_of(grid, 0)
    rect = layout.map_rect(cell)
    picture = to_array(grid.viewport().grab(rect).toImage())
    low, high, _ = limits_and_colours(maps, "layer", "grey")
    expected = tiles.colorize(maps, low, high, "grey")[0]
    for y in range(4, rect.height() - 4):
        for x in range(4, rect.width() - 4):
            at = layout.pixel_at(cell, rect.topLeft() + QPoint(x, y))
            assert picture[y, x].tolist() == expected[at].tolist()


def test_no_value_beside_the_maps(grid, qtbot):
    grid.set_maps(np.ones((1, 4, 4), np.float32), "layer")
    settle(grid)
    said = []
    grid.hovered.connect(said.append)
    qtbot.mouseMove(grid.viewport(), point_on(grid, 0, 1, 1))
    caption = grid.tile_layout.caption_rect(cell_of(grid, 0)).center()
    qtbot.mouseMove(grid.viewport(), caption)
    assert said[-1] == ""


def test_click_marks_the_place(grid, qtbot):
    grid.set_maps(np.ones((6, 5, 4), np.float32), "layer")
    settle(grid)
    with qtbot.waitSignal(grid.marked) as marked:
        qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=point_on(grid, 4, 3, 2))
    assert marked.args == [4, 3, 2]
    assert grid.chosen == 4


def test_arrows_walk_and_the_place_walks_along(grid, qtbot):
    grid.set_maps(np.ones((200, 5, 4), np.float32), "layer")
    settle(grid)
    grid.set_place((0, 3, 2))
    with qtbot.waitSignal(grid.marked) as marked:
        qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert marked.args == [1, 3, 2]
    with qtbot.waitSignal(grid.unmarked):
        qtbot.keyClick(grid, Qt.Key.Key_Escape)


def test_ctrl_wheel_asks_for_another_zoom(grid, qtbot):
    grid.set_maps(np.ones((6, 5, 4), np.float32), "layer")
    middle = QPointF(50, 50)
    for delta, larger in ((120, True), (-120, False)):
        with qtbot.waitSignal(grid.zoom_wanted) as wanted:
            event = QWheelEvent(
                middle, grid.mapToGlobal(middle), QPoint(), QPoint(0, delta),
                Qt.MouseButton.NoButton, Qt.KeyboardModifier.ControlModifier,
                Qt.ScrollPhase.NoScrollPhase, False,
            )  # fmt: skip
            QApplication.sendEvent(grid.viewport(), event)
        assert (wanted.args[0] > zoom.DEFAULT) == larger


def test_live_numbers_change_only_the_contents(grid, qtbot):
    maps = RANDOM.random((300, 6, 6)).astype(np.float32)
    grid.set_order("mean")
    grid.set_maps(maps, "layer", live=True)
    settle(grid)
    channels = list(grid.channels)
    grid.set_place((channels[30], 2, 3))
    grid.verticalScrollBar().setValue(333)
    resets = []
    grid.model().modelReset.connect(lambda: resets.append(1))
    before = to_array(grid.grab().toImage())
    grid.set_maps(maps[::-1].copy(), "layer", live=True)
    settle(grid)
    assert grid.verticalScrollBar().value() == 333
    assert grid.chosen == channels[30]
    assert grid.channels == channels
    assert not resets
    assert (to_array(grid.grab().toImage()) != before).any()
    qtbot.waitUntil(lambda: grid.channels != channels)
    means = maps[::-1].mean(axis=(1, 2))[grid.channels]
    assert (np.diff(means) <= 1e-6).all()
    assert grid.chosen == channels[30]
    assert grid.verticalScrollBar().value() == 333


def test_hover_follows_live_numbers(grid, qtbot):
    grid.set_maps(np.ones((2, 4, 4), np.float32), "layer")
    settle(grid)
    qtbot.mouseMove(grid.viewport(), point_on(grid, 1, 2, 1))
    with qtbot.waitSignal(grid.hovered) as said:
        grid.set_maps(np.full((2, 4, 4), -2.5, np.float32), "layer", live=True)
    assert said.args == ["[1, 2, 1] = −2.500"]


def test_layer_of_the_same_shape_keeps_what_is_looked_at(grid):
    maps = RANDOM.random((300, 6, 6)).astype(np.float32)
    grid.set_maps(maps, "convolution")
    settle(grid)
    grid.choose(40)
    grid.verticalScrollBar().setValue(200)
    grid.set_maps(maps.copy(), "activation")
    settle(grid)
    assert (grid.chosen, grid.verticalScrollBar().value()) == (40, 200)
    grid.set_maps(RANDOM.random((300, 3, 3)).astype(np.float32), "pool")
    settle(grid)
    assert (grid.chosen, grid.verticalScrollBar().value()) == (None, 0)


def test_place_beyond_the_layer_is_not_marked(grid):
    grid.set_maps(np.ones((2, 4, 4), np.float32), "layer")
    grid.set_place((5, 1, 1))
    assert grid.chosen is None
    grid.grab()


def test_thousands_of_maps_open_without_colouring_all(grid, monkeypatch):
    coloured = []
    original = tiles.levels

    def counting(maps, *rest):
        coloured.append(len(maps))
        return original(maps, *rest)

    monkeypatch.setattr(tiles, "levels", counting)
    grid.set_zoom(zoom.SMALLEST)
    grid.set_maps(RANDOM.random((4096, 7, 7)).astype(np.float32), "layer")
    settle(grid)
    assert grid.model().rowCount() == 4096
    assert 0 < sum(coloured) <= 120
    coloured.clear()
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    settle(grid)
    assert 4095 in grid.visible_channels()
    assert 0 < sum(coloured) <= 120


def test_all_visible_tiles_are_coloured(grid, qtbot):
    grid.set_maps(RANDOM.random((64, 9, 9)).astype(np.float32), "layer")
    for value in (0, 130, grid.verticalScrollBar().maximum()):
        grid.verticalScrollBar().setValue(value)
        settle(grid)
        visible = {
            channel
            for channel in range(64)
            if cell_of(grid, channel).intersects(grid.viewport().rect())
        }
        assert visible <= set(grid.visible_channels())


def test_tiles_coloured_while_a_part_is_painted_are_painted_too(grid, qtbot, monkeypatch):
    """A slow computer colours a batch in each frame, and paints only what it coloured before."""
    monkeypatch.setattr(tile_colouring, "_FRAME_SECONDS", 0.0)
    shown = {}
    paint = TileDelegate.paint_tiles

    def spy(delegate, painter, tiles, figures):
        paint(delegate, painter, tiles, figures)
        for tile in tiles:
            shown[tile.channel] = delegate._tiles.picture(tile.channel) is not None

    monkeypatch.setattr(TileDelegate, "paint_tiles", spy)
    grid.set_maps(RANDOM.normal(size=(16, 112, 112)).astype(np.float32), "layer")
    grid.executeDelayedItemsLayout()
    grid.viewport().repaint()
    for _ in range(20):
        QApplication.processEvents()
    assert [channel for channel, coloured in shown.items() if not coloured] == []
    assert len(shown) == 16


@pytest.fixture
def in_lane(app, qtbot):
    """A grid with a lane, and the threads on which images were made, once a call."""
    lane = Asides()
    made = TileGrid(lane=lane)
    qtbot.addWidget(made)
    made.resize(520, 420)
    made.show()
    qtbot.waitExposed(made)
    yield made, lane
    assert lane.close()


def test_large_maps_are_summed_up_and_coloured_off_the_thread_that_paints(
    in_lane, qtbot, monkeypatch
):
    grid, lane = in_lane
    threads = []
    for module, name in ((statistics, "dead"), (map_tiles, "packed_image"), (tiles, "scaled")):
        original = getattr(module, name)

        def spy(*args, _original=original, _name=name):
            threads.append((_name, threading.current_thread()))
            return _original(*args)

        monkeypatch.setattr(module, name, spy)
    maps = RANDOM.normal(size=(24, 300, 300)).astype(np.float32)
    maps[3] = 0
    with qtbot.waitSignal(grid.shown):
        grid.set_maps(maps, "layer")
    assert grid.dead == [3]
    settle(grid)
    qtbot.waitUntil(lambda: not lane.busy)
    settle(grid)
    assert {name for name, _ in threads} == {"dead", "packed_image", "scaled"}
    assert threading.main_thread() not in {thread for _, thread in threads}
    channel = grid.visible_channels()[5]
    rect = grid.tile_layout.map_rect(cell_of(grid, channel))
    picture = to_array(grid.viewport().grab(rect).toImage())
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 50


def test_of_layers_chosen_quickly_only_the_last_is_shown(in_lane, qtbot):
    grid, lane = in_lane
    shown = []
    grid.shown.connect(lambda: shown.append(grid.model().figures.maps.shape))
    for channels in (64, 65, 66):
        grid.set_maps(np.ones((channels, 100, 100), np.float32), channels)
    qtbot.waitUntil(lambda: not lane.busy)
    assert shown == [(66, 100, 100)]


def test_new_numbers_that_come_faster_than_they_are_coloured_are_seen_to_move(in_lane, qtbot):
    grid, lane = in_lane
    grid.set_maps(np.zeros((24, 300, 300), np.float32), "layer", live=True)
    qtbot.waitUntil(lambda: not lane.busy)
    taken = []
    take = grid._tiles.take
    grid._tiles.take = lambda wish, pictures: (taken.append(len(pictures)), take(wish, pictures))
    maps = cycle([np.full((24, 300, 300), level, np.float32) for level in (1, 2)])
    feed = QTimer(interval=1)
    feed.timeout.connect(lambda: grid.set_maps(next(maps), "layer", live=True))
    feed.start()
    qtbot.waitUntil(lambda: len(taken) > 2)
    feed.stop()
    qtbot.waitUntil(lambda: not lane.busy)
    settle(grid)
    qtbot.waitUntil(lambda: not grid._tiles.missing(grid.visible_channels()))


def test_few_maps_fill_the_grid_and_many_do_not(grid):
    grid.resize(850, 500)
    grid.set_maps(np.ones((8, 28, 28), np.float32), "few")
    settle(grid)
    few = grid.tile_layout.edge
    assert few > 1.5 * zoom.DEFAULT
    assert grid.verticalScrollBar().maximum() == 0
    assert cell_of(grid, 7).bottom() <= grid.viewport().height()
    grid.set_maps(np.ones((300, 28, 28), np.float32), "many")
    assert grid.tile_layout.edge == zoom.DEFAULT


def test_wide_maps_are_no_thin_streaks_and_never_wider_than_the_grid(grid):
    grid.set_maps(np.ones((200, 7, 112), np.float32), "text")
    size = grid.tile_layout.size
    assert size.width() == pytest.approx(16 * size.height(), rel=0.05)
    assert size.width() * size.height() == pytest.approx(zoom.DEFAULT**2, rel=0.1)
    grid.set_zoom(zoom.LARGEST)
    settle(grid)
    assert cell_of(grid, 0).right() <= grid.viewport().width()
    assert grid.visible_channels()[0] == 0


def test_zoom_reaches_the_same_ends_from_any_fitting_size():
    for fitting in (92, 150, 384):
        edges = [zoom.edge_for(size, fitting) for size in range(zoom.SMALLEST, zoom.LARGEST + 1)]
        assert (edges[0], edges[-1]) == (zoom.SMALLEST, zoom.LARGEST)
        assert edges == sorted(edges)
        assert zoom.edge_for(zoom.DEFAULT, fitting) == fitting


def test_black_is_zero_in_polar_whatever_the_scale():
    maps = np.stack([np.linspace(-1, 3, 16), np.linspace(-8, 2, 16)]).reshape(2, 4, 4)
    for scale, largest in (("layer", [8, 8]), ("map", [3, 8]), ("symmetric", [8, 8])):
        low, high, colours = limits_and_colours(maps, scale, "auto")
        assert colours == "polar"
        np.testing.assert_allclose(high, largest)
        np.testing.assert_allclose(low, -high)
    assert limits_and_colours(abs(maps), "layer", "auto")[2] == "ember"
    assert limits_and_colours(maps, "layer", "grey")[2] in colormap.names()


def test_maps_of_any_number_type_are_shown(grid):
    for kind in (np.uint8, np.int64, np.bool_, np.float16, np.float64):
        grid.set_maps(np.ones((3, 5, 5), kind), kind.__name__)
        settle(grid)
    broken = np.full((3, 5, 5), np.nan, np.float32)
    broken[1] = np.inf
    grid.set_maps(broken, "broken")
    settle(grid)


def test_leaving_says_nothing_more(grid, qtbot):
    grid.set_maps(np.ones((2, 4, 4), np.float32), "layer")
    settle(grid)
    qtbot.mouseMove(grid.viewport(), point_on(grid, 0, 1, 1))
    with qtbot.waitSignal(grid.hovered) as said:
        QApplication.sendEvent(grid.viewport(), QEvent(QEvent.Type.Leave))
    assert said.args == [""]
