"""Which function explains which operator."""

from __future__ import annotations

from collections.abc import Callable

from engine.explain.explanation import Explanation, Unit

Explainer = Callable[[Unit], Explanation]

_explainers: dict[str, Explainer] = {}


def explains(*ops: str) -> Callable[[Explainer], Explainer]:
    """Register a function as the explanation of these ONNX operators."""

    def register(explainer: Explainer) -> Explainer:
        _explainers.update(dict.fromkeys(ops, explainer))
        return explainer

    return register


def find(op: str) -> Explainer | None:
    """Return the function that explains an operator, or None."""
    return _explainers.get(op)


def names() -> list[str]:
    """Return the operators that can be explained, sorted."""
    return sorted(_explainers)
