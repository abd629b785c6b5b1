"""The engine held against the suite that the `onnx` package brings, as any ONNX backend is.

The node cases are made by the package itself, the models lie in it; nothing is downloaded.
What is left out stands in `left_out.toml`.
"""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from onnx import ModelProto
from onnx.backend.base import Backend, BackendRep

import engine

# The suite writes what it feeds the light models to a folder of its own.
os.environ["ONNX_MODELS"] = tempfile.mkdtemp(prefix="convolens-conformance-")

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from onnx.backend.test import BackendTest

LEFT_OUT: dict[str, list[str]] = tomllib.loads(
    Path(__file__).with_name("left_out.toml").read_text("utf-8")
)


class Prepared(BackendRep):
    """A model that was opened by the engine."""

    def __init__(self, model: ModelProto) -> None:
        self.model = engine.load(model.SerializeToString())

    def run(self, inputs: Sequence[Any], **_: Any) -> list[Any]:
        names = [value.name for value in self.model.inputs]
        outputs = self.model.run(dict(zip(names, map(to_engine, inputs), strict=True)))
        return [from_engine(outputs[value.name]) for value in self.model.outputs]


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


def from_engine(value: np.ndarray) -> Any:
    if value.dtype == object and value.ndim == 0 and value.item() is None:
        return None
    if value.dtype == object and any(isinstance(item, np.ndarray) for item in value.flat):
        return list(value)
    return value


def backend_cases() -> dict[str, type]:
    suite = BackendTest(Convolens, __name__)
    for prefixes in LEFT_OUT.values():
        for prefix in prefixes:
            suite.xfail(f"^{re.escape(prefix)}")
    cases = suite.test_cases
    for case in cases.values():
        for name in [name for name in vars(case) if name.endswith("_cuda")]:
            delattr(case, name)
    return cases


with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    globals().update(backend_cases())
