"""What a person changed, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.transform import Transform
from gui import wording
from gui.edits import Edits


def _tr(text: str, count: int = -1) -> str:
    return QCoreApplication.translate("edit_words", text, "", count)


def described(edits: Edits) -> str:
    """Return all changes in one line; nothing where there are none."""
    parts = []
    if edits.switches:
        count = edits.switches.count
        one = _tr("1 channel switched off") if edits.switches.only_off else _tr("1 channel changed")
        several = (
            _tr("{0} channels switched off")
            if edits.switches.only_off
            else _tr("{0} channels changed")
        )
        parts.append(one if count == 1 else several.format(wording.count(count)))
    if edits.transform:
        parts.append(_tr("Picture: {0}").format(transform_words(edits.transform)))
    return " · ".join(parts)


def transform_words(transform: Transform) -> str:
    """Return what is done to the picture, like `turned by 15°, brighter, 2 parts covered`."""
    parts = []
    if transform.flip_x or transform.flip_y:
        parts.append(_tr("mirrored"))
    if transform.rotation:
        parts.append(_tr("turned by {0}°").format(wording.number(transform.rotation, 0)))
    if transform.shift_x or transform.shift_y:
        parts.append(_tr("shifted"))
    if transform.brightness:
        parts.append(_tr("brighter") if transform.brightness > 0 else _tr("darker"))
    if transform.blur:
        parts.append(_tr("blurred"))
    if transform.noise:
        parts.append(_tr("with noise"))
    covers = len(transform.covers)
    if covers:
        parts.append(
            _tr("1 part covered") if covers == 1 else _tr("{0} parts covered").format(covers)
        )
    return ", ".join(parts)
