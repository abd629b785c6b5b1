"""The list of operators: what a Python signature says about an ONNX operator.

It is one thing, though long: the contract between operators and all that looks them up.

An operator is one function. Its positional parameters are the ONNX inputs (one with a default
of None may be left out, `*arrays` takes any number), its keyword-only parameters are all the
ONNX attributes with their defaults. One reserved keyword, `n_outputs`, is filled in with how
many outputs the node has. The function takes and returns arrays in ONNX's own layout
(N, C, *spatial), in any strides; it never changes its inputs and may return views of them.

    @onnx_op("Relu", since=1, shape=same_as_first)
    def relu(x: np.ndarray) -> np.ndarray: ...

    @relu.bind
    def _bind_relu(x: np.ndarray, *, out: np.ndarray) -> Work: ...

An operator that decides the speed of a network adds a `bind` function. It runs once, at compile
time, gets the very arrays that later runs will use, and returns the work as callables without
arguments. The plan asks between two callables whether to stop, so none should take longer than
about 50 ms. An input that is constant comes as a read-only array, and only such an input may
be looked at or prepared (transposed, padded) while binding. `bind` returns None where it has
nothing better than the plain function.

The callables run in order. Those that need not wait for each other may come as one
`engine.kernels.binding.Together`, which holds a sequence of callables for each thread; each has
scratch memory of its own (`engine.kernels.lanes.spread` makes them). Scratch memory from
`engine.kernels.scratch.take` is shared by all steps of a plan, for only one runs at a time: it
holds nothing from one run to the next, and what must (zeros around a picture) comes from `keep`.

A `margin` function tells what zeros the operator would like around its first input in memory. It
takes what a shape rule takes and returns (before, after), pixels along each spatial axis, or None.
The kernel asks the binding in force whether they are there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from engine import budget
from engine.errors import EngineError, ShapeError, UnsupportedError
from engine.graph import Node
from engine.ops.signature import Signature, read_signature

Work = Sequence[Callable[[], object]]
"""The work of a bound step, in order."""

ShapeRule = Callable[..., "Spec | tuple[Spec | None, ...] | None"]
"""Takes what the operator takes, with a `Spec` for each input that is not constant."""

MarginRule = Callable[..., tuple[tuple[int, ...], tuple[int, ...]] | None]
"""Takes what a shape rule takes; returns the zeros wanted before and after the first input."""


@dataclass(frozen=True, slots=True)
class Spec:
    """What is known of an array before it exists."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)


CutRule = Callable[..., Iterable[int]]
"""Takes the number of axes and the attributes."""


def anywhere(ndim: int, **_: Any) -> Iterable[int]:
    """Cut rule of operators that work on each element."""
    return range(ndim)


def beside_axis(ndim: int, *, axis: int = -1, **_: Any) -> Iterable[int]:
    """Cut rule of operators that work along one axis."""
    return (each for each in range(ndim) if each != axis % ndim)


def before_axis(ndim: int, *, axis: int = -1, **_: Any) -> Iterable[int]:
    """Cut rule of operators that work along all axes from one on."""
    return range(axis % ndim)


def is_constant(array: np.ndarray | None) -> bool:
    """Return whether a bound input is a constant, whose values hold for every run."""
    return array is not None and not array.flags.writeable


def is_text(array: np.ndarray) -> bool:
    """Return whether an array holds text: arrays of Python objects hold arrays too."""
    return array.dtype.hasobject and array.size > 0 and isinstance(array.flat[0], str)


def same_as_first(x: Spec | np.ndarray, *_: Any, **__: Any) -> Spec:
    """Shape rule of operators that work on each element of their first input."""
    return Spec(tuple(x.shape), x.dtype)


def broadcast(*arrays: Spec | np.ndarray, **_: Any) -> Spec:
    """Shape rule of elementwise arithmetic between arrays of one dtype."""
    return Spec(np.broadcast_shapes(*(a.shape for a in arrays)), arrays[0].dtype)


@dataclass(eq=False)
class Operator:
    """An operator from one opset on: its function and what a compiler may know about it.

    Attributes
    ----------
    view : the function returns a view of its first input where strides allow it, so that a plan
        need not run it at all
    channels_last : the result is stored with its channels innermost, which kernels run fastest on
    shape_from : names of inputs whose values decide the output's shape; where one is not
        constant, the shape is known only when it runs
    dynamic : the shape depends on the data (NonZero, NonMaxSuppression)
    random : no two runs agree, so it is never folded into a constant
    in_place : each element of the result depends on the same element of the inputs only, so that
        it may take the place of an input that nobody reads afterwards
    cut : the axes of the result along which it can be computed part by part, each from the same
        part of the inputs, which broadcast; an operator of one call needs it to be stopped
    """

    op: str
    since: int
    domain: str
    function: Callable[..., Any]
    shape: ShapeRule | None = None
    view: bool = False
    channels_last: bool = False
    shape_from: tuple[str, ...] = ()
    dynamic: bool = False
    random: bool = False
    in_place: bool = False
    cut: CutRule | None = None
    binder: Callable[..., Work | None] | None = None
    margin: MarginRule | None = None

    @cached_property
    def signature(self) -> Signature:
        """What the function's parameters say; read when first asked for, which takes 50 µs."""
        return read_signature(self.function)

    @cached_property
    def _runs_graphs(self) -> bool:
        return "Graph" in self.signature.kinds.values()

    def __call__(self, *inputs: Any, **attributes: Any) -> Any:
        """Run the plain function; what it makes of text is held to what text may be.

        An operator that runs a graph makes nothing of it itself: those in the graph do.
        """
        has_text = any(isinstance(array, np.ndarray) and is_text(array) for array in inputs)
        if has_text and not self._runs_graphs:
            with budget.text():
                return self.function(*inputs, **attributes)
        return self.function(*inputs, **attributes)

    def bind(self, binder: Callable[..., Work | None]) -> Callable[..., Work | None]:
        """Decorate the function that binds this operator to fixed arrays.

        It takes what the operator takes, and `out`: the array to fill, or a tuple of them
        where the node has several outputs (None for one that nobody reads).
        """
        self.binder = binder
        return binder

    def wants_margin(self, rule: MarginRule) -> MarginRule:
        """Decorate the function that tells what zeros this operator wants around its input."""
        self.margin = rule
        return rule


_operators: dict[tuple[str, str], list[Operator]] = {}


def onnx_op(
    op: str,
    *,
    since: int,
    domain: str = "",
    shape: ShapeRule | None = None,
    view: bool = False,
    channels_last: bool = False,
    shape_from: tuple[str, ...] = (),
    dynamic: bool = False,
    random: bool = False,
    in_place: bool = False,
    cut: CutRule | None = None,
) -> Callable[[Callable[..., Any]], Operator]:
    """Register a function as the operator `op` of `domain` from opset `since` on.

    The keywords are explained at `Operator`. Without a shape rule the shape is found by running
    the function on zeros, which is right for everything cheap.
    """

    def register(function: Callable[..., Any]) -> Operator:
        operator = Operator(
            op,
            since,
            domain,
            function,
            shape,
            view,
            channels_last,
            shape_from,
            dynamic,
            random,
            in_place,
            cut,
        )
        operator.__doc__ = function.__doc__
        versions = _operators.setdefault((domain, op), [])
        versions.append(operator)
        versions.sort(key=lambda known: known.since)
        return operator

    return register


def find(op: str, domain: str, opset: int) -> Operator:
    """Return the operator as opset `opset` of its domain means it.

    Raises
    ------
    UnsupportedError
        If no such operator is known.
    """
    versions = _operators.get((domain, op), [])
    fitting = [known for known in versions if known.since <= opset]
    if fitting:
        return fitting[-1]
    if versions:
        raise UnsupportedError(
            f"operator {op!r} is known from opset {versions[0].since} on, "
            f"the model asks for opset {opset}.",
            operator=op,
        )
    full = f"{domain}.{op}" if domain else op
    raise UnsupportedError(f"operator {full!r} is not known to Convolens.", operator=full)


def operator_of(node: Node, opsets: Mapping[str, int]) -> Operator:
    """Return the operator a node names, in the version its graph asks for.

    Raises
    ------
    UnsupportedError
        If no such operator is known; it names the node.
    """
    try:
        return find(node.op, node.domain, opsets.get(node.domain, 1))
    except EngineError as error:
        error.node = error.node or str(node)
        raise


def arguments_of(node: Node, operator: Operator) -> dict[str, Any]:
    """Return a node's attributes as keyword arguments of its operator.

    Raises
    ------
    UnsupportedError
        If they do not fit the operator's signature; it names the node.
    """
    try:
        signature = operator.signature
        for name, given in zip(signature.inputs, node.inputs, strict=False):
            if not given and name in signature.needed:
                raise UnsupportedError(f"input {name!r} is left out, but needed.", input=name)
        if signature.rest_needed and "" in node.inputs[len(signature.inputs) :]:
            raise UnsupportedError("an input is left out, but needed.")
        return signature.arguments(node.attributes, len(node.inputs), len(node.outputs))
    except EngineError as error:
        error.node = error.node or str(node)
        raise


def check_results(results: Sequence[Any], outputs: Sequence[str]) -> None:
    """Raise a ShapeError if a node names more outputs than its operator gives.

    Parameters
    ----------
    outputs : names, in order
    """
    if any(outputs[len(results) :]):
        raise ShapeError(f"gives {len(results)} results, but {len(outputs)} are named.")


def names(domains: Iterable[str] = ("",)) -> list[str]:
    """Return the names of all operators of these domains, sorted."""
    wanted = set(domains)
    return sorted({op for domain, op in _operators if domain in wanted})
