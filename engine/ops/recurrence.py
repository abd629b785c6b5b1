"""What RNN, GRU and LSTM share: weights, activations, and the walk along a sequence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import budget, stopping
from engine.errors import ShapeError, UnsupportedError
from engine.ops import activation as functions
from engine.ops.registry import Spec

Function = Callable[[np.ndarray], np.ndarray]
States = tuple[np.ndarray, ...]
Cell = Callable[[np.ndarray, States], States]
"""From what the input says at one step (N, gates · H), and the states, to the new states."""

# What a function takes, with ONNX's defaults: alpha, and beta.
_FUNCTIONS: dict[str, tuple[Callable[..., np.ndarray], tuple[float, ...]]] = {
    "Relu": (functions.relu, ()),
    "Tanh": (functions.tanh, ()),
    "Sigmoid": (functions.sigmoid, ()),
    "Softsign": (functions.softsign, ()),
    "Softplus": (functions.softplus, ()),
    "LeakyRelu": (lambda x, alpha: functions.leaky_relu(x, alpha=alpha), (0.01,)),
    "ThresholdedRelu": (lambda x, alpha: functions.thresholded_relu(x, alpha=alpha), (1.0,)),
    "Elu": (lambda x, alpha: functions.elu(x, alpha=alpha), (1.0,)),
    "Affine": (lambda x, alpha, beta: alpha * x + beta, (1.0, 0.0)),
    "ScaledTanh": (lambda x, alpha, beta: alpha * np.tanh(beta * x), (1.0, 1.0)),
    "HardSigmoid": (
        lambda x, alpha, beta: functions.hard_sigmoid(x, alpha=alpha, beta=beta),
        (0.2, 0.5),
    ),
}


def activations_of(
    names: Sequence[str] | None,
    defaults: Sequence[str],
    n_directions: int,
    alphas: Sequence[float] | None,
    betas: Sequence[float] | None,
    clip: float | None,
) -> list[list[Function]]:
    """Return for each direction its functions; each is given what lies within ±`clip`."""
    wanted = list(names or list(defaults) * n_directions)
    if len(wanted) < len(defaults) * n_directions:
        raise ShapeError(f"activations must name {len(defaults) * n_directions}, got {wanted}.")
    numbers = (iter(alphas or ()), iter(betas or ()))
    made = []
    for name in wanted[: len(defaults) * n_directions]:
        known = {key.lower(): key for key in _FUNCTIONS}.get(name.lower())
        if known is None:
            raise UnsupportedError(f"activation {name!r} is not known.")
        function, standard = _FUNCTIONS[known]
        settings = [next(given, default) for given, default in zip(numbers, standard, strict=False)]
        made.append(_bounded(function, settings, clip))
    count = len(defaults)
    return [made[direction * count : (direction + 1) * count] for direction in range(n_directions)]


def _bounded(
    function: Callable[..., np.ndarray], settings: Sequence[float], clip: float | None
) -> Function:
    if clip is None:
        return lambda x: function(x, *settings)
    return lambda x: function(np.clip(x, -clip, clip), *settings)


@dataclass(frozen=True)
class Sequences:
    """The input and the weights of a layer, checked.

    Attributes
    ----------
    x : (T, N, I) array, at least float32
    w, r, b : (directions, gates · H, I), (directions, gates · H, H), (directions, 2 · gates · H)
    lengths : (N,), how many steps of each item count
    reverse : for each direction, whether it walks backwards
    """

    x: np.ndarray
    w: np.ndarray
    r: np.ndarray
    b: np.ndarray
    lengths: np.ndarray
    reverse: tuple[bool, ...]
    batch_first: bool
    dtype: np.dtype[Any]

    @property
    def hidden(self) -> int:
        """The number of units, H."""
        return int(self.r.shape[2])

    def told(self, d: int) -> np.ndarray:
        """Return what the input says to direction `d` at all steps, (T, N, gates · H)."""
        return np.asarray(self.x @ self.w[d].T)

    def recalled(self, d: int, h: np.ndarray) -> np.ndarray:
        """Return what the memory (N, H) says to direction `d`, (N, gates · H)."""
        return np.asarray(h @ self.r[d].T)

    def initial(self, given: np.ndarray | None, what: str) -> np.ndarray:
        """Return a first state (directions, N, H), zeros where none is given."""
        shape = (len(self.reverse), self.x.shape[1], self.hidden)
        if given is None:
            return np.zeros(shape, self.x.dtype)
        ahead = given.swapaxes(0, 1) if self.batch_first else given
        if ahead.shape != shape:
            raise ShapeError(f"{what} must have shape {shape}, got {ahead.shape}.")
        return ahead.astype(self.x.dtype)

    def walk(self, cells: Sequence[Cell], initial: Sequence[np.ndarray]) -> tuple[np.ndarray, ...]:
        """Return the first state at every step, and all states after the last, in ONNX's order."""
        steps, n = self.x.shape[:2]
        directions = len(self.reverse)
        history = budget.allocate(
            (steps, directions, n, self.hidden), self.x.dtype, what="A recurrent layer's result"
        )
        finals = [state.copy() for state in initial]
        half = self.b.shape[1] // 2
        for d, cell in enumerate(cells):
            states: States = tuple(state[d] for state in initial)
            # One product for all steps; what the state adds must wait for the state.
            told = self.told(d) + self.b[d, :half]
            for step in reversed(range(steps)) if self.reverse[d] else range(steps):
                stopping.check()
                counts = (step < self.lengths)[:, None]
                new = cell(told[step], states)
                states = tuple(np.where(counts, a, b) for a, b in zip(new, states, strict=True))
                history[step, d] = np.where(counts, states[0], 0)
            for final, state in zip(finals, states, strict=True):
                final[d] = state
        if self.batch_first:
            history = history.transpose(2, 0, 1, 3)
            finals = [final.swapaxes(0, 1) for final in finals]
        return tuple(array.astype(self.dtype, copy=False) for array in (history, *finals))


def check_sequence(
    gates: int,
    x: np.ndarray,
    w: np.ndarray,
    r: np.ndarray,
    b: np.ndarray | None,
    sequence_lens: np.ndarray | None,
    direction: str,
    layout: int,
) -> Sequences:
    """Return input and weights as `Sequences`, if they fit each other.

    Parameters
    ----------
    gates : how many times H the weights have rows
    """
    reverse = {"forward": (False,), "reverse": (True,), "bidirectional": (False, True)}
    if direction not in reverse:
        raise UnsupportedError(f"direction {direction!r} is not known.")
    directions = len(reverse[direction])
    ahead = x.swapaxes(0, 1) if layout and x.ndim == 3 else x
    hidden = r.shape[-1] if r.ndim else 0
    rows = gates * hidden
    fits = (
        ahead.ndim == 3
        and w.shape == (directions, rows, ahead.shape[2])
        and r.shape == (directions, rows, hidden)
        and (b is None or b.shape == (directions, 2 * rows))
        and (sequence_lens is None or sequence_lens.shape == (ahead.shape[1],))
    )
    if not fits:
        raise ShapeError(
            f"input {x.shape} does not fit weights {w.shape}, recurrence weights {r.shape}"
            f"{'' if b is None else f', bias {b.shape}'} in {directions} direction(s)."
        )
    wide = np.promote_types(x.dtype, np.float32)
    bias = np.zeros((directions, 2 * rows), wide) if b is None else b.astype(wide)
    lengths = np.full(ahead.shape[1], len(ahead)) if sequence_lens is None else sequence_lens
    return Sequences(
        ahead.astype(wide, copy=False),
        w.astype(wide, copy=False),
        r.astype(wide, copy=False),
        bias,
        lengths,
        reverse[direction],
        bool(layout),
        x.dtype,
    )


def recurrent_spec(
    x: Spec | np.ndarray,
    w: Spec | np.ndarray,
    r: Spec | np.ndarray,
    *_: Any,
    layout: int = 0,
    **__: Any,
) -> tuple[Spec, ...]:
    """Shape rule of recurrent layers."""
    directions, hidden = r.shape[0], r.shape[2]
    if layout:
        history: tuple[int, ...] = (x.shape[0], x.shape[1], directions, hidden)
        final: tuple[int, ...] = (x.shape[0], directions, hidden)
    else:
        history = (x.shape[0], directions, x.shape[1], hidden)
        final = (directions, x.shape[1], hidden)
    return Spec(history, x.dtype), Spec(final, x.dtype), Spec(final, x.dtype)
