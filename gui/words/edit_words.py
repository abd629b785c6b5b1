"""What a person changed, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.transform import Transform
from gui.edits import Edits
from gui.words import wording

translate = QCoreApplication.translate


def described(edits: Edits) -> str:
    """Return all changes in one line; nothing where there are none."""
    parts = []
    if edits.switches:
        count = edits.switches.count
        one = (
            translate("edit_words", "1 channel switched off")
            if edits.switches.only_off
            else translate("edit_words", "1 channel changed")
        )
        several = (
            translate("edit_words", "{0} channels switched off")
            if edits.switches.only_off
            else translate("edit_words", "{0} channels changed")
        )
        parts.append(one if count == 1 else several.format(wording.count(count)))
    if edits.transform:
        parts.append(
            translate("edit_words", "Picture: {0}").format(transform_words(edits.transform))
        )
    return " · ".join(parts)


def transform_words(transform: Transform) -> str:
    """Return what is done to the picture, like `turned by 15°, brighter, 2 parts covered`."""
    parts = []
    if transform.flip_x or transform.flip_y:
        parts.append(translate("edit_words", "mirrored"))
    if transform.rotation:
        parts.append(
            translate("edit_words", "turned by {0}°").format(wording.number(transform.rotation, 0))
        )
    if transform.shift_x or transform.shift_y:
        parts.append(translate("edit_words", "shifted"))
    if transform.brightness:
        parts.append(
            translate("edit_words", "brighter")
            if transform.brightness > 0
            else translate("edit_words", "darker")
        )
    if transform.blur:
        parts.append(translate("edit_words", "blurred"))
    if transform.noise:
        parts.append(translate("edit_words", "with noise"))
    covers = len(transform.covers)
    if covers:
        parts.append(
            translate("edit_words", "1 part covered")
            if covers == 1
            else translate("edit_words", "{0} parts covered").format(covers)
        )
    return ", ".join(parts)
