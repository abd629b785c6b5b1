"""What people should know of a model before they believe it: sentences for `Model.warnings`."""

from __future__ import annotations

from collections.abc import Collection

from engine.graph import Value
from engine.metadata import picture_input


def what_is_filled(inputs: tuple[Value, ...]) -> tuple[str, ...]:
    """Return a warning that names the inputs beside the picture, if there are any."""
    picture = picture_input(inputs)
    others = [value.name for value in inputs if value != picture]
    if not others:
        return ()
    return (
        f"It takes more than a picture: {', '.join(others[:8])}; sizes and scales are filled in, "
        "all else is 0.",
    )


def what_is_missing(missing: Collection[str]) -> tuple[str, ...]:
    """Return a warning that names nodes that cannot run, if there are any."""
    if not missing:
        return ()
    named = ", ".join(list(missing)[:5]) + (", …" if len(missing) > 5 else "")
    return (
        f"{len(missing)} of its operators are not known: {named}. What follows them is left out, "
        "and there are no predictions.",
    )


def what_size_was_found(size: tuple[int, int]) -> str:
    """Return that a model leaves the size of pictures open, and which one works."""
    return f"The size of pictures is not stated; {size[0]} × {size[1]} goes through the network."
