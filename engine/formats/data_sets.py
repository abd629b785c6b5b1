"""Numbers beside a model that say what it must give: ONNX's folders `test_data_set_*`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from google.protobuf.message import DecodeError
from onnx import TensorProto

from engine import budget
from engine.errors import FileError, FormatError
from engine.formats.onnx_values import read_array

_NUMBERED = re.compile(r"_(\d+)\.pb$")


def data_sets(model: Path) -> list[Path]:
    """Return the folders with numbers beside a model, in order."""
    return sorted(path for path in model.parent.glob("test_data_set_*") if path.is_dir())


def read_data_set(folder: Path) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Return what goes into a model and what must come out, in the order of its inputs and outputs.

    Raises
    ------
    EngineError
        If a file cannot be read, or is no tensor.
    """
    return list(_arrays(folder, "input")), list(_arrays(folder, "output"))


def _arrays(folder: Path, kind: str) -> Iterator[np.ndarray]:
    paths = [path for path in folder.glob(f"{kind}_*.pb") if _NUMBERED.search(path.name)]
    for path in sorted(paths, key=lambda path: int(_NUMBERED.findall(path.name)[0])):
        name = f"{folder.name}/{path.name}"
        tensor = TensorProto()
        try:
            budget.check("The file", path.stat().st_size, "file_bytes")
            tensor.ParseFromString(path.read_bytes())
        except OSError as error:
            raise FileError(f"cannot be read: {error.strerror or error}.", file=name) from error
        except DecodeError as error:
            raise FormatError("is no ONNX tensor.", file=name) from error
        yield read_array(tensor, None, name)
