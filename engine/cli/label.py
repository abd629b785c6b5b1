"""Write labels and preprocessing into a model's own metadata, so that one file carries all.

What is not given stays as the model, or files beside it, say; what is merely assumed is not
written. All else in the file stays, and weights in files beside it are taken in.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from engine.cli.reading import add_reading_options, load_model, say
from engine.errors import FormatError
from engine.metadata import Labels
from engine.model import Model
from engine.saving import save_model

HELP = "write labels and preprocessing into an ONNX file"
_CARD = {"title": "title", "about": "description", "licence": "licence", "credit": "credit"}
"""Options, and what they are called in the model; --description is that of NumPy weights."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    add_reading_options(parser)
    card = parser.add_argument_group("what the model says of itself")
    for name in _CARD:
        card.add_argument(f"--{name}", metavar="TEXT", default="")
    parser.add_argument("-o", "--output", metavar="OUT.onnx", type=Path, required=True)
    parser.add_argument(
        "--overwrite", action="store_true", help="OUT.onnx may be a file that is there already"
    )
    # Words can be written into a network that cannot run here.
    parser.set_defaults(partial=True)


def run(options: argparse.Namespace) -> int:
    """Write the file and print its path."""
    if options.output.exists() and not options.overwrite:
        say(f"{options.output} is there already. Choose another name, or give --overwrite.")
        return 2
    model = load_model(options)
    if options.labels:
        _check_count(model.as_stated(), model.labels)
    card = {field: getattr(options, option) for option, field in _CARD.items()}
    save_model(model, options.output, **card)
    print(options.output)
    return 0


def _check_count(stated: Model, given: Labels) -> None:
    """Raise if the size of the output contradicts the labels: they would never be shown."""
    if stated.labels.assumed and len(stated.labels) not in (0, len(given)):
        raise FormatError(
            f"names {len(given)} classes, the model has {len(stated.labels)}.",
            file=given.source,
            remedy="Give one label for each class, in order.",
        )
