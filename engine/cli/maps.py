"""Write for each layer a contact sheet (.png) and its numbers (.npz)."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from engine import export
from engine.cli.reading import add_reading_options, load_model

HELP = "save the feature maps of every layer"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    add_reading_options(parser)
    parser.add_argument("image", metavar="IMAGE", type=Path)
    parser.add_argument(
        "--partial",
        action="store_true",
        help="where operators are not known, save the maps of the layers before them",
    )
    parser.add_argument("-o", "--output", metavar="DIR", type=Path, required=True)


def run(options: argparse.Namespace) -> int:
    """Save the maps and print the path of each file."""
    model = load_model(options)
    activations = model.activations(options.image, on_step=tell)
    for path in export.save_maps(activations, options.output):
        print(path)
    return 0


def tell(done: int, total: int) -> None:
    """Tell on a terminal how many layers are done."""
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\r{done} of {total} layers", end=end, file=sys.stderr, flush=True)
