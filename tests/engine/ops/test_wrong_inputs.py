"""Whatever a file asks of an operator, it gets a result or one of our errors."""

from __future__ import annotations

import inspect
import random
from contextlib import suppress
from typing import Any

import numpy as np
import pytest

from engine.errors import EngineError
from engine.ops import registry

MODULES = [
    "activation",
    "attention",
    "batch_normalization",
    "bitwise",
    "casting",
    "col2im",
    "constant",
    "conv",
    "conv_transpose",
    "cumulative",
    "deform_conv",
    "dropout",
    "einsum",
    "elementwise",
    "grid_sample",
    "indexing",
    "joining",
    "linear_attention",
    "logic",
    "loss",
    "matmul",
    "normalization",
    "ordering",
    "pad",
    "pool",
    "quantize",
    "quantized",
    "random_numbers",
    "rearrange",
    "recurrent",
    "reduce",
    "reorder",
    "resize",
    "rms_normalization",
    "roi",
    "rotary_embedding",
    "scatter",
    "sequence",
    "shape",
    "signal",
    "softmax",
    "unary",
]
NUMBERS = [-(2**40), -3, -2, -1, 0, 0, 1, 1, 2, 3, 5, 2**40]
REALS = [-1.0, 0.0, 0.5, 1.0, 2.0, 1e30, float("nan"), float("inf")]
WORDS = [
    "nearest",
    "linear",
    "cubic",
    "constant",
    "edge",
    "reflect",
    "wrap",
    "DCR",
    "CRD",
    "add",
    "max",
    "none",
    "asymmetric",
    "align_corners",
    "tf_crop_and_resize",
    "stretch",
    "not_larger",
    "unheard_of",
]
DTYPES = [np.float32, np.float64, np.float16, np.int64, np.int32, np.uint8, np.int8, np.bool_]


def any_array(chance: random.Random) -> np.ndarray:
    shape = [
        chance.choice([0, 1, 1, 2, 2, 3, 4]) for _ in range(chance.choice([0, 1, 1, 2, 3, 4, 5]))
    ]
    numbers = np.random.default_rng(chance.getrandbits(32))
    reach = chance.choice([4, 4, 4, 2**40])
    with np.errstate(over="ignore"):
        array = np.asarray(numbers.integers(-reach, reach, shape)).astype(chance.choice(DTYPES))
    if array.size and array.dtype.kind == "f" and chance.random() < 0.1:
        array.flat[0] = chance.choice([np.nan, np.inf, -np.inf])
    return array


def any_attribute(annotation: str, chance: random.Random) -> Any:
    count = chance.choice([0, 1, 2, 2, 4, 8])
    if "Sequence[int]" in annotation:
        return [chance.choice(NUMBERS) for _ in range(count)]
    if "Sequence[float]" in annotation:
        return [chance.choice(REALS) for _ in range(count)]
    if "Sequence[str]" in annotation:
        return [chance.choice(WORDS) for _ in range(count)]
    if "float" in annotation:
        return chance.choice(REALS)
    if "int" in annotation:
        return chance.choice(NUMBERS)
    return chance.choice(WORDS) if "str" in annotation else any_array(chance)


def any_call(
    operator: registry.Operator, chance: random.Random
) -> tuple[list[np.ndarray | None], dict[str, Any]]:
    inputs: list[np.ndarray | None] = []
    attributes: dict[str, Any] = {}
    for parameter in inspect.signature(operator.function).parameters.values():
        if parameter.kind is parameter.POSITIONAL_OR_KEYWORD:
            left_out = parameter.default is None and chance.random() < 0.4
            inputs.append(None if left_out else any_array(chance))
        elif parameter.kind is parameter.VAR_POSITIONAL:
            inputs += [any_array(chance) for _ in range(chance.randint(0, 3))]
        elif parameter.name == "n_outputs":
            attributes["n_outputs"] = chance.choice([1, 2, 3])
        elif parameter.default is parameter.empty or chance.random() < 0.4:
            attributes[parameter.name] = any_attribute(str(parameter.annotation), chance)
    return inputs, attributes


def every_form() -> dict[str, registry.Operator]:
    """Return the operators of MODULES in each of their versions."""
    found = {}
    for op in registry.names():
        for opset in (1, 5, 9, 13, 23):
            with suppress(EngineError):
                operator = registry.find(op, "", opset)
                if operator.function.__module__.removeprefix("engine.ops.") in MODULES:
                    found[f"{op}-{operator.since}"] = operator
    return found


FORMS = every_form()


def test_every_form_is_found():
    assert len(FORMS) > 70


@pytest.mark.parametrize("name", FORMS)
def test_anything_gives_a_result_or_one_of_our_errors(name):
    chance = random.Random(name)
    for _ in range(150):
        inputs, attributes = any_call(FORMS[name], chance)
        try:
            with np.errstate(all="ignore"):  # as in a plan
                result = FORMS[name](*inputs, **attributes)
        except EngineError:
            continue
        except Exception as error:
            error.add_note(f"{name}: {inputs} {attributes}")
            raise
        for array in result if isinstance(result, tuple) else (result,):
            assert isinstance(array, np.ndarray), (inputs, attributes)
