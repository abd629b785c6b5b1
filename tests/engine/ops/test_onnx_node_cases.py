"""Every node case of the onnx package whose operator the engine knows."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import engine.ops  # noqa: F401  registers the operators
from engine.ops import registry

onnx = pytest.importorskip("onnx")

# The beginning of a case's name, and why it is not run.
EXCLUDED = {
    "test_training_dropout": "drops at random; the engine uses networks and does not train them",
    "test_batchnorm_example_training": "learns its statistics, as in training",
    "test_batchnorm_epsilon_training": "learns its statistics, as in training",
    "test_resize_downsample_scales_linear_align_corners": "divides by a length that is no whole "
    "number; the specification and ONNX Runtime take length_resized, which is one",
    "test_resize_downsample_scales_cubic_align_corners": "as the one before",
}
# Strings, sequences and the types that NumPy does not have: of each of them Cast, QuantizeLinear
# and others have cases of their own.
KINDS = "biuf"


def attributes_of(node: Any) -> dict[str, Any]:
    values = {}
    for attribute in node.attribute:
        value = onnx.helper.get_attribute_value(attribute)
        if isinstance(value, bytes):
            value = value.decode()
        elif isinstance(value, onnx.TensorProto):
            value = onnx.numpy_helper.to_array(value)
        elif isinstance(value, list) and value and isinstance(value[0], bytes):
            value = [item.decode() for item in value]
        values[attribute.name] = value
    return values


def opset_of(case: Any) -> int:
    return next(entry.version for entry in case.model.opset_import if not entry.domain)


def has_numpy_type(array: Any) -> bool:
    if isinstance(array, list):
        return False
    dtype = np.asarray(array).dtype
    # Types of the ml_dtypes package may look like numbers, but NumPy did not make them.
    return dtype.kind in KINDS and type(dtype).__module__.startswith("numpy")


def runnable(arrays: list[Any]) -> bool:
    return all(array is None or has_numpy_type(array) for array in arrays)


Case = tuple[Any, list[Any], list[Any]]


@pytest.fixture(scope="module")
def cases() -> dict[str, list[Case]]:
    """Return for each known operator its cases with inputs and expected outputs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the cases themselves divide by zero
        from onnx.backend.test.case.node import collect_testcases

        collected = collect_testcases(None)
    known: dict[str, list[Case]] = defaultdict(list)
    names = set(registry.names())
    for case in collected:
        nodes = case.model.graph.node
        if len(nodes) != 1 or nodes[0].domain or nodes[0].op_type not in names:
            continue
        if any(case.name.startswith(start) for start in EXCLUDED):
            continue
        # Random operators have no expected result; inner graphs are a reader's work before they
        # are an operator's.
        operator = registry.find(nodes[0].op_type, "", opset_of(case))
        if operator.random or any(attribute.HasField("g") for attribute in nodes[0].attribute):
            continue
        for given, expected in case.data_sets:
            feeds = dict(zip((i.name for i in case.model.graph.input), given, strict=True))
            inputs = [feeds[name] if name else None for name in nodes[0].input]
            if runnable([*inputs, *expected]):
                known[nodes[0].op_type].append((case, inputs, list(expected)))
    return known


def problems(case: Any, inputs: list[Any], expected: list[Any]) -> Iterator[str]:
    node = case.model.graph.node[0]
    inputs = [None if array is None else np.asarray(array) for array in inputs]
    before = [None if array is None else array.copy() for array in inputs]
    operator = registry.find(node.op_type, "", opset_of(case))
    arguments = operator.signature.arguments(attributes_of(node), len(inputs), len(node.output))
    result = operator(*inputs, **arguments)
    results = result if isinstance(result, tuple) else (result,)
    wanted = [array for array, name in zip(results, node.output, strict=False) if name]
    if len(wanted) != len(expected):
        yield f"{len(wanted)} outputs instead of {len(expected)}"
        return
    for got, array in zip(wanted, map(np.asarray, expected), strict=True):
        if not isinstance(got, np.ndarray):
            yield f"{type(got)} is no array"
        elif (got.dtype, got.shape) != (array.dtype, array.shape):
            yield f"{got.dtype} {got.shape} instead of {array.dtype} {array.shape}"
        elif not np.allclose(got, array, case.rtol, case.atol, equal_nan=True):
            yield f"values differ: {got.ravel()[:6]} instead of {array.ravel()[:6]}"
    for array, old in zip(inputs, before, strict=True):
        if array is not None and not np.array_equal(array, old, equal_nan=array.dtype.kind == "f"):
            yield "an input was changed"


@pytest.mark.parametrize("op", registry.names())
def test_operator_passes_its_node_cases(op, cases):
    if op not in cases:
        pytest.skip("onnx has no case of a supported type")
    found = []
    for case, inputs, expected in cases[op]:
        try:
            found += [f"{case.name}: {problem}" for problem in problems(case, inputs, expected)]
        except Exception as error:  # noqa: BLE001  all that fail are listed
            found.append(f"{case.name}: {type(error).__name__}: {error}")
    assert not found, "\n".join(found)


def test_node_cases_are_found(cases, capsys):
    total = sum(len(of_one) for of_one in cases.values())
    with capsys.disabled():
        print(f" [{total} node cases of {len(cases)} operators]", end="")
    assert total > 400
    assert {"Conv", "Resize", "Slice", "TopK"} <= set(cases)
