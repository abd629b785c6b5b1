"""RNN, GRU and LSTM: layers that walk along a sequence and remember."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.errors import ShapeError
from engine.ops.recurrence import (
    Cell,
    Function,
    Sequences,
    States,
    activations_of,
    check_sequence,
    recurrent_spec,
)
from engine.ops.registry import onnx_op


@onnx_op("RNN", since=1, shape=recurrent_spec)
def rnn(
    x: np.ndarray,
    w: np.ndarray,
    r: np.ndarray,
    b: np.ndarray | None = None,
    sequence_lens: np.ndarray | None = None,
    initial_h: np.ndarray | None = None,
    *,
    activation_alpha: Sequence[float] | None = None,
    activation_beta: Sequence[float] | None = None,
    activations: Sequence[str] | None = None,
    clip: float | None = None,
    direction: str = "forward",
    hidden_size: int | None = None,
    layout: int = 0,
    output_sequence: int = 0,
) -> tuple[np.ndarray, ...]:
    """Return what a simple recurrent layer remembers at each step: f(x·Wᵀ + h·Rᵀ + b).

    Parameters
    ----------
    x : (T, N, I) floating array, or (N, T, I) with `layout=1`
    w, r, b : (directions, H, I), (directions, H, H), (directions, 2H): of input and of memory
    sequence_lens : (N,), how many steps of each item count
    initial_h : (directions, N, H)
    clip : bounds what goes into the activations
    hidden_size, output_sequence : follow from the rest

    Returns
    -------
    y : (T, directions, N, H), or (N, T, directions, H)
    y_h : (directions, N, H), or (N, directions, H), after the last step

    Raises
    ------
    ShapeError, UnsupportedError
        If arrays do not fit, or an activation is not known.

    Notes
    -----
    ONNX RNN-22, https://onnx.ai/onnx/operators/onnx__RNN.html
    """
    given = check_sequence(1, x, w, r, b, sequence_lens, direction, layout)
    chosen = activations_of(
        activations, ["Tanh"], len(given.reverse), activation_alpha, activation_beta, clip
    )

    def cell(d: int) -> Cell:
        (f,) = chosen[d]
        bias = given.b[d, given.hidden :]
        return lambda told, states: (f(told + given.recalled(d, states[0]) + bias),)

    cells = [cell(d) for d in range(len(given.reverse))]
    return given.walk(cells, [given.initial(initial_h, "initial_h")])


@onnx_op("GRU", since=1, shape=recurrent_spec)
def gru(
    x: np.ndarray,
    w: np.ndarray,
    r: np.ndarray,
    b: np.ndarray | None = None,
    sequence_lens: np.ndarray | None = None,
    initial_h: np.ndarray | None = None,
    *,
    activation_alpha: Sequence[float] | None = None,
    activation_beta: Sequence[float] | None = None,
    activations: Sequence[str] | None = None,
    clip: float | None = None,
    direction: str = "forward",
    hidden_size: int | None = None,
    layout: int = 0,
    linear_before_reset: int = 0,
    output_sequence: int = 0,
) -> tuple[np.ndarray, ...]:
    """Return what a layer of gated recurrent units remembers at each step.

    Parameters
    ----------
    x, sequence_lens, initial_h, clip : as for `rnn`
    w, r, b : (directions, 3H, I), (directions, 3H, H), (directions, 6H), the gates in the order
        update, reset, hidden
    linear_before_reset : 1 lets the reset gate act on the product, not on the memory

    Returns
    -------
    y, y_h : as for `rnn`

    Notes
    -----
    ONNX GRU-22, https://onnx.ai/onnx/operators/onnx__GRU.html
    """
    given = check_sequence(3, x, w, r, b, sequence_lens, direction, layout)
    chosen = activations_of(
        activations,
        ["Sigmoid", "Tanh"],
        len(given.reverse),
        activation_alpha,
        activation_beta,
        clip,
    )
    size = given.hidden

    def cell(d: int) -> Cell:
        f, g = chosen[d]
        gates, hidden = given.r[d, : 2 * size].T, given.r[d, 2 * size :].T
        bias = given.b[d, 3 * size :]

        def step(told: np.ndarray, states: States) -> States:
            (h,) = states
            both = f(told[:, : 2 * size] + h @ gates + bias[: 2 * size])
            update, reset = both[:, :size], both[:, size:]
            if linear_before_reset:
                new = g(told[:, 2 * size :] + reset * (h @ hidden + bias[2 * size :]))
            else:
                new = g(told[:, 2 * size :] + (reset * h) @ hidden + bias[2 * size :])
            return ((1 - update) * new + update * h,)

        return step

    cells = [cell(d) for d in range(len(given.reverse))]
    return given.walk(cells, [given.initial(initial_h, "initial_h")])


@onnx_op("LSTM", since=1, shape=recurrent_spec)
def lstm(
    x: np.ndarray,
    w: np.ndarray,
    r: np.ndarray,
    b: np.ndarray | None = None,
    sequence_lens: np.ndarray | None = None,
    initial_h: np.ndarray | None = None,
    initial_c: np.ndarray | None = None,
    p: np.ndarray | None = None,
    *,
    activation_alpha: Sequence[float] | None = None,
    activation_beta: Sequence[float] | None = None,
    activations: Sequence[str] | None = None,
    clip: float | None = None,
    direction: str = "forward",
    hidden_size: int | None = None,
    input_forget: int = 0,
    layout: int = 0,
    output_sequence: int = 0,
) -> tuple[np.ndarray, ...]:
    """Return what a layer of long short-term memory puts out at each step.

    Parameters
    ----------
    x, sequence_lens, initial_h, clip : as for `rnn`
    w, r, b : (directions, 4H, I), (directions, 4H, H), (directions, 8H), the gates in the order
        input, output, forget, cell
    initial_c : (directions, N, H), the first state of the cells
    p : (directions, 3H), what input, output and forget gate see of the cell
    input_forget : 1 forgets what the input gate does not let in

    Returns
    -------
    y, y_h : as for `rnn`
    y_c : the cells after the last step, as `y_h`

    Notes
    -----
    ONNX LSTM-22, https://onnx.ai/onnx/operators/onnx__LSTM.html
    """
    given = check_sequence(4, x, w, r, b, sequence_lens, direction, layout)
    chosen = lstm_functions(
        activations, len(given.reverse), activation_alpha, activation_beta, clip
    )
    first = [given.initial(initial_h, "initial_h"), given.initial(initial_c, "initial_c")]
    return given.walk(lstm_cells(given, chosen, p, bool(input_forget)), first)


def lstm_functions(
    names: Sequence[str] | None,
    n_directions: int,
    alphas: Sequence[float] | None,
    betas: Sequence[float] | None,
    clip: float | None,
) -> list[list[Function]]:
    """Return for each direction the functions of gates, cell and output.

    As in ONNX Runtime, clipping bounds what comes from input and memory, not the cell itself.
    """
    defaults = ["Sigmoid", "Tanh", "Tanh"]
    clipped = activations_of(names, defaults, n_directions, alphas, betas, clip)
    free = activations_of(names, defaults, n_directions, alphas, betas, None)
    return [[*these[:2], those[2]] for these, those in zip(clipped, free, strict=True)]


def lstm_cells(
    given: Sequences,
    functions: Sequence[Sequence[Function]],
    p: np.ndarray | None,
    input_forget: bool,
) -> list[Cell]:
    """Return the cells of an LSTM, one for each direction."""
    size = given.hidden
    if p is not None and p.shape != (len(given.reverse), 3 * size):
        raise ShapeError(f"p must have shape {(len(given.reverse), 3 * size)}, got {p.shape}.")

    def cell(d: int) -> Cell:
        f, g, out = functions[d]
        bias = given.b[d, 4 * size :]
        peep_i, peep_o, peep_f = np.split(np.zeros(3 * size) if p is None else p[d], 3)

        def step(told: np.ndarray, states: States) -> States:
            h, c = states
            i, o, forget, new = np.split(told + given.recalled(d, h) + bias, 4, axis=1)
            if p is not None:
                i, forget = i + peep_i * c, forget + peep_f * c
            let_in = f(i)
            kept = (1 - let_in if input_forget else f(forget)) * c + let_in * g(new)
            shown = f(o + peep_o * kept) if p is not None else f(o)
            return shown * out(kept), kept

        return step

    return [cell(d) for d in range(len(given.reverse))]
