"""Mix the channels of groups in one step.

1. Reshape of (N, C, H, W) to (N, g, C / g, H, W) → Transpose (0, 2, 1, 3, 4) → Reshape to
   (N, C, H, W) becomes one node `ChannelShuffle` of the domain `convolens`, which keeps channels
   last; if nobody else reads what is between, and it is not watched.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from engine.graph import Graph, Node
from engine.ops.registry import Spec
from engine.passes.pattern import FUSED_DOMAIN, merged, only_reader


def fuse_channel_shuffle(
    graph: Graph, watched: Collection[str], specs: Mapping[str, Spec | None]
) -> Graph:
    """Return the graph with shuffled channels as one node each; see the rule above.

    Parameters
    ----------
    specs : what is known of each value
    """
    readers = graph.consumers()
    fused: dict[int, Node] = {}
    dissolved: set[int] = set()
    for apart in graph.nodes:
        if not _is_plain(apart, "Reshape"):
            continue
        turn = only_reader(graph, readers, apart, watched)
        if turn is None or not _is_plain(turn, "Transpose"):
            continue
        joined = only_reader(graph, readers, turn, watched)
        if joined is None or not _is_plain(joined, "Reshape"):
            continue
        names = apart.inputs[0], apart.outputs[0], joined.outputs[0]
        group = _groups(*(specs.get(name) for name in names))
        if group and list(turn.attributes.get("perm", ())) == [0, 2, 1, 3, 4]:
            fused[id(joined)] = replace(
                joined,
                op="ChannelShuffle",
                domain=FUSED_DOMAIN,
                inputs=apart.inputs[:1],
                attributes={"group": group},
            )
            dissolved |= {id(apart), id(turn)}
    return merged(graph, fused, dissolved)


def _is_plain(node: Node, op: str) -> bool:
    return node.op == op and not node.domain


def _groups(x: Spec | None, apart: Spec | None, joined: Spec | None) -> int:
    """Return how many groups the channels are taken apart to; 0 where they are not."""
    if x is None or apart is None or joined is None or x.ndim != 4 or apart.ndim != 5:
        return 0
    n, c, h, w = x.shape
    group = apart.shape[1]
    is_shuffle = c and group and apart.shape == (n, group, c // group, h, w)
    return group if is_shuffle and joined.shape == x.shape else 0
