from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetricsF

from gui import theme
from gui.widgets.operator_words import fitted


@pytest.mark.parametrize(
    ("operator", "likes", "shown"),
    [
        ("Conv 3×3", "Conv 3×3", "Conv 3×3"),
        ("Conv 3×3", "Conv 3", "Conv"),
        ("BatchNormalization", "BatchNormalization", "BatchNormalization"),
        ("BatchNormalization", "BatchNormal", "BatchNorm"),
        ("GlobalAveragePool", "GlobalAverage", "GlobalAvgPool"),
        ("ConvTranspose 3×3", "ConvTranspose", "ConvT 3×3"),
        ("DequantizeLinear", "DequantizeL", "Dequantize"),
    ],
)
def test_operators_are_shortened_before_they_are_cut(qapp, operator, likes, shown):
    font = theme.font("small")
    room = int(QFontMetricsF(font).horizontalAdvance(likes)) + 1
    assert fitted(operator, font, room) == shown


def test_what_has_no_room_at_all_is_cut(qapp):
    font = theme.font("small")
    said = fitted("ThresholdedRelu", font, 40)
    assert said.endswith("…")
    assert QFontMetricsF(font).horizontalAdvance(said) <= 40
