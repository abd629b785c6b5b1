"""The process in which hostile files are opened: it may die, hang or starve without harm.

It reads pickled jobs from standard input and writes what became of each to standard output; both
ends are ours. Run by `tests.faults.guard`.
"""

from __future__ import annotations

import io
import os
import pickle
import sys
import time
import traceback
from pathlib import Path
from typing import Any

import numpy as np

import engine
from engine import budget
from engine.images import read_image

try:
    import resource
except ImportError:  # Windows: the time is still limited, the memory is not
    resource = None  # type: ignore[assignment]

PICTURE_SIDE = 12


def main() -> None:
    """Answer jobs until there are no more."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not come between the answers
    limit = int(sys.argv[1])
    if resource is not None and limit:
        now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + limit, now + limit))
    while header := sys.stdin.buffer.read(8):
        job = pickle.loads(sys.stdin.buffer.read(int.from_bytes(header, "big")))
        answer = pickle.dumps(answer_to(job))
        answers.write(len(answer).to_bytes(8, "big") + answer)
        answers.flush()


def answer_to(job: dict[str, Any]) -> dict[str, Any]:
    """Return what became of a job: results, or the error; and what it cost."""
    start, before = time.perf_counter(), _forget_peak()
    try:
        with budget.use(budget.Budget(**job.get("budget", {}))):
            answer = {"ok": DO[job["do"]](job)}
    except Exception as error:  # noqa: BLE001  whatever it is, it is told
        ours = isinstance(error, engine.EngineError)
        answer = {
            "error": type(error).__name__,
            "ours": ours,
            "text": str(error)[:2000],
            "trace": "" if ours else "".join(traceback.format_exception(error))[-6000:],
            **(
                {"file": error.file, "node": error.node, "facts": _plain(error.facts),
                 "remedy": error.remedy}
                if isinstance(error, engine.EngineError) else {}
            ),
        }  # fmt: skip
    answer["seconds"] = time.perf_counter() - start
    answer["peak_bytes"] = max(0, _peak() - before)
    return answer


def open_and_run(job: dict[str, Any]) -> dict[str, Any]:
    """Load a model; run it on a picture, or on zeros of the shapes its inputs name; watch all."""
    model = engine.load(job["source"], **job.get("load", {}))
    shown = {
        "layers": len(model.layers),
        "parameters": model.parameters,
        "multiply_adds": model.multiply_adds,
        "warnings": len(model.warnings),
    }
    names = [layer.name for layer in model.layers]
    watch = names if job.get("watch", True) else ()
    if job.get("run", True):
        feeds = job.get("feeds")
        if feeds is None:
            feeds = {
                v.name: budget.allocate(model.usual_shape(v), v.dtype, 0) for v in model.inputs
            }
        outputs = model.run(feeds, watch)
        shown["outputs"] = {k: (v.shape, str(v.dtype)) for k, v in outputs.items()}
        shown["first"] = [np.ravel(v)[:8].tolist() for v in outputs.values()][-1:]
    if job.get("picture", True) and len(model.inputs) == 1:
        picture = np.arange(PICTURE_SIDE**2 * 3, dtype=np.uint8).reshape(PICTURE_SIDE, -1, 3)
        try:
            shown["top"] = len(model.predict(picture).top(5))
            shown["maps"] = len(model.activations(picture))
        except engine.ShapeError:
            shown["top"] = None  # a network need not take pictures
    return shown


def open_picture(job: dict[str, Any]) -> tuple[int, ...]:
    """Read a picture; return its shape."""
    return read_image(job["source"]).pixels.shape


def python(job: dict[str, Any]) -> Any:
    """Run a few lines that put what is to be told into `result`."""
    names: dict[str, Any] = {"np": np, "engine": engine, "budget": budget, "io": io}
    names.update(job.get("given", {}))
    exec(job["code"], names)
    return names.get("result")


DO = {"model": open_and_run, "picture": open_picture, "python": python}


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    return {k: v if isinstance(v, int | float | str | None) else str(v) for k, v in facts.items()}


def _forget_peak() -> int:
    """Let the system forget the most memory this process ever had; return what it has now."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return _peak()
    return _peak()


def _peak() -> int:
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    main()
