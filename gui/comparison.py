"""What A and B are, in a session: pairs of arrays, and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gui.words import edit_words

if TYPE_CHECKING:
    from gui.session import Session


def layer_pair(session: Session) -> tuple[np.ndarray, np.ndarray] | None:
    """Return what the layer on the stage put out in A and in B, of one shape; else None."""
    pinned, activations, name = session.pinned, session.activations, session.layer
    if pinned is None or activations is None or name is None:
        return None
    a, b = pinned.activations.get(name), activations.get(name)
    if a is None or b is None or a.shape != b.shape or not a.size:
        return None
    return (a, b) if a.dtype.kind in "biuf" and b.dtype.kind in "biuf" else None


def names(session: Session) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return what A and B are called: the name of each picture, and what was changed in it."""
    pinned, source = session.pinned, session.source
    first = (pinned.source.name, edit_words.described(pinned.edits)) if pinned else ("", "")
    second = (source.name, edit_words.described(session.edits)) if source else ("", "")
    return first, second
