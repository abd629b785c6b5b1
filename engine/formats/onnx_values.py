"""What an ONNX file says of arrays, types and attributes, as NumPy and Python know them."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
from onnx import AttributeProto, TensorProto, TypeProto, ValueInfoProto, helper, numpy_helper

from engine import budget
from engine.errors import FormatError, UnsupportedError
from engine.formats.external_data import read_external
from engine.graph import Dimension, Value

DOWNLOAD_AGAIN = "Download or copy it again."
_COMPLEX = (TensorProto.COMPLEX64, TensorProto.COMPLEX128)


def text(value: str | bytes) -> str:
    """Return a string of a message, which is bytes where it is no UTF-8."""
    return value if isinstance(value, str) else value.decode("utf-8", "backslashreplace")


def read_array(tensor: TensorProto, folder: Path | None, file: str) -> np.ndarray:
    """Return a tensor's values, read-only.

    Parameters
    ----------
    folder : where files with data beside the model lie, or None where it came as bytes
    file : the model's name, for errors

    Raises
    ------
    EngineError
        If they do not fit what the tensor announces, or exceed the budget.
    """
    what = f"tensor {text(tensor.name)!r}"
    if any(size < 0 for size in tensor.dims):
        raise FormatError(f"{what} has a negative size: {list(tensor.dims)}.", file=file)
    _check_real(tensor.data_type, what)
    with budget.text() if tensor.data_type == TensorProto.STRING else nullcontext():
        budget.check_elements(tuple(tensor.dims), what)
    try:
        if tensor.data_location == TensorProto.EXTERNAL:
            array = read_external(tensor, folder, file)
        else:
            array = numpy_helper.to_array(tensor)
    except (ValueError, TypeError, KeyError) as error:
        raise FormatError(
            f"{what} does not hold the {list(tensor.dims)} values it announces.",
            file=file,
            remedy=DOWNLOAD_AGAIN,
            tensor=text(tensor.name),
        ) from error
    if tensor.data_type == TensorProto.BFLOAT16:
        # NumPy cannot calculate with it; float32 holds each of its values.
        array = array.astype(np.float32)
    array.flags.writeable = False
    return array


def read_value(proto: ValueInfoProto) -> Value:
    """Return the name, shape and dtype of an input or output."""
    return _value(text(proto.name), proto.type)


def _value(name: str, proto: TypeProto) -> Value:
    if not proto.HasField("tensor_type"):
        return Value(name, None, np.dtype(object), text(proto.denotation))
    tensor = proto.tensor_type
    _check_real(tensor.elem_type, f"value {name!r}")
    axes: tuple[str, ...] = ()
    shape: tuple[Dimension, ...] | None = None
    if tensor.HasField("shape"):
        shape = tuple(
            d.dim_value if d.HasField("dim_value") else text(d.dim_param) or None
            for d in tensor.shape.dim
        )
        if any(isinstance(size, int) and size < 0 for size in shape):
            shape = tuple(None if isinstance(d, int) and d < 0 else d for d in shape)
        axes = tuple(text(d.denotation) for d in tensor.shape.dim)
    axes = axes if any(axes) else ()
    return Value(name, shape, _dtype(tensor.elem_type), text(proto.denotation), axes)


def _check_real(elem_type: int, what: str) -> None:
    """Refuse complex numbers at the door: NumPy would drop their imaginary part in many places."""
    if elem_type in _COMPLEX:
        raise UnsupportedError(f"{what} holds complex numbers, which are not known here.")


def _dtype(elem_type: int) -> np.dtype[Any]:
    if elem_type == TensorProto.BFLOAT16:
        return np.dtype(np.float32)
    try:
        return np.dtype(helper.tensor_dtype_to_np_dtype(elem_type))
    except KeyError:
        return np.dtype(object)


def read_attribute(proto: AttributeProto, folder: Path | None, file: str) -> Any:
    """Return an attribute that is no graph: a number, string, array, type, or a list of them.

    Raises
    ------
    EngineError
        If its type is not known, or its array cannot be read.
    """
    try:
        value = helper.get_attribute_value(proto)
    except ValueError as error:
        raise FormatError(
            f"attribute {text(proto.name)!r} has a type that is not known.", file=file
        ) from error
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, TensorProto):
        return read_array(value, folder, file)
    if isinstance(value, TypeProto):
        return _value("", value)
    if isinstance(value, int | float | str):
        return value
    if not hasattr(value, "__iter__"):
        raise UnsupportedError(
            f"attribute {text(proto.name)!r} is a {type(value).__name__}, which is not known.",
            file=file,
        )
    items = list(value)
    budget.check(f"The list {text(proto.name)!r}", len(items), "items")
    return [v.decode("utf-8", "replace") if isinstance(v, bytes) else v for v in items]
