"""Numbers as a person reads them: true minus, thin units, three digits that matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import Qt

from gui import language

if TYPE_CHECKING:
    from engine.metadata import Labels

MINUS = "−"


translate = QCoreApplication.translate

_WESTERN = ((1e12, 1e12, "T"), (1e9, 1e9, "G"), (1e5, 1e6, "M"))
_CHINESE = ((1e12, 1e12, "万亿"), (1e8, 1e8, "亿"), (1e5, 1e4, "万"))
"""From which amount on counts are told in which unit; Chinese counts in ten thousands."""


def _three_digits(value: float) -> str:
    """Return a positive number with three digits that matter, without an exponent below 10⁶."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def number(value: float, digits: int = 3) -> str:
    """Return `value` with `digits` after the point; very large and small ones with an exponent."""
    if value != value:  # NaN is the only value that differs from itself
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "∞" if value > 0 else f"{MINUS}∞"
    size = abs(value)
    text = f"{value:.2e}" if size >= 1e6 or 0 < size < 0.5 * 10**-digits else f"{value:.{digits}f}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{mantissa}e{int(exponent)}"
    elif float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def brief(value: float) -> str:
    """Return `value` where room is scarce: two digits after the point, three below 1."""
    return number(value, 3 if 0 < abs(value) < 0.9995 else 2)


def signed(value: float, digits: int = 3) -> str:
    """Return `value` as a summand, like `+4.164` or `−0.673`."""
    text = number(value, digits)
    return text if text.startswith(MINUS) or text == "NaN" else f"+{text}"


def thin(value: float) -> str:
    """Return a number for a narrow cell: two digits that matter, like `.59`, `−1.3` or `12`."""
    size = abs(value)
    if not size < 1e6:  # infinite, no number, or too long for a cell
        return number(value, 1)
    if size < 0.005:
        return "0"
    text = f"{size:.2f}" if size < 0.995 else (f"{size:.1f}" if size < 9.95 else f"{size:.0f}")
    text = text.removeprefix("0") if size < 0.995 else text
    return f"{MINUS}{text}" if value < 0 else text


def short(value: float) -> str:
    """Return a number with three digits that matter and no needless zeros, like `3.41` or `6`."""
    text = f"{value:.3g}"
    if "e" in text:
        return number(value, 2)
    return text.replace("-", MINUS)


def percent(share: float) -> str:
    """Return a share 0..1 like `38.5 %`."""
    value = 100 * share
    return f"{number(value if abs(value) >= 0.05 else 0.0, 1)} %"


def plain(text: str) -> str:
    """Return a menu's words without the mark of their letter, `&B` or `(&B)`, and without dots."""
    return re.sub(r"\(&\w\)", "", text).replace("&", "").removesuffix("…")


def shape(sizes: Sequence[int | str | None]) -> str:
    """Return sizes like `144 × 56 × 56`; an unknown one is a question mark."""
    return " × ".join("?" if size is None else str(size) for size in sizes)


def class_name(labels: Labels | None, count: int, index: int) -> str:
    """Return what a value of `count` stands for, if it is a class that has a name of its own."""
    if labels is None or not len(labels) == count > 1:
        return ""
    name = labels.short(index)
    return name if name != str(index) else ""


def milliseconds(seconds: float) -> str:
    """Return a time like `0.08 ms`, or `1.42 s` from one second on."""
    if seconds >= 1:
        return translate("wording", "{0} s").format(_three_digits(seconds))
    value = 1000 * seconds
    text = f"{value:.3f}" if value < 0.01 else _three_digits(value)
    return translate("wording", "{0} ms").format(text)


def count(amount: int) -> str:
    """Return a count like `5,994` or, from 100,000 on, `4.65 M`; in Chinese `465 万`."""
    for limit, unit, word in _CHINESE if language.current() == "zh_CN" else _WESTERN:
        if amount >= limit:
            return f"{_three_digits(amount / unit)} {word}"
    return f"{amount:,}"


def counted(pattern: str, amount: int) -> str:
    """Return a count of something, like `4.65 M parameters`; in Chinese `465 万参数`."""
    return re.sub("([万亿]) ", r"\1", pattern.format(count(amount)))


def size(amount: int) -> str:
    """Return a number of bytes like `18.6 MB`, in powers of 1000 as shops and Linux count."""
    if amount < 1000:
        return f"{amount} B"
    for limit, unit in ((1e9, "GB"), (1e6, "MB"), (1e3, "KB")):
        if amount >= limit:
            value = amount / limit
            return f"{value:.0f} {unit}" if unit == "KB" else f"{_three_digits(value)} {unit}"
    raise AssertionError(amount)


def plain_tip(text: str) -> str:
    """Return text from a file as a tooltip shows it letter by letter.

    Qt takes for HTML what looks like it, and fetches the pictures that it names, on Windows from
    any network share.
    """
    return Qt.convertFromPlainText(text) if Qt.mightBeRichText(text) else text
