"""`convolens --self-test`: check that this program, frozen or not, is whole and answers right.

No screen is needed, unless the window shall stand on one (`--native`). It shows the window with a
sample, as a person who starts the program with a picture sees it, draws into it, opens every
bundled model and predicts every sample, compares with `resources/expected.json`, and lists what is
registered. The report is JSON; the exit code is 0, or 1 where something differs.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

_BEGAN = time.time()

TOLERANCE = 0.02
"""How far a probability may be from the recorded one: other processors round otherwise."""
_WINDOW_SECONDS = 60.0


def lists() -> dict[str, list[str]]:
    """Return the names of everything that registers itself."""
    import engine
    import gui.actions
    import gui.panels  # noqa: F401
    from gui.action import Action
    from gui.panel import Panel

    return {
        "operators": sorted(map(str, engine.operators())),
        "panels": sorted(kind.__name__ for kind in Panel.registered),
        "actions": sorted(kind.__name__ for kind in Action.registered),
    }


def differing_lists(found: dict[str, list[str]], expected: dict[str, list[str]]) -> list[str]:
    """Return in words what is missing from `found`, or more than in `expected`."""
    differences = []
    for kind in sorted(found.keys() | expected.keys()):
        have, want = set(found.get(kind, ())), set(expected.get(kind, ()))
        differences += [f"{kind}: {name} is missing" for name in sorted(want - have)]
        differences += [f"{kind}: {name} is not expected" for name in sorted(have - want)]
    return differences


def check_models() -> tuple[list[dict[str, Any]], list[str]]:
    """Return what each bundled model says about each of its samples, and what differs."""
    import engine
    import resources

    expected = json.loads(resources.expected_path().read_text(encoding="utf-8"))
    rows, differences = [], [resources.DAMAGE] if resources.DAMAGE else []
    for name in resources.BUNDLED:
        model = engine.load(resources.model_path(name))
        wanted = dict(expected.get(name, {}))
        for path in resources.sample_paths(name):
            # A network that classifies nothing is no fault of the program that carries it.
            label, probability = (model.predict(path).top(1) or [("", 0.0)])[0]
            row = {
                "model": name,
                "sample": path.name,
                "label": label,
                "probability": round(probability, 5),
            }
            rows.append(row)
            want = wanted.pop(path.name, None)
            if want is None:
                differences.append(f"{name}: nothing is recorded for {path.name}")
            elif want["label"] != label or abs(want["probability"] - probability) > TOLERANCE:
                differences.append(
                    f"{name}: {path.name} is {label} {probability:.4f}, recorded is "
                    f"{want['label']} {want['probability']:.4f}"
                )
        differences += [f"{name}: the sample {sample} is missing" for sample in wanted]
    return rows, differences


def check_languages() -> tuple[dict[str, str], list[str]]:
    """Return a word of ours and one of Qt's in each language, and what is not translated."""
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtWidgets import QApplication

    from gui import language
    from gui.app import make_application

    app = QApplication.instance() or make_application(["convolens"])
    said = {}
    qts_own = ("QPlatformTheme", "Cancel")
    for choice in ("zh_CN", "en"):
        language.apply(app, choice)
        ours = QCoreApplication.translate("Menu", "&File")
        said[choice] = f"{ours} {QCoreApplication.translate(*qts_own)}"
    lost = [text for text in ("&File", "Cancel") if text in said["zh_CN"].split()]
    return said, [f"languages: {text!r} is not translated" for text in lost]


def check_window(started: float = _BEGAN) -> tuple[dict[str, Any], list[str]]:
    """Show the window with a sample, draw a stroke, and return what came out and what is wrong.

    Seconds count from `started`, a moment in seconds since 1970, to the window, and to the
    answer for the sample; `processor_seconds` is what the processor worked for the window.
    """
    from PySide6.QtWidgets import QApplication

    import resources
    from gui.app import Program, make_application

    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else make_application(["convolens"])
    with tempfile.TemporaryDirectory() as folder:
        program = Program(app, Path(folder))
        try:
            session, controller = program.session, program.controller
            seen: list[tuple[float, float]] = []
            program.first_sight.happened.connect(
                lambda: seen.append((time.time(), time.process_time()))
            )
            samples = resources.sample_paths(resources.BUNDLED[-1])[:1]
            program.show([str(path) for path in samples])
            _wait(app, lambda: bool(seen))
            if samples:
                _wait(app, lambda: session.activations is not None or session.problem is not None)
            answered = time.time()
            controller.open_model(resources.BUNDLED[0])
            _settle(app, controller)
            controller.draw()
            _settle(app, controller)
            import numpy as np

            drawing = np.full((280, 280, 3), 255, np.uint8)
            drawing[40:240, 130:150] = 0
            controller.drawing_changed(drawing)
            _settle(app, controller)
            differences = [] if seen else ["window: nobody saw it"]
            if session.problem is not None:
                differences.append(f"window: {session.problem.title}\n{session.problem.details}")
            activations = session.activations
            top = activations.prediction.top(1) if activations is not None else []
            if not activations:
                differences.append("window: a drawing ran through no network")
            if session.layer is None:
                differences.append("window: no layer is shown")
            facts = {
                "seconds": round(seen[0][0] - started, 3) if seen else None,
                "processor_seconds": round(seen[0][1], 3) if seen else None,
                "seconds_to_answer": round(answered - started, 3) if samples else None,
                "drawing": top[0][0] if top else None,
                "layers": len(activations) if activations is not None else 0,
                "platform": app.platformName(),
            }
        finally:
            program.close()
            app.processEvents()
    return facts, differences


def _settle(app: Any, controller: Any) -> None:
    """Let events be handled until nothing runs in the background, or for a minute."""
    _wait(app, lambda: not controller.busy)
    app.processEvents()


def _wait(app: Any, done: Callable[[], bool]) -> None:
    """Let events be handled until something is so, or for a minute."""
    limit = time.perf_counter() + _WINDOW_SECONDS
    while not done() and time.perf_counter() < limit:
        app.processEvents()
        time.sleep(0.002)


_PACKAGES = ("numpy", "onnx", "PIL", "PySide6")


def report(expect: Path | None, started: float = _BEGAN) -> dict[str, Any]:
    """Run all checks and return the report."""
    import resources
    from engine.version import VERSION

    differences: list[str] = []
    answers: dict[str, Any] = {}
    checks = (
        # First, while nothing is imported: its times are those of a start.
        ("window", partial(check_window, started)),
        ("samples", check_models),
        ("languages", check_languages),
    )
    for name, check in checks:
        try:
            answers[name], wrong = check()
        except Exception:  # noqa: BLE001 - a windowed program must not end in a dialog
            wrong = [f"{name}: {traceback.format_exc()}"]
        differences += wrong
    found = lists()
    if expect is not None:
        expected = json.loads(expect.read_text(encoding="utf-8"))
        differences += differing_lists(found, expected.get("lists", expected))
    frozen = bool(getattr(sys, "frozen", False))
    return {
        "ok": not differences,
        "differences": differences,
        "versions": {
            "convolens": VERSION,
            "python": platform.python_version(),
            **{name: import_module(name).__version__ for name in _PACKAGES},
            "system": platform.platform(),
        },
        "frozen": frozen,
        "carries": resources.PACK.name if resources.PACK is not None else None,
        "bytes": {
            "program": Path(sys.executable).stat().st_size if frozen else None,
            **{
                name: resources.model_path(name).stat().st_size
                for name in resources.BUNDLED
                if resources.model_path(name).exists()
            },
        },
        "seconds": round(time.time() - started, 3),
        **answers,
        "lists": found,
    }


def main(arguments: Sequence[str]) -> int:
    """Run the self-test with the given options and return the exit code."""
    parser = argparse.ArgumentParser(prog="convolens --self-test", description=__doc__)
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--offscreen", action="store_true", help="kept for clarity; usually so")
    place.add_argument("--native", action="store_true", help="show the window on this screen")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the report here too")
    parser.add_argument("--expect", type=Path, metavar="FILE", help="lists to compare with")
    parser.add_argument("--lists", action="store_true", help="only print the lists")
    parser.add_argument(
        "--started", type=float, default=_BEGAN, metavar="SECONDS",
        help="when it was started, since 1970, for the times in the report",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    result = {"lists": lists()} if options.lists else report(options.expect, options.started)
    text = json.dumps(result, indent=2, ensure_ascii=False) + "\n"
    if options.report is not None:
        options.report.write_text(text, encoding="utf-8")
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    print(text, end="")
    for difference in result.get("differences", ()):
        print(difference, file=sys.stderr)
    return 0 if result.get("ok", True) else 1
