"""What came of many pictures as a table for a spreadsheet, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from engine.batch import TOP, Result, Score
from engine.model import Model

HEADER = (
    "image", "true_label", "label", "probability", "correct", "true_rank", "seconds", "error",
    *(f"{word}_{rank}" for rank in range(2, TOP + 1) for word in ("label", "probability")),
    "boxes",
)  # fmt: skip
"""Of a detector, labels and scores of its surest boxes, and how many boxes there are."""


def row_of(result: Result) -> list[str]:
    """Return a result as a row of `HEADER`; what is not known is empty."""
    first, *others = [(label, f"{share:.6f}") for label, share in result.best] or [("", "")]
    boxes = "" if result.boxes is None else str(len(result.boxes))
    correct = "" if result.correct is None else str(int(result.correct))
    place = "" if result.place is None else str(result.place)
    error = "" if result.error is None else str(result.error)
    padded = [*others, *[("", "")] * (TOP - 1 - len(others))]
    return [
        result.item.name, result.item.folder, *first, correct, place, f"{result.seconds:.6f}",
        error, *(word for pair in padded for word in pair), boxes,
    ]  # fmt: skip


def as_json(model: Model, results: Sequence[Result], score: Score) -> dict[str, object]:
    """Return all results, and what they add up to, as JSON takes them."""
    classes, counts = score.matrix()
    names = [model.labels.short(index) for index in classes]
    summary: dict[str, object] = {"pictures": score.total, "failed": score.failed}
    if score.accuracy is not None:
        first, five = score.accuracy
        summary |= {
            "judged": score.judged,
            "accuracy_top_1": first,
            "accuracy_top_5": five,
            "confusion": {"true_labels": names, "labels": [*names, None], "counts": counts},
        }
    return {
        "model": model.name,
        "labels": model.labels.source,
        "preprocess": model.preprocess.describe(),
        "preprocess_source": model.preprocess.source,
        **summary,
        "results": [_facts(result) for result in results],
    }


def _facts(result: Result) -> dict[str, object]:
    facts: dict[str, object] = {"image": str(result.item.path), "seconds": result.seconds}
    if result.item.folder:
        facts["true_label"] = result.item.folder
    if result.error is not None:
        return {**facts, "error": str(result.error), "kind": result.error.kind}
    if result.place is not None:
        facts |= {"correct": result.correct, "true_rank": result.place}
    answers = [{"index": i, "label": label, "probability": p} for i, label, p in result.ranking]
    facts["predictions"] = answers
    if result.boxes is not None:
        facts["boxes"] = [asdict(box) for box in result.boxes]
    if result.outputs:
        facts["outputs"] = {name: list(shape) for name, shape in result.outputs}
    return facts
