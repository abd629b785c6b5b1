"""The order of a network's arrays, from the names they were saved under."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

_ROLES = {
    role: rank
    for rank, roles in enumerate((("w", "weight", "weights", "kernel"), ("b", "bias", "biases")))
    for role in roles
} | {"beta": 2, "gamma": 3, "mean": 4, "inv_std": 5}
_PARTS = re.compile(r"^(?:(.*?)[_./ -]?)?(inv_std|[a-z]+?)[_./ -]?(\d*)$", re.IGNORECASE)


def in_order(arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return arrays in the order of the layers they belong to.

    `arr_0`, `arr_1`, … go by number. Names that end in, or begin with, what an array is (`W1`,
    `b1`, `conv.W`, `bn_gamma`) are put together layer by layer, in the order in which layers
    occur; in a layer weights come first, then bias, beta, gamma, mean, inverse deviation. With any
    other name, all stay in the order in which they were saved.
    """
    numbered = {name: re.fullmatch(r"arr_(\d+)", name) for name in arrays}
    if all(numbered.values()):
        order = sorted(arrays, key=lambda name: int(name[4:]))
        return {name: arrays[name] for name in order}
    groups: dict[str, list[tuple[int, str]]] = {}
    for name in arrays:
        match = _PARTS.match(name)
        rank = _ROLES.get(match[2].lower()) if match else None
        if match is None or rank is None:
            return dict(arrays)
        groups.setdefault(f"{match[1] or ''}{match[3]}", []).append((rank, name))
    return {name: arrays[name] for group in groups.values() for _, name in sorted(group)}
