"""What every test of operators uses: ONNX Runtime as the oracle, and bound against plain form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from engine.ops import registry

OPSET = 18

# The oldest IR version that may carry an opset is enough for every runtime that knows it.
_IR_OF_OPSET = {18: 8, 19: 9, 20: 9, 21: 10, 22: 10, 23: 11, 24: 12, 25: 13}


def run_onnxruntime(
    op: str,
    inputs: Sequence[np.ndarray | None],
    attributes: Mapping[str, Any] | None = None,
    *,
    opset: int = OPSET,
    domain: str = "",
    n_outputs: int = 1,
) -> list[np.ndarray]:
    onnx = pytest.importorskip("onnx")
    onnxruntime = pytest.importorskip("onnxruntime")
    names = [f"input_{i}" if array is not None else "" for i, array in enumerate(inputs)]
    feeds = {
        name: np.asarray(array)
        for name, array in zip(names, inputs, strict=True)
        if array is not None
    }
    outputs = [f"output_{i}" for i in range(n_outputs)]
    node = onnx.helper.make_node(op, names, outputs, domain=domain, **(attributes or {}))
    graph = onnx.helper.make_graph(
        [node],
        "one_node",
        [
            onnx.helper.make_tensor_value_info(
                name, onnx.helper.np_dtype_to_tensor_dtype(array.dtype), array.shape
            )
            for name, array in feeds.items()
        ],
        # Names without a type: the runtime infers it.
        [onnx.ValueInfoProto(name=name) for name in outputs],
    )
    opsets = [onnx.helper.make_opsetid("", opset)]
    if domain:
        opsets.append(onnx.helper.make_opsetid(domain, 1))
    model = onnx.helper.make_model(
        graph, opset_imports=opsets, ir_version=_IR_OF_OPSET.get(opset, 8)
    )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    return list(session.run(None, feeds))


@pytest.fixture(scope="session")
def onnxruntime_result() -> Callable[..., list[np.ndarray]]:
    """Return a function that runs one node in ONNX Runtime.

    `onnxruntime_result(op, inputs, attributes, opset=18, domain="", n_outputs=1)`; an input of
    None is left out.
    """
    pytest.importorskip("onnxruntime")
    return run_onnxruntime


def run_plain(
    op: str,
    inputs: Sequence[np.ndarray | None],
    attributes: Mapping[str, Any] | None = None,
    *,
    opset: int = OPSET,
    domain: str = "",
    n_outputs: int = 1,
) -> list[np.ndarray]:
    operator = registry.find(op, domain, opset)
    arguments = operator.signature.arguments(attributes or {}, len(inputs), n_outputs)
    result = operator(*inputs, **arguments)
    return list(result) if isinstance(result, tuple) else [result]


@pytest.fixture(scope="session")
def run_operator() -> Callable[..., list[np.ndarray]]:
    """Return a function that runs the plain form of an operator, called as the oracle is."""
    return run_plain


def channels_last(array: np.ndarray) -> np.ndarray:
    """Return a copy whose axis 1 is innermost in memory, as feature maps lie inside a plan."""
    if array.ndim < 3:
        return array.copy()
    return np.moveaxis(np.ascontiguousarray(np.moveaxis(array, 1, -1)), -1, 1)


def run_bound(
    op: str,
    inputs: Sequence[np.ndarray | None],
    attributes: Mapping[str, Any] | None = None,
    *,
    constants: Sequence[int] = (),
    opset: int = OPSET,
    domain: str = "",
    expected: np.ndarray,
) -> np.ndarray | None:
    """Run the bound form on other values first, then on these; None where it does not bind."""
    operator = registry.find(op, domain, opset)
    assert operator.binder is not None, f"{op} has no bind function"
    arguments = operator.signature.arguments(attributes or {}, len(inputs), 1)
    buffers = [
        None if array is None else prepare_buffer(array, constant=position in constants)
        for position, array in enumerate(inputs)
    ]
    out = channels_last(np.full_like(expected, 77))
    work = operator.binder(*buffers, **arguments, out=out)
    if work is None:
        return None
    fed = [
        (buffer, array)
        for buffer, array in zip(buffers, inputs, strict=True)
        if buffer is not None and buffer.flags.writeable
    ]
    with np.errstate(all="ignore"):
        for step in work:
            step()
        for buffer, array in fed:
            buffer[...] = array
        for step in work:
            step()
    for buffer, array in fed:
        np.testing.assert_array_equal(buffer, array, err_msg="the bound form changed an input")
    return out


def prepare_buffer(array: np.ndarray, *, constant: bool) -> np.ndarray:
    """Return a constant as it is, or the buffer of a value with something else in it."""
    if not constant:
        return channels_last(np.full_like(array, 3))
    copy = array.copy()
    copy.flags.writeable = False
    return copy


@pytest.fixture(scope="session")
def check_operator() -> Callable[..., np.ndarray]:
    """Return a function that holds an operator's plain and bound forms against ONNX Runtime.

    `check_operator(op, inputs, attributes, constants=(1, 2), opset=18, rtol=1e-5, atol=1e-6)`
    gives back the plain result. With `constants` (positions of constant inputs; () for none) the
    bound form runs too, from channels-last buffers that held other values before. `atol` is
    relative to the largest magnitude in the expected result.
    """
    pytest.importorskip("onnxruntime")

    def check(
        op: str,
        inputs: Sequence[np.ndarray | None],
        attributes: Mapping[str, Any] | None = None,
        *,
        constants: Sequence[int] | None = None,
        opset: int = OPSET,
        rtol: float = 1e-5,
        atol: float = 1e-6,
    ) -> np.ndarray:
        before = [None if array is None else array.copy() for array in inputs]
        (expected,) = run_onnxruntime(op, inputs, attributes, opset=opset)
        (got,) = run_plain(op, inputs, attributes, opset=opset)
        finite = np.abs(expected[np.isfinite(expected)]) if expected.dtype.kind == "f" else []
        scale = float(max(finite, default=1.0)) if len(finite) else 1.0
        close = {"rtol": rtol, "atol": atol * scale}
        assert got.dtype == expected.dtype
        assert got.shape == expected.shape
        np.testing.assert_allclose(got, expected, **close)
        for array, old in zip(inputs, before, strict=True):
            if array is not None:
                np.testing.assert_array_equal(array, old, err_msg="an input was changed")
        if constants is not None:
            bound = run_bound(
                op, inputs, attributes, constants=constants, opset=opset, expected=expected
            )
            assert bound is not None, f"{op} did not bind"
            np.testing.assert_allclose(bound, expected, err_msg="bound form", **close)
        return got

    return check
