from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine.metadata import Preprocess
from gui.widgets.preprocess_editor import PreprocessEditor
from gui.widgets.size_field import SizeField


@pytest.fixture
def field(qtbot, app):
    made = SizeField()
    qtbot.addWidget(made)
    return made


def test_shows_height_and_width_without_telling(field, qtbot):
    with qtbot.assertNotEmitted(field.changed):
        field.set_size((48, 320), (False, True))
    assert (field.height_box.value(), field.width_box.value()) == (48, 320)
    assert not field.height_box.isEnabled()
    assert field.width_box.isEnabled()


def test_a_size_is_told_once_it_is_typed(field, qtbot):
    field.set_size((48, 320), (True, True))
    field.show()
    qtbot.waitExposed(field)
    told = []
    field.changed.connect(told.append)
    field.width_box.selectAll()
    QTest.keyClicks(field.width_box, "256")
    assert told == []
    QTest.keyClick(field.width_box, Qt.Key.Key_Return)
    assert told == [(48, 256)]


def test_editor_asks_for_sizes_only_where_they_are_open(qtbot, app):
    editor = PreprocessEditor()
    qtbot.addWidget(editor)
    assert editor.size.isHidden()
    editor.set_recipe(Preprocess(source="assumed"))
    editor.set_size((224, 224), (True, True))
    assert not editor.size.isHidden()
    with qtbot.waitSignal(editor.changed) as told:
        editor.size.height_box.setValue(96)
    assert told.args == [Preprocess(size=(96, 224), source="changed by you")]
    editor.set_size((224, 224), (False, False))
    assert editor.size.isHidden()
