"""Whatever an operator is asked for, what comes out of it was held against the budget before."""

from __future__ import annotations

import random
import tracemalloc

import numpy as np
import pytest

import engine.ops  # noqa: F401  registers the operators
from engine import budget
from engine.errors import refused
from engine.ops import registry

LIMIT = 4096
SMALL = budget.Budget(
    tensor_elements=LIMIT, plan_bytes=16 * LIMIT, window=LIMIT, pieces=LIMIT, loop_steps=100
)
SOME = [-3, -1, 0, 0, 1, 1, 2, 3, 16, 64, 300, 3000, 2**40]


def any_array(chance: random.Random) -> np.ndarray:
    side = chance.choice([1, 2, 8, 64])
    shape = [chance.choice([1, 1, 2, 3, side, LIMIT]) for _ in range(chance.choice([1, 2, 2, 4]))]
    while np.prod(shape) > LIMIT:
        shape[chance.randrange(len(shape))] = 1
    numbers = np.random.default_rng(chance.getrandbits(32))
    kind = chance.choice([np.float32, np.float32, np.float32, np.int64, np.int64, np.bool_])
    return np.asarray(numbers.integers(-4, chance.choice([4, 100, 3000]), shape)).astype(kind)


def any_attributes(operator: registry.Operator, chance: random.Random) -> dict[str, object]:
    given: dict[str, object] = {}
    for name, kind in operator.signature.kinds.items():
        if name not in operator.signature.attributes or chance.random() < 0.6:
            continue
        count = chance.choice([1, 2, 2, 4])
        values = {
            "int": lambda: chance.choice(SOME),
            "float": lambda: chance.choice([0.0, 0.5, 1.0, 1e30]),
            "Sequence[int]": lambda count=count: [chance.choice(SOME) for _ in range(count)],
            "Sequence[float]": lambda count=count: [chance.choice([0.5, 2.0])] * count,
        }
        if kind in values:
            given[name] = values[kind]()
    return given


OPERATORS = [
    operator
    for (domain, _), versions in sorted(registry._operators.items())
    for operator in versions
    if not domain
]


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda o: f"{o.op}-{o.since}")
def test_nothing_larger_than_the_budget_comes_out(operator):
    chance = random.Random(f"{operator.op}-{operator.since}")
    tracemalloc.start()
    try:
        with budget.use(SMALL), np.errstate(all="ignore"):
            for _ in range(60):
                count = len(operator.signature.inputs) + (2 if operator.signature.variadic else 0)
                inputs = [any_array(chance) for _ in range(count)]
                attributes = any_attributes(operator, chance)
                tracemalloc.reset_peak()
                before = tracemalloc.get_traced_memory()[0]
                try:
                    result = operator(*inputs, **attributes)
                except Exception as error:  # noqa: BLE001  the node's name would be added here
                    refused(error, operator.op)
                    result = ()
                results = result if isinstance(result, tuple) else (result,)
                peak = tracemalloc.get_traced_memory()[1] - before
                assert all(np.size(array) <= 4 * LIMIT for array in results), (inputs, attributes)
                assert peak < 400 * LIMIT * 8, (peak, inputs, attributes)
    finally:
        tracemalloc.stop()
