"""Words on pictures."""

import numpy as np
import pytest
from PIL import ImageFont

from engine.lettering import _font_of_the_system, lettered, text_width

WHITE = np.full((40, 200, 3), 255, np.uint8)


def drawn(text):
    return lettered(WHITE, [(4, 4, text)])


def test_words_stand_where_they_are_put_and_the_rest_stays():
    ink = np.argwhere((drawn("conv1") < 128).any(axis=2))
    assert ink.min(axis=0).tolist() >= [4, 4]
    assert ink[:, 1].max() < 4 + text_width("conv1") + 1
    assert (WHITE == 255).all()


def test_chinese_letters_are_drawn_where_a_font_has_them():
    if _font_of_the_system(14) is None:
        pytest.skip("no font with Chinese letters here")
    assert (drawn("卷积") != drawn("??")).any()
    assert (drawn("卷积") != drawn("池化")).any()
    assert text_width("卷积") > 20


def test_without_such_a_font_a_question_mark_stands_for_a_letter(monkeypatch):
    def none(*_args, **_options):
        raise OSError("cannot open resource")

    own = ImageFont.load_default(14)
    _font_of_the_system.cache_clear()
    monkeypatch.setattr(ImageFont, "truetype", none)
    monkeypatch.setattr(ImageFont, "load_default", lambda _size: own)
    try:
        assert (drawn("卷积") == drawn("??")).all()
    finally:
        _font_of_the_system.cache_clear()
