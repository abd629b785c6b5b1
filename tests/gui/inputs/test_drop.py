from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

import engine
from engine import budget
from gui.inputs.drop import DropTarget, read_offer


class Recorder:
    """Stands in for the controller: what was asked."""

    def __init__(self) -> None:
        self.files = []
        self.pictures = []
        self.problems = []

    def open_files(self, paths):
        self.files.append(list(paths))

    def open_picture(self, picture, kind, name):
        self.pictures.append((picture, kind))

    def report(self, problem):
        self.problems.append(problem)


@pytest.fixture
def recorder():
    return Recorder()


@pytest.fixture
def window(qtbot, recorder):
    made = QWidget()
    qtbot.addWidget(made)
    column = QVBoxLayout(made)
    made.field = QLineEdit(made)
    column.addWidget(made.field)
    made.target = DropTarget(made, recorder)
    made.resize(300, 200)
    made.show()
    yield made
    made.close()


def drag(widget, mime):
    event = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, mime,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def drop(widget, mime):
    drag(widget, mime)  # Qt gives a drop only to the widget that took the drag
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def files(*paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def png(colour=(200, 10, 30)):
    buffer = io.BytesIO()
    Image.new("RGB", (5, 4), colour).save(buffer, "PNG")
    return buffer.getvalue()


def test_drop_of_files_asks_for_all_of_them(window, recorder, tmp_path):
    paths = [tmp_path / "模型 🐱.onnx", tmp_path / "b.png"]
    mime = files(*paths)
    drop(window, mime)
    assert recorder.files == [paths]


def test_drag_shows_a_highlight_and_leaving_takes_it_away(window, tmp_path):
    assert not window.target.highlight.isVisible()
    assert drag(window, files(tmp_path / "a.png"))
    assert window.target.highlight.isVisible()
    assert window.target.highlight.size() == window.size()
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not window.target.highlight.isVisible()


def test_drag_of_text_is_not_for_us(window):
    mime = QMimeData()
    mime.setText("hello")
    assert not drag(window, mime)
    assert not window.target.highlight.isVisible()


def test_fields_for_text_do_not_swallow_files(window):
    assert not window.field.acceptDrops()


def test_picture_out_of_a_browser_wins_over_its_link(window, recorder):
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/cat.png")])
    mime.setData("image/png", png())
    drop(window, mime)
    assert recorder.pictures == [(png(), "clipboard")]
    assert recorder.problems == []


def test_bitmap_out_of_a_browser_becomes_pixels(window, recorder):
    image = QImage(3, 2, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    mime = QMimeData()
    mime.setImageData(image)
    drop(window, mime)
    [(pixels, kind)] = recorder.pictures
    assert kind == "clipboard"
    assert np.array_equal(pixels(), np.broadcast_to(np.array([255, 0, 0], np.uint8), (2, 3, 3)))


def test_huge_bitmap_is_refused_off_the_ui_thread(window, recorder):
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    mime = QMimeData()
    mime.setImageData(image)
    drop(window, mime)
    [(pixels, _)] = recorder.pictures
    small = budget.Budget(image_pixels=19_999)
    with budget.use(small), pytest.raises(engine.LimitError):
        pixels()


def test_picture_inside_its_address_is_read(window, recorder):
    import base64

    mime = QMimeData()
    mime.setUrls([QUrl("data:image/png;base64," + base64.b64encode(png()).decode())])
    drop(window, mime)
    assert recorder.pictures == [(png(), "clipboard")]


def test_link_alone_is_not_downloaded_and_that_is_said(window, recorder):
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/cat.png")])
    drop(window, mime)
    assert recorder.files == []
    assert recorder.pictures == []
    [problem] = recorder.problems
    assert "link" in problem.title
    assert "downloads nothing" in problem.title


def test_offer_of_nothing_is_empty():
    assert read_offer(QMimeData()).empty
