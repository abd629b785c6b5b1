"""Put a branch in place of an If whose condition is known.

1. If(constant, …) becomes the nodes of the branch that runs; the names inside get that of the If's
   first output before them, what the branch captures gets its name outside, and what it puts out
   gets the name of the If's output.
2. An output that the branch does not compute (a constant, or what it captured) goes through an
   Identity.

Exporters write such an If where a shape decides; for shapes in use it is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from engine.errors import GraphError
from engine.graph import Graph, Node


def inline_branch(node: Node, condition: np.ndarray) -> tuple[list[Node], dict[str, np.ndarray]]:
    """Return the nodes that do what an If does under this condition, and their constants.

    Raises
    ------
    GraphError
        If the branch takes inputs of its own, or gives too few results.
    """
    taken = "then_branch" if condition.reshape(-1)[0] else "else_branch"
    branch: Graph = node.attributes[taken]
    captured = node.attributes.get("captured", ())
    around = dict(zip(captured, node.inputs[len(node.inputs) - len(captured) :], strict=True))
    if len(branch.outputs) < len(node.outputs):
        raise GraphError(
            f"its {taken} gives {len(branch.outputs)} of {len(node.outputs)} results.",
            node=str(node),
        )
    foreign = [value.name for value in branch.inputs if value.name not in around]
    if foreign:
        raise GraphError(f"its {taken} must take no inputs, got {foreign[0]!r}.", node=str(node))
    names: dict[str, str] = {"": "", **{value.name: around[value.name] for value in branch.inputs}}
    made = {name for each in branch.nodes for name in each.outputs}
    copies = []
    for value, output in zip(branch.outputs, node.outputs, strict=False):
        if not output:
            continue
        if value.name in made and value.name not in names:
            names[value.name] = output
        else:
            copies.append((value.name, output))
    prefix = f"{next(filter(None, node.outputs))}::"

    def renamed(name: str) -> str:
        return names.get(name, prefix + name)

    nodes = [
        replace(
            each,
            inputs=tuple(map(renamed, each.inputs)),
            outputs=tuple(map(renamed, each.outputs)),
        )
        for each in branch.nodes
    ]
    nodes += [Node("Identity", (renamed(name),), (output,)) for name, output in copies]
    return nodes, {renamed(name): array for name, array in branch.constants.items()}


def is_decided(node: Node, known: Mapping[str, object]) -> bool:
    """Return whether a node is an If whose condition is a constant of one element."""
    if node.op != "If" or node.domain:
        return False
    condition = known.get(node.inputs[0])
    return isinstance(condition, np.ndarray) and condition.size == 1
