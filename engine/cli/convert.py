"""Turn weights in a NumPy archive (.npz) into an ONNX file, or write down how they are used.

Without a description beside the archive (NAME.toml), how its weights are used is guessed and said;
`-o NAME.toml` writes the guess down, to be corrected.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from engine.cli.reading import add_reading_options, load_model
from engine.errors import UnsupportedError
from engine.saving import save_description, save_model

HELP = "turn Theano or Lasagne weights (.npz) into an ONNX file"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    add_reading_options(parser)
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        type=Path,
        required=True,
        help="an .onnx file, or a .toml file for the description alone",
    )


def run(options: argparse.Namespace) -> int:
    """Write the file and print its path."""
    model = load_model(options)
    if model.architecture is None:
        raise UnsupportedError(
            "is an ONNX file already.",
            file=str(options.model),
            remedy="'convolens label' writes labels and preprocessing into it.",
        )
    if options.output.suffix.lower() == ".toml":
        save_description(model.architecture, options.output)
    else:
        save_model(model, options.output)
    print(options.output)
    return 0
