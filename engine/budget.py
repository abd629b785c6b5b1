"""The limits on what a file may ask for, and the one place that allocates what its sizes decide.

A model of a hundred bytes can ask for an array of a terabyte. So nothing whose size a file
decides is allocated before it was held against the budget in force.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from engine.errors import LimitError, ShapeError

MOST_AXES = 64  # what NumPy can hold
_MOST = 10**12  # what no machine of ours has, or counts to in a day


@dataclass(frozen=True, slots=True)
class Budget:
    """What the engine will spend on one file.

    Attributes
    ----------
    file_bytes : size of a model file; the ONNX format itself ends at 2 GiB
    parts : of a model file: nodes, their inputs, attributes, weights, …; each takes up to 200 bytes
        when it is read, however short it is in the file
    nodes : operators in a model, those of its inner graphs included
    nesting : depth of graphs inside graphs
    tensor_elements : elements of one array, 1 GiB in float32; the largest of VGG-16 has 103 million
    plan_bytes : all arrays of one plan together; a large VGG needs 2 GiB. As much, each by
        itself, for the weights and for what is computed of them once
    image_pixels : width × height of a picture, decoded or read by a network; most cameras make
        24 million
    loop_steps : rounds of one loop inside a model, those of loops inside it included
    window : pixels of the kernel of a convolution or pool, and from one window to the next
    pieces : parts that the work of one plan is cut into, half a kilobyte each
    entries : arrays in an archive
    items : texts in one array, and numbers in a list that says how to compute (a shape, axes):
        Python works on them one by one, and NumPy holds its lock while it sorts or joins texts
    ratio : how many times larger an array of an archive may be than it is there, if it is large;
        trained weights hardly shrink
    """

    file_bytes: int = 2**31
    parts: int = 2**23
    nodes: int = 100_000
    nesting: int = 32
    tensor_elements: int = 2**28
    plan_bytes: int = 2**32
    image_pixels: int = 100_000_000
    loop_steps: int = 100_000
    window: int = 2**20
    pieces: int = 2**22
    entries: int = 10_000
    items: int = 100_000
    ratio: int = 200


_UNITS = {
    "file_bytes": "bytes",
    "parts": "parts",
    "nodes": "nodes",
    "nesting": "levels",
    "tensor_elements": "elements",
    "plan_bytes": "bytes",
    "image_pixels": "pixels",
    "loop_steps": "rounds",
    "window": "pixels",
    "pieces": "pieces",
    "entries": "entries",
    "items": "items",
    "ratio": "times its size in the archive",
}
LIMITS = tuple(limit.name for limit in fields(Budget))
"""The names of all limits."""

VARIABLE = "CONVOLENS_LIMITS"
"""The environment variable with other limits: `plan_bytes=16_000_000_000,nodes=200000`."""


def of_words(words: str) -> Budget:
    """Return the usual limits with others in their place; what makes no sense is logged."""
    others = {}
    for part in filter(None, map(str.strip, words.split(","))):
        name, _, number = part.partition("=")
        if name in LIMITS and number.replace("_", "").isdecimal() and len(number) < 30:
            others[name] = int(number)
        else:
            logging.getLogger("convolens").warning(
                "%s: %r is no limit with a whole number; there are %s.",
                VARIABLE, part, ", ".join(LIMITS),
            )  # fmt: skip
    return Budget(**others)


_current = of_words(os.environ.get(VARIABLE, ""))
_of_arrays: ContextVar[str] = ContextVar("limit of arrays", default="tensor_elements")


def current() -> Budget:
    """Return the budget in force."""
    return _current


@contextmanager
def use(budget: Budget) -> Iterator[Budget]:
    """Put another budget in force, for every thread, until the block ends.

    It is one for the whole process, because the thread that runs a plan is seldom the one that
    opened the file.
    """
    global _current
    before = _current
    _current = budget
    try:
        yield budget
    finally:
        _current = before


@contextmanager
def text() -> Iterator[None]:
    """Hold the arrays of this thread to what arrays of text may have, until the block ends."""
    token = _of_arrays.set("items")
    try:
        yield
    finally:
        _of_arrays.reset(token)


def check(what: str, needed: int, limit_name: str) -> None:
    """Raise if `what` needs more than the limit of that name allows.

    Raises
    ------
    LimitError
        With the facts `needed`, `limit` and `setting`.
    """
    limit: int = getattr(_current, limit_name)
    if needed > limit:
        setting = f"{VARIABLE}={limit_name}={needed}"
        remedy = f"If you trust the file, start Convolens with {setting}."
        if needed > _MOST:
            remedy = "Do not trust this file unless you know who made it."
        raise LimitError(
            f"{what} needs {_number(needed)} {_UNITS[limit_name]}, the limit is {_number(limit)}.",
            remedy=remedy,
            needed=needed,
            limit=limit,
            setting=limit_name,
        )


def check_elements(shape: Sequence[int], what: str = "An array") -> tuple[int, ...]:
    """Return `shape` as a tuple of Python integers, if it is one and its elements are in budget.

    Raises
    ------
    ShapeError
        If a size is negative, or there are more axes than NumPy knows.
    LimitError
        If there are too many elements. An axis of size 0 does not excuse the others: NumPy
        refuses (0, 2**62, 2**62) as well.
    """
    sizes = tuple(int(size) for size in shape)
    if any(size < 0 for size in sizes):
        raise ShapeError(f"{what} cannot have a negative size, got shape {sizes}.", shape=sizes)
    if len(sizes) > MOST_AXES:
        raise ShapeError(f"{what} can have up to {MOST_AXES} axes, got {len(sizes)}.")
    elements = 1
    for size in sizes:
        elements *= max(size, 1)
    check(f"{what} of shape {_shape(sizes)}", elements, _of_arrays.get())
    return sizes


def allocate(
    shape: Sequence[int],
    dtype: Any = np.float32,
    fill: Any = None,
    what: str = "An array",
) -> np.ndarray:
    """Return a new C-contiguous array, filled with `fill`, or with anything where that is None.

    Raises
    ------
    ShapeError, LimitError
        As `check_elements`; a LimitError too if the system has no such memory.
    """
    with text() if np.dtype(dtype).hasobject else nullcontext():
        sizes = check_elements(shape, what)
    try:
        array = np.empty(sizes, dtype)
    except (MemoryError, ValueError) as error:  # ValueError: more bytes than an address can count
        needed = int(np.prod(sizes, dtype=object)) * np.dtype(dtype).itemsize
        raise LimitError(
            f"{what} of shape {_shape(sizes)} needs {_number(needed)} bytes, "
            "more memory than there is.",
            remedy="Close other programs, or use a smaller picture or model.",
            needed=needed,
            limit=0,
            setting="memory",
        ) from error
    if fill is not None:
        array[...] = fill
    return array


def _number(value: int) -> str:
    """Return a number that stays short even if it has a thousand digits."""
    # Python itself writes no more than 4,300 digits.
    return f"{value:,}" if value < 10**15 else f"about 1e{int(value.bit_length() * 0.30103)}"


def _shape(sizes: tuple[int, ...]) -> str:
    text = " × ".join(_digits(size) for size in sizes[:8]) or "()"
    return f"{text} × …" if len(sizes) > 8 else text


def _digits(size: int) -> str:
    return str(size) if size < 10**30 else _number(size)
