"""Sentences of the engine in the person's language: warnings of a model, errors, remedies.

The engine writes them in English, with values in them. Here the same sentences stand with places
for the values; one that is not among them stays English. A test holds that each of them stands in
the engine.
"""

from __future__ import annotations

import re
from functools import cache

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

translate = QCoreApplication.translate

SENTENCES = (
    QT_TRANSLATE_NOOP(
        "engine",
        "It takes more than a picture: {0}; sizes and scales are filled in, all else is 0.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "{0} of its operators are not known: {1}. What follows them is left out, "
        "and there are no predictions.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "The size of pictures is not stated; {0} × {1} goes through the network.",
    ),
    QT_TRANSLATE_NOOP(
        "engine",
        "{0} names {1} classes, the model has {2}; the names were not used.",
    ),
    QT_TRANSLATE_NOOP("engine", "{0} {1} is stated, but the model takes {2}; that is used."),
    QT_TRANSLATE_NOOP("engine", "colour is stated, but the model takes one channel; grey is used."),
    QT_TRANSLATE_NOOP("engine", "{0}: {1} {2} is not known; stretched instead."),
    QT_TRANSLATE_NOOP("engine", "{0}: {1} {2} is no list of numbers."),
    QT_TRANSLATE_NOOP("engine", "{0}: preprocessing {1} is not known and was not used."),
    QT_TRANSLATE_NOOP("engine", "{0}: {1} {2}, not {3}; it was not used."),
    QT_TRANSLATE_NOOP("engine", "must be a finite number"),
    QT_TRANSLATE_NOOP("engine", "must be a number up to {0}"),
    QT_TRANSLATE_NOOP("engine", "must be a whole number from 1 to {0}"),
    QT_TRANSLATE_NOOP("engine", "must be [height, width]"),
    QT_TRANSLATE_NOOP("engine", "must be above 0 and at most 1"),
    QT_TRANSLATE_NOOP("engine", "must be [black, white]"),
    QT_TRANSLATE_NOOP("engine", "must have two different ends"),
    QT_TRANSLATE_NOOP("engine", "must be one number, or three"),
    QT_TRANSLATE_NOOP("engine", "must not be 0"),
    QT_TRANSLATE_NOOP("engine", "must be 0 to 255"),
    QT_TRANSLATE_NOOP("engine", "must be one of {0}"),
    QT_TRANSLATE_NOOP("engine", "{0} has {1} characters and was not read."),
    QT_TRANSLATE_NOOP("engine", "{0} holds no JSON object and was not used."),
    QT_TRANSLATE_NOOP("engine", "{0} is no valid JSON and was not used ({1})."),
    QT_TRANSLATE_NOOP("engine", "{0} is no TOML and was not used: {1}."),
    QT_TRANSLATE_NOOP("engine", "{0} has {1} bytes and was not read."),
    QT_TRANSLATE_NOOP("engine", "{0} could not be read ({1})."),
    QT_TRANSLATE_NOOP("engine", "{0}: id2label is not numbered from 0 and was not used."),
    QT_TRANSLATE_NOOP("engine", "{0}: rescale_factor {1} is no number."),
    QT_TRANSLATE_NOOP("engine", "{0}: the longest edge is limited; padded to the input instead."),
    QT_TRANSLATE_NOOP("engine", "{0}: resample {1} is not known."),
    QT_TRANSLATE_NOOP("engine", "{0}: crop_mode {1} is not known."),
    QT_TRANSLATE_NOOP("engine", "{0}: interpolation {1} is not known."),
    QT_TRANSLATE_NOOP("engine", "{0} has {1} labels, the model {2} classes; it was not used."),
    QT_TRANSLATE_NOOP("engine", "Image.ColorSpaceGamma {0}: pictures are given as sRGB."),
    QT_TRANSLATE_NOOP("engine", "{0} {1} is not known and was not used."),
    QT_TRANSLATE_NOOP(
        "engine",
        "the model's {0} metadata has version {1}, this program knows {2}; what is known was used.",
    ),
    QT_TRANSLATE_NOOP("engine", "the model's labels are no list and were not used."),
    QT_TRANSLATE_NOOP("engine", "the model's preprocessing is no JSON object and was not used."),
    QT_TRANSLATE_NOOP("engine", "the model's 'names' metadata names no classes and was not used."),
    QT_TRANSLATE_NOOP("engine", "it has more than {0} bytes."),
    QT_TRANSLATE_NOOP("engine", "it holds no labels."),
    QT_TRANSLATE_NOOP("engine", "it must be a list, or a table numbered from 0"),
    QT_TRANSLATE_NOOP("engine", "it is no file."),
    QT_TRANSLATE_NOOP("engine", "it cannot be read: {0}."),
    QT_TRANSLATE_NOOP("engine", "it is no list of labels ({0})."),
    QT_TRANSLATE_NOOP("engine", "{0} needs {1} {2}, the limit is {3}."),
    QT_TRANSLATE_NOOP("engine", "If you trust the file, start Convolens with {0}."),
    QT_TRANSLATE_NOOP("engine", "Do not trust this file unless you know who made it."),
    QT_TRANSLATE_NOOP("engine", "{0} cannot have a negative size, got shape {1}."),
    QT_TRANSLATE_NOOP("engine", "{0} can have up to {1} axes, got {2}."),
    QT_TRANSLATE_NOOP("engine", "{0} of shape {1} needs {2} bytes, more memory than there is."),
    QT_TRANSLATE_NOOP("engine", "Close other programs, or use a smaller picture or model."),
    QT_TRANSLATE_NOOP("engine", "Close other programs, or use a smaller picture."),
    QT_TRANSLATE_NOOP("engine", "needs more memory than there is."),
    QT_TRANSLATE_NOOP("engine", "needs {0} bytes, more memory than there is."),
    QT_TRANSLATE_NOOP("engine", "cannot work on what reaches it: {0}."),
    QT_TRANSLATE_NOOP("engine", "is a device or a pipe, not a file."),
    QT_TRANSLATE_NOOP("engine", "Choose a file."),
    QT_TRANSLATE_NOOP("engine", "grows while it is read."),
    QT_TRANSLATE_NOOP("engine", "Try again later."),
    QT_TRANSLATE_NOOP("engine", "cannot be read: {0}."),
    QT_TRANSLATE_NOOP("engine", "Check that the file is there and that you may read it."),
    QT_TRANSLATE_NOOP("engine", "cannot be written: {0}."),
    QT_TRANSLATE_NOOP("engine", "Check that the folder is there and that you may write to it."),
    QT_TRANSLATE_NOOP("engine", "does not say which opset it uses."),
    QT_TRANSLATE_NOOP("engine", "asks for opset {0}; known are 1 to {1}."),
    QT_TRANSLATE_NOOP("engine", "Export the model again with an older opset, for example 17."),
    QT_TRANSLATE_NOOP("engine", "has no output."),
    QT_TRANSLATE_NOOP("engine", "holds sparse weights, which are not known."),
    QT_TRANSLATE_NOOP("engine", "gives no result."),
    QT_TRANSLATE_NOOP("engine", "output {0} is made by no node."),
    QT_TRANSLATE_NOOP("engine", "weights {0} occur twice."),
    QT_TRANSLATE_NOOP("engine", "is part of a cycle: it needs its own result."),
    QT_TRANSLATE_NOOP("engine", "reads {0}, which nothing makes."),
    QT_TRANSLATE_NOOP("engine", "value {0} is written twice."),
    QT_TRANSLATE_NOOP("engine", "this network has no input."),
    QT_TRANSLATE_NOOP("engine", "operator {0} is not known to Convolens."),
    QT_TRANSLATE_NOOP(
        "engine",
        "operator {0} is known from opset {1} on, the model asks for opset {2}.",
    ),
    QT_TRANSLATE_NOOP("engine", "attribute {0} is not known; known: {1}."),
    QT_TRANSLATE_NOOP("engine", "attribute {0} is missing."),
    QT_TRANSLATE_NOOP("engine", "attribute {0} must be {1}, got {2}."),
    QT_TRANSLATE_NOOP("engine", "takes {0} to {1} inputs, got {2}."),
    QT_TRANSLATE_NOOP("engine", "input {0} is left out, but needed."),
    QT_TRANSLATE_NOOP("engine", "{0} lies in another file; open the model from its folder."),
    QT_TRANSLATE_NOOP("engine", "{0} points to {1}, which is not a file in the model's folder."),
    QT_TRANSLATE_NOOP("engine", "Do not trust this model unless you know who made it."),
    QT_TRANSLATE_NOOP("engine", "{0} lies in {1}, which cannot be read."),
    QT_TRANSLATE_NOOP("engine", "{0} lies in {1}, which cannot be read: {2}."),
    QT_TRANSLATE_NOOP("engine", "{0} lies in {1}, which changes while it is read."),
    QT_TRANSLATE_NOOP("engine", "{0} needs {1} bytes at {2}; {3} has {4}."),
    QT_TRANSLATE_NOOP("engine", "Copy the model and the files beside it again."),
    QT_TRANSLATE_NOOP("engine", "Put {0} beside the model."),
    QT_TRANSLATE_NOOP("engine", "{0} does not hold the {1} values it announces."),
    QT_TRANSLATE_NOOP(
        "engine",
        "is a pickle, which can run any program when it is opened; it is not opened.",
    ),
    QT_TRANSLATE_NOOP("engine", "holds one array, not the weights of a network."),
    QT_TRANSLATE_NOOP("engine", "holds no arrays."),
    QT_TRANSLATE_NOOP("engine", "holds {0}, which is no array of a NumPy archive."),
    QT_TRANSLATE_NOOP("engine", "is no NumPy archive, or ends too early."),
    QT_TRANSLATE_NOOP("engine", "Download or copy it again."),
    QT_TRANSLATE_NOOP("engine", "Describe its layers in {0} beside it."),
    QT_TRANSLATE_NOOP("engine", "{0} arrays are used by no layer: {1}."),
    QT_TRANSLATE_NOOP("engine", "Describe all layers, or leave these arrays out."),
    QT_TRANSLATE_NOOP("engine", "W {0} does not fit maps of shape {1}."),
    QT_TRANSLATE_NOOP("engine", "b {0} does not fit {1} filters."),
    QT_TRANSLATE_NOOP("engine", "b {0} does not fit {1} units."),
    QT_TRANSLATE_NOOP("engine", "does not fit into maps of shape {0}."),
    QT_TRANSLATE_NOOP("engine", "needs feature maps, got shape {0}."),
    QT_TRANSLATE_NOOP("engine", "the picture is damaged or ends too early ({0})."),
    QT_TRANSLATE_NOOP("engine", "the picture has more than {0} bytes of metadata."),
    QT_TRANSLATE_NOOP("engine", "the picture has more than {0} scans."),
    QT_TRANSLATE_NOOP("engine", "Copy or export it again."),
    QT_TRANSLATE_NOOP("engine", "the picture has {0} pixels; at most {1} are decoded."),
    QT_TRANSLATE_NOOP("engine", "Make it smaller first."),
    QT_TRANSLATE_NOOP("engine", "Make it smaller."),
    QT_TRANSLATE_NOOP("engine", "the file is empty."),
    QT_TRANSLATE_NOOP("engine", "there is not enough memory for this picture."),
    QT_TRANSLATE_NOOP("engine", "it is a device or a pipe."),
    QT_TRANSLATE_NOOP("engine", "Open a picture file."),
    QT_TRANSLATE_NOOP("engine", "there is no such file."),
    QT_TRANSLATE_NOOP("engine", "Check the name and the folder."),
    QT_TRANSLATE_NOOP("engine", "Open a picture that you may read."),
    QT_TRANSLATE_NOOP("engine", "input {0} has the shape {1}, which is no picture."),
    QT_TRANSLATE_NOOP("engine", "input {0} has {1} channels; a picture has 1 or 3."),
    QT_TRANSLATE_NOOP("engine", "Give arrays to model.run."),
    QT_TRANSLATE_NOOP("engine", "Check the layout (NCHW or NHWC), or give arrays to model.run."),
    QT_TRANSLATE_NOOP("engine", "input {0} takes {1}, got {2}."),
    QT_TRANSLATE_NOOP("engine", "result {0} was expected as {1}, came as {2}."),
    QT_TRANSLATE_NOOP("engine", "the file could not be written: {0}."),
    QT_TRANSLATE_NOOP("engine", "another file called {0} lies there already."),
    QT_TRANSLATE_NOOP("engine", "Choose another folder."),
    QT_TRANSLATE_NOOP("engine", "{0} (node {1})"),
    QT_TRANSLATE_NOOP("engine", "Open a PNG, JPEG, BMP, GIF, TIFF, WebP or AVIF picture."),
    QT_TRANSLATE_NOOP("engine", "HEIC pictures cannot be opened; save it as JPEG or PNG first."),
    QT_TRANSLATE_NOOP("engine", "it is a PostScript file, not a picture."),
    QT_TRANSLATE_NOOP("engine", "it is a PDF file, not a picture."),
    QT_TRANSLATE_NOOP("engine", "it is a text file, not a picture."),
    QT_TRANSLATE_NOOP("engine", "it is not a picture in a known format."),
    QT_TRANSLATE_NOOP("engine", "it is a folder."),
)

FACTS = (
    QT_TRANSLATE_NOOP("engine", "bytes"),
    QT_TRANSLATE_NOOP("engine", "parts"),
    QT_TRANSLATE_NOOP("engine", "levels"),
    QT_TRANSLATE_NOOP("engine", "elements"),
    QT_TRANSLATE_NOOP("engine", "pixels"),
    QT_TRANSLATE_NOOP("engine", "rounds"),
    QT_TRANSLATE_NOOP("engine", "pieces"),
    QT_TRANSLATE_NOOP("engine", "entries"),
    QT_TRANSLATE_NOOP("engine", "items"),
    QT_TRANSLATE_NOOP("engine", "times its size in the archive"),
    QT_TRANSLATE_NOOP("engine", "The archive"),
    QT_TRANSLATE_NOOP("engine", "Array {0}"),
    QT_TRANSLATE_NOOP("engine", "The file"),
    QT_TRANSLATE_NOOP("engine", "The weights"),
    QT_TRANSLATE_NOOP("engine", "The network"),
    QT_TRANSLATE_NOOP("engine", "An array"),
    QT_TRANSLATE_NOOP("engine", "Its result"),
    QT_TRANSLATE_NOOP("engine", "The result"),
    QT_TRANSLATE_NOOP("engine", "Running this network on a picture of this size"),
    QT_TRANSLATE_NOOP("engine", "The picture that this network reads"),
    QT_TRANSLATE_NOOP("engine", "What is computed once"),
    QT_TRANSLATE_NOOP("engine", "What is computed in all"),
    QT_TRANSLATE_NOOP("engine", "onnx metadata"),
    QT_TRANSLATE_NOOP("engine", "{0} beside the model"),
    QT_TRANSLATE_NOOP("engine", "{0} one folder up"),
    QT_TRANSLATE_NOOP("engine", "memory"),
    QT_TRANSLATE_NOOP("engine", "size"),
    QT_TRANSLATE_NOOP("engine", "layout"),
)
"""Words that stand in these sentences as values."""

_CHINESE = "[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
_BLANK = re.compile(
    f"(?<=[\u3000-\u303f\uff00-\uffef]) |(?<={_CHINESE}) (?={_CHINESE})"
    f"|(?<={_CHINESE}) (?=“)|(?<=”) (?={_CHINESE})"
)
_PLACE = re.compile(r"\{\d\}")
_QUOTED = re.compile(r"'([^']*)'")


def worded(text: str) -> str:
    """Return a sentence of the engine in the person's language, with its full stop or without."""
    for known, shape in _shapes():
        found = shape.fullmatch(text)
        if found is not None:
            said = closed_up(translate("engine", known).format(*map(_fact, found.groups())))
            return said if text.endswith(".") else said.rstrip(".。")
    return text


def closed_up(text: str) -> str:
    """Return a text without blanks where Chinese has none: between its characters and marks."""
    return _BLANK.sub("", text)


def _fact(text: str) -> str:
    quoted = _QUOTED.fullmatch(text)
    if quoted is not None:
        return f"“{quoted[1]}”" if translate("engine", "bytes") != "bytes" else text
    return worded(text)


@cache
def _shapes() -> list[tuple[str, re.Pattern[str]]]:
    """Return each sentence with what it looks like, those with most words of their own first."""
    every = sorted((*SENTENCES, *FACTS), key=lambda each: len(_PLACE.sub("", each)), reverse=True)
    shapes = []
    for each in every:
        own = map(re.escape, _PLACE.split(each.removesuffix(".")))
        shapes.append((each, re.compile("(.+?)".join(own) + r"\.?", re.DOTALL)))
    return shapes
