"""The words of a report in the person's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from engine.report_words import WORDS, Words
from gui import language
from gui.words import engine_text, recipe_text

if TYPE_CHECKING:
    import engine

translate = QCoreApplication.translate

MARKED = (
    QT_TRANSLATE_NOOP("Report", "Original, {0} px"),
    QT_TRANSLATE_NOOP("Report", "As the network sees it, {0} px"),
    QT_TRANSLATE_NOOP("Report", "Predictions"),
    QT_TRANSLATE_NOOP("Report", "{0} other classes are left out."),
    QT_TRANSLATE_NOOP("Report", "Outputs"),
    QT_TRANSLATE_NOOP("Report", "Settings"),
    QT_TRANSLATE_NOOP("Report", "Picture"),
    QT_TRANSLATE_NOOP("Report", "Preprocessing"),
    QT_TRANSLATE_NOOP("Report", "Labels"),
    QT_TRANSLATE_NOOP("Report", "Probabilities"),
    QT_TRANSLATE_NOOP("Report", "softmax, applied by Convolens to the network's scores"),
    QT_TRANSLATE_NOOP("Report", "the network's own output"),
    QT_TRANSLATE_NOOP("Report", "Run"),
    QT_TRANSLATE_NOOP("Report", "{0} ms, {1} layers"),
    QT_TRANSLATE_NOOP("Report", "Model"),
    QT_TRANSLATE_NOOP("Report", "Name"),
    QT_TRANSLATE_NOOP("Report", "File"),
    QT_TRANSLATE_NOOP("Report", "SHA-256"),
    QT_TRANSLATE_NOOP("Report", "the file cannot be read any more ({0})"),
    QT_TRANSLATE_NOOP("Report", "Size"),
    QT_TRANSLATE_NOOP("Report", "{0} bytes"),
    QT_TRANSLATE_NOOP("Report", "ONNX opset"),
    QT_TRANSLATE_NOOP("Report", "Made by"),
    QT_TRANSLATE_NOOP("Report", "Parameters"),
    QT_TRANSLATE_NOOP("Report", "Multiply-adds"),
    QT_TRANSLATE_NOOP("Report", "Description"),
    QT_TRANSLATE_NOOP("Report", "Licence"),
    QT_TRANSLATE_NOOP("Report", "Credit"),
    QT_TRANSLATE_NOOP("Report", "Warnings"),
    QT_TRANSLATE_NOOP("Report", "Made with"),
    QT_TRANSLATE_NOOP("Report", "System"),
    QT_TRANSLATE_NOOP("Report", "Date"),
    QT_TRANSLATE_NOOP("Report", "Layers"),
    QT_TRANSLATE_NOOP("Report", "{0} to {1}"),
    QT_TRANSLATE_NOOP("Report", "the first {0} maps"),
    QT_TRANSLATE_NOOP("Report", "The maps of {0}"),
    QT_TRANSLATE_NOOP("Report", "{0} ({1})"),
    QT_TRANSLATE_NOOP("Report", "one number"),
)
"""What `engine.report_words` lists, for Qt's tools to find."""


def report_words(model: engine.Model, activations: engine.Activations) -> Words:
    """Return the language of now, with what the report says of this run."""
    recipe = activations.prepared.preprocess
    table = {words: translate("Report", words) for words in WORDS}
    table[recipe.describe()] = recipe_text.described(recipe)
    table |= {source: recipe_text.told(source) for source in (recipe.source, model.labels.source)}
    table |= {warning: engine_text.worded(warning) for warning in model.warnings}
    return Words(language.current().replace("_", "-"), table)
