"""Colours, fonts and icons: one place for how the window looks, light and dark.

Widgets ask for a colour by its token when they paint, and paint again on
`QEvent.PaletteChange`; icons colour themselves anew by the same means.
"""

from __future__ import annotations

import functools
from typing import Literal

from PySide6.QtCore import QByteArray, QDir, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontInfo,
    QGuiApplication,
    QIcon,
    QIconEngine,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from gui import paths
from gui.style_sheet import STYLE_SHEET

Choice = Literal["system", "light", "dark"]
CHOICES: tuple[Choice, ...] = ("system", "light", "dark")

TOKENS: dict[str, tuple[str, str]] = {
    # token: (light, dark)
    "window": ("#F3F4F6", "#1C1E22"),
    "surface": ("#FFFFFF", "#24272C"),
    "stage": ("#F8F9FB", "#181A1D"),
    "hover": ("#EBEEF2", "#31353C"),
    "line": ("#DFE3E8", "#363B43"),
    "edge": ("#858E99", "#767E8A"),
    "text": ("#1B1F24", "#ECEEF1"),
    "text2": ("#57606A", "#A9B1BC"),
    "disabled": ("#8C959F", "#6F7783"),
    "accent": ("#2158D0", "#7FAAFF"),
    "on_accent": ("#FFFFFF", "#0B1B3A"),
    "chosen": ("#E6EDFB", "#263558"),
    "bars2": ("#6A8FE2", "#7089BC"),
    "track": ("#E9ECF1", "#31353C"),
    "place": ("#D6006C", "#FF6BB0"),
    "good": ("#1A7F37", "#56C271"),
    "warn": ("#7A5200", "#F0B849"),
    "bad": ("#B3261E", "#FF8A80"),
    "bad_surface": ("#FDECEA", "#3F2321"),
}

FONTS: dict[str, tuple[int, QFont.Weight]] = {
    # role: (pixels at 100 %, weight)
    "start": (32, QFont.Weight.DemiBold),
    "title": (16, QFont.Weight.DemiBold),
    "heading": (14, QFont.Weight.DemiBold),
    "text": (13, QFont.Weight.Normal),
    "caption": (12, QFont.Weight.Normal),
    "small": (11, QFont.Weight.Normal),
}

_dark = False
_choice: Choice = "system"
_follows_system = False


def is_dark() -> bool:
    """Return whether the dark colours are in use."""
    return _dark


def choice() -> Choice:
    """Return what the person chose: to follow the system, light or dark."""
    return _choice


def colour(token: str) -> QColor:
    """Return the colour of a token in the theme in use."""
    return QColor(TOKENS[token][_dark])


@functools.cache
def _families() -> tuple[str, ...]:
    installed = set(QFontDatabase.families())
    wanted = ("Segoe UI Variable Text", "Segoe UI", "Inter")
    system = QFontInfo(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)).family()
    chinese = ("Microsoft YaHei UI", "Noto Sans CJK SC", "WenQuanYi Zen Hei")
    latin = next((family for family in wanted if family in installed), system)
    return tuple(dict.fromkeys((latin, *(f for f in chinese if f in installed), system)))


def font(role: str = "text", *, bold: bool = False) -> QFont:
    """Return the font of a role: start, title, heading, text, caption or small.

    Digits are tabular, so that numbers which change do not dance.
    """
    return QFont(_font(role, bold))


@functools.cache
def _font(role: str, bold: bool) -> QFont:
    pixels, weight = FONTS[role]
    made = QFont()
    made.setFamilies(list(_families()))
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight.DemiBold if bold else weight)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


@functools.cache
def _svg(name: str) -> bytes:
    return paths.icon_path(f"{name}.svg").read_bytes()


@functools.lru_cache(maxsize=512)
def _icon_pixmap(name: str, width: int, height: int, colour_name: str) -> QPixmap:
    drawn = _svg(name).replace(b"#1B1F24", colour_name.encode())
    pixmap = QPixmap(width, height)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(drawn)).render(painter)
    painter.end()
    return pixmap


class _IconEngine(QIconEngine):
    """Paints a stroke icon in the colours of the moment."""

    def __init__(self, name: str, token: str) -> None:
        super().__init__()
        self._name = name
        self._token = token

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        token = self._token
        if mode == QIcon.Mode.Disabled:
            token = "disabled"
        elif state == QIcon.State.On and token == "text":
            token = "accent"
        return _icon_pixmap(self._name, size.width(), size.height(), colour(token).name())

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatioF()
        pixmap = self.pixmap(rect.size() * ratio, mode, state)
        painter.drawPixmap(rect, pixmap)

    def clone(self) -> QIconEngine:
        return _IconEngine(self._name, self._token)


_icons: dict[tuple[str, str], tuple[QIcon, QIconEngine]] = {}


def icon(name: str, token: str = "text") -> QIcon:
    """Return an icon of `resources/icons` that follows the theme, in the colour of `token`."""
    key = (name, token)
    if key not in _icons:
        _svg(name)  # a wrong name is an error here, not an empty button later
        engine = _IconEngine(name, token)
        _icons[key] = (QIcon(engine), engine)
    return _icons[key][0]


def _palette() -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    shades = {
        role.Window: "window",
        role.WindowText: "text",
        role.Base: "surface",
        role.AlternateBase: "stage",
        role.Text: "text",
        role.PlaceholderText: "text2",
        role.Button: "surface",
        role.ButtonText: "text",
        role.BrightText: "bad",
        role.Light: "surface",
        role.Midlight: "hover",
        role.Mid: "line",
        role.Dark: "edge",
        role.Shadow: "edge",
        role.Highlight: "accent",
        role.HighlightedText: "on_accent",
        role.Accent: "accent",
        role.Link: "accent",
        role.LinkVisited: "accent",
        role.ToolTipBase: "surface",
        role.ToolTipText: "text",
    }
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        for which, token in shades.items():
            palette.setColor(group, which, colour(token))
    greyed = {role.WindowText, role.Text, role.ButtonText, role.PlaceholderText, role.Link}
    replaced = {role.Highlight: "track", role.HighlightedText: "disabled"}
    for which, token in shades.items():
        token = "disabled" if which in greyed else replaced.get(which, token)
        palette.setColor(QPalette.ColorGroup.Disabled, which, colour(token))
    return palette


def _system_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def _on_system_changed() -> None:
    app = QApplication.instance()
    if _choice == "system" and isinstance(app, QApplication) and _dark != _system_is_dark():
        _paint(app)


def _mixed(first: QColor, second: QColor) -> QColor:
    """Return the colour half way between two."""
    return QColor(*((a + b) // 2 for a, b in zip(first.getRgb(), second.getRgb(), strict=True)))


def _paint(app: QApplication) -> None:
    global _dark
    _dark = _choice == "dark" or (_choice == "system" and _system_is_dark())
    app.setPalette(_palette())
    values = {token: colour(token).name() for token in TOKENS}
    values["bad_line"] = _mixed(colour("bad"), colour("bad_surface")).name()
    values["theme"] = "dark" if _dark else "light"
    app.setStyleSheet(STYLE_SHEET.substitute(values))


def apply(app: QApplication, chosen: Choice = "system") -> None:
    """Give `app` the style, fonts and colours of `chosen`; may be called again to change."""
    global _choice, _follows_system
    _choice = chosen
    QDir.setSearchPaths("icons", [str(paths.icon_path(""))])
    hints = QGuiApplication.styleHints()
    scheme = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    # The window's caption belongs to the system and follows this hint.
    hints.setColorScheme(scheme.get(chosen, Qt.ColorScheme.Unknown))
    if not _follows_system:
        _follows_system = True
        hints.colorSchemeChanged.connect(_on_system_changed)
        app.setStyle("Fusion")
    app.setFont(font("text"))
    _paint(app)
