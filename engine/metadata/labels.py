"""The names of a classifier's classes, with where they were found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.shown_text import shown_text


@dataclass(frozen=True)
class Labels:
    """Class names by index; `source` says where they come from.

    `source` is 'onnx metadata', 'labels.txt beside the model', 'given', 'changed by you' or, where
    they are nothing but numbers, 'assumed'.
    """

    names: tuple[str, ...]
    source: str = "given"

    @property
    def assumed(self) -> bool:
        """Tell whether nothing named the classes, so that they are only numbered."""
        return self.source.startswith("assumed")

    def short(self, index: int) -> str:
        """Return what is shown: the part of the label before the first comma."""
        return self.full(index).split(",", 1)[0].strip()

    def full(self, index: int) -> str:
        """Return the whole label; the number itself where there is none."""
        return self.names[index] if 0 <= index < len(self.names) else str(index)

    def __len__(self) -> int:
        return len(self.names)


def numbered(count: int) -> Labels:
    """Return '0', '1', … for a model that names no classes."""
    return Labels(tuple(str(index) for index in range(count)), "assumed")


def tidy(names: Iterable[object]) -> tuple[str, ...]:
    """Return names as one-line strings of reasonable length, whatever a file held."""
    return tuple(shown_text(" ".join(str(name).split())[:300]) for name in names)


def by_index(table: dict[object, object]) -> tuple[str, ...] | None:
    """Return the names of a table {0: 'cat', '1': 'dog', …} in order; None if one is missing."""
    try:
        numbers = {int(str(key)): name for key, name in table.items()}
    except ValueError:
        return None
    if not numbers or sorted(numbers) != list(range(len(numbers))):
        return None
    return tidy(numbers[index] for index in range(len(numbers)))
