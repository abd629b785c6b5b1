"""What the Python signature of an operator's function says about the nodes of a file."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

import numpy as np

from engine.errors import UnsupportedError
from engine.graph import Graph


@dataclass(frozen=True)
class Signature:
    """What the parameters of an operator's function say about its nodes.

    Attributes
    ----------
    inputs : the names of the inputs
    required : how many of them have no default
    needed : those that a node may not leave out
    variadic : whether any number of further inputs may follow
    rest_needed : whether a node may leave out none of these
    attributes : the default of each attribute
    kinds : how each parameter is annotated
    single : whether the function returns one array
    wants_n_outputs : whether it wants to know how many outputs a node has
    """

    inputs: tuple[str, ...]
    required: int
    needed: frozenset[str]
    variadic: bool
    rest_needed: bool
    attributes: Mapping[str, Any]
    kinds: Mapping[str, str]
    single: bool
    wants_n_outputs: bool

    def arguments(self, given: Mapping[str, Any], n_inputs: int, n_outputs: int) -> dict[str, Any]:
        """Return the keyword arguments for a node, after checking that it fits the self.

        Raises
        ------
        UnsupportedError
            If an attribute is not known, missing or of another type, or the number of inputs
            does not fit.
        """
        unknown = [name for name in given if name not in self.attributes]
        if unknown:
            known = ", ".join(self.attributes) or "none"
            raise UnsupportedError(
                f"attribute {unknown[0]!r} is not known; known: {known}.", attribute=unknown[0]
            )
        missing = [
            name
            for name, default in self.attributes.items()
            if default is inspect.Parameter.empty and name not in given
        ]
        if missing:
            raise UnsupportedError(f"attribute {missing[0]!r} is missing.", attribute=missing[0])
        for name, value in given.items():
            accepts, words = _ATTRIBUTE_KINDS.get(self.kinds[name], _ANYTHING)
            if not accepts(value):
                raise UnsupportedError(
                    f"attribute {name!r} must be {words}, got {str(value)[:60]!r}.", attribute=name
                )
        most = math.inf if self.variadic else len(self.inputs)
        if not self.required <= n_inputs <= most:
            raise UnsupportedError(
                f"takes {self.required} to {len(self.inputs)} inputs, got {n_inputs}."
            )
        if self.single and n_outputs > 1 and not self.wants_n_outputs:
            raise UnsupportedError(f"gives one result, but {n_outputs} are named.")
        extra = {"n_outputs": n_outputs} if self.wants_n_outputs else {}
        return {**given, **extra}


def read_signature(function: Callable[..., Any]) -> Signature:
    """Return what the parameters of an operator's function say."""
    signature = inspect.signature(function)
    parameters = tuple(signature.parameters.values())
    positional = [p for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    attributes = {p.name: p.default for p in parameters if p.kind is p.KEYWORD_ONLY}
    wants_n_outputs = attributes.pop("n_outputs", None) is not None
    rest = [p for p in parameters if p.kind is p.VAR_POSITIONAL]
    return Signature(
        inputs=tuple(p.name for p in positional),
        required=sum(p.default is p.empty for p in positional),
        needed=frozenset(
            p.name for p in positional if p.default is p.empty and "None" not in str(p.annotation)
        ),
        variadic=bool(rest),
        rest_needed=any("None" not in str(p.annotation) for p in rest),
        attributes=attributes,
        kinds={p.name: str(p.annotation).removesuffix(" | None") for p in parameters},
        single=str(signature.return_annotation) == "np.ndarray",
        wants_n_outputs=wants_n_outputs,
    )


def _all(kind: type) -> Callable[[Any], bool]:
    def accepts(value: Any) -> bool:
        listed = isinstance(value, list | tuple)
        return listed and all(isinstance(item, kind) for item in value)

    return accepts


def _is(kind: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, kind)


_ANYTHING: tuple[Callable[[Any], bool], str] = (lambda _: True, "anything")
_ATTRIBUTE_KINDS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "int": (_is(Integral), "a whole number"),
    "float": (_is(Real), "a number"),
    "str": (_is(str), "a word"),
    "Sequence[int]": (_all(Integral), "a list of whole numbers"),
    "Sequence[float]": (_all(Real), "a list of numbers"),
    "Sequence[str]": (_all(str), "a list of words"),
    "np.ndarray": (_is(np.ndarray), "an array"),
    "Graph": (_is(Graph), "a graph"),
}
"""By the annotation of an attribute: what a file may give for it, and how to call that."""
