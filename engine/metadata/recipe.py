"""How a picture becomes what a network reads: the `Preprocess` that files state or we assume."""

from __future__ import annotations

from dataclasses import dataclass

FITS = ("stretch", "crop", "shortest_edge", "pad")
CHANNELS = ("RGB", "BGR", "L")
LAYOUTS = ("NCHW", "NHWC")
INKS = ("light", "dark")
CENTRES = ("mass", "box")

_FIT_WORDS = {
    "stretch": "stretched",
    "crop": "centre crop",
    "shortest_edge": "centre crop",
    "pad": "fitted with a border",
}
_CHANNEL_WORDS = {"RGB": "RGB", "BGR": "BGR", "L": "grey"}


@dataclass(frozen=True)
class Centre:
    """How a drawing is centred: its longer side becomes `box` pixels, `by` goes to the centre."""

    box: int
    by: str = "mass"


@dataclass(frozen=True)
class Preprocess:
    """What happens to a picture before the network sees it.

    Attributes
    ----------
    size : height and width in pixels; None where the model's input decides
    fit : 'stretch'; 'crop': a centred part of the input's aspect and of `crop_fraction` of what
        would fit, then resize; 'shortest_edge': resize to `edge`, then centre crop; 'pad'
    crop_fraction : how much of the largest centred crop is kept, 0..1
    edge : the shorter side before the crop, in pixels; None: 8/7 of the input's
    pad_value : grey of the border of 'pad', 0..255
    resample : a name of `engine.images.RESAMPLE_NAMES`
    channels : 'RGB', 'BGR' or 'L' (grey)
    range : what black and white become, before mean and std
    mean, std : per channel or one for all, in units of `range`
    layout : 'NCHW' or 'NHWC'
    ink : the strokes that a drawing model expects: 'light' on dark or 'dark' on light; None: a
        photo, never inverted
    centre : how a drawing is centred; None: not at all
    source : where this was found: 'onnx metadata', 'config.json beside the model', 'assumed', …
    """

    size: tuple[int, int] | None = None
    fit: str = "stretch"
    crop_fraction: float = 1.0
    edge: int | None = None
    pad_value: int = 0
    resample: str = "bilinear"
    channels: str = "RGB"
    range: tuple[float, float] = (0.0, 1.0)
    mean: tuple[float, ...] = (0.0,)
    std: tuple[float, ...] = (1.0,)
    layout: str = "NCHW"
    ink: str | None = None
    centre: Centre | None = None
    source: str = "assumed"

    @property
    def assumed(self) -> bool:
        """Tell whether all of this, or its pixel range, is a guess that the person should check."""
        return "assumed" in self.source

    def describe(self) -> str:
        """Return one short line, such as 'RGB · centre crop · (x − 127) / 128'."""
        parts = [_CHANNEL_WORDS[self.channels]]
        if self.ink:
            parts.append(f"{self.ink} strokes")
        if self.centre:
            parts.append(f"centred by {self.centre.by}, {self.centre.box} px")
        else:
            parts.append(_FIT_WORDS[self.fit])
        parts.append(_formula(self))
        return " · ".join(parts)


def _formula(recipe: Preprocess) -> str:
    """Return what happens to a pixel x of 0..255 as people write it."""
    low, high = recipe.range
    mean, std = _one_or_all(recipe.mean), _one_or_all(recipe.std)
    scaled = {(0.0, 255.0): "x", (0.0, 1.0): "x / 255", (-1.0, 1.0): "x / 127.5 − 1"}.get(
        (float(low), float(high)), f"x from {low:g} to {high:g}"
    )
    if mean == "0" and std == "1":
        return scaled
    inner = scaled if mean == "0" else f"({scaled} − {mean})"
    return inner if std == "1" else f"{inner} / {std}"


def _one_or_all(values: tuple[float, ...]) -> str:
    """Return the values as one number where all are equal, else as a list in brackets."""
    if len(set(values)) == 1:
        return f"{values[0]:.4g}"
    return "[" + ", ".join(f"{value:.3g}" for value in values) + "]"
