"""A guarded child process for hostile files, and what makes such files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import onnx
import pytest
from onnx import helper, numpy_helper

from tests.faults.guard import SMALL, Guard


@pytest.fixture(scope="session")
def guard() -> Iterator[Guard]:
    """Return a process with limits of time and memory."""
    made = Guard()
    yield made
    made.close()


@pytest.fixture
def network() -> Callable[..., onnx.ModelProto]:
    """Return a function that makes a model of nodes; a shape of None leaves it open."""

    def make(
        nodes: list[onnx.NodeProto],
        weights: dict[str, Any] | None = None,
        *,
        shape: tuple[Any, ...] | None = (1, 3, 8, 8),
        output: str = "y",
        opset: int = 17,
        functions: tuple[onnx.FunctionProto, ...] = (),
    ) -> onnx.ModelProto:
        graph = helper.make_graph(
            nodes,
            "hostile",
            [] if shape is None else [helper.make_tensor_value_info("x", 1, shape)],
            [helper.make_tensor_value_info(output, 1, None)],
            [numpy_helper.from_array(array, name) for name, array in (weights or {}).items()],
        )
        opsets = [helper.make_opsetid("", opset), helper.make_opsetid("mine", 1)]
        model = helper.make_model(graph, opset_imports=opsets, functions=list(functions))
        model.ir_version = 9
        return model

    return make


@pytest.fixture
def refused(guard) -> Callable[..., dict[str, Any]]:
    """Return a function that opens and runs a model in the child, which must refuse it in words.

    The budget is small there, so that what exceeds it shows in memory; the answer is returned.
    """

    def run(model: onnx.ModelProto | bytes, kinds: str, **job: Any) -> dict[str, Any]:
        data = model if isinstance(model, bytes) else model.SerializeToString()
        answer = guard("model", source=data, **{"budget": SMALL, **job})
        assert answer.get("ours"), answer
        assert answer["error"] in kinds.split("|"), answer
        assert answer["file"] == "model", answer
        if answer["error"] == "LimitError":
            assert answer["facts"]["setting"], answer
            assert "limit" in answer["facts"], answer
        allowed = 6 * SMALL["plan_bytes"]
        assert answer["peak_bytes"] < allowed, f"{answer['peak_bytes']:,} bytes for a refusal"
        return answer

    return run
