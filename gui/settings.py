"""What the program remembers between two starts, in one small file."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Container
from pathlib import Path
from typing import get_args

from PySide6.QtCore import QByteArray, QSettings

from engine.constants import COLOUR_MAPS
from gui import language, paths, theme
from gui.session import Layers, Order, Recent, Scale, View

RECENT_LIMIT = 12

_KNOWN: dict[str, Container[object]] = {
    "order": get_args(Order),
    "scale": get_args(Scale),
    "colours": ("auto", *COLOUR_MAPS),
    "layers": get_args(Layers),
    "tile_size": range(8, 1025),
    "top": range(101),
    "opacity": range(101),
}
"""What a field of `View` may be; a number far from it would fill the memory, or nothing."""


class Settings:
    """Typed access to the file `convolens.ini` in a folder.

    A value that cannot be understood, because an older or newer program wrote it or a person
    edited it, counts as absent.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._store = QSettings(str(folder / paths.SETTINGS), QSettings.Format.IniFormat)

    def save(self) -> None:
        """Write what has changed to the disk now."""
        self._store.sync()

    def _text(self, key: str) -> str:
        value = self._store.value(key, "")
        return value if isinstance(value, str) else ""

    @property
    def theme(self) -> theme.Choice:
        """The colours that the person chose."""
        text = self._text("window/theme")
        return next((choice for choice in theme.CHOICES if choice == text), "system")

    @theme.setter
    def theme(self, choice: theme.Choice) -> None:
        self._store.setValue("window/theme", choice)

    @property
    def language(self) -> language.Choice:
        """The language that the person chose."""
        text = self._text("window/language")
        return next((choice for choice in language.CHOICES if choice == text), "system")

    @language.setter
    def language(self, choice: language.Choice) -> None:
        self._store.setValue("window/language", choice)

    @property
    def view(self) -> View:
        """How maps and predictions are shown."""
        usual = View()
        try:
            kept = json.loads(self._text("view") or "{}")
            fields = {field.name for field in dataclasses.fields(View)}
            known = {
                name: value
                for name, value in kept.items()
                if name in fields and type(value) is type(getattr(usual, name))
                if name not in _KNOWN or value in _KNOWN[name]
            }
        except (ValueError, AttributeError, RecursionError):
            return usual
        return dataclasses.replace(usual, **known)

    @view.setter
    def view(self, view: View) -> None:
        self._store.setValue("view", json.dumps(dataclasses.asdict(view)))

    @property
    def recent(self) -> tuple[Recent, ...]:
        """The files that were open last, newest first."""
        try:
            kept = json.loads(self._text("recent") or "[]")
            found = [
                Recent(Path(path), kind, str(note), float(opened))
                for path, kind, note, opened in kept
                if kind in ("model", "image") and math.isfinite(opened)
            ]
        except (ValueError, TypeError, OverflowError, RecursionError):
            return ()
        return tuple(found[:RECENT_LIMIT])

    @recent.setter
    def recent(self, recent: tuple[Recent, ...]) -> None:
        rows = [(str(each.path), each.kind, each.note, each.opened) for each in recent]
        self._store.setValue("recent", json.dumps(rows[:RECENT_LIMIT]))

    @property
    def last_model(self) -> str:
        """The path, or the name of the bundled model, that was open last; or empty."""
        return self._text("last_model")

    @last_model.setter
    def last_model(self, model: str) -> None:
        self._store.setValue("last_model", model)

    def bytes(self, key: str) -> QByteArray:
        """Return a state that Qt itself made (geometry, splitters), or an empty one."""
        value = self._store.value(f"window/{key}")
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_bytes(self, key: str, state: QByteArray) -> None:
        """Keep a state that Qt itself made."""
        self._store.setValue(f"window/{key}", state)
