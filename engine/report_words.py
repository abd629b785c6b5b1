"""The words of a report, and how they are said in another language.

The engine speaks English. Whoever wants another language hands over a table from these words to
its own; `{0}`, `{1}` stand for what is filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

WORDS = (
    "Original, {0} px",
    "As the network sees it, {0} px",
    "Predictions",
    "{0} other classes are left out.",
    "Outputs",
    "Settings",
    "Picture",
    "Preprocessing",
    "Labels",
    "Probabilities",
    "softmax, applied by Convolens to the network's scores",
    "the network's own output",
    "Run",
    "{0} ms, {1} layers",
    "Model",
    "Name",
    "File",
    "SHA-256",
    "the file cannot be read any more ({0})",
    "Size",
    "{0} bytes",
    "ONNX opset",
    "Made by",
    "Parameters",
    "Multiply-adds",
    "Description",
    "Licence",
    "Credit",
    "Warnings",
    "Made with",
    "System",
    "Date",
    "Layers",
    "{0} to {1}",
    "the first {0} maps",
    "The maps of {0}",
    "{0} ({1})",
    "one number",
)
"""All words that a report uses of its own."""


@dataclass(frozen=True, slots=True)
class Words:
    """A language to write a report in.

    Attributes
    ----------
    language : its tag, as HTML names it
    table : what is said for each of `WORDS`, and for other sentences of the engine that a report
        repeats; what is not in it is said in English
    """

    language: str = "en"
    table: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, words: str, *filled: object) -> str:
        """Return words in this language, with what is filled in."""
        said = self.table.get(words, words)
        return said.format(*filled) if filled else said
