"""Write one HTML file about a prediction: picture, predictions, all layers, model and settings."""

from __future__ import annotations

import argparse
from pathlib import Path

from engine.cli.maps import tell
from engine.cli.reading import add_reading_options, load_model
from engine.report import save_report

HELP = "write a report of a prediction as one HTML file"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    add_reading_options(parser)
    parser.add_argument("image", metavar="IMAGE", type=Path)
    parser.add_argument("-o", "--output", metavar="FILE.html", type=Path, required=True)


def run(options: argparse.Namespace) -> int:
    """Write the report and print its path."""
    model = load_model(options)
    save_report(model, model.activations(options.image), options.output, on_step=tell)
    print(options.output)
    return 0
