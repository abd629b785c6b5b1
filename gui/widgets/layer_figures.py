"""The numbers of a layer's maps as a table: of one run, or of two side by side."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.visual.statistics import summary
from gui.widgets.figure_table import Column, Figures
from gui.words import wording

translate = QCoreApplication.translate


def map_figures(title: str, maps: np.ndarray, should_stop: Callable[[], bool]) -> Figures | None:
    """Return the statistics of each map, (C, H, W), of a layer; None where it was stopped."""
    rows = []
    for values in maps:
        if should_stop():
            return None
        rows.append(summary(values[None]))
    columns = (
        (translate("layer_figures", "Minimum"), "minimum", wording.number),
        (translate("layer_figures", "Maximum"), "maximum", wording.number),
        (translate("layer_figures", "Mean"), "mean", wording.number),
        (translate("layer_figures", "Deviation"), "deviation", wording.number),
        (translate("layer_figures", "Zeros"), "zeros", wording.percent),
    )
    return Figures(
        title,
        (
            _channels(len(maps)),
            *(Column(name, [getattr(row, key) for row in rows], say) for name, key, say in columns),
        ),
    )


def pair_figures(title: str, a: np.ndarray, b: np.ndarray, difference: np.ndarray) -> Figures:
    """Return for each map, (C, H, W), how it is in A and in B, and how far apart they are."""
    far, pixels = abs(difference), (1, 2)
    own = np.sqrt(np.square(a, dtype=np.float64).sum(pixels))
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.sqrt(np.square(difference, dtype=np.float64).sum(pixels)) / own
    return Figures(
        title,
        (
            _channels(len(a)),
            Column(translate("layer_figures", "Mean of A"), a.mean(pixels, np.float64)),
            Column(translate("layer_figures", "Mean of B"), b.mean(pixels, np.float64)),
            Column(translate("layer_figures", "Mean |B − A|"), far.mean(pixels, np.float64)),
            Column(translate("layer_figures", "Largest |B − A|"), far.max(pixels)),
            Column(translate("layer_figures", "Relative"), relative, _share),
        ),
    )


def vector_pair_figures(title: str, a: Figures, b: Figures, difference: Figures) -> Figures:
    """Return two vectors and their difference, each as `VectorView` tells it, side by side."""
    values = (figures.columns[1].values for figures in (a, b, difference))
    names = ("A", "B", "B − A")
    return Figures(
        title,
        (a.columns[0], *(Column(name, each) for name, each in zip(names, values, strict=True))),
    )


def _channels(count: int) -> Column:
    return Column(translate("layer_figures", "Channel"), np.arange(count), str)


def _share(value: float) -> str:
    """Return a share; a dead map that stays dead has none, one that wakes an infinite one."""
    return "–" if isnan(value) else "∞" if value == float("inf") else wording.percent(value)
