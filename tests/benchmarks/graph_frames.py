"""Print how long a frame of the drawn network takes while a person pans; the aim is 16 ms.

    QT_QPA_PLATFORM=offscreen python tests/benchmarks/graph_frames.py

Each frame paints the whole view of 1440 × 450 pixels anew, which is more than panning asks for.
"""

from __future__ import annotations

import sys
import time
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).parents[2]))

from engine.visual.graph_layout import Spacing, arrange
from engine.visual.graph_wrap import wrapped
from gui import theme
from gui.widgets.graph_drawing import Network
from gui.widgets.graph_view import GraphView
from gui.widgets.layer_cards import Card

NODES = 1000
FRAMES = 15
KINDS = ("convolution", "activation", "join", "pool", "shape")


def network() -> Network:
    """Return a chain of 1,000 nodes with a skip over every block of eight."""
    chain = [*pairwise(range(NODES))]
    skips = [(first, first + 8) for first in range(0, NODES - 8, 10)]
    cards = tuple(
        Card(f"v{n}", f"block.{n}.conv", "Conv 3×3", "64 × 56 × 56", "", 0.001, "1.00 ms")
        for n in range(NODES)
    )
    return Network(cards, tuple(KINDS[n % 5] for n in range(NODES)), (*chain, *skips))


def main() -> None:
    """Measure, and print a table."""
    app = QApplication([])
    theme.apply(app, "light")
    view = GraphView()
    view.resize(1440, 450)
    view.show()
    drawn = network()
    view.set_network(drawn)
    size = view.drawing.nodes.size
    spacing = Spacing(size.width(), size.height())
    row = arrange(NODES, drawn.edges, spacing)
    room = view.room
    view.set_layout(wrapped(row, drawn.edges, spacing, room.aspect, room.most), room)
    app.processEvents()
    print(f"{'zoom':>6} {'nodes':>6} {'median ms':>10} {'worst ms':>9} {'cpu ms':>7}")
    for zoom in (view.fitting(), 0.2, 0.34, 0.5, 0.8, 1.5):
        view.set_zoom(zoom)
        app.processEvents()
        times = []
        cpu = time.process_time()
        for _ in range(FRAMES):
            start = time.perf_counter()
            view.pan(QPoint(-9, -5))
            view.viewport().repaint()
            times.append(1000 * (time.perf_counter() - start))
        cpu = 1000 * (time.process_time() - cpu) / FRAMES
        seen = len(view.drawing.seen(view.seen_rect()))
        median = sorted(times)[FRAMES // 2]
        print(f"{view.zoom:6.2f} {seen:6} {median:10.1f} {max(times):9.1f} {cpu:7.1f}")
    view.close()


if __name__ == "__main__":
    main()
