"""What all commands share: which model, and how pictures are read."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

from engine.constants import BOX_THRESHOLD
from engine.errors import UnsupportedError
from engine.formats.architecture import BORDER_MODES
from engine.images import RESAMPLE_NAMES
from engine.loading import load
from engine.metadata import Preprocess, read_label_file
from engine.metadata.fields import READERS
from engine.metadata.recipe import CENTRES, CHANNELS, FITS, INKS, LAYOUTS
from engine.model import Model
from engine.shown_text import shown_text

_RECIPE = {
    "range": ("LOW,HIGH", "what black and white become, before mean and std"),
    "mean": ("M[,M,M]", "in units of range"),
    "std": ("S[,S,S]", "in units of range"),
    "channels": ("|".join(CHANNELS), "their order, L for grey"),
    "layout": ("|".join(LAYOUTS), None),
    "size": ("H,W", "for models that take any size"),
    "fit": ("|".join(FITS), "how a picture of another shape is fitted"),
    "crop_fraction": ("F", "of --fit crop: how much of the largest part is kept"),
    "edge": ("PIXELS", "of --fit shortest_edge: the shorter side before the crop"),
    "pad_value": ("GREY", "of --fit pad: the border, 0 to 255"),
    "resample": ("|".join(RESAMPLE_NAMES), None),
    "ink": ("|".join(INKS), "strokes that a drawing model expects"),
    "centre": (
        f"PIXELS[,{'|'.join(CENTRES)}]", "scale a drawing's longer side, and by what it is centred"
    ),
}  # fmt: skip
"""Each field of a model's preprocessing is an option."""


def add_reading_options(parser: argparse.ArgumentParser) -> None:
    """Add the model, and what replaces its own labels and preprocessing."""
    parser.add_argument(
        "model",
        metavar="MODEL",
        help="an .onnx or .npz file, or the name of a bundled model: digits, doodles, photos",
    )
    group = parser.add_argument_group(
        "how pictures are read", "Each replaces what the model states, or what was assumed."
    )
    group.add_argument("--labels", type=Path, metavar="FILE", help="a text file, one label a line")
    for name, (metavar, help_text) in _RECIPE.items():
        group.add_argument(
            f"--{name.replace('_', '-')}", type=_field(name), metavar=metavar, help=help_text
        )
    parser.add_argument(
        "--threads",
        type=int,
        metavar="N",
        help="threads of a run; by default the processors, up to 4",
    )
    weights = parser.add_argument_group(
        "how weights in an .npz file are used",
        "Each replaces what NAME.toml beside NAME.npz says, or what was guessed.",
    )
    weights.add_argument("--description", type=Path, metavar="FILE", help="another NAME.toml")
    weights.add_argument(
        "--flip",
        action=argparse.BooleanOptionalAction,
        help="kernels are flipped (true convolution, Theano) or not (correlation)",
    )
    weights.add_argument("--border-mode", choices=BORDER_MODES)
    weights.add_argument(
        "--ignore-border",
        action=argparse.BooleanOptionalAction,
        help="pools drop what is left over at the border, or keep it",
    )
    weights.add_argument("--input", type=_numbers(3), metavar="C,H,W", help="0 for any size")


def _field(name: str) -> Callable[[str], Any]:
    """Return a reader of one field of `Preprocess`, as strict as the one for files."""

    def read(text: str) -> Any:
        parts: list[Any] = [_number_or_word(part.strip()) for part in text.split(",")]
        value: Any = parts if len(parts) > 1 else parts[0]
        if name == "centre":
            value = {"box": parts[0], "by": parts[1] if len(parts) == 2 else "mass"}
        try:
            return READERS[name](value)
        except (ValueError, OverflowError) as error:
            raise argparse.ArgumentTypeError(f"{error}, not {text}") from error

    return read


def _number_or_word(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _numbers(*counts: int) -> Callable[[str], tuple[float, ...]]:
    def read(text: str) -> tuple[float, ...]:
        numbers = tuple(float(part) for part in text.split(","))
        if len(numbers) not in counts:
            wanted = " or ".join(map(str, counts))
            raise argparse.ArgumentTypeError(f"takes {wanted} numbers, got {len(numbers)}")
        return numbers

    return read


def load_model(options: argparse.Namespace) -> Model:
    """Return the model that the options name, read as they say."""
    model = _load(options)
    for warning in model.warnings:
        say(warning)
    changes: dict[str, Any] = {
        name: getattr(options, name) for name in _RECIPE if getattr(options, name) is not None
    }
    recipe: Preprocess | None = None
    if changes:
        recipe = replace(model.preprocess, **changes, source="given")
    elif model.preprocess.assumed:
        say(f"Preprocessing is assumed: {model.preprocess.describe()}.")
    labels = read_label_file(options.labels) if options.labels else None
    return model.with_options(labels=labels, preprocess=recipe)


def _load(options: argparse.Namespace) -> Model:
    """Return the model, its weights used as the options say where it is a NumPy archive."""
    path = _model_path(options.model)
    model = load(
        path,
        architecture=options.description,
        partial=getattr(options, "partial", False),
        threads=options.threads,
    )
    changes: dict[str, Any] = {
        name: getattr(options, name)
        for name in ("flip", "border_mode", "ignore_border")
        if getattr(options, name) is not None
    }
    if options.input is not None:
        channels, height, width = (int(size) for size in options.input)
        changes["input"] = (channels, height or None, width or None)
    if not changes:
        return model
    if model.architecture is None:
        raise UnsupportedError(
            "states its layers itself; --flip and the like are for .npz files.", file=path.name
        )
    described = model.architecture.with_options(**changes)
    return load(path, architecture=described, threads=options.threads)


def _model_path(name: str) -> Path:
    """Return the path of a model; a file of a bundled model's name comes first."""
    import resources

    path = Path(name)
    return resources.model_path(name) if name in resources.BUNDLED and not path.exists() else path


def add_threshold(parser: argparse.ArgumentParser) -> None:
    """Add how sure of a box a detector must be."""
    parser.add_argument(
        "--threshold",
        type=_share,
        default=BOX_THRESHOLD,
        metavar="SCORE",
        help=f"least score of a detector's boxes, 0 to 1 ({BOX_THRESHOLD})",
    )


def _share(text: str) -> float:
    number = float(text)
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError("must be 0 to 1")
    return number


def shape_text(shape: Sequence[Any] | None) -> str:
    """Return a shape as people write it."""
    if shape is None:
        return "any shape"
    return " × ".join("?" if size is None else str(size) for size in shape) or "one number"


def format_text(model: Model) -> str:
    """Return what kind of file a model is."""
    if model.architecture is not None:
        return f"NumPy weights, layers {model.architecture.source}"
    return f"ONNX opset {model.opset}"


def put(text: object, end: str = "\n", file: TextIO | None = None) -> None:
    """Print text for people: what names from files hold cannot steer the terminal."""
    print("\n".join(map(shown_text, str(text).split("\n"))), end=end, file=file)


def say(message: str) -> None:
    """Print a message to stderr."""
    put(message, file=sys.stderr)
