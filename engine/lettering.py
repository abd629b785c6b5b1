"""Words on pictures: in Pillow's own font, or in one of the computer's for Chinese and the like."""

from __future__ import annotations

import math
from collections.abc import Iterable
from contextlib import suppress
from functools import cache

import numpy as np
from PIL import ImageDraw, ImageFont

from engine.export import image_of

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

WIDE_FONTS = (
    "msyh.ttc", "simsun.ttc",  # Windows
    "PingFang.ttc", "Hiragino Sans GB.ttc", "STHeiti Light.ttc",  # macOS
    "NotoSansCJK-Regular.ttc", "wqy-zenhei.ttc", "wqy-microhei.ttc", "DroidSansFallbackFull.ttf",
)  # fmt: skip
"""Files of fonts with Chinese letters, in the order in which they are looked for."""


def lettered(
    pixels: np.ndarray,
    words: Iterable[tuple[float, float, str]],
    *,
    size: int = 14,
    anchor: str = "lt",
    colour: tuple[int, int, int] = (0x1B, 0x1F, 0x24),
) -> np.ndarray:
    """Return a picture, (H, W, 3) uint8 RGB, with words on it.

    Parameters
    ----------
    words : x, y and text of each; a letter that no font here holds becomes a question mark or a box
    anchor : which point of the text stands at x, y: `l`, `m` or `r`, then `t`, `m` or `b`
    """
    image = image_of(pixels)
    draw = ImageDraw.Draw(image)
    for x, y, text in words:
        shown, font = _in_font(text, size)
        draw.text((x, y), shown, colour, font, anchor)
    return np.array(image)


def text_width(text: str, size: int = 14) -> int:
    """Return how many pixels `lettered` needs for a text."""
    shown, font = _in_font(text, size)
    return math.ceil(font.getlength(shown))


def _in_font(text: str, size: int) -> tuple[str, Font]:
    """Return a text as it can be shown, and its font: Pillow's own where that has all letters."""
    own = text.translate({ord("×"): "x", ord("−"): "-", ord("–"): "-"})
    known = "".join(letter if letter.isascii() or letter in "·…±" else "?" for letter in own)
    if known != own and (font := _font_of_the_system(size)) is not None:
        return text, font
    return known, ImageFont.load_default(size)


@cache
def _font_of_the_system(size: int) -> ImageFont.FreeTypeFont | None:
    """Return a font of this computer that has Chinese letters; None if none is found."""
    for name in WIDE_FONTS:
        with suppress(OSError):
            return ImageFont.truetype(name, size, layout_engine=ImageFont.Layout.BASIC)
    return None
