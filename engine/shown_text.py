"""Text from files, as it may be shown: nothing in it hides, turns or breaks the line."""

from __future__ import annotations

import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"  # they hold emoji and many scripts together

LONGEST = 2_000
"""Letters of a text from a file that are shown."""


def shown_text(text: str) -> str:
    """Return text in one line, with marks that turn or hide what follows written out.

    A name with U+202E in it reads backwards from there on: `photo`, the mark, `gpj.exe` looks like
    a picture. What is longer than anybody reads ends in `…`: Qt would measure a name of 50 million
    letters for minutes.
    """
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}…"
    if text.isascii() and text.isprintable():
        return text
    return "".join(_written_out(letter) for letter in text)


def _written_out(letter: str) -> str:
    if letter in _JOINERS or unicodedata.category(letter) not in _HIDDEN:
        return letter
    return f"\\u{ord(letter):04x}"
