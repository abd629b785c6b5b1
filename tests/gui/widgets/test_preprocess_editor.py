from __future__ import annotations

import pytest

from engine.metadata import Preprocess
from gui.widgets.preprocess_editor import PreprocessEditor


@pytest.fixture
def editor(qtbot, app):
    made = PreprocessEditor()
    qtbot.addWidget(made)
    return made


def test_shows_a_recipe_without_telling(editor, qtbot):
    recipe = Preprocess(
        range=(-1.0, 1.0), channels="BGR", fit="shortest_edge", edge=300, layout="NHWC",
        ink=None, mean=(0.5,), std=(0.5,),
    )  # fmt: skip
    with qtbot.assertNotEmitted(editor.changed):
        editor.set_recipe(recipe)
    assert editor.range.value == (-1.0, 1.0)
    assert editor.channels.value == "BGR"
    assert editor.fit.value == "shortest_edge"
    assert editor.edge.value() == 300
    assert editor.layout_order.value == "NHWC"
    assert editor.normalisation.value == "custom"
    assert editor.mean.text() == "0.5"


def test_unusual_range_is_shown_too(editor):
    editor.set_recipe(Preprocess(range=(16.0, 235.0)))
    assert editor.range.currentText() == "16 to 235"


def test_only_what_matters_is_asked(editor):
    editor.set_recipe(Preprocess(fit="crop"))
    assert not editor.part.isHidden()
    assert editor.edge.isHidden()
    assert editor.mean.isHidden()
    editor.set_recipe(Preprocess(fit="shortest_edge"))
    assert editor.part.isHidden()
    assert not editor.edge.isHidden()


def test_part_and_edge_are_told(editor, qtbot):
    editor.set_recipe(Preprocess(fit="crop", crop_fraction=0.875))
    assert editor.part.value() == 87.5
    with qtbot.waitSignal(editor.changed) as told:
        editor.part.setValue(50)
    assert told.args[0].crop_fraction == 0.5
    with qtbot.waitSignal(editor.changed) as told:
        editor.edge.setValue(320)
    assert told.args[0].edge == 320


def test_own_numbers_are_told_once_they_make_sense(editor, qtbot):
    editor.set_recipe(Preprocess())
    editor.normalisation.activated.emit(2)
    assert not editor.mean.isHidden()
    told = []
    editor.changed.connect(told.append)
    editor.mean.setText("0.4, 0.5, 0.6")
    editor.std.setText("0")
    editor.std.textEdited.emit("0")
    assert not told
    editor.std.setText("0.2")
    editor.std.textEdited.emit("0.2")
    assert told[-1].mean == (0.4, 0.5, 0.6)
    assert told[-1].std == (0.2,)


def test_none_takes_the_numbers_away(editor, qtbot):
    editor.set_recipe(Preprocess(mean=(127.0,), std=(128.0,)))
    with qtbot.waitSignal(editor.changed) as told:
        editor.normalisation.activated.emit(0)
    assert told.args[0].mean == (0.0,)
    assert told.args[0].std == (1.0,)
