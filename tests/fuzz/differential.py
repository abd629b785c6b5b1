"""Random small networks against ONNX Runtime, however many of their values are watched."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import onnxruntime

import engine
from tests.fuzz.graphs import Grower

# Of the largest value; both sum in float32, each in its own order, and Winograd's forms err by up
# to 1e-4. Nine layers may add that up, and normalizations make small differences large.
TOLERANCE = 3e-3


def check(seed: int) -> None:
    """Raise if the network of that seed gives another answer here than there."""
    model = Grower(random.Random(seed)).model()
    data = model.SerializeToString()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    # What it reorders is not what is asked here.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    shape = session.get_inputs()[0].shape
    x = np.random.default_rng(seed).normal(size=shape).astype(np.float32)
    (expected,) = session.run(None, {"x": x})
    output = model.graph.output[0].name
    opened = engine.load(data)
    every = [layer.name for layer in opened.layers]
    strict = engine.load(data, strict=True)
    answers = {
        "none watched": opened.run({"x": x})[output],
        "all watched": opened.run({"x": x}, every)[output],
        "again": opened.run({"x": x})[output],
        "strict": strict.run({"x": x})[output],
        "one watched": opened.run({"x": x}, every[seed % len(every) :][:1] if every else ())[
            output
        ],
    }
    size = np.abs(expected[np.isfinite(expected)]).max(initial=1e-3)
    for name, answer in answers.items():
        assert answer.shape == expected.shape, (seed, name)
        np.testing.assert_allclose(
            answer, expected, rtol=TOLERANCE, atol=TOLERANCE * size, err_msg=f"{seed} {name}"
        )


def compare(first_seed: int, until: Callable[[int], bool]) -> tuple[int, dict[int, str]]:
    """Return how many networks were compared, and what was wrong with those that differed."""
    wrong: dict[int, str] = {}
    seed = first_seed
    while not until(seed - first_seed):
        try:
            check(seed)
        except Exception as error:  # noqa: BLE001  whatever it is, it is told
            wrong[seed] = f"{type(error).__name__}: {str(error).strip()[:400]}"
        seed += 1
    return seed - first_seed, wrong
