"""Random small networks give what ONNX Runtime gives, however many of their values are watched."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

EXAMPLES = 400


@settings(max_examples=EXAMPLES, derandomize=True, deadline=None, database=None)
@given(st.integers(0, 2**32 - 1))
def test_random_networks_agree_with_onnx_runtime(seed):
    pytest.importorskip("onnxruntime")
    from tests.fuzz.differential import check

    check(seed)
