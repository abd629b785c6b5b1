"""What is written when a result is saved: plain functions that the worker runs later.

Each holds what is shown at the moment it is made, so that nothing that happens before it runs
changes what is saved.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import engine
from gui.words import edit_words
from gui.words.report_words import report_words

if TYPE_CHECKING:
    import numpy as np

    from gui.session import Session

Write = Callable[..., None]
"""Writes a file: `write(path, should_stop=…, on_step=…)`."""


def shown_array(session: Session) -> np.ndarray | None:
    """Return the numbers of the layer on the stage, if they can be drawn."""
    activations, name = session.activations, session.layer
    array = activations.get(name) if activations is not None and name is not None else None
    return array if array is not None and array.size and array.dtype.kind in "biuf" else None


def shown_title(session: Session) -> str:
    """Return the name of the layer on the stage."""
    layers = session.activations.layers if session.activations is not None else ()
    return next((layer.title for layer in layers if layer.name == session.layer), "")


def marked_map(session: Session) -> np.ndarray | None:
    """Return all maps, (C, H, W), of the layer whose map is marked; None where none is."""
    array, place = shown_array(session), session.place
    if array is None or place is None or array.ndim != 4 or array.shape[2] * array.shape[3] <= 1:
        return None
    return array[0] if place.channel < array.shape[1] else None


def look(session: Session) -> dict[str, Any]:
    """Return scale and colours as the engine takes them."""
    from gui.widgets.scaling import AUTOMATIC

    view = session.view
    return {"scale": view.scale, "cmap": None if view.colours == AUTOMATIC else view.colours}


def sheet_writer(session: Session) -> Write:
    """Return what writes all maps of the layer on the stage."""
    array, title, chosen = shown_array(session), shown_title(session), look(session)

    def write(path: Path, **_: Any) -> None:
        engine.export.save_png(engine.figures.layer_figure(array, title, **chosen), path)

    return write


def overview_writer(session: Session) -> Write:
    """Return what writes one sheet of all layers."""
    activations, chosen = session.activations, look(session)

    def write(path: Path, **asked: Any) -> None:
        engine.export.save_png(engine.figures.overview(activations, **chosen, **asked), path)

    return write


def statistics_writer(session: Session) -> Write:
    """Return what writes the statistics of all layers and maps."""
    activations = session.activations

    def write(path: Path, **asked: Any) -> None:
        rows = engine.tables.statistics_rows(activations, **asked)
        engine.export.save_csv(engine.tables.STATISTICS_HEADER, rows, path)

    return write


def report_writer(session: Session) -> Write:
    """Return what writes the report."""
    model, activations, chosen = session.model, session.activations, look(session)
    notes = [changed] if (changed := edit_words.described(session.edits)) else []
    words = report_words(model, activations) if model is not None and activations else None

    def write(path: Path, **asked: Any) -> None:
        engine.report.save_report(
            model, activations, path, notes=notes, words=words, **chosen, **asked
        )

    return write


def model_writer(session: Session) -> Write:
    """Return what writes the model as an ONNX file that says what is used now."""
    model = session.model

    def write(path: Path, **_: Any) -> None:
        engine.save_model(model, path)

    return write


def description_writer(session: Session) -> Write:
    """Return what writes how the weights of a NumPy archive are used."""
    architecture = session.model.architecture if session.model is not None else None

    def write(path: Path, **_: Any) -> None:
        if architecture is not None:
            engine.saving.save_description(architecture, path)

    return write


def archive(activations: engine.Activations) -> dict[str, np.ndarray]:
    """Return the arrays of all layers as an archive takes them."""
    return {
        name: array.astype(str) if array.dtype.kind == "O" else array
        for name, array in activations.items()
    }
