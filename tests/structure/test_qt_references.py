"""PySide6 6.12.0 on Python 3.11 loses a reference to None at each void call, and dies of it."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtGui import QImage, QPainter, QPen


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_paint_calls_keep_their_references_to_none(qapp):
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    pen = QPen()
    before = sys.getrefcount(None)
    for _ in range(10_000):
        painter.setPen(pen)
    lost = before - sys.getrefcount(None)
    painter.end()
    assert lost < 100
