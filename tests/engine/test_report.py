"""The report is read back by Python's own HTML parser, its pictures by Pillow."""

from __future__ import annotations

import base64
import hashlib
import io
import platform
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from engine import load, read_image
from engine.cli import main
from engine.errors import CancelledError
from engine.report import report, save_report
from engine.report_words import WORDS, Words

EVIL = "<script>alert('x')</script> & \"cat\", second name"


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.tags, self.texts, self.images, self.links = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        values = dict(attrs)
        self.links += [values[name] for name in ("href", "src") if name in values]
        if tag == "img":
            self.images.append(values)
        if tag not in ("img", "meta"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.texts.append(data)

    @property
    def text(self):
        return "".join(self.texts)


@pytest.fixture
def model(small_cnn, tmp_path):
    path = tmp_path / "net <1>.onnx"
    path.write_bytes(small_cnn.SerializeToString())
    return load(path, labels=[EVIL, "dog", "bird", "fish", "cow"])


@pytest.fixture
def run(model, tmp_path):
    path = tmp_path / "a&b.png"
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (30, 40, 3), np.uint8)).save(path)
    return model.activations(read_image(path))


def read(text):
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert not reader.open
    return reader


def test_report_says_what_came_out_and_what_ran(model, run):
    reader = read(report(model, run, notes=["3 channels were switched off."]))
    for label, probability in run.prediction.top(5):
        assert label in reader.text
        assert f"{100 * probability:.1f} %" in reader.text
    digest = hashlib.sha256(model.path.read_bytes()).hexdigest()
    words = ("a&b.png", "softmax, applied by Convolens", "3 channels were switched off.")
    for part in (digest, model.path.name, model.preprocess.describe(), np.__version__, *words):
        assert part in reader.text
    for layer in run.layers:
        assert layer.title in reader.text


def test_report_escapes_text_and_needs_nothing_else(model, run):
    text = report(model, run)
    reader = read(text)
    assert "script" not in reader.tags
    assert EVIL.split(",")[0] in reader.text
    assert reader.links
    assert all(link.startswith("data:image/") for link in reader.links)
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text


def test_report_holds_pictures_of_the_sizes_it_states(model, run):
    images = read(report(model, run)).images
    assert len(images) == 2 + len(run.layers)
    for values in images:
        kind, _, data = values["src"].partition(";base64,")
        with Image.open(io.BytesIO(base64.b64decode(data))) as image:
            assert f"data:image/{image.format.lower()}" == kind
            assert image.size == (int(values["width"]), int(values["height"]))
        assert values["alt"]


def test_report_of_a_network_that_is_no_classifier_lists_its_outputs(make_model):
    from onnx import helper

    model = load(
        make_model(
            [helper.make_node("Relu", ["x"], ["y"])],
            [("x", [1, 3, 8, 8])],
            [("y", [1, 3, 8, 8])],
        ).SerializeToString()
    )
    reader = read(report(model, model.activations(np.zeros((8, 8, 3), np.uint8))))
    assert "3 × 8 × 8, float32" in reader.text


def test_report_speaks_another_language(model, run):
    """Whatever is left when translated words are taken away is a name, a number or a unit."""
    recipe, labels = run.prepared.preprocess, model.labels
    own = {*WORDS, recipe.describe(), recipe.source, labels.source}
    table = {words: f"⟦{words}⟧" for words in own} | {"Layers": "网络层", "{0} ({1})": "{0}（{1}）"}
    text = report(model, run, words=Words("zh-CN", table))
    assert text.startswith('<!DOCTYPE html>\n<html lang="zh-CN">')
    reader = read(text)
    assert "网络层" in map(str.strip, reader.texts)
    alts = [image["alt"] for image in reader.images]
    assert all(alt.startswith("⟦") for alt in alts)
    data = {run.prepared.picture.name, model.name, model.path.name, platform.platform(terse=True)}
    data |= {layer.title for layer in run.layers} | {layer.detail for layer in run.layers}
    data |= {*labels.names, *(labels.short(i) for i in range(len(labels))), model.producer}
    data |= {"Convolens", "NumPy", "Python", " – ".join((run.prepared.picture.name, model.name))}
    left = [
        said
        for said in map(str.strip, reader.texts)
        if said not in data and re.search("[a-zA-Z]{3,}", re.sub("⟦[^⟧]*⟧", "", said))
    ]
    digest = hashlib.sha256(model.path.read_bytes()).hexdigest()
    assert [said for said in left if said != digest] == []


def test_stopped_report_leaves_no_file(model, run, tmp_path):
    before = set(tmp_path.iterdir())
    with pytest.raises(CancelledError):
        save_report(model, run, tmp_path / "r.html", should_stop=lambda: True)
    assert set(tmp_path.iterdir()) == before


def test_report_command_writes_the_file(model, run, tmp_path, capsys):
    target = tmp_path / "out.html"
    assert main(["report", str(model.path), str(tmp_path / "a&b.png"), "-o", str(target)]) == 0
    assert capsys.readouterr().out.strip() == str(target)
    assert "a&b.png" in read(target.read_text("utf-8")).text
