"""Everything that is known of each layer in numbers: the rows of the table and of its file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from engine.layers import Layer
from engine.visual.statistics import Statistics, summary
from gui.widgets.forms import size_text
from gui.words import wording


@dataclass(frozen=True, slots=True)
class Row:
    """One layer; `seconds` and `statistics` are None where they are not known."""

    number: int
    name: str
    title: str
    operator: str
    shape: tuple[int, ...]
    parameters: int
    multiply_adds: int
    size_bytes: int
    seconds: float | None = None
    statistics: Statistics | None = None
    reason: str = ""
    """Why the layer cannot run; empty where it can."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the name in a file, its value, and how it is shown."""

    title: str
    file_title: str
    value: Callable[[Row], Any]
    text: Callable[[Any], str]
    tip: str
    number: bool = True

    def heading(self) -> str:
        """Return the name in the person's language."""
        return QCoreApplication.translate("LayerTable", self.title)

    def explanation(self) -> str:
        """Return what the column says, in the person's language."""
        return QCoreApplication.translate("LayerTable", self.tip)


def _of_statistics(field: str) -> Callable[[Row], float | None]:
    def value(row: Row) -> float | None:
        found = getattr(row.statistics, field) if row.statistics is not None else None
        return None if found is None or isnan(found) else float(found)

    return value


def _count_text(amount: int) -> str:
    """Return a count; a dash for none, so that the layers that have some stand out."""
    return wording.count(amount) if amount else "–"


COLUMNS = (
    Column(
        QT_TRANSLATE_NOOP("LayerTable", "No."), "number", lambda row: row.number, str,
        QT_TRANSLATE_NOOP("LayerTable", "Place in running order"),
    ),
    Column(
        QT_TRANSLATE_NOOP("LayerTable", "Name"), "name", lambda row: row.title, str,
        QT_TRANSLATE_NOOP("LayerTable", "Name of the layer, or of its weights"), number=False,
    ),
    Column(
        QT_TRANSLATE_NOOP("LayerTable", "Operator"), "operator", lambda row: row.operator, str,
        QT_TRANSLATE_NOOP("LayerTable", "What it computes"), number=False,
    ),
    Column(
        QT_TRANSLATE_NOOP("LayerTable", "Shape"), "shape", lambda row: row.shape, size_text,
        QT_TRANSLATE_NOOP("LayerTable", "Channels × height × width of its output"), number=False,
    ),
    Column(
        QT_TRANSLATE_NOOP("LayerTable", "Parameters"), "parameters", lambda row: row.parameters,
        _count_text, QT_TRANSLATE_NOOP("LayerTable", "How many weights it has"),
    ),
    Column(
        QT_TRANSLATE_NOOP("LayerTable", "Multiply-adds"), "multiply-adds",
        lambda row: row.multiply_adds, _count_text,
        QT_TRANSLATE_NOOP("LayerTable", "Multiplications with addition for one picture"),
    ),
    Column(
        QT_TRANSLATE_NOOP("LayerTable", "Memory"), "bytes", lambda row: row.size_bytes,
        wording.size, QT_TRANSLATE_NOOP("LayerTable", "Size of its output"),
    ),
    Column(
        QT_TRANSLATE_NOOP("LayerTable", "Time"), "seconds", lambda row: row.seconds,
        wording.milliseconds, QT_TRANSLATE_NOOP("LayerTable", "How long the last run took here"),
    ),
    Column(
        QT_TRANSLATE_NOOP("LayerTable", "Minimum"), "minimum", _of_statistics("minimum"),
        wording.number, QT_TRANSLATE_NOOP("LayerTable", "Least value of its output"),
    ),
    Column(
        QT_TRANSLATE_NOOP("LayerTable", "Maximum"), "maximum", _of_statistics("maximum"),
        wording.number, QT_TRANSLATE_NOOP("LayerTable", "Greatest value of its output"),
    ),
    Column(
        QT_TRANSLATE_NOOP("LayerTable", "Mean"), "mean", _of_statistics("mean"),
        wording.number, QT_TRANSLATE_NOOP("LayerTable", "Mean of its output"),
    ),
    Column(
        QT_TRANSLATE_NOOP("LayerTable", "Deviation"), "deviation", _of_statistics("deviation"),
        wording.number, QT_TRANSLATE_NOOP("LayerTable", "Standard deviation of its output"),
    ),
    Column(
        QT_TRANSLATE_NOOP("LayerTable", "Zeros"), "zeros", _of_statistics("zeros"),
        wording.percent, QT_TRANSLATE_NOOP("LayerTable", "How many values are exactly zero"),
    ),
)  # fmt: skip


def rows_of(
    layers: tuple[Layer, ...],
    arrays: Mapping[str, np.ndarray],
    seconds: Mapping[str, float],
    statistics: Mapping[str, Statistics],
) -> list[Row]:
    """Return a row for each layer; `arrays` may be empty where the network has not run."""
    return [
        Row(
            number,
            layer.name,
            layer.title,
            layer.detail,
            layer.shape,
            layer.parameters,
            layer.multiply_adds,
            _size(layer, arrays.get(layer.name)),
            seconds.get(layer.name),
            statistics.get(layer.name),
        )
        for number, layer in enumerate(layers, 1)
    ]


def _size(layer: Layer, array: np.ndarray | None) -> int:
    if array is not None:
        return array.nbytes
    return int(np.prod(layer.shape, dtype=np.int64)) * layer.dtype.itemsize


def statistics_of(array: np.ndarray) -> Statistics | None:
    """Return the statistics of what a layer put out; None of what is no numbers."""
    return summary(array) if array.size and array.dtype.kind in "biuf" else None


def file_row(row: Row) -> list[Any]:
    """Return the values of a row for a file or the clipboard; empty where one is not known."""
    values = [column.value(row) for column in COLUMNS]
    return [
        "" if value is None else "×".join(map(str, value)) if isinstance(value, tuple) else value
        for value in values
    ]


def file_header() -> list[str]:
    """Return the names of the values of `file_row`."""
    return [column.file_title for column in COLUMNS]


def file_rows(
    layers: tuple[Layer, ...], arrays: Mapping[str, np.ndarray], seconds: Mapping[str, float]
) -> list[list[Any]]:
    """Return heading and rows for a file, statistics worked out; parameters as for `rows_of`."""
    found = {name: statistics_of(array) for name, array in arrays.items()}
    known = {name: each for name, each in found.items() if each is not None}
    return [file_header(), *map(file_row, rows_of(layers, arrays, seconds, known))]
