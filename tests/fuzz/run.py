"""Try wrong files of all kinds in a guarded process, and say what was found."""

from __future__ import annotations

import io
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tests.faults.guard import SMALL, Guard
from tests.fuzz import mutate, seeds

BUDGET = {**SMALL, "loop_steps": 1000}
PEAK_BYTES = 8 * SMALL["plan_bytes"]
SECONDS = 20.0
_SIDECARS = ("labels.txt", "config.json", "preprocessor_config.json", "metadata.json")


@dataclass
class Report:
    """How many files were tried, what became of them, and what should not have happened."""

    tried: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    findings: dict[str, list[tuple[int, bytes]]] = field(default_factory=dict)

    def __str__(self) -> str:
        lines = [f"tried {sum(self.tried.values()):,} files: {_counts(self.tried)}"]
        lines.append(f"became {_counts(self.outcomes)}")
        lines += [
            f"FOUND {len(found)} × {what} (first: seed {found[0][0]})"
            for what, found in sorted(self.findings.items(), key=lambda item: -len(item[1]))
        ]
        return "\n".join([*lines, f"{len(self.findings)} kinds of findings"])


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counter.most_common())


def fuzz(guard: Guard, first_seed: int, until: Callable[[int], bool], folder: Path) -> Report:
    """Try files from one seed on, as long as `until` allows; `folder` takes files for a moment."""
    report = Report()
    seed = first_seed
    while not until(seed - first_seed):
        chance = random.Random(seed)
        kind = chance.choices(tuple(KINDS), (8, 1, 2, 1))[0]
        data, answer = KINDS[kind](guard, chance, folder)
        report.tried[kind] += 1
        report.outcomes["opened" if "ok" in answer else str(answer.get("error", "lost"))] += 1
        finding = what_is_wrong(answer)
        if finding:
            report.findings.setdefault(f"{kind}: {finding}", []).append((seed, data))
        seed += 1
    return report


def for_minutes(minutes: float) -> Callable[[int], bool]:
    """Return what stops after a time."""
    end = time.monotonic() + 60 * minutes
    return lambda _: time.monotonic() > end


def what_is_wrong(answer: dict[str, Any]) -> str:
    """Return what should not have happened, in one line; nothing if all is well."""
    if "hung" in answer:
        return f"hung for {answer['hung']:.0f} s"
    if "dead" in answer:
        return f"died with {answer['dead']}"
    if answer["peak_bytes"] > PEAK_BYTES:
        return "took too much memory"
    if "ok" in answer or answer["ours"]:
        return ""
    ours = [line.strip() for line in answer["trace"].splitlines() if "/engine/" in line]
    return f"{answer['error']} at {ours[-1] if ours else '?'}"


def _model(guard: Guard, chance: random.Random, _: Path) -> tuple[bytes, dict[str, Any]]:
    whole = chance.random() < 0.4
    data = mutate.mutated(chance.choice(seeds.networks() if whole else seeds.node_cases()), chance)
    return data, guard("model", source=data, budget=BUDGET, seconds=SECONDS)


@cache
def _archive() -> bytes:
    numbers = np.random.default_rng(2)
    shapes = ((4, 3, 3, 3), (4,), (4 * 5 * 5, 6), (6,))
    arrays = [numbers.normal(size=shape).astype(np.float32) for shape in shapes]
    stream = io.BytesIO()
    np.savez_compressed(stream, *arrays)
    return stream.getvalue()


def _npz(guard: Guard, chance: random.Random, _: Path) -> tuple[bytes, dict[str, Any]]:
    data = mutate.damaged(_archive(), chance)
    return data, guard("model", source=data, budget=BUDGET, seconds=SECONDS)


@cache
def _picture(form: str) -> bytes:
    stream = io.BytesIO()
    pixels = np.random.default_rng(3).integers(0, 255, (24, 20, 3), np.uint8)
    Image.fromarray(pixels).save(stream, form)
    return stream.getvalue()


def _image(guard: Guard, chance: random.Random, _: Path) -> tuple[bytes, dict[str, Any]]:
    form = chance.choice(("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM", "ICO"))
    data = mutate.damaged(_picture(form), chance)
    return data, guard("picture", source=data, budget=BUDGET, seconds=SECONDS)


def _beside(guard: Guard, chance: random.Random, folder: Path) -> tuple[bytes, dict[str, Any]]:
    """A sound model with a wrong file beside it."""
    path = folder / "model.onnx"
    path.write_bytes(chance.choice(seeds.networks()).SerializeToString())
    texts = (
        b'{"id2label": {"0": "a", "1": "b", "2": "c", "3": "d", "4": "e"}}', b"a\nb\nc\nd\ne\n",
        b'{"crop_size": 224, "image_mean": [0.5], "image_std": [0], "do_resize": true}',
        b'{"size": {"height": 1e9, "width": -1}, "rescale_factor": 1e999}', b"[" * 20_000,
        b'{"labels": [{"a": 1}, null, 7]}', b'{"input_size": [3, "x", {}]}', b"\xff\xfe\x00",
    )  # fmt: skip
    data = chance.choice(texts)
    if chance.random() < 0.7:
        data = mutate.damaged(data, chance)
    beside = folder / chance.choice(_SIDECARS)
    beside.write_bytes(data)
    answer = guard("model", source=path, budget=BUDGET, seconds=SECONDS)
    beside.unlink()
    if not ("ok" in answer or "hung" in answer or "dead" in answer):
        answer = {**answer, "ours": False}  # what lies beside a model never refuses it
    return data, answer


KINDS: dict[str, Callable[[Guard, random.Random, Path], tuple[bytes, dict[str, Any]]]] = {
    "model": _model,
    "archive": _npz,
    "picture": _image,
    "beside": _beside,
}
