from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QPalette
from PySide6.QtWidgets import QToolButton

from gui import paths, theme


def luminance(colour: QColor) -> float:
    """Relative luminance of WCAG 2."""
    parts = [colour.redF(), colour.greenF(), colour.blueF()]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: QColor, second: QColor) -> float:
    bright, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("choice", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("text", "window"), ("text", "surface"), ("text", "stage"), ("text", "hover"),
        ("text2", "window"), ("text2", "surface"), ("text2", "stage"),
        ("accent", "surface"), ("accent", "chosen"), ("on_accent", "accent"),
        ("bad", "bad_surface"), ("text", "bad_surface"), ("good", "surface"), ("warn", "surface"),
        ("text", "chosen"), ("text2", "chosen"), ("text2", "hover"), ("text2", "track"),
        ("accent", "window"), ("accent", "stage"), ("accent", "hover"), ("place", "surface"),
        ("place", "stage"), ("warn", "window"), ("good", "window"), ("bad", "surface"),
    ],
)  # fmt: skip
def test_words_can_be_read(app, choice, text, ground):
    theme.apply(app, choice)
    assert contrast(theme.colour(text), theme.colour(ground)) >= 4.5


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_edges_of_controls_can_be_seen(app, choice):
    theme.apply(app, choice)
    for ground in ("surface", "window", "stage"):
        assert contrast(theme.colour("edge"), theme.colour(ground)) >= 3
        assert contrast(theme.colour("accent"), theme.colour(ground)) >= 3


def test_palette_has_all_groups(app):
    theme.apply(app, "dark")
    groups, roles = QPalette.ColorGroup, QPalette.ColorRole
    palette = app.palette()
    assert palette.color(groups.Active, roles.Text) == theme.colour("text")
    assert palette.color(groups.Inactive, roles.Text) == theme.colour("text")
    assert palette.color(groups.Disabled, roles.Text) == theme.colour("disabled")
    assert palette.color(groups.Disabled, roles.ButtonText) == theme.colour("disabled")


def strongest(icon: QIcon, mode=QIcon.Mode.Normal, state=QIcon.State.Off) -> str:
    """Return the colour of the most opaque pixel."""
    image = icon.pixmap(QSize(24, 24), 1.0, mode, state).toImage()
    pixels = [image.pixelColor(x, y) for x in range(24) for y in range(24)]
    return max(pixels, key=lambda pixel: pixel.alpha()).name()


def test_icon_follows_the_theme_and_its_state(app):
    icon = theme.icon("check")
    assert strongest(icon) == theme.TOKENS["text"][0].lower()
    assert strongest(icon, QIcon.Mode.Disabled) == theme.TOKENS["disabled"][0].lower()
    assert strongest(icon, state=QIcon.State.On) == theme.TOKENS["accent"][0].lower()
    theme.apply(app, "dark")
    assert strongest(icon) == theme.TOKENS["text"][1].lower()


def test_icon_in_a_token_of_its_own(app):
    assert strongest(theme.icon("warning", "bad")) == theme.TOKENS["bad"][0].lower()


def test_icon_survives_copies_and_buttons(qtbot, app):
    for _ in range(50):
        button = QToolButton()
        button.setIcon(QIcon(theme.icon("open")))
        button.grab()
        button.deleteLater()
    assert not theme.icon("open").pixmap(QSize(16, 16)).isNull()


def test_wrong_icon_name_is_an_error(app):
    with pytest.raises(FileNotFoundError):
        theme.icon("no such icon")


def test_every_icon_draws_something(app):
    for path in paths.icon_path("").glob("*.svg"):
        image = theme.icon(path.stem).pixmap(QSize(24, 24)).toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(24) for y in range(24)), (
            f"{path.name} is empty"
        )


def test_digits_are_tabular(app):
    metrics = QFontMetrics(theme.font("text"))
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_fonts_have_the_sizes_of_the_look(app):
    assert theme.font("start").pixelSize() == 32
    assert theme.font("text").pixelSize() == 13
    assert theme.font("small").pixelSize() == 11
