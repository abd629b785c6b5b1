"""Resize: each pixel is a mixture of its neighbours before."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.explain.explanation import Explanation, Term, Unit
from engine.explain.registry import explains
from engine.ops import registry as operators

_MOST_NEIGHBOURS = 4096


@explains("Resize", "Upsample")
def explain_resize(unit: Unit) -> Explanation:
    """Return each neighbour with its share.

    The shares are measured rather than derived: the operator itself is asked what an impulse at
    each neighbour gives here, so all its modes are explained alike.
    """
    x = unit.required(0)
    n, channel, *place = unit.index
    image = x[n, channel].astype(np.float64)
    scales = [out / size for out, size in zip(unit.shape[2:], image.shape, strict=True)]
    centre = [int((p + 0.5) / s) for p, s in zip(place, scales, strict=True)]
    reach = [3 if s >= 1 else int(3 / s) + 3 for s in scales]
    box = [
        range(max(0, c - r), min(size, c + r + 1))
        for c, r, size in zip(centre, reach, image.shape, strict=True)
    ]
    operator = operators.find(unit.op, "", unit.since)
    count = int(np.prod([len(side) for side in box]))
    if count > _MOST_NEIGHBOURS:
        return Explanation("a mixture of neighbours", unit.value, (Term("mixture", unit.value),))
    impulses = np.zeros((count, 1, *image.shape), np.float32)
    for number, pixel in enumerate(np.ndindex(*(len(side) for side in box))):
        impulses[(number, 0, *(side[i] for side, i in zip(box, pixel, strict=True)))] = 1
    given = [impulses, *unit.inputs[1:]]
    given = _for_batch(unit, given, count)
    mixed = operator(*given, **unit.attributes)
    here: tuple[Any, ...] = (slice(None), 0, *place)
    shares = np.asarray(mixed)[here].astype(np.float64)
    shares = shares.reshape([len(side) for side in box])
    window = image[np.ix_(*box)]
    term = Term(
        f"channel {channel}",
        float(np.sum(window * shares)),
        channel,
        np.atleast_2d(window),
        np.atleast_2d(shares),
    )
    return Explanation("Σ neighbour × share", unit.value, (term,), reads=unit.names[0])


def _for_batch(unit: Unit, given: list[np.ndarray | None], count: int) -> list[np.ndarray | None]:
    """Return the inputs with target sizes that fit a batch of `count` pictures of one channel."""
    if unit.op == "Resize" and len(given) > 3 and given[3] is not None and given[3].size:
        sizes = np.array(given[3], copy=True)
        if len(sizes) == given[0].ndim:  # type: ignore[union-attr]
            sizes[:2] = count, 1
        given[3] = sizes
    return given
