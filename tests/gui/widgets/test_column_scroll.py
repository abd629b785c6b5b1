from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QScrollBar, QVBoxLayout, QWidget

from gui.widgets.column_scroll import BAR, ColumnScroll

MOST = 60


class Picture(QWidget):
    """As high as it is wide; gives in where Qt asks for ever."""

    def __init__(self) -> None:
        super().__init__()
        self.widths: list[int] = []

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(50, 100 if len(self.widths) > MOST else self.width())

    def resizeEvent(self, event):  # noqa: N802
        self.widths.append(self.width())
        self.updateGeometry()


def column(qtbot, kind: type[QScrollArea], height: int) -> tuple[QScrollArea, Picture]:
    scroll, picture, page = kind(), Picture(), QWidget()
    qtbot.addWidget(scroll)
    scroll.setWidgetResizable(True)
    inner = QVBoxLayout(page)
    inner.setContentsMargins(0, 0, 0, 0)
    inner.addWidget(picture)
    scroll.setWidget(page)
    scroll.resize(200, 600)
    scroll.show()
    qtbot.waitExposed(scroll)
    picture.widths.clear()
    scroll.resize(200, height)
    QApplication.processEvents()
    return scroll, picture


def test_qt_decides_about_a_bar_for_ever(qtbot):
    """Why the class is there. Should this fail one day, it need no longer be."""
    worst = max(len(column(qtbot, QScrollArea, height)[1].widths) for height in range(180, 204))
    assert worst > MOST


@pytest.mark.parametrize("height", range(180, 204))
def test_a_column_keeps_its_width_with_a_bar_and_without(qtbot, height):
    scroll, picture = column(qtbot, ColumnScroll, height)
    assert len(picture.widths) < 5
    assert picture.width() == scroll.viewport().width()
    bar = scroll.findChildren(QScrollBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert [each.isVisible() for each in bar] == [height < picture.minimumSizeHint().height()]
    assert bar[0].geometry().right() == scroll.viewport().geometry().right()
    assert bar[0].width() == BAR


def test_wheel_and_bar_and_code_scroll_alike(qtbot):
    scroll, picture = column(qtbot, ColumnScroll, 120)
    bar = scroll.findChildren(QScrollBar, options=Qt.FindChildOption.FindDirectChildrenOnly)[0]
    hidden = scroll.verticalScrollBar()
    assert (bar.maximum(), bar.pageStep()) == (hidden.maximum(), hidden.pageStep())
    place = QPointF(50, 50)
    QApplication.sendEvent(
        scroll.viewport(),
        QWheelEvent(
            place, scroll.mapToGlobal(place), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        ),
    )  # fmt: skip
    assert hidden.value() == bar.value() > 0
    bar.setValue(0)
    assert picture.mapTo(scroll, QPoint()).y() == 0
    hidden.setValue(hidden.maximum())
    assert bar.value() == bar.maximum()
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(BAR // 2, 4))
    assert hidden.value() < hidden.maximum()
