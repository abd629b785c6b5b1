"""What operators ask of the kind of numbers they get."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np

from engine.errors import ShapeError

Function = TypeVar("Function", bound=Callable[..., Any])


def _accepting(kinds: str, words: str) -> Callable[[Function], Function]:
    def decorate(function: Function) -> Function:
        @functools.wraps(function)
        def checked(*inputs: Any, **attributes: Any) -> Any:
            for array in inputs:
                if array is not None and array.dtype.kind not in kinds:
                    raise ShapeError(f"the inputs must hold {words}, got {array.dtype}.")
            # Infinity and NaN are results here, as in the specification, and no warnings.
            with np.errstate(all="ignore"):
                return function(*inputs, **attributes)

        return cast(Function, checked)

    return decorate


floats = _accepting("f", "floating-point numbers")
"""Decorate an operator, or its bind function, that knows float16, float32 and float64 only."""
numbers = _accepting("fiu", "numbers")
"""Decorate an operator, or its bind function, that knows integers too."""
