from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.visual import colormap
from gui.panels.values import ValuesPanel
from gui.session import Place, View
from gui.widgets.words import OneLine

RANDOM = np.random.default_rng(5)


@pytest.fixture
def panel(qtbot, session, asked):
    window = QWidget()
    qtbot.addWidget(window)
    made = ValuesPanel(session, asked)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(made)
    column.addStretch(1)
    window.resize(288, 320)
    window.show()
    qtbot.waitExposed(window)
    yield made
    window.close()


def numbers(panel):
    return {key: label.text() for key, label in panel.numbers.items()}


def maps():
    made = np.clip(RANDOM.normal(0.5, 1, (1, 8, 6, 5)), 0, 6).astype(np.float32)
    made[0, :2] = 0
    made[0, 3, 2, 2] = 5.25
    return made


def test_numbers_are_those_of_the_layer(panel, session, made):
    values = maps()
    session.change(activations=made.run({"relu": values}), layer="relu")
    assert numbers(panel) == {
        "minimum": "0.00",
        "maximum": "5.25",
        "mean": f"{values.mean(dtype=float):.3f}",
        "deviation": f"{values.std(dtype=float):.3f}",
        "zeros": f"{100 * (values == 0).mean():.1f} %",
        "dead": "2 / 8",
    }
    counts, _ = np.histogram(values, 64, (0, 5.25))
    np.testing.assert_array_equal(panel.histogram.counts, counts)


def test_other_layer_and_other_numbers_are_followed(panel, session, made):
    run = made.run({"a": maps(), "b": np.full((1, 3, 2, 2), 7, np.float32)})
    session.change(activations=run, layer="a")
    session.change(layer="b")
    assert numbers(panel)["minimum"] == numbers(panel)["maximum"] == "7.00"
    assert panel.histogram.counts.sum() == 12
    session.change(activations=made.run({"b": np.full((1, 3, 2, 2), 9, np.float32)}))
    assert numbers(panel)["mean"] == "9.000"


def test_vector_has_no_dead_maps(panel, session, made):
    run = made.run({"fc": np.array([[1.0, -3.0, 0.0]], np.float32)})
    session.change(activations=run, layer="fc")
    assert numbers(panel)["dead"] == "–"
    assert numbers(panel)["minimum"] == "−3.00"


def test_colour_bar_has_the_colours_and_limits_of_the_stage(panel, session, made, qtbot):
    session.change(activations=made.run({"relu": maps()}), layer="relu")
    assert panel.colour_bar.texts == ("0", "2.62", "5.25")
    signed = maps() - 2
    session.change(activations=made.run({"relu": signed}))
    assert panel.colour_bar.texts == ("−3.25", "0", "3.25")
    left = panel.colour_bar.grab().toImage().pixelColor(3, 5).getRgb()[:3]
    assert np.abs(np.array(left) - colormap.table("polar")[2]).max() <= 8
    session.change(view=View(colours="viridis"))
    assert panel.colour_bar.texts == ("−2", "0.625", "3.25")
    session.change(view=View(colours="viridis", scale="map"))
    assert panel.colour_bar.texts[0].startswith("each map")


def test_large_layer_does_not_hold_up_the_window(panel, session, made, qtbot):
    values = RANDOM.standard_normal((1, 40, 256, 256), dtype=np.float32)
    with qtbot.waitSignal(panel._survey.finished):
        session.change(activations=made.run({"big": values}), layer="big")
        assert numbers(panel)["mean"] == ""
    assert numbers(panel)["deviation"] == f"{values.std(dtype=float):.3f}"
    assert panel.histogram.counts.sum() == values.size


def test_new_layer_ends_the_survey_of_the_one_before(panel, session, made, qtbot):
    large = RANDOM.standard_normal((1, 40, 256, 256), dtype=np.float32)
    run = made.run({"big": large, "small": np.ones((1, 1, 2, 2), np.float32)})
    session.change(activations=run, layer="big")
    session.change(layer="small")
    assert numbers(panel)["mean"] == "1.000"
    with qtbot.assertNotEmitted(panel._survey.finished, wait=50):
        pass


def test_histogram_gives_way_in_a_low_window(panel, session, made, qtbot):
    session.change(activations=made.run({"relu": maps()}), layer="relu")
    qtbot.waitUntil(panel.histogram.isVisible)
    assert panel.histogram.height() == 76
    panel.window().setFixedHeight(panel.minimumSizeHint().height() + 20)
    qtbot.waitUntil(lambda: not panel.histogram.isVisible())
    assert panel.colour_bar.geometry().bottom() <= panel.height()


@pytest.mark.parametrize("values", [np.zeros((1, 0, 3, 3)), np.array(["text"])])
def test_nothing_to_count_hides_the_panel(panel, session, made, values):
    session.change(activations=made.run({"odd": values}), layer="odd")
    assert panel.isHidden()


def test_no_layer_hides_the_panel(panel, session, made):
    session.change(activations=made.run({"relu": maps()}), layer="relu")
    assert panel.isVisible()
    session.change(activations=None)
    assert panel.isHidden()


def test_histogram_stands_above_the_colours_of_its_values(panel, session, made, qtbot):
    values = maps()
    values[0, 4] = 1.5
    values[0, 4, 0, 0] = 2.625
    session.change(activations=made.run({"relu": values}), layer="relu")
    # One map of a layer whose colours end at 5.25: its values fill half of the bar.
    session.change(place=Place(4, 0, 0), unit=True)
    assert panel.colour_bar.texts == ("0", "2.62", "5.25")
    _, edges = panel.histogram._bars()
    width = panel.histogram.width()
    assert edges[0] == pytest.approx(width * 1.5 / 5.25)
    assert edges[-1] == pytest.approx(width * 2.625 / 5.25)


def test_numbers_below_one_keep_three_digits(panel, session, made):
    run = made.run({"p": np.array([[0.9971, 0.0029]], np.float32)})
    session.change(activations=run, layer="p")
    assert numbers(panel)["maximum"] == "0.997"
    assert numbers(panel)["minimum"] == "0.003"


def test_words_are_shortened_before_they_are_cut(panel, session, made, qtbot):
    values = np.linspace(-65.22, 65.22, 240, dtype=np.float32).reshape(1, 8, 6, 5)
    session.change(activations=made.run({"conv": values}), layer="conv")
    names = {label.text(): label for label in panel.findChildren(OneLine)}
    assert names["Minimum"]._cut() == "Minimum"
    panel.window().resize(222, 320)
    qtbot.waitUntil(lambda: names["Minimum"]._cut() != "Minimum")
    shown = {name: names[name]._cut() for name in ("Minimum", "Maximum", "Mean", "Zeros")}
    assert shown == {"Minimum": "Min.", "Maximum": "Max.", "Mean": "Mean", "Zeros": "Zeros"}
    assert names["Minimum"].toolTip() == "Minimum"
