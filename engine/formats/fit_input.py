"""The size of picture that leads to a network's dense layers, where the layers were changed.

Another border or pool leaves other numbers of pixels, but a dense layer takes as many as it has
weights: then only pictures of another size go through.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from engine.formats.architecture import Architecture
from engine.formats.array_order import in_order
from engine.formats.npz import read_npz
from engine.formats.weights_graph import goes_through

USUAL_SIDES = (28, 32, 64, 96, 128, 224, 227, 256, 299)
"""Of pictures; among those that fit, they come first."""
LARGEST_SIDE = 512


def fit_input(source: Path, architecture: Architecture) -> Architecture:
    """Return the architecture with a picture that goes through; as it is if its own does.

    Square pictures are tried: usual sides first, then the others, those near its own first. It
    comes back as it is, too, where none goes through.

    Parameters
    ----------
    source : the archive that holds its weights

    Raises
    ------
    EngineError
        If the archive cannot be read or trusted.
    """
    arrays = in_order(read_npz(source, source.name))
    channels, height, _ = architecture.input
    others = sorted(range(1, LARGEST_SIDE + 1), key=lambda side: abs(side - (height or 1)))
    squares = ((channels, side, side) for side in (*USUAL_SIDES, *others))
    for size in (architecture.input, *squares):
        if goes_through(replace(architecture, input=size), arrays):
            return replace(architecture, input=size)
    return architecture
