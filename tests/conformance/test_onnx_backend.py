"""The engine held against the suite that the `onnx` package brings, as any ONNX backend is.

The node cases are made by the package itself, the models lie in it; nothing is downloaded.
What is left out stands in `left_out.toml`.
"""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
import unittest
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx.backend.test
import pytest
from onnx import ModelProto, TensorProto
from onnx.backend.base import Backend, BackendRep
from onnx.backend.test import BackendTest

import engine

# The suite writes what it feeds the light models to a folder of its own.
os.environ["ONNX_MODELS"] = tempfile.mkdtemp(prefix="convolens-conformance-")

LEFT_OUT: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("left_out.toml").read_text("utf-8")
)["left_out"]


class Prepared(BackendRep):
    """A model that was opened by the engine."""

    def __init__(self, model: ModelProto) -> None:
        self.model = engine.load(model.SerializeToString())
        self.declared = [output.type.tensor_type.elem_type for output in model.graph.output]

    def run(self, inputs: Sequence[Any], **_: Any) -> list[Any]:
        names = [value.name for value in self.model.inputs]
        outputs = self.model.run(dict(zip(names, map(to_engine, inputs), strict=True)))
        return [
            from_engine(outputs[value.name], declared)
            for value, declared in zip(self.model.outputs, self.declared, strict=True)
        ]


class Convolens(Backend):
    """The engine behind the interface of `onnx.backend`."""

    @classmethod
    def prepare(cls, model: ModelProto, device: str = "CPU", **_: Any) -> Prepared:
        return Prepared(model)

    @classmethod
    def supports_device(cls, device: str) -> bool:
        return device == "CPU"


def to_engine(value: Any) -> np.ndarray:
    """Return a value of the suite as the engine takes it: a sequence is an array of arrays."""
    if isinstance(value, list | tuple):
        sequence = np.empty(len(value), object)
        sequence[:] = [None] * len(value)
        for index, item in enumerate(value):
            sequence[index] = item
        return sequence
    return np.asarray(value)


def from_engine(value: np.ndarray, declared: int) -> Any:
    """Return a value of the engine as the suite compares it; bfloat16 is float32 in the engine."""
    if declared == TensorProto.BFLOAT16:
        return value.astype(np.dtype("bfloat16"))
    if value.dtype == object and value.ndim == 0 and value.item() is None:
        return None
    if value.dtype == object and any(isinstance(item, np.ndarray) for item in value.flat):
        return list(value)
    return value


def backend_cases(left_out: list[dict[str, Any]]) -> dict[str, type]:
    """Return the classes of cases of the suite; those listed must fail."""
    suite = BackendTest(Convolens, __name__)
    by_chance: dict[str, str] = {}
    for group in left_out:
        for beginning in group["cases"]:
            if group.get("by_chance"):
                by_chance[f"{beginning}_cpu"] = group["reason"]
            else:
                suite.xfail(f"^{re.escape(beginning)}")
    cases = suite.test_cases
    for case in cases.values():
        for name in [name for name in vars(case) if name.endswith("_cuda")]:
            delattr(case, name)
        for name in by_chance.keys() & vars(case).keys():
            either = pytest.mark.xfail(reason=by_chance[name], strict=False)
            setattr(case, name, either(getattr(case, name)))
    return cases


with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    CASES = backend_cases(LEFT_OUT)
    globals().update(CASES)


def test_what_is_left_out_is_in_the_suite():
    """A case that is gone from the suite goes from the list too."""
    names = {name for case in CASES.values() for name in vars(case)}
    listed = [beginning for group in LEFT_OUT for beginning in group["cases"]]
    assert [each for each in listed if not any(name.startswith(each) for name in names)] == []


@pytest.mark.parametrize(("name", "red"), [("test_relu", True), ("test_nesterov_momentum", False)])
def test_a_case_on_the_list_that_passes_is_no_success(name, red):
    """The engine knows the one operator and not the other; both are listed here."""
    nodes = backend_cases([{"reason": "to try the list", "cases": [name]}])
    result = unittest.TestResult()
    nodes["OnnxBackendNodeModelTest"](f"{name}_cpu").run(result)
    assert result.testsRun == 1
    assert result.wasSuccessful() is not red
    assert len(result.unexpectedSuccesses) == red


def test_equal_filters_give_equal_scores():
    """The weights of this model are all alike, so its scores are too, but for rounding."""
    folder = Path(onnx.backend.test.__file__).parent / "data" / "light"
    model = engine.load(folder / "light_squeezenet.onnx")
    (softmax,) = [layer for layer in model.layers if layer.op == "Softmax"]
    image = np.random.default_rng(0).random((1, 3, 224, 224), np.float32)
    name = softmax.inputs[0]
    scores = model.run({model.inputs[0].name: image}, watch=[name])[name]
    assert scores.shape == (1, 1000, 1, 1)
    assert np.ptp(scores) <= 1e-5 * scores.max()
