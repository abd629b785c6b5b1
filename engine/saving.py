"""Write a model's file with the labels, preprocessing and architecture that are in use."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from engine.errors import FileError
from engine.formats.architecture import Architecture
from engine.formats.onnx_metadata import write_metadata
from engine.formats.onnx_writer import write_onnx
from engine.formats.whole_file import write_whole
from engine.metadata import KEY, to_json
from engine.model import Model


def save_model(
    model: Model,
    destination: str | Path,
    *,
    title: str = "",
    description: str = "",
    licence: str = "",
    credit: str = "",
) -> None:
    """Write a copy of a model's file whose own metadata say what the model says now.

    What is merely assumed is left out, so that it is shown as assumed when the copy is opened. A
    model whose weights came from a NumPy archive becomes an ONNX file; weights that lie beside an
    ONNX file are taken in, as far as one file may hold them.

    Parameters
    ----------
    model : with the labels and the preprocessing to write
    destination : the file to write
    title, description, licence, credit : instead of those that the model states

    Raises
    ------
    FileError
        If the model came from no file, or a file cannot be read or written.
    EngineError
        If the file is no ONNX model any more.
    """
    if model.path is None:
        raise FileError("was not read from a file, so it cannot be copied.", file=model.name)
    card = replace(
        model.card,
        title=title or model.card.title,
        description=description or model.card.description,
        licence=licence or model.card.licence,
        credit=credit or model.card.credit,
    )
    value = json.loads(to_json(model.labels.names, model.preprocess, card))
    if model.labels.assumed:
        del value["labels"]
    if model.preprocess.assumed:
        del value["preprocess"]
    props = {KEY: json.dumps(value, ensure_ascii=False)}
    if model.architecture is not None:
        write_whole(Path(destination), write_onnx(model.graph, props))
    else:
        write_metadata(model.path, Path(destination), props)


def save_description(architecture: Architecture, destination: str | Path) -> None:
    """Write how the weights of a NumPy archive are used, as a TOML file to put beside it.

    Raises
    ------
    FileError
        If the file cannot be written.
    """
    write_whole(Path(destination), architecture.to_toml().encode())
