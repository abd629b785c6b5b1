"""Print the most probable labels of pictures."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path
from typing import Any

from engine.cli.reading import add_reading_options, load_model, say, shape_text
from engine.errors import CancelledError, EngineError
from engine.model import Model
from engine.prediction import Prediction

HELP = "say what is on pictures"

Results = list[tuple[Path, Prediction | EngineError]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    add_reading_options(parser)
    parser.add_argument("images", metavar="IMAGE", nargs="+", type=Path)
    parser.add_argument("--top", type=_positive, default=5, metavar="K", help="labels a picture")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON")
    form.add_argument("--csv", action="store_true", help="print CSV, one line a label")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def run(options: argparse.Namespace) -> int:
    """Predict each picture; one that fails does not stop the others."""
    model = load_model(options)
    results: Results = []
    for path in options.images:
        try:
            results.append((path, model.predict(path)))
        except CancelledError:
            raise
        except EngineError as error:
            error.file = error.file or str(path)
            say(str(error))
            results.append((path, error))
    if options.json:
        _print_json(model, results, options.top)
    elif options.csv:
        _print_csv(results, options.top)
    else:
        _print_text(results, options.top)
    failed = any(isinstance(result, EngineError) for _, result in results)
    return 1 if failed else 0


def _print_text(results: Results, k: int) -> None:
    several = len(results) > 1
    for path, result in results:
        if isinstance(result, EngineError):
            continue
        if several:
            print(f"{path}:")
        for label, probability in result.top(k):
            print(f"{'  ' if several else ''}{probability:7.2%}  {label}")
        if result.probabilities is None:
            for name, array in result.outputs.items():
                print(f"{name}: {shape_text(array.shape)}, {array.min():.6g} to {array.max():.6g}")


def _print_csv(results: Results, k: int) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["image", "rank", "index", "label", "probability"])
    for path, result in results:
        if isinstance(result, EngineError):
            continue
        for rank, (index, probability) in enumerate(result.ranking(k), 1):
            label = result.labels.short(index)
            writer.writerow([path, rank, index, label, f"{probability:.6f}"])


def _print_json(model: Model, results: Results, k: int) -> None:
    rows: list[dict[str, Any]] = []
    for path, result in results:
        if isinstance(result, EngineError):
            rows.append({"image": str(path), "error": str(result), "kind": result.kind})
            continue
        answers = [
            {"index": i, "label": result.labels.short(i), "probability": p}
            for i, p in result.ranking(k)
        ]
        rows.append(
            {
                "image": str(path),
                "predictions": answers,
                "softmax_applied": result.softmax_applied,
                "outputs": {name: list(array.shape) for name, array in result.outputs.items()},
                "seconds": result.seconds,
            }
        )
    about = {
        "model": model.name,
        "labels": model.labels.source,
        "preprocess": model.preprocess.describe(),
        "preprocess_source": model.preprocess.source,
    }
    print(json.dumps({**about, "results": rows}, indent=2, ensure_ascii=False))
