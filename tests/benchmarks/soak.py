"""Draw, switch layers and models for minutes, and print how long the window kept people waiting.

    QT_QPA_PLATFORM=offscreen python -m tests.benchmarks.soak --minutes 10

A timer that should fire every 4 ms measures the lag: what it comes late, the window could not
answer in. That counts what other programs take from a busy machine too, so the processor time
that each turn of the event loop takes, with all events in it, is measured beside it: it is ours
alone. So is, on Linux, the lag without the time in which the window's thread was ready to go on and
waited for a processor. A layer is switched when all its maps in view are coloured, to the next
tick. Memory is what the process has, eight times over.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from pathlib import Path

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QAbstractEventDispatcher, QCoreApplication, QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent

import resources
from gui.app import Program, make_application
from gui.controller import Controller
from gui.inputs.canvas import Canvas
from gui.main_window import MainWindow
from gui.panels.stage import StagePanel
from gui.session import Session

TICK_SECONDS = 0.004


class Soak:
    """Acts on a window at random, and keeps what each tick came late, in seconds."""

    def __init__(self, window: MainWindow, controller: Controller, session: Session) -> None:
        self.window, self.controller, self.session = window, controller, session
        self.chance = random.Random(7)
        self.lags: list[float] = []
        self.own_lags: list[float] = []
        self.turns: list[float] = []
        self.switches: list[float] = []
        self.switched: float | None = None
        self.last = time.perf_counter()
        self.last_turn = time.thread_time()
        self.last_wait = waited_seconds()
        self.acts = 0
        self.ticker = QTimer(interval=int(TICK_SECONDS * 1000))
        self.ticker.setTimerType(Qt.TimerType.PreciseTimer)
        self.ticker.timeout.connect(self.tick)
        self.actor = QTimer(interval=30)
        self.actor.timeout.connect(self.act)

    def start(self) -> None:
        self.controller.draw()
        self.last, self.last_turn = time.perf_counter(), time.thread_time()
        self.last_wait = waited_seconds()
        QAbstractEventDispatcher.instance().awake.connect(self.turn)
        self.ticker.start()
        self.actor.start()

    def stop(self) -> None:
        QAbstractEventDispatcher.instance().awake.disconnect(self.turn)
        self.ticker.stop()
        self.actor.stop()

    def tick(self) -> None:
        now = time.perf_counter()
        wait = waited_seconds()
        late = now - self.last - TICK_SECONDS
        self.lags.append(max(0.0, late))
        self.own_lags.append(max(0.0, late - (wait - self.last_wait)))
        self.last, self.last_wait = now, wait
        if self.switched is not None and self.settled():
            self.switches.append(now - self.switched)
            self.switched = None

    def settled(self) -> bool:
        """Return whether the layer on the stage is shown, in whatever form."""
        stage = self.window.findChild(StagePanel)
        if stage is None:  # it is not built yet
            return False
        return stage.views.currentWidget() is not stage.grid or stage.grid.settled

    def turn(self) -> None:
        now = time.thread_time()
        self.turns.append(now - self.last_turn)
        self.last_turn = now

    def act(self) -> None:
        self.acts += 1
        if self.acts % 400 == 0:
            self.controller.open_model(self.chance.choice(resources.BUNDLED))
        elif self.acts % 400 == 200:
            self.controller.draw()
        elif self.acts % 8 == 0:
            names = self.controller.layer_names()
            if names:
                self.switched = time.perf_counter()
                self.controller.show_layer(self.chance.choice(names))
        else:
            self.stroke()

    def stroke(self) -> None:
        """Draw a short line on the canvas, as a hand does."""
        canvas = next((c for c in self.window.findChildren(Canvas) if c.isVisible()), None)
        if canvas is None:
            return
        x, y = (self.chance.uniform(0, side) for side in (canvas.width(), canvas.height()))
        button, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        for kind, step, pressed in (
            (QEvent.Type.MouseButtonPress, 0, button),
            (QEvent.Type.MouseMove, 8, button),
            (QEvent.Type.MouseButtonRelease, 8, none),
        ):
            place = QPointF(x + step, y + step)
            event = QMouseEvent(
                kind, place, canvas.mapToGlobal(place), button, pressed,
                Qt.KeyboardModifier.NoModifier,
            )  # fmt: skip
            QCoreApplication.sendEvent(canvas, event)


def waited_seconds() -> float:
    """Return how long this thread waited for a processor so far; 0 where no system tells."""
    try:
        return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e9
    except OSError:
        return 0.0


def resident_bytes() -> int:
    """Return what the process has in memory; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
    except OSError:
        return 0


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    minutes = parser.parse_args().minutes
    app = make_application([])
    with tempfile.TemporaryDirectory() as folder:
        program = Program(app, Path(folder))
        program.window.resize(1440, 900)
        program.show()
        soak = Soak(program.window, program.controller, program.session)
        memory: list[int] = []
        sampler = QTimer(interval=int(minutes * 60_000 / 8))
        sampler.timeout.connect(lambda: memory.append(resident_bytes()))
        sampler.start()
        QTimer.singleShot(int(minutes * 60_000), app.quit)
        soak.start()
        app.exec()
        soak.stop()
        sampler.stop()
        problem = program.session.problem
        program.close()
    print(f"{minutes:g} minutes, {soak.acts:,} acts, {len(soak.lags):,} ticks")
    for title, seconds in (
        ("lag", soak.lags),
        ("lag of our own", soak.own_lags),
        ("processor time a turn", soak.turns),
        ("layer switch", soak.switches),
    ):
        milliseconds = np.array(seconds) * 1000
        p50, p95, p99 = np.percentile(milliseconds, (50, 95, 99))
        largest = milliseconds.max()
        print(f"{title:22} p50 {p50:.1f} ms  p95 {p95:.1f}  p99 {p99:.1f}  max {largest:.0f}")
    print("memory ", " ".join(f"{size / 2**20:,.0f}" for size in memory), "MiB, eight times")
    print(f"problem  {problem.title if problem else 'none'}")


if __name__ == "__main__":
    main()
