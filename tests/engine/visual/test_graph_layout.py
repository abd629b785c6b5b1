from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import CancelledError, GraphError
from engine.visual.graph_layout import Spacing, arrange

SPACE = Spacing()


def crossings(layout):
    """Return how many pairs of edge pieces cross, found by comparing every pair."""
    pieces = {
        (a, b) for route in layout.routes for a, b in zip(route[::2], route[1::2], strict=True)
    }
    pieces = sorted(pieces)
    found = 0
    for number, (a, b) in enumerate(pieces):
        for c, d in pieces[number + 1 :]:
            if a[0] == c[0] and (a[1] - c[1]) * (b[1] - d[1]) < 0:
                found += 1
    return found


def assert_readable(layout, count, edges):
    """Nodes are apart, edges run to the right, meet their nodes and pass beside all others."""
    x, y = layout.corners[:, 0], layout.corners[:, 1]
    for a in range(count):
        for b in range(a):
            apart = abs(x[a] - x[b]) >= SPACE.width or abs(y[a] - y[b]) >= SPACE.height - 1e-6
            assert apart, f"{a} and {b} overlap"
    assert len(layout.routes) == len(edges)
    for (source, target), route in zip(edges, layout.routes, strict=True):
        middle = SPACE.height / 2
        assert route[0] == pytest.approx((x[source] + SPACE.width, y[source] + middle))
        assert route[-1] == pytest.approx((x[target], y[target] + middle))
        columns = [point[0] for point in route]
        assert columns == sorted(columns)
        assert len(set(columns)) == len(columns)
        for (left, height), (right, also) in zip(route[1::2], route[2::2], strict=False):
            assert height == also, "an edge is level where it passes a column"
            passed = (x >= left - 1e-6) & (x + SPACE.width <= right + 1e-6)
            inside = passed & (height > y) & (height < y + SPACE.height)
            assert not inside.any(), f"the edge {source}-{target} runs through a node"
    assert (layout.corners >= -1e-6).all()
    assert (x + SPACE.width <= layout.width + 1e-6).all()
    assert (y + SPACE.height <= layout.height + 1e-6).all()


def residual(blocks, length=4):
    """Return a chain of blocks, each with a skip beside it: what ResNet is."""
    edges = [(0, 1)]
    last = 1
    for _ in range(blocks):
        chain = range(last, last + length)
        edges += [(n, n + 1) for n in chain]
        edges.append((last, last + length + 1))
        edges.append((last + length, last + length + 1))
        last += length + 1
    return last + 1, edges


@st.composite
def graphs(draw):
    count = draw(st.integers(1, 24))
    pairs = [(a, b) for b in range(count) for a in range(b)]
    if not pairs:
        return count, []
    edges = draw(st.lists(st.sampled_from(pairs), max_size=40, unique=True))
    names = draw(st.permutations(range(count)))
    return count, [(names[a], names[b]) for a, b in edges]


@settings(max_examples=150, deadline=None)
@given(graphs())
def test_any_graph_is_readable(graph):
    assert_readable(arrange(*graph), *graph)


def test_one_node_and_none():
    layout = arrange(1, [])
    np.testing.assert_array_equal(layout.corners, [[0, 0]])
    assert (layout.width, layout.height) == (SPACE.width, SPACE.height)
    empty = arrange(0, [])
    assert (empty.width, empty.height, empty.routes) == (0, 0, ())


def test_a_chain_is_one_straight_line():
    layout = arrange(30, [(n, n + 1) for n in range(29)])
    assert set(layout.corners[:, 1]) == {0}
    assert layout.columns == tuple(range(30))
    assert layout.height == SPACE.height


def test_skips_run_beside_their_blocks_and_cross_nothing():
    count, edges = residual(6)
    layout = arrange(count, edges)
    assert_readable(layout, count, edges)
    assert crossings(layout) == 0
    assert len(set(layout.corners[:, 1])) == 1, "the chain of blocks is straight"
    assert SPACE.height < layout.height < 2 * SPACE.height
    skips = [route for route in layout.routes if len(route) > 2]
    assert len(skips) == 6
    for route in skips:
        assert len({point[1] for point in route[1:-1]}) == 1, "a skip is straight"


def test_readers_of_one_value_share_its_trunk():
    edges = [(n, n + 1) for n in range(8)] + [(0, n) for n in range(2, 9)]
    layout = arrange(9, edges)
    assert_readable(layout, 9, edges)
    passing = {point[1] for route in layout.routes for point in route[1:-1]}
    assert len(passing) == 1
    assert crossings(layout) == 0


def test_branches_that_meet_again_do_not_cross():
    # Four branches of different lengths, as in an Inception block, in an unlucky order.
    edges = [(0, 1), (0, 2), (2, 3), (0, 4), (4, 5), (5, 6), (0, 7), (6, 8), (1, 8), (7, 8), (3, 8)]
    layout = arrange(9, edges)
    assert_readable(layout, 9, edges)
    assert crossings(layout) == 0


def test_crossings_that_sorting_can_avoid_are_avoided():
    # Two ladders that share their first step: a walk into the depth leaves their rungs crossed.
    edges = [(0, 1), (0, 2), (0, 3), (1, 6), (2, 5), (3, 4), (1, 5), (3, 5), (4, 7), (5, 8), (6, 9)]
    assert crossings(arrange(10, edges)) == 0


def test_parts_that_do_not_hang_together_stand_below_each_other():
    edges = [(0, 2), (2, 4), (1, 3)]
    layout = arrange(5, edges)
    assert_readable(layout, 5, edges)
    first, second = layout.corners[[0, 2, 4], 1], layout.corners[[1, 3], 1]
    assert first.max() + SPACE.height < second.min()
    assert layout.columns == (0, 0, 1, 1, 2)


def test_a_source_stands_beside_its_only_reader():
    edges = [(n, n + 1) for n in range(9)] + [(10, 9)]
    assert arrange(11, edges).columns[10] == 8


def test_the_same_graph_gives_the_same_drawing():
    numbers = random.Random(3)
    pairs = {(numbers.randrange(n), n) for n in range(1, 60) for _ in range(2)}
    edges = sorted(pairs)
    first, again = arrange(60, edges), arrange(60, edges)
    np.testing.assert_array_equal(first.corners, again.corners)
    assert first.routes == again.routes


def test_circle_is_refused():
    with pytest.raises(GraphError, match="circle"):
        arrange(3, [(0, 1), (1, 2), (2, 1)])


def test_stops_when_asked():
    numbers = random.Random(1)
    edges = sorted({(numbers.randrange(n), n) for n in range(1, 80) for _ in range(3)})
    with pytest.raises(CancelledError):
        arrange(80, edges, should_stop=lambda: True)


def test_sizes_can_be_chosen():
    space = Spacing(width=10, height=6, between_columns=5, between_rows=3)
    layout = arrange(3, [(0, 1), (0, 2)], space)
    np.testing.assert_array_equal(layout.corners[1:, 0], [15, 15])
    assert abs(layout.corners[1, 1] - layout.corners[2, 1]) == 9
