"""Print how long drawings of networks take to compute; the aim is 300 ms.

    python tests/benchmarks/graph_layout.py [MODEL.onnx …]

Measured are a residual network of 50 weight layers, two random graphs of 1,000 nodes (each node
reads one to three earlier ones, of the last twelve in the first, of all in the second), and the
models given. The best of five runs counts.
"""

from __future__ import annotations

import random
import sys
import time
from itertools import pairwise

import engine
from engine.visual.graph_layout import arrange

REPEATS = 5
Graph = tuple[int, list[tuple[int, int]]]


def residual_network() -> Graph:
    """Return the nodes and edges of ResNet-50: convolutions, activations, additions."""
    edges: list[tuple[int, int]] = []
    count = 0

    def node(*inputs: int) -> int:
        nonlocal count
        edges.extend((each, count) for each in inputs)
        count += 1
        return count - 1

    last = node(node(node(node())))
    for blocks in (3, 4, 6, 3):
        for block in range(blocks):
            inner = node(node(node(node(node(last)))))
            outer = node(last) if block == 0 else last
            last = node(node(inner, outer))
    node(node(node(last)))
    return count, edges


def random_graph(reach: int) -> Graph:
    """Return a graph in which nodes read some of the last `reach` before them."""
    numbers = random.Random(1)
    edges = {
        (numbers.randrange(max(0, node - reach), node), node)
        for node in range(1, 1000)
        for _ in range(numbers.choice((1, 1, 2, 2, 3)))
    }
    return 1000, sorted(edges)


def graph_of(path: str) -> Graph:
    """Return the layers of a model, and what they read."""
    layers = engine.load(path).layers
    made = {name: number for number, each in enumerate(layers) for name in each.node.outputs}
    edges = [
        (made[name], number)
        for number, layer in enumerate(layers)
        for name in dict.fromkeys(layer.inputs)
        if name in made
    ]
    return len(layers), edges


def main() -> None:
    """Measure, and print a table."""
    graphs = {
        "ResNet-50": residual_network(),
        "1,000 random nodes, near": random_graph(12),
        "1,000 random nodes, far": random_graph(1000),
        "chain of 1,000": (1000, list(pairwise(range(1000)))),
    }
    graphs.update({path: graph_of(path) for path in sys.argv[1:]})
    print(f"{'graph':32} {'nodes':>6} {'edges':>6} {'ms':>7}")
    for name, (count, edges) in graphs.items():
        seconds = []
        for _ in range(REPEATS):
            start = time.perf_counter()
            arrange(count, edges)
            seconds.append(time.perf_counter() - start)
        print(f"{name[-32:]:32} {count:6} {len(edges):6} {1000 * min(seconds):7.1f}")


if __name__ == "__main__":
    main()
