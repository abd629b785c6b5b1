"""How the weights of a NumPy archive are used, in the person's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from engine.formats.architecture import Conv, Dense, Pool

if TYPE_CHECKING:
    import engine

translate = QCoreApplication.translate


def told(architecture: engine.Architecture) -> str:
    """Return who says so, in a word."""
    source = architecture.source
    if architecture.guessed:
        return translate("Weights", "guessed")
    if source in ("changed by you", "given"):
        return translate("Weights", "changed by you")
    return translate("Weights", "from {0}").format(source.removesuffix(" beside the model"))


def described(architecture: engine.Architecture) -> str:
    """Return the three things that numbers cannot tell: kernels, borders and what pools leave."""
    convs = [layer for layer in architecture.layers if isinstance(layer, Conv)]
    pools = [layer for layer in architecture.layers if isinstance(layer, Pool)]
    parts = []
    if convs:
        flips = {layer.flip for layer in convs}
        borders = {layer.border_mode for layer in convs}
        parts = [
            translate("Weights", "kernels flipped in some layers")
            if len(flips) > 1
            else kernels(convs[0].flip),
            translate("Weights", "borders differ")
            if len(borders) > 1
            else border(convs[0].border_mode),
        ]
    if pools:
        kept = {layer.ignore_border for layer in pools}
        both = translate("Weights", "pools differ at the border")
        parts.append(both if len(kept) > 1 else rest(pools[0].ignore_border))
    text = " · ".join(parts) or translate("Weights", "dense layers only")
    return text[:1].upper() + text[1:]


def kernels(flip: bool) -> str:
    """Return whether kernels are flipped."""
    return translate("Weights", "kernels flipped") if flip else translate("Weights", "not flipped")


def border(mode: str | tuple[int, int]) -> str:
    """Return what is added around a map before a convolution."""
    named = {
        "valid": translate("Weights", "no border"),
        "half": translate("Weights", "border of half a kernel"),
        "same": translate("Weights", "border that keeps the size"),
        "full": translate("Weights", "border of a whole kernel"),
    }
    if isinstance(mode, str):
        return named[mode]
    return translate("Weights", "border of {0} × {1} px").format(*mode)


def rest(ignored: bool) -> str:
    """Return what a pool does with what is left over at the border."""
    if ignored:
        return translate("Weights", "pools drop the rest")
    return translate("Weights", "pools keep the rest")


def why(architecture: engine.Architecture, inputs: int | None) -> str:
    """Return how the guess was made, and what the file cannot tell.

    Parameters
    ----------
    inputs : of the first dense layer, None where there is none
    """
    kinds = {type(layer) for layer in architecture.layers}
    if Conv not in kinds:
        return translate(
            "Weights",
            "Each layer takes as many numbers as its weights; ReLU between them is usual.",
        )
    flip = translate(
        "Weights",
        "Theano and Lasagne flip kernels unless told otherwise; the numbers do not show it.",
    )
    if Dense in kinds and inputs is not None:
        size = translate(
            "Weights",
            "Borders, pools and the size of the picture are the most usual ones that lead to the "
            "{0} inputs of the first dense layer.",
        ).format(f"{inputs:,}")
    else:
        size = translate("Weights", "Borders and pools are the most usual ones.")
    return translate("Weights", "{0} {1}").format(flip, size)
