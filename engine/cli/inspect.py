"""Print the layers, labels and origin of a model."""

from __future__ import annotations

import argparse
import json
from typing import Any

from engine.cli.reading import add_reading_options, format_text, load_model, put, shape_text
from engine.graph import Value
from engine.model import Model

HELP = "say what is in a model"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    add_reading_options(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace) -> int:
    """Print what is in the model."""
    model = load_model(options)
    if options.json:
        print(json.dumps(_facts(model), indent=2, ensure_ascii=False))
        return 0
    put(f"{model.name}: {format_text(model)}, {model.size_bytes:,} bytes", end="")
    put(f", made by {model.producer}" if model.producer else "")
    for line in (model.card.description, model.card.credit, model.card.licence):
        if line:
            put(line)
    for word, values in (("input", model.inputs), ("output", model.outputs)):
        for value in values:
            put(f"{word:7} {value.name}: {shape_text(value.shape)} {value.dtype}")
    put(f"pictures {model.preprocess.describe()} ({model.preprocess.source})")
    put(f"labels  {len(model.labels)} ({model.labels.source})")
    put(f"{model.parameters:,} parameters, {model.multiply_adds:,} multiply-adds\n")
    for layer in model.layers:
        cost = f"{layer.parameters:>12,} {layer.multiply_adds:>14,}"
        put(f"{layer.title:40} {layer.detail:20} {shape_text(layer.shape):>20} {cost}")
    return 0


def _facts(model: Model) -> dict[str, Any]:
    """Return what is in a model as JSON takes it."""
    return {
        "name": model.name,
        "opset": model.opset,
        "producer": model.producer,
        "size_bytes": model.size_bytes,
        "parameters": model.parameters,
        "multiply_adds": model.multiply_adds,
        "licence": model.card.licence,
        "credit": model.card.credit,
        "inputs": [_value_facts(value) for value in model.inputs],
        "outputs": [_value_facts(value) for value in model.outputs],
        "labels": {"source": model.labels.source, "names": list(model.labels.names)},
        "preprocess": {
            "source": model.preprocess.source,
            "description": model.preprocess.describe(),
        },
        "layers": [
            {
                "name": layer.name,
                "title": layer.title,
                "operator": layer.op,
                "shape": list(layer.shape),
                "parameters": layer.parameters,
                "multiply_adds": layer.multiply_adds,
            }
            for layer in model.layers
        ],
    }


def _value_facts(value: Value) -> dict[str, Any]:
    shape = None if value.shape is None else list(value.shape)
    return {"name": value.name, "shape": shape, "dtype": str(value.dtype)}
