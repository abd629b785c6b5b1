"""A report of one prediction: one HTML file that holds everything and needs nothing else."""

from __future__ import annotations

import base64
import hashlib
import platform
from collections.abc import Callable, Iterable
from datetime import datetime
from html import escape
from pathlib import Path

import numpy as np

from engine import export, figures
from engine.activations import Activations
from engine.errors import CancelledError
from engine.images import resize
from engine.model import Model
from engine.report_style import STYLE
from engine.report_words import Words
from engine.version import VERSION
from engine.visual.normalize import Scale

_WIDEST = 640
_SHEET = 600
_MAPS = 64
_TOP = 10
_MEBIBYTE = 2**20


def save_report(
    model: Model,
    activations: Activations,
    path: Path | str,
    *,
    notes: Iterable[str] = (),
    scale: Scale = "layer",
    cmap: str | None = None,
    words: Words | None = None,
    should_stop: Callable[[], bool] | None = None,
    on_step: Callable[[int, int], None] | None = None,
) -> None:
    """Write the report of a run; parameters as for `report`.

    Raises
    ------
    FileError
        If the system does not let us.
    CancelledError
        If `should_stop` says so; then there is no file.
    """
    text = report(
        model, activations, notes=notes, scale=scale, cmap=cmap, words=words,
        should_stop=should_stop, on_step=on_step,
    )  # fmt: skip
    export.save_text(text, path)


def report(
    model: Model,
    activations: Activations,
    *,
    notes: Iterable[str] = (),
    scale: Scale = "layer",
    cmap: str | None = None,
    words: Words | None = None,
    should_stop: Callable[[], bool] | None = None,
    on_step: Callable[[int, int], None] | None = None,
) -> str:
    """Return the HTML of a run: picture, predictions, a sheet of each layer, and what ran.

    It holds its pictures in itself, uses no script, and obeys the reader's light or dark colours.

    Parameters
    ----------
    notes : sentences about the run that the reader must know, such as what was changed
    scale, cmap : as for `engine.visual.tiles.sheet`
    words : the language to write in; by default English
    should_stop, on_step : asked and told (done, total) for each layer

    Raises
    ------
    CancelledError
        If `should_stop` says so.
    """
    say = words or Words()
    name = activations.prepared.picture.name
    parts = [
        f"<h1>{escape(name)} <span>{escape(model.name)}</span></h1>",
        *(f'<p class="note">{escape(note)}</p>' for note in notes),
        _pictures(activations, say),
        _predictions(activations, say),
        _facts(say("Settings"), _settings(model, activations, say)),
        _facts(say("Model"), _identity(model, say)),
        _facts(say("Made with"), _versions(say)),
        _layers(activations, say, scale, cmap, should_stop, on_step),
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(say.language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(name)} – {escape(model.name)}</title><style>{STYLE}</style></head>\n"
        f"<body><main>\n{chr(10).join(parts)}\n</main></body></html>\n"
    )


def _pictures(activations: Activations, say: Words) -> str:
    prepared = activations.prepared
    original, seen = prepared.picture.pixels, prepared.seen
    caption = say("Original, {0} px", f"{original.shape[1]} × {original.shape[0]}")
    seen_caption = say("As the network sees it, {0} px", f"{seen.shape[1]} × {seen.shape[0]}")
    # A digit of 28 pixels is looked at as squares, a photo as it is.
    zoom = max(1, 224 // max(seen.shape[:2]))
    enlarged = seen.repeat(zoom, 0).repeat(zoom, 1)
    return (
        '<section class="pictures">'
        f"{_figure(_fitted(original, _WIDEST), caption)}{_figure(enlarged, seen_caption, 'PNG')}"
        "</section>"
    )


def _predictions(activations: Activations, say: Words) -> str:
    prediction = activations.prediction
    if prediction.probabilities is None:
        rows = [
            (name, f"{say(figures.size_text(array.shape))}, {array.dtype}")
            for name, array in prediction.outputs.items()
        ]
        return _facts(say("Outputs"), rows)
    lines = []
    for index, probability in prediction.ranking(_TOP):
        full, short = prediction.labels.full(index), prediction.labels.short(index)
        also = f" <small>{escape(full)}</small>" if full != short else ""
        lines.append(
            f"<tr><th>{escape(short)}{also}</th><td><div class=bar><i "
            f'style="width:{100 * min(max(probability, 0.0), 1.0):.2f}%"></i></div></td>'
            f"<td class=number>{100 * probability:.1f} %</td></tr>"
        )
    left = prediction.probabilities.size - len(lines)
    others = escape(say("{0} other classes are left out.", f"{left:,}"))
    rest = f"<p class=quiet>{others}</p>" if left else ""
    heading = escape(say("Predictions"))
    return f"<section><h2>{heading}</h2><table>{''.join(lines)}</table>{rest}</section>"


def _settings(model: Model, activations: Activations, say: Words) -> list[tuple[str, str]]:
    recipe, labels = activations.prepared.preprocess, model.labels
    prediction = activations.prediction
    prepared = say("{0} ({1})", say(recipe.describe()), say(recipe.source))
    named = say("{0} ({1})", f"{len(labels):,}", say(labels.source))
    took = say("{0} ms, {1} layers", f"{1000 * activations.total_seconds:.1f}", len(activations))
    rows = [(say("Preprocessing"), prepared), (say("Labels"), named), (say("Run"), took)]
    if prediction.probabilities is not None:
        ours = say("softmax, applied by Convolens to the network's scores")
        own = say("the network's own output")
        rows.insert(2, (say("Probabilities"), ours if prediction.softmax_applied else own))
    path = activations.prepared.picture.path
    return [(say("Picture"), path.name), *rows] if path is not None else rows


def _identity(model: Model, say: Words) -> list[tuple[str, str]]:
    card, path = model.card, model.path
    rows = [
        (say("Name"), model.name),
        (say("File"), path.name if path is not None else ""),
        (say("SHA-256"), _sha256(path, say) if path is not None else ""),
        (say("Size"), say("{0} bytes", f"{model.size_bytes:,}")),
        (say("ONNX opset"), str(model.opset) if model.opset else ""),
        (say("Made by"), model.producer),
        (say("Parameters"), f"{model.parameters:,}"),
        (say("Multiply-adds"), f"{model.multiply_adds:,}"),
        (say("Description"), card.description),
        (say("Licence"), card.licence),
        (say("Credit"), card.credit),
        (say("Warnings"), " ".join(map(say, model.warnings))),
    ]
    return [(key, value) for key, value in rows if value]


def _sha256(path: Path, say: Words) -> str:
    """Return the SHA-256 of a file in hexadecimal; a sentence where it cannot be read any more."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_MEBIBYTE):
                digest.update(block)
    except OSError as error:
        return say("the file cannot be read any more ({0})", error.strerror or error)
    return digest.hexdigest()


def _versions(say: Words) -> list[tuple[str, str]]:
    return [
        ("Convolens", VERSION),
        ("NumPy", np.__version__),
        ("Python", platform.python_version()),
        (say("System"), platform.platform(terse=True)),
        (say("Date"), datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")),
    ]


def _layers(
    activations: Activations,
    say: Words,
    scale: Scale,
    cmap: str | None,
    should_stop: Callable[[], bool] | None,
    on_step: Callable[[int, int], None] | None,
) -> str:
    layers = figures.drawn_layers(activations)
    parts = [f"<section><h2>{escape(say('Layers'))} <span>{len(layers)}</span></h2>"]
    for place, layer in enumerate(layers):
        if should_stop is not None and should_stop():
            raise CancelledError("saving was stopped.")
        array = activations[layer.name]
        picture = figures.thumbnail(array, _MAPS, _SHEET, scale=scale, cmap=cmap)
        seconds = activations.seconds.get(layer.name, 0.0)
        least, most = (figures.number_text(float(end(array))) for end in (np.min, np.max))
        facts = (_size(array, say), f"{1000 * seconds:.2f} ms", say("{0} to {1}", least, most))
        parts.append(
            f"<article><h3>{escape(layer.title)} <span>{escape(layer.detail)}</span></h3>"
            f"<p class=quiet>{escape(' · '.join(facts))}</p>"
            f"{_image(picture, say('The maps of {0}', layer.title))}</article>"
        )
        if on_step is not None:
            on_step(place + 1, len(layers))
    return "\n".join([*parts, "</section>"])


def _size(array: np.ndarray, say: Words) -> str:
    size = say(figures.size_text(array.shape))
    cut = array.ndim == 4 and array.shape[2] * array.shape[3] > 1 and array.shape[1] > _MAPS
    return f"{size} · {say('the first {0} maps', _MAPS)}" if cut else size


def _facts(title: str, rows: Iterable[tuple[str, str]]) -> str:
    lines = "".join(f"<dt>{escape(key)}</dt><dd>{escape(value)}</dd>" for key, value in rows)
    return f"<section><h2>{escape(title)}</h2><dl>{lines}</dl></section>"


def _figure(pixels: np.ndarray, caption: str, form: str = "WEBP") -> str:
    image = _image(pixels, caption, form)
    return f"<figure>{image}<figcaption>{escape(caption)}</figcaption></figure>"


def _image(pixels: np.ndarray, words: str, form: str = "WEBP") -> str:
    data = base64.b64encode(export.encoded(pixels, "PNG" if form == "PNG" else "WEBP")).decode()
    return (
        f'<img alt="{escape(words)}" width="{pixels.shape[1]}" height="{pixels.shape[0]}" '
        f'src="data:image/{form.lower()};base64,{data}">'
    )


def _fitted(pixels: np.ndarray, widest: int) -> np.ndarray:
    shrink = widest / max(pixels.shape[:2])
    if shrink >= 1:
        return pixels
    height, width = (max(1, round(shrink * length)) for length in pixels.shape[:2])
    return resize(pixels, (height, width), "lanczos")
