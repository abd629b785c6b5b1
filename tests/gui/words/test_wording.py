from __future__ import annotations

import pytest

from gui import language
from gui.words import wording


@pytest.mark.parametrize(
    ("text", "plain"), [("打开(&O)…", "打开"), ("&Open…", "Open"), ("前 &5 项", "前 5 项")]
)
def test_words_of_a_menu_stand_plain_elsewhere(text, plain):
    assert wording.plain(text) == plain


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.385, "38.5 %"), (1.0, "100.0 %"), (0.0, "0.0 %"), (0.00004, "0.0 %")],
)
def test_percent_has_one_digit(value, text):
    assert wording.percent(value) == text


def test_shape_uses_the_multiplication_sign():
    assert wording.shape((144, 56, 56)) == "144 × 56 × 56"
    assert wording.shape((1, None, "n")) == "1 × ? × n"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.00008, "0.08 ms"),
        (0.000006, "0.006 ms"),
        (0.0167, "16.7 ms"),
        (0.259, "259 ms"),
        (1.42, "1.42 s"),
        (0.0, "0.000 ms"),
    ],
)
def test_milliseconds_keep_three_digits(seconds, text):
    assert wording.milliseconds(seconds) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "0"),
        (5994, "5,994"),
        (99_999, "99,999"),
        (790_000, "0.79 M"),
        (4_650_000, "4.65 M"),
        (384_000_000, "384 M"),
        (15_500_000_000, "15.5 G"),
        (2_000_000_000_000, "2.00 T"),
    ],
)
def test_count_shortens_large_numbers(amount, text):
    assert wording.count(amount) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [(999, "999 B"), (26_454, "26 KB"), (18_600_000, "18.6 MB"), (1_200_000_000, "1.20 GB")],
)
def test_size_counts_in_thousands(amount, text):
    assert wording.size(amount) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.847, "2.847"),
        (-0.5, "−0.500"),
        (0.0, "0.000"),
        (-0.0, "0.000"),
        (1.5e-7, "1.50e−7"),
        (3.2e9, "3.20e9"),
        (float("nan"), "NaN"),
        (float("-inf"), "−∞"),
        (float("inf"), "∞"),
    ],
)
def test_number_uses_a_true_minus_and_never_hides_a_small_value(value, text):
    assert wording.number(value) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (5994, "5,994"),
        (99_999, "99,999"),
        (790_000, "79.0 万"),
        (4_650_000, "465 万"),
        (10_840_000, "1,084 万"),
        (384_000_000, "3.84 亿"),
        (15_500_000_000, "155 亿"),
        (2_000_000_000_000, "2.00 万亿"),
    ],
)
def test_count_is_told_in_ten_thousands_in_chinese(monkeypatch, amount, text):
    monkeypatch.setattr(language, "_current", "zh_CN")
    assert wording.count(amount) == text


def test_counted_things_follow_the_unit_closely_in_chinese(monkeypatch):
    assert wording.counted("{0} parameters", 4_650_000) == "4.65 M parameters"
    monkeypatch.setattr(language, "_current", "zh_CN")
    assert wording.counted("{0} 参数", 4_650_000) == "465 万参数"
    assert wording.counted("{0} 参数", 5994) == "5,994 参数"
