"""Print what a network says of pictures: labels, boxes, or pictures that it puts out."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path
from typing import Any

from engine.cli.answers import Answer, answer, as_json, lines, make_folder, save_pictures
from engine.cli.reading import add_reading_options, add_threshold, load_model, put, say
from engine.errors import CancelledError, EngineError
from engine.found import MOST
from engine.model import Model

HELP = "say what is on pictures"

_LABELS = 5
Results = list[tuple[Path, Answer | EngineError]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    add_reading_options(parser)
    parser.add_argument("images", metavar="IMAGE", nargs="+", type=Path)
    parser.add_argument(
        "--top", type=_positive, metavar="K", help="labels a picture (5), or boxes (100)"
    )
    add_threshold(parser)
    parser.add_argument(
        "--output-pictures",
        type=Path,
        metavar="DIR",
        help="save what a network puts out as a picture, such as a mask, as DIR/IMAGE_OUTPUT.png",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON")
    form.add_argument("--csv", action="store_true", help="print CSV, one line a label or box")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def run(options: argparse.Namespace) -> int:
    """Predict each picture; one that fails does not stop the others."""
    model = load_model(options)
    folder: Path | None = options.output_pictures
    if folder is not None:
        make_folder(folder)
    results: Results = []
    taken: set[Path] = set()
    for path in options.images:
        try:
            said = answer(model, path, options.threshold, options.top or MOST)
            for saved in save_pictures(said, folder, taken) if folder is not None else ():
                say(f"{saved}: saved.")
            results.append((path, said))
        except CancelledError:
            raise
        except EngineError as error:
            error.file = error.file or str(path)
            say(str(error))
            results.append((path, error))
    k = options.top or _LABELS
    if options.json:
        _print_json(model, results, k)
    elif options.csv:
        _print_csv(results, k)
    else:
        _print_text(results, k, options.threshold, folder is not None)
    failed = any(isinstance(result, EngineError) for _, result in results)
    return 1 if failed else 0


def _print_text(results: Results, k: int, threshold: float, saved: bool) -> None:
    several = len(results) > 1
    for path, result in results:
        if isinstance(result, EngineError):
            continue
        if several:
            put(f"{path}:")
        for line in lines(result, k, threshold, saved):
            put(f"{'  ' if several else ''}{line}")


def _print_csv(results: Results, k: int) -> None:
    """Print a line for each label; for each box of a detector, with its place."""
    answers = [result for _, result in results if isinstance(result, Answer)]
    boxes = any(each.found is not None for each in answers)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    place = ["x", "y", "w", "h"] if boxes else []
    share = "score" if boxes else "probability"
    writer.writerow(["image", "rank", "index", "label", share, *place])
    for each in answers:
        for rank, (index, probability) in enumerate(each.prediction.ranking(k), 1):
            label = each.prediction.labels.short(index)
            writer.writerow([each.path, rank, index, label, f"{probability:.6f}"])
        for rank, box in enumerate(each.found.boxes if each.found else (), 1):
            sides = (f"{side:.2f}" for side in (box.x, box.y, box.w, box.h))
            row = [each.path, rank, box.index, box.label, f"{box.score:.6f}"]
            writer.writerow([*row, *sides])


def _print_json(model: Model, results: Results, k: int) -> None:
    rows: list[dict[str, Any]] = []
    for path, result in results:
        if isinstance(result, EngineError):
            rows.append({"image": str(path), "error": str(result), "kind": result.kind})
        else:
            rows.append(as_json(result, k))
    about = {
        "model": model.name,
        "labels": model.labels.source,
        "preprocess": model.preprocess.describe(),
        "preprocess_source": model.preprocess.source,
    }
    print(json.dumps({**about, "results": rows}, indent=2, ensure_ascii=False))
