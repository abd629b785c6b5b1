"""How the weights in a NumPy archive are used: what such an archive itself does not say.

A description is a TOML file beside it, `net.toml` beside `net.npz`, in the words of Theano and
Lasagne:

    input = [1, 28, 28]             # channels, height, width; 0 for a size that may vary

    [[layers]]
    type = "conv"                   # W (filters, channels, height, width), b
    border_mode = "valid"           # "valid", "half", "same", "full", or pixels: 1 or [1, 2]
    flip = true                     # true convolution (Theano, Lasagne's Conv2DLayer);
                                    # false for correlation (Conv2DDNNLayer)
    stride = 1
    nonlinearity = "rectify"

    [[layers]]
    type = "pool"
    size = 2
    mode = "max"                    # "max", "average_inc_pad", "average_exc_pad"
    ignore_border = true            # false keeps what is left over at the border

    [[layers]]
    type = "batch_norm"             # beta, gamma, mean, inverse standard deviation

    [[layers]]
    type = "dense"                  # W (inputs, units), b
    nonlinearity = "softmax"

Arrays are taken in order (`arr_0`, `arr_1`, …) unless a layer names its own: `weights = "W1"`,
`bias = "b1"`; `bias = false` is a layer without one. The same file may hold `title`, `labels` and a
table `preprocess`, as the metadata value `convolens` does.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, ClassVar

from engine.errors import FileError, FormatError
from engine.formats.toml import read_toml

Pair = tuple[int, int]
Name = str | None
"""An array's name; '' takes the next in order, None is one that is left out."""

_FILE_LIMIT = 1_000_000
NONLINEARITIES = (
    "linear",
    "rectify",
    "leaky_rectify",
    "very_leaky_rectify",
    "elu",
    "selu",
    "softplus",
    "tanh",
    "sigmoid",
    "softmax",
)
BORDER_MODES = ("valid", "half", "same", "full")
POOL_MODES = ("max", "average_inc_pad", "average_exc_pad")
_SYNONYMS = {"relu": "rectify", "identity": "linear", "leaky_relu": "leaky_rectify"}


@dataclass(frozen=True)
class Conv:
    """Kernels that slide over the picture; `flip` is what Theano does, and ONNX does not."""

    type: ClassVar[str] = "conv"
    weights: Name = ""
    bias: Name = ""
    border_mode: str | Pair = "valid"
    stride: Pair = (1, 1)
    flip: bool = True
    nonlinearity: str = "linear"


@dataclass(frozen=True)
class Pool:
    """One value for each window; `stride` is `size` if not given."""

    type: ClassVar[str] = "pool"
    size: Pair = (2, 2)
    stride: Pair | None = None
    pad: Pair = (0, 0)
    mode: str = "max"
    ignore_border: bool = True
    nonlinearity: str = "linear"


@dataclass(frozen=True)
class Dense:
    """Each unit sees everything; W is (inputs, units)."""

    type: ClassVar[str] = "dense"
    weights: Name = ""
    bias: Name = ""
    nonlinearity: str = "linear"


@dataclass(frozen=True)
class BatchNorm:
    """(x − mean) · inv_std · gamma + beta for each channel."""

    type: ClassVar[str] = "batch_norm"
    beta: Name = ""
    gamma: Name = ""
    mean: Name = ""
    inv_std: Name = ""
    nonlinearity: str = "linear"


@dataclass(frozen=True)
class GlobalPool:
    """The mean of each whole feature map."""

    type: ClassVar[str] = "global_pool"


@dataclass(frozen=True)
class Nonlinearity:
    """A nonlinearity by itself."""

    type: ClassVar[str] = "nonlinearity"
    nonlinearity: str = "rectify"


Layer = Conv | Pool | Dense | BatchNorm | GlobalPool | Nonlinearity
_KINDS: dict[str, type[Layer]] = {
    kind.type: kind for kind in (Conv, Pool, Dense, BatchNorm, GlobalPool, Nonlinearity)
}


@dataclass(frozen=True)
class Architecture:
    """The layers of a network whose weights lie in a NumPy archive.

    Attributes
    ----------
    input : channels, height and width; None for a size that may vary
    source : where this is written, or 'guessed'
    """

    input: tuple[int, int | None, int | None]
    layers: tuple[Layer, ...]
    source: str = field(default="given", compare=False)

    @property
    def guessed(self) -> bool:
        """Whether nobody has said so."""
        return self.source == "guessed"

    def with_options(
        self,
        *,
        flip: bool | None = None,
        border_mode: str | Pair | None = None,
        ignore_border: bool | None = None,
        input: tuple[int, int | None, int | None] | None = None,
    ) -> Architecture:
        """Return the same with all convolutions and pools set otherwise."""
        convs = _given(flip=flip, border_mode=border_mode)
        pools = _given(ignore_border=ignore_border)
        layers: list[Layer] = []
        for layer in self.layers:
            if isinstance(layer, Conv):
                layer = replace(layer, **convs)
            elif isinstance(layer, Pool):
                layer = replace(layer, **pools)
            layers.append(layer)
        return Architecture(self.input if input is None else input, tuple(layers), "changed by you")

    def to_toml(self) -> str:
        """Return the text of a description; what has its default is left out."""
        lines = [f"input = {[size or 0 for size in self.input]}"]
        for layer in self.layers:
            lines += ["", "[[layers]]", f'type = "{layer.type}"']
            for each in fields(layer):
                value = getattr(layer, each.name)
                if value != each.default or each.name in ("flip", "border_mode", "ignore_border"):
                    lines.append(f"{each.name} = {_toml(value)}")
        return "\n".join(lines) + "\n"


def _given(**options: Any) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


def _toml(value: Any) -> str:
    if value is None:
        return "false"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return str(list(value))
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return str(value)


def read_architecture(path: Path) -> Architecture:
    """Return the description in a TOML file.

    Raises
    ------
    FileError
        If the file cannot be read.
    FormatError
        If it is no TOML, or says what is not known; it names the layer and the key.
    """
    try:
        if os.path.exists(path) and not os.path.isfile(path):  # a pipe may never give a byte
            raise FileError("is no file.", file=path.name)
        with path.open("rb") as stream:
            data = stream.read(_FILE_LIMIT + 1)
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror or error}.", file=path.name) from error
    try:
        if len(data) > _FILE_LIMIT:
            raise FormatError(f"has more than {_FILE_LIMIT:,} bytes.", file=path.name)
        value = read_toml(data.decode())
    except (ValueError, RecursionError) as error:
        raise FormatError(f"is no TOML: {error}.", file=path.name) from error
    return _architecture(value, path.name)


def _architecture(value: Mapping[str, Any], file: str) -> Architecture:
    sizes = value.get("input")
    if not (
        isinstance(sizes, list)
        and len(sizes) == 3
        and all(isinstance(size, int) and size >= 0 for size in sizes)
        and sizes[0] > 0
    ):
        raise FormatError(
            f"input must be [channels, height, width], got {sizes!r}.",
            file=file,
            remedy="Write 0 for a height or width that may vary.",
        )
    tables = value.get("layers")
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise FormatError("must hold a list of tables [[layers]].", file=file)
    layers = tuple(_layer(table, index, file) for index, table in enumerate(tables, 1))
    return Architecture(
        (sizes[0], sizes[1] or None, sizes[2] or None), layers, f"{file} beside the model"
    )


def _layer(table: Mapping[str, Any], index: int, file: str) -> Layer:
    where = f"layer {index}"
    given = dict(table)
    kind = _KINDS.get(str(given.pop("type", None)))
    if kind is None:
        raise FormatError(
            f"{where} has type {table.get('type')!r}; known: {', '.join(_KINDS)}.", file=file
        )
    known = {each.name: each.default for each in fields(kind) if each.default is not MISSING}
    settings = {}
    for key, value in given.items():
        if key not in known:
            raise FormatError(
                f"{where} ({kind.type}) has {key!r}; known: {', '.join(known) or 'nothing'}.",
                file=file,
            )
        settings[key] = _setting(key, value, f"{where} ({kind.type})", file)
    return kind(**settings)


def _setting(key: str, value: Any, where: str, file: str) -> Any:
    """Return a setting as the layers hold it, if it can be meant."""
    choices = {"nonlinearity": NONLINEARITIES, "mode": POOL_MODES, "border_mode": BORDER_MODES}
    if key in ("flip", "ignore_border"):
        if isinstance(value, bool):
            return value
    elif key in ("stride", "size", "pad") or (key == "border_mode" and not isinstance(value, str)):
        pair = [value, value] if isinstance(value, int) else value
        least = 1 if key in ("stride", "size") else 0
        if (
            isinstance(pair, list)
            and len(pair) == 2
            and all(isinstance(n, int) and not isinstance(n, bool) and n >= least for n in pair)
        ):
            return (pair[0], pair[1])
    elif key in choices:
        chosen = _SYNONYMS.get(str(value).lower(), str(value).lower())
        if chosen in choices[key]:
            return chosen
        raise FormatError(
            f"{where}: {key} {value!r} is not known; known: {', '.join(choices[key])}.", file=file
        )
    elif value is False:
        return None
    elif isinstance(value, str) and value:
        return value
    raise FormatError(f"{where}: {key} cannot be {value!r}.", file=file)
