"""TOML of strangers: what the standard library's reader would do with it, but should not.

It takes memory by the square of a key's parts, and reads numbers of any length where they are not
decimal, which Python then refuses to write.
"""

from __future__ import annotations

import re
from typing import Any

_MOST_PARTS = 50
_LONG_KEY = re.compile(rf"""(?<!["'\w-])(?:["'\w-]+[ \t]*\.[ \t]*){{{_MOST_PARTS}}}""")
LONG_NUMBER = re.compile(r"0[xob][0-9a-f_]{65}", re.IGNORECASE)
"""A number of more than 64 digits that are not decimal, in TOML and Python alike."""


def read_toml(text: str) -> dict[str, Any]:
    """Return what a TOML file holds.

    Raises
    ------
    ValueError
        If it is no TOML, or a key such as `a.b.c` has too many parts: one of 100,000 takes 40 GB.
    RecursionError
        If it is nested too deeply.
    """
    if _LONG_KEY.search(text):
        raise ValueError(f"a name has more than {_MOST_PARTS} parts")
    if LONG_NUMBER.search(text):
        raise ValueError("a number is too long")
    # Most networks come without such a file, and to import the reader takes 4 ms.
    import tomllib

    return tomllib.loads(text)
