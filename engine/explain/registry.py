"""Which function explains which operator."""

from __future__ import annotations

from collections.abc import Callable

from engine.explain.explanation import Explanation, Unit

Explainer = Callable[[Unit], Explanation]

_explainers: dict[str, Explainer] = {}
_of_all_results: set[str] = set()


def explains(*ops: str, all_results: bool = False) -> Callable[[Explainer], Explainer]:
    """Register a function as the explanation of these ONNX operators.

    Parameters
    ----------
    all_results : whether it explains every result of an operator that has several, not the first
    """

    def register(explainer: Explainer) -> Explainer:
        _explainers.update(dict.fromkeys(ops, explainer))
        if all_results:
            _of_all_results.update(ops)
        return explainer

    return register


def find(op: str, output: int = 0) -> Explainer | None:
    """Return the function that explains a result of an operator, or None."""
    return None if output and op not in _of_all_results else _explainers.get(op)


def names() -> list[str]:
    """Return the operators that can be explained, sorted."""
    return sorted(_explainers)
