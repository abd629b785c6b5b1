"""The description of a NumPy archive, `net.toml` beside `net.npz`: its labels and preprocessing.

What it says of layers is read where weights are (`engine.formats.architecture`).
"""

from __future__ import annotations

from engine.formats.toml import read_toml
from engine.metadata.found import Found, Surroundings
from engine.metadata.own import read_value


def from_numpy_description(around: Surroundings) -> Found | None:
    """Return what the description states, in the words of the `convolens` value."""
    if around.path is None or around.path.suffix.lower() != ".npz":
        return None
    found = around.file(f"{around.path.stem}.toml")
    if found is None:
        return None
    text, source = found
    try:
        value = read_toml(text)
    except (ValueError, RecursionError) as error:
        around.warnings.append(f"{source} is no TOML and was not used: {error}.")
        return None
    return read_value(value, source, around)
