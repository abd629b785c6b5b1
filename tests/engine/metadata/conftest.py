"""A classifier of three classes, written by the `onnx` package with files beside it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a classifier of three classes, and files beside it."""

    def write(
        *,
        props: dict[str, str] | None = None,
        beside: dict[str, Any] | None = None,
        shape: tuple[int | str, ...] = ("N", 3, 32, 32),
        name: str = "model.onnx",
    ) -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        onnx.save(classifier(shape, props or {}), path)
        for beside_name, content in (beside or {}).items():
            text = content if isinstance(content, str) else json.dumps(content, indent=2)
            (tmp_path / beside_name).write_text(text, "utf-8")
        return path

    return write


@pytest.fixture
def make_classifier() -> Callable[..., onnx.ModelProto]:
    """Return a function that makes the classifier as a message."""
    return classifier


def classifier(shape: tuple[int | str, ...], props: dict[str, str]) -> onnx.ModelProto:
    last = shape[3] == 3
    weights = np.random.default_rng(0).normal(size=(3, 3)).astype(np.float32)
    nodes = [
        helper.make_node("ReduceMean", ["x"], ["m"], axes=[1, 2] if last else [2, 3], keepdims=0),
        helper.make_node("MatMul", ["m", "w"], ["s"]),
        helper.make_node("Softmax", ["s"], ["y"], axis=1),
    ]
    graph = helper.make_graph(
        nodes,
        "flowers",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N", 3])],
        [numpy_helper.from_array(weights, "w")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    for key, value in props.items():
        model.metadata_props.add(key=key, value=value)
    return model
