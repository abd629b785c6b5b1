"""The order in which nodes can run, and what keeps a list of nodes from being a network."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence

from engine.errors import GraphError
from engine.graph import Node


def in_running_order(
    nodes: Sequence[Node], available: Collection[str], file: str
) -> tuple[Node, ...]:
    """Return the nodes sorted so that each reads only what is there or was written before.

    Files must be sorted already, but some are not; the order of sorted ones is kept (Kahn's
    algorithm over a queue).

    Parameters
    ----------
    nodes : in any order
    available : names that exist before any node runs
    file : the name for errors

    Raises
    ------
    GraphError
        If a value is written twice, read but never written, or part of a cycle.
    """
    waits = _waits(nodes, available, file)
    if all(need < index for index, needs in enumerate(waits) for need in needs):
        return tuple(nodes)
    readers: dict[int, list[int]] = {}
    for index, needs in enumerate(waits):
        for need in needs:
            readers.setdefault(need, []).append(index)
    ready = deque(index for index, needs in enumerate(waits) if not needs)
    ordered: list[Node] = []
    while ready:
        done = ready.popleft()
        ordered.append(nodes[done])
        for reader in readers.get(done, ()):
            waits[reader].discard(done)
            if not waits[reader]:
                ready.append(reader)
    if len(ordered) < len(nodes):
        stuck = next(node for node, needs in zip(nodes, waits, strict=True) if needs)
        raise GraphError("is part of a cycle: it needs its own result.", file=file, node=str(stuck))
    return tuple(ordered)


def _waits(nodes: Sequence[Node], available: Collection[str], file: str) -> list[set[int]]:
    """Return for each node the indices of those that make what it reads."""
    writer: dict[str, int] = {}
    for index, node in enumerate(nodes):
        for name in filter(None, node.outputs):
            if name in writer or name in available:
                raise GraphError(
                    f"value {name!r} is written twice.", file=file, node=str(node), value=name
                )
            writer[name] = index
    waits: list[set[int]] = []
    for node in nodes:
        names = set(filter(None, node.inputs)).difference(available)
        missing = [name for name in names if name not in writer]
        if missing:
            name = min(missing)
            raise GraphError(
                f"reads {name!r}, which nothing makes.", file=file, node=str(node), value=name
            )
        waits.append({writer[name] for name in names})
    return waits
