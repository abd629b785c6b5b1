from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage

from gui.inputs import clipboard


@pytest.fixture
def held(app):
    """The clipboard, emptied after the test."""
    made = QGuiApplication.clipboard()
    made.clear()
    yield made
    made.clear()


def test_paste_opens_an_image(held, session, controller, settled, bundled):
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.blue)
    held.setImage(image)
    clipboard.paste(controller)
    settled()
    assert session.source.kind == "clipboard"
    assert np.array_equal(session.source.picture.pixels[0, 0], (0, 0, 255))
    assert session.source.picture.pixels.shape == (10, 20, 3)


def test_paste_opens_a_copied_file(held, session, controller, settled, bundled, make_picture):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(make_picture("copied.png")))])
    held.setMimeData(mime)
    clipboard.paste(controller)
    settled()
    assert session.source.name == "copied.png"


@pytest.mark.parametrize("text", ["", "only words"])
def test_paste_of_nothing_useful_says_so(held, session, controller, text):
    if text:
        held.setText(text)
    clipboard.paste(controller)
    assert session.problem.title == "The clipboard holds no picture"
    assert session.problem.severity == "warning"
    assert session.source is None
