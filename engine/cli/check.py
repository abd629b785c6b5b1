"""Say what is in a model, what is supported and assumed, and whether its numbers are right.

Numbers are compared with those in folders `test_data_set_*` beside the model, and with ONNX
Runtime where it is installed. They may differ by a thousandth of an output's largest number; by a
millionth where all of an output is near zero; and by a step for each layer that quantizes, n of
them making √n. The exit code is 0 if all is well or there was nothing to compare with, 1 if numbers
differ, 3 if the model cannot run, and 4 if it meets a limit.
"""

from __future__ import annotations

import argparse

from engine.checking import compare, operator_counts
from engine.cli.reading import add_reading_options, format_text, load_model, put, shape_text
from engine.model import Model

HELP = "say whether a model is supported and gives the right numbers"

_SAID = {
    "largest": "error {:.1e} of an output's largest number (at most {:.0e})",
    "difference": "error {:.1e}, where all of an output is near zero (at most {:.0e})",
    "steps": "error {:.2g} steps of its quantization (at most {:.2g})",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    add_reading_options(parser)
    parser.set_defaults(partial=True)


def run(options: argparse.Namespace) -> int:
    """Print what there is to say about the model."""
    model = load_model(options)
    _print_contents(model)
    if model.missing:
        put(f"\nnot supported: {len(model.missing)} nodes")
        for missing in model.missing:
            put(f"  {missing}")
        put(f"{len(model.layers)} layers before them can run")
        return 3
    put("\nall operators are supported")
    return _print_comparisons(model)


def _print_contents(model: Model) -> None:
    put(f"{model.name}: {format_text(model)}, {model.size_bytes:,} bytes")
    if model.producer:
        put(f"made by {model.producer}")
    for word, values in (("input", model.inputs), ("output", model.outputs)):
        for value in values:
            put(f"{word:7} {value.name}: {shape_text(value.shape)} {value.dtype}")
    counts = ", ".join(f"{op} {n}" for op, n in operator_counts(model.graph).most_common())
    put(f"operators: {counts}")
    for word, source, text in (
        ("pictures", model.preprocess.source, model.preprocess.describe()),
        ("labels", model.labels.source, str(len(model.labels))),
    ):
        put(f"{word}: {text} ({source})")


def _print_comparisons(model: Model) -> int:
    compared = list(compare(model))
    for comparison in compared:
        if comparison.error is None:
            put(f"{comparison.reference}: not compared: {comparison.note}")
        else:
            word = "agrees" if comparison.agrees else "DIFFERS"
            said = comparison.note or _SAID[comparison.measure].format(
                comparison.error, comparison.limit
            )
            put(f"{comparison.reference}: {word}, {said}")
    if not compared:
        put("numbers were compared with nothing: no test_data_set_0, no ONNX Runtime")
    return 0 if all(each.agrees or each.error is None for each in compared) else 1
