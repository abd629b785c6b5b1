"""Recurrent layers against ONNX Runtime."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from engine.errors import ShapeError, UnsupportedError
from engine.ops.recurrent import gru, lstm, rnn

RANDOM = np.random.default_rng(12)
GATES = {"RNN": 1, "GRU": 3, "LSTM": 4}
STEPS, N, INPUTS, HIDDEN = 5, 3, 4, 6


def normal(*shape):
    return (RANDOM.normal(size=shape) * 0.6).astype(np.float32)


def arrays(op, directions, *, bias=True, lengths=True, states=True):
    rows = GATES[op] * HIDDEN
    given = [
        normal(STEPS, N, INPUTS),
        normal(directions, rows, INPUTS),
        normal(directions, rows, HIDDEN),
        normal(directions, 2 * rows) if bias else None,
        np.array([5, 2, 3], np.int32) if lengths else None,
        normal(directions, N, HIDDEN) if states else None,
    ]
    if op == "LSTM":
        given.append(normal(directions, N, HIDDEN) if states else None)
    return given


def check(oracle, run, op, inputs, attributes):
    outputs = 3 if op == "LSTM" else 2
    expected = oracle(op, inputs, attributes, opset=14, n_outputs=outputs)
    got = run(op, inputs, attributes, opset=14, n_outputs=outputs)
    for ours, theirs in zip(got, expected, strict=True):
        assert (ours.shape, ours.dtype) == (theirs.shape, theirs.dtype)
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("op", "direction", "full"),
    list(itertools.product(GATES, ("forward", "reverse", "bidirectional"), (True, False))),
)
def test_recurrent_layers_agree(onnxruntime_result, run_operator, op, direction, full):
    directions = 2 if direction == "bidirectional" else 1
    inputs = arrays(op, directions, bias=full, lengths=full, states=full)
    attributes = {"direction": direction, "hidden_size": HIDDEN}
    check(onnxruntime_result, run_operator, op, inputs, attributes)


@pytest.mark.parametrize("before", [0, 1])
def test_gru_agrees_with_either_place_of_its_reset(onnxruntime_result, run_operator, before):
    attributes = {"hidden_size": HIDDEN, "linear_before_reset": before}
    check(onnxruntime_result, run_operator, "GRU", arrays("GRU", 1), attributes)


def test_lstm_agrees_with_peepholes(onnxruntime_result, run_operator):
    inputs = [*arrays("LSTM", 2), normal(2, 3 * HIDDEN)]
    attributes = {"direction": "bidirectional", "hidden_size": HIDDEN}
    check(onnxruntime_result, run_operator, "LSTM", inputs, attributes)


@pytest.mark.parametrize("op", GATES)
def test_recurrent_layers_agree_with_clipping_and_other_functions(
    onnxruntime_result, run_operator, op
):
    names = {
        "RNN": ["Relu"],
        "GRU": ["HardSigmoid", "Softsign"],
        "LSTM": ["HardSigmoid", "LeakyRelu", "Tanh"],
    }[op]
    attributes = {"hidden_size": HIDDEN, "clip": 0.5, "activations": names}
    if op != "RNN":
        attributes |= {
            "activation_alpha": [0.3, 0.1],
            "activation_beta": [0.4],
        }
    check(onnxruntime_result, run_operator, op, arrays(op, 1), attributes)


def test_layout_1_is_layout_0_turned(run_operator):
    """ONNX Runtime knows only layout 0."""
    inputs = arrays("LSTM", 2)
    plain = run_operator("LSTM", inputs, {"direction": "bidirectional"}, opset=14)
    turned = [inputs[0].swapaxes(0, 1), *inputs[1:5], *(a.swapaxes(0, 1) for a in inputs[5:])]
    attributes = {"direction": "bidirectional", "layout": 1}
    y, y_h, y_c = run_operator("LSTM", turned, attributes, opset=14)
    np.testing.assert_allclose(y, plain[0].transpose(2, 0, 1, 3), rtol=1e-5)
    np.testing.assert_allclose(y_h, plain[1].swapaxes(0, 1), rtol=1e-5)
    np.testing.assert_allclose(y_c, plain[2].swapaxes(0, 1), rtol=1e-5)


def test_half_precision_is_computed_in_single():
    inputs = [
        a if a is None or a.dtype.kind == "i" else a.astype(np.float16) for a in arrays("GRU", 1)
    ]
    (y, _) = gru(*inputs)
    assert y.dtype == np.float16
    wide = gru(*[a if a is None or a.dtype.kind == "i" else a.astype(np.float32) for a in inputs])
    np.testing.assert_array_equal(y, wide[0].astype(np.float16))


def test_recurrent_layers_refuse_what_does_not_fit():
    x, w, r, *_ = arrays("RNN", 1)
    with pytest.raises(ShapeError, match="does not fit"):
        rnn(x, w[:, :, :-1], r)
    with pytest.raises(ShapeError):
        rnn(x, w, r, direction="bidirectional")
    with pytest.raises(UnsupportedError, match="sideways"):
        rnn(x, w, r, direction="sideways")
    with pytest.raises(UnsupportedError, match="Magic"):
        rnn(x, w, r, activations=["Magic"])
    with pytest.raises(ShapeError, match="activations"):
        lstm(*arrays("LSTM", 1)[:3], activations=["Tanh"])
