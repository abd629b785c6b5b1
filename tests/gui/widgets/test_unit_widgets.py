from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor

from gui.qimage import to_array
from gui.widgets.unit_bars import Product, UnitBars
from gui.widgets.unit_cards import Card, UnitCards
from gui.widgets.unit_numbers import Shades, ink_on, polar
from gui.widgets.unit_picture import UnitPicture
from gui.widgets.unit_slices import Slice, UnitSlices
from gui.widgets.unit_sum import Sum, Summand, UnitSum
from gui.widgets.unit_table import UnitTable

RANDOM = np.random.default_rng(4)
PLACE = (0xD6, 0x00, 0x6C)


@pytest.fixture
def shown(app, qtbot):
    """Return a function that shows a widget in a size."""

    def show(widget, width=800, height=300):
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        qtbot.waitExposed(widget)
        return widget

    return show


def grabbed(widget):
    return to_array(widget.grab().toImage())


def has(pixels, colour, tolerance=4):
    return bool((abs(pixels.astype(int) - colour) <= tolerance).all(axis=2).any())


# Pictures.


def test_picture_tells_the_pixel_under_the_mouse(shown, qtbot):
    picture = shown(UnitPicture(chooses=True), 200, 220)
    picture.set_picture(np.zeros((10, 20, 3), np.uint8))
    rect = picture.picture_rect()
    assert rect.size() == QSize(200, 100)
    for y, x in ((0, 0), (9, 19), (4, 7)):
        point = QPoint(rect.left() + 10 * x + 5, rect.top() + 10 * y + 5)
        with qtbot.waitSignal(picture.pressed) as signal:
            qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=point)
        assert signal.args == [y, x]
    assert picture.pixel_at(QPoint(5, 2)) is None


def test_picture_counts_places_in_its_grid(shown):
    picture = shown(UnitPicture(chooses=True), 200, 240)
    picture.set_picture(np.zeros((100, 100, 3), np.uint8), (4, 4))
    rect = picture.picture_rect()
    assert picture.pixel_at(rect.center() + QPoint(rect.width() // 4 + 5, -5)) == (1, 3)


def test_picture_frames_a_place_and_clips_it_to_the_border(shown):
    picture = shown(UnitPicture(), 200, 240)
    picture.set_picture(np.zeros((10, 10, 3), np.uint8))
    assert not has(grabbed(picture), PLACE)
    picture.set_box((-3, -3, 4, 4))
    pixels = grabbed(picture)
    found = np.argwhere((abs(pixels.astype(int) - PLACE) <= 4).all(axis=2))
    rect = picture.picture_rect()
    assert found.min() >= 0
    assert found[:, 0].min() >= rect.top()
    assert abs(found[:, 1].max() - (rect.left() + 4 * rect.width() / 10)) <= 3


def test_picture_walks_with_arrows_only_where_it_chooses(shown, qtbot):
    picture = shown(UnitPicture(chooses=True), 100, 120)
    picture.set_picture(np.zeros((5, 5, 3), np.uint8))
    with qtbot.waitSignal(picture.stepped) as signal:
        qtbot.keyClick(picture, Qt.Key.Key_Down)
    assert signal.args == [1, 0]
    with qtbot.assertNotEmitted(picture.stepped):
        qtbot.keyClick(picture, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)


# Numbers.


@pytest.mark.parametrize("rgb", [(0, 0, 0), (255, 243, 207), (217, 112, 28), (22, 79, 143)])
def test_ink_is_readable_on_any_colour(rgb):
    def luminance(colour: QColor) -> float:
        parts = (colour.redF(), colour.greenF(), colour.blueF())
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(QColor(*rgb)), luminance(ink_on(*rgb))), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= 4.5


@pytest.mark.parametrize(
    ("reach", "text"), [(0.45, ""), (0.012, " × 10⁻²"), (3000, " × 10³"), (0, ""), (99, "")]
)
def test_shades_name_the_power_that_numbers_are_divided_by(reach, text):
    assert polar(reach).power_text == text


def cards(count, side=5, kernel=True):
    window, weights = RANDOM.random((side, side)), RANDOM.normal(size=(side, side))
    return [
        Card(f"Channel {i}", "+1.000", window, Shades(0, 1, "ember"),
             weights if kernel else None, polar(1) if kernel else None, names=("window", "kernel"))
        for i in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize("side", [1, 3, 5, 7, 11])
def test_cards_show_as_many_as_have_room(shown, side):
    widget = shown(UnitCards(), 1600, 300)
    widget.set_cards(cards(3, side))
    assert len(widget.cards) == 3
    widget.resize(150, 300)
    assert len(widget.cards) == 1
    assert grabbed(widget).std() > 0


def test_cards_keep_the_one_of_a_pool(shown):
    widget = shown(UnitCards(), 420, 300)
    pool = Card("MaxPool", "1", np.eye(2), Shades(0, 1, "ember"), picked=(0, 0))
    widget.set_cards([*cards(3), pool])
    assert len(widget.cards) < 4
    assert widget.cards[-1] is pool
    assert has(grabbed(widget), PLACE)


def test_cards_leave_the_border_empty(shown):
    window = np.ones((3, 3))
    window[0] = np.nan
    widget = shown(UnitCards(), 400, 200)
    widget.set_cards([Card("c", "1", window, Shades(0, 1, "grey"))])
    assert has(grabbed(widget), (0xE9, 0xEC, 0xF1), 1)


def test_slices_lay_out_one_to_eight_pictures_within_themselves(shown):
    widget = shown(UnitSlices(), 244, 260)
    for count in range(1, 9):
        picture = np.zeros((5, 5, 3), np.uint8)
        widget.set_slices("Kernel", [Slice(picture, str(i), "+0.50") for i in range(count)])
        rects = [widget._rect(i) for i in range(count)]
        assert all(widget.rect().contains(rect) for rect in rects)
        assert not any(a.intersects(b) for i, a in enumerate(rects) for b in rects[:i])


# The sum.


def words_of(widget):
    return [(box.sign, box.name, box.value) for box in widget.boxes()]


def test_sum_names_what_it_adds_and_what_becomes_of_it(shown):
    widget = shown(UnitSum(), 1200, 60)
    parts = tuple(Summand(f"channel {i}", v) for i, v in enumerate((4.164, 3.378, -0.673, 0.2)))
    widget.set_sum(
        Sum(parts, -0.258, 6.907, (Summand("after Relu", 6.907),), 4, 0.096, "{0} more channels")
    )
    assert words_of(widget) == [
        ("", "channel 0", "+4.164"),
        ("+", "channel 1", "+3.378"),
        ("+", "channel 2", "−0.673"),
        ("+", "5 more channels", "+0.296"),
        ("+", "bias", "−0.258"),
        ("=", "sum", "+6.907"),
        ("→", "after Relu", "6.907"),
    ]
    assert widget.has_more


def test_sum_of_few_has_no_rest_and_a_narrow_one_has_more(shown):
    widget = shown(UnitSum(), 1200, 60)
    parts = tuple(Summand(f"channel {i}", 1.0) for i in range(4))
    widget.set_sum(Sum(parts, None, 4.0, rest="{0} more"))
    assert not widget.has_more
    assert words_of(widget)[-1] == ("=", "sum", "4.000")
    widget.resize(330, 60)
    assert widget.has_more
    assert sum(float(v) for sign, _, v in words_of(widget) if sign != "=") == 4.0


def test_sum_of_one_value_is_the_value(shown):
    widget = shown(UnitSum(), 400, 60)
    widget.set_sum(Sum((Summand("the mean", 0.25),), None, 0.25))
    assert [box[2] for box in words_of(widget)] == ["0.250"]
    assert widget.boxes()[0].kind == "result"


def test_click_on_the_rest_asks_for_all(shown, qtbot):
    widget = shown(UnitSum(), 1200, 60)
    parts = tuple(Summand(f"channel {i}", 1.0) for i in range(4))
    widget.set_sum(Sum(parts, None, 9.0, (), 5, 5.0, "{0} more"))
    boxes = widget.boxes()
    more = next(i for i, box in enumerate(boxes) if box.kind == "more")
    point = widget._rects(boxes)[more].center()
    with qtbot.waitSignal(widget.more_wanted):
        qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=point)
    with qtbot.waitSignal(widget.more_wanted):
        qtbot.keyClick(widget, Qt.Key.Key_Space)


def test_table_adds_up_row_by_row(shown):
    products = [Product(f"input {i}", 2.0, 0.5 * i, float(i)) for i in range(40)]
    table = shown(UnitTable(), 500, 200)
    table.set_products(products)
    model = table.model()
    assert model.rowCount() == 40
    assert model.index(39, 4).data() == f"+{sum(range(40)):.3f}"
    assert not table.isColumnHidden(1)
    table.set_products([Product("channel 3", 1.0, None, 1.0)])
    assert table.isColumnHidden(1)
    assert [model.index(0, c).data() for c in (0, 3, 4)] == ["channel 3", "+1.000", "+1.000"]


def test_bars_show_the_strongest_that_have_room(shown):
    bars = shown(UnitBars(), 700, 300)
    bars.set_products([Product(f"input {i}", 1.0, 30.0 - i, 30.0 - i) for i in range(24)])
    bars.resize(700, bars.sizeHint().height())
    assert [each.name for each in bars.shown()] == [f"input {i}" for i in range(12)]
    bars.resize(400, bars.minimumSizeHint().height())
    assert len(bars.shown()) == 3


def test_cards_of_pictures_give_way_and_those_of_numbers_do_not(shown):
    widget = UnitCards()
    widget.set_cards([Card("a map", "1.000", np.ones((30, 30)), polar(1.0))])
    least = widget.minimumSizeHint().height()
    assert least < widget.sizeHint().height()
    shown(widget, 400, least)
    colour = polar(1.0).picture(np.ones((1, 1)))[0, 0]
    inside = (abs(grabbed(widget).astype(int) - colour) <= 4).all(axis=2).any(axis=1)
    assert 40 <= inside.sum() < 60, "the picture is smaller"
    assert not inside[-18:].any(), "and the words below it are free"
    widget.set_cards([Card("few", "1.000", np.ones((3, 3)), polar(1.0))])
    assert widget.minimumSizeHint().height() == widget.sizeHint().height()
