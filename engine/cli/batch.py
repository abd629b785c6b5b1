"""Say what is on many pictures: files, and folders with their sub-folders.

One line a picture, in the order of their names, while the work goes on: the label of a classifier,
how many boxes of which labels a detector found, of others what comes out. With
`--truth-from-folders` the folder of a picture names its class, and accuracy and confusions follow
at the end.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable
from pathlib import Path

from engine import export
from engine.batch import TOP, Item, Result, Score, classes_of, find_pictures, predict_each
from engine.batch_tables import HEADER, as_json, row_of
from engine.cli.reading import add_reading_options, add_threshold, load_model, put, say, shape_text
from engine.errors import FileError
from engine.model import Model

HELP = "say what is on all pictures of a folder, and how often it is right"

_MOST_CLASSES = 20
"""A larger matrix is no longer read on a terminal."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    add_reading_options(parser)
    parser.add_argument("paths", metavar="FOLDER|FILE", nargs="+", type=Path)
    parser.add_argument(
        "--truth-from-folders",
        action="store_true",
        help="a picture's folder is called as its class, or has its number",
    )
    add_threshold(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON")
    form.add_argument("--csv", action="store_true", help="print CSV, one line a picture")


def run(options: argparse.Namespace) -> int:
    """Predict each picture; one that fails does not stop the others."""
    model = load_model(options)
    items = find_pictures(options.paths)
    if not items:
        raise FileError("there are no pictures in it.", file=str(options.paths[0]))
    classes = _classes(items, model) if options.truth_from_folders else {}
    score, results = Score(), []
    writer = csv.writer(sys.stdout, lineterminator="\n")
    if options.csv:
        writer.writerow(HEADER)
    for result in predict_each(model, items, classes=classes, threshold=options.threshold):
        score.add(result)
        if result.error is not None:
            say(str(result.error))
        if options.json:
            results.append(result)
        elif options.csv:
            writer.writerow(row_of(result))
        elif result.error is None:
            put(_line(result, options.threshold))
    if options.json:
        print(export.json_text(as_json(model, results, score)))
    else:
        _print_score(model, score, print if not options.csv else say)
    if any(index is not None for index in classes.values()) and not score.judged:
        say("The network gave no picture a class: there is nothing to compare with.")
    return 1 if score.failed else 0


def _classes(items: list[Item], model: Model) -> dict[str, int | None]:
    classes = classes_of(items, model.labels)
    unknown = [folder for folder, index in classes.items() if index is None]
    if not classes:
        say("No sub-folders: there is no truth to compare with.")
    elif unknown:
        named = ", ".join(unknown[:TOP]) + (", …" if len(unknown) > TOP else "")
        say(f"No label is called so, or has this number: {named}.")
    return classes


def _line(result: Result, threshold: float) -> str:
    name = result.item.name
    if result.ranking:
        _, label, probability = result.ranking[0]
        mark = {True: "right ", False: "WRONG ", None: ""}[result.correct]
        return f"{probability:7.2%}  {mark}{label}  {name}"
    if result.boxes:
        kinds = (
            f"{count} {label or ('box' if count == 1 else 'boxes')}"
            for label, count in result.kinds.items()
        )
        return f"{result.boxes[0].score:7.2%}  {', '.join(kinds)}  {name}"
    if result.boxes is not None:
        return f"         nothing found above {threshold:.0%}  {name}"
    outputs = (f"{output}: {shape_text(shape)}" for output, shape in result.outputs)
    return f"         {', '.join(outputs)}  {name}"


def _print_score(model: Model, score: Score, tell: Callable[[str], None]) -> None:
    tell(f"{score.total - score.failed} of {score.total} pictures in {score.seconds:.2f} s")
    if score.accuracy is None:
        return
    first, five = score.accuracy
    tell(f"accuracy: {first:.2%} (top 5: {five:.2%}) of {score.judged} whose class is known")
    classes, counts = score.matrix()
    if len(classes) <= _MOST_CLASSES:
        names = [model.labels.short(index)[:12] for index in classes]
        corner = "true: said"
        width = max(map(len, (*names, corner)))
        tell(f"{corner:{width}} " + " ".join(f"{n:>{max(5, len(n))}}" for n in names))
        for name, row in zip(names, counts, strict=True):
            cells = (f"{count:>{max(5, len(n))}}" for n, count in zip(names, row, strict=False))
            other = f"  + {row[-1]} other" if row[-1] else ""
            tell(f"{name:{width}} {' '.join(cells)}{other}")
