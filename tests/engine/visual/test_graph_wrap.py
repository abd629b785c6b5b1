from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.visual.graph_layout import Spacing, arrange
from engine.visual.graph_wrap import wrapped

SPACE = Spacing()


def drawn(count, edges, aspect=4.0):
    edges = list(edges)
    return wrapped(arrange(count, edges, SPACE), edges, SPACE, aspect), edges


def rows_of(layout):
    """Return the columns of each row, from the top."""
    found = {}
    for column, (x, y) in zip(layout.columns, layout.corners, strict=True):
        found.setdefault((round(y), x < 0), []).append(column)
    return [sorted(columns) for _, columns in sorted(found.items())]


def assert_readable(layout, edges):
    x, y = layout.corners[:, 0], layout.corners[:, 1]
    for a in range(len(x)):
        apart = (np.abs(x - x[a]) >= SPACE.width) | (np.abs(y - y[a]) >= SPACE.height - 1e-6)
        apart[a] = True
        assert apart.all()
    middle = SPACE.height / 2
    for (source, target), route in zip(edges, layout.routes, strict=True):
        assert route[0] == pytest.approx((x[source] + SPACE.width, y[source] + middle))
        assert route[-1] == pytest.approx((x[target], y[target] + middle))
        for (left, start), (right, end) in pairwise(route):
            if start == end or left == right:
                low, high = min(left, right) + 1, max(left, right) - 1
                top, bottom = min(start, end), max(start, end)
                through = (x < high) & (x + SPACE.width > low)
                through &= (y < bottom) & (y + SPACE.height > top)
                assert not through.any(), "a line runs through a node"
            else:
                assert 0 < right - left <= SPACE.between_columns + 1e-6
    assert (layout.corners >= -1e-6).all()
    assert (x + SPACE.width <= layout.width + 1e-6).all()
    assert (y + SPACE.height <= layout.height + 1e-6).all()


def test_a_chain_fills_the_view_row_by_row():
    layout, edges = drawn(60, pairwise(range(60)))
    assert_readable(layout, edges)
    rows = rows_of(layout)
    assert len(rows) > 2
    assert [column for row in rows for column in row] == list(range(60)), "read like a text"
    assert len({len(row) for row in rows[:-1]}) == 1
    one_row = arrange(60, edges).width
    assert layout.width / 4 < one_row / 8
    assert 0.5 < layout.width / layout.height / 4 < 2


def test_an_edge_that_is_cut_runs_back_between_the_rows():
    layout, _ = drawn(60, pairwise(range(60)))
    cut = [route for route in layout.routes if len(route) > 2]
    assert len(cut) == len(rows_of(layout)) - 1
    for route in cut:
        turns = route[1:-1]
        assert turns[0][0] > route[0][0]
        assert turns[-1][0] < route[-1][0]
        assert route[0][1] + SPACE.height / 2 < turns[1][1] < route[-1][1] - SPACE.height / 2


def test_blocks_stay_whole_where_rows_can_end_between_them():
    edges, last = [], 0
    for _ in range(12):
        edges += [(last, last + 1), (last + 1, last + 2), (last + 2, last + 3), (last, last + 3)]
        last += 3
    layout, _ = drawn(last + 1, edges)
    assert_readable(layout, edges)
    assert len(rows_of(layout)) > 1
    y = layout.corners[:, 1]
    inside = [n for n in range(last) if n % 3]
    assert all(y[n] == y[n - 1] or n % 3 == 1 for n in inside)


def test_nothing_is_cut_where_many_edges_run():
    # Every node reads all before it: after the first four columns more than four lines run.
    edges = [(a, b) for b in range(14) for a in range(b)]
    layout, _ = drawn(14, edges)
    assert_readable(layout, edges)
    assert len(set(layout.corners[4:, 1])) == 1
    assert len(rows_of(layout)) > 1


def test_lines_that_turn_together_do_not_cross():
    # Three parallel chains from one node to another, longer than any row.
    edges, ends = [], []
    for chain in range(3):
        nodes = [0, *range(1 + 20 * chain, 21 + 20 * chain)]
        edges += list(pairwise(nodes))
        ends.append(nodes[-1])
    edges += [(end, 61) for end in ends]
    layout, _ = drawn(62, edges)
    assert_readable(layout, edges)
    level, upright = set(), set()
    for route in layout.routes:
        for a, b in pairwise(route):
            if a[1] == b[1] and a[0] > b[0]:
                level.add((b[0], a[0], a[1]))
            elif a[0] == b[0]:
                upright.add((a[0], min(a[1], b[1]), max(a[1], b[1])))
    assert level
    for left, right, y in level:
        for x, top, bottom in upright:
            assert not (left < x < right and top < y < bottom), "two lines cross"


def test_short_drawings_stay_as_they_are():
    for count, edges in ((0, []), (1, []), (2, [(0, 1)])):
        one_row = arrange(count, edges)
        layout, _ = drawn(count, edges, aspect=6.0)
        np.testing.assert_array_equal(layout.corners, one_row.corners)
        assert layout.routes == one_row.routes


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.data())
def test_any_graph_is_readable_in_rows(count, data):
    pairs = [(a, b) for b in range(count) for a in range(max(0, b - 5), b)]
    edges = data.draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    layout, edges = drawn(count, edges, data.draw(st.sampled_from([1.0, 4.0])))
    assert_readable(layout, edges)


def test_what_must_scroll_is_as_wide_as_the_view_and_scrolls_one_way_only():
    edges = list(pairwise(range(400)))
    row = arrange(400, edges, SPACE)
    free = wrapped(row, edges, SPACE, 6.0)
    most = (2500.0, 600.0)
    assert free.width > most[0]
    assert free.height > most[1]
    bound = wrapped(row, edges, SPACE, 6.0, most)
    assert_readable(bound, edges)
    assert 0.8 * most[0] < bound.width <= most[0]
    small = wrapped(arrange(9, edges[:8], SPACE), edges[:8], SPACE, 6.0, most)
    assert small.width == wrapped(arrange(9, edges[:8], SPACE), edges[:8], SPACE, 6.0).width
