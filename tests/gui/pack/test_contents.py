from __future__ import annotations

import json

import pytest
from PIL import Image

import engine
from engine.graph import Value
from gui.pack.contents import PackingError, Wish, collect, file_name, key, samples_in
from resources import packed


def test_collect_writes_labels_and_name_into_the_model(model, sample, tmp_path):
    named = model.with_options(labels=["ant", "bee", "cow"])
    pack = collect(Wish(named, " Leaf \n doctor ", samples=(sample,)), tmp_path)
    again = engine.load(pack.model)
    assert again.name == pack.name == "Leaf doctor"
    assert again.labels.names == ("ant", "bee", "cow")
    assert again.labels.source == "onnx metadata"
    assert [value.shape for value in again.inputs] == [value.shape for value in model.inputs]
    assert isinstance(again.inputs[0], Value)


def test_collect_leaves_out_what_is_only_assumed(model, tmp_path):
    pack = collect(Wish(model), tmp_path)
    again = engine.load(pack.model)
    assert again.labels.assumed
    assert again.preprocess.assumed


def test_collect_records_what_the_model_says_of_each_sample(model, sample, tmp_path):
    pack = collect(Wish(model, "Leaves", samples=(sample,)), tmp_path)
    recorded = json.loads((pack.folder / packed.EXPECTED).read_text("utf-8"))
    label, probability = model.predict(sample).top(1)[0]
    assert recorded == {
        "leaves": {sample.name: {"label": label, "probability": round(probability, 5)}}
    }


def test_collect_takes_icon_and_about(model, sample, tmp_path):
    about = tmp_path / "关于.md"
    about.write_bytes("\ufeffMade by **me**".encode())
    folder = tmp_path / "pack"
    folder.mkdir()
    pack = collect(Wish(model, icon=sample, about=about), folder)
    assert pack.about == "Made by **me**"
    assert pack.icon is not None
    assert pack.icon.read_bytes() == sample.read_bytes()


def test_collect_refuses_what_is_no_picture(model, tmp_path):
    text = tmp_path / "notes.png"
    text.write_text("no picture", "utf-8")
    for wish in (Wish(model, samples=(text,)), Wish(model, icon=text)):
        folder = tmp_path / f"pack{bool(wish.icon)}"
        folder.mkdir()
        with pytest.raises(engine.FormatError):
            collect(wish, folder)


def test_collect_refuses_an_icon_of_another_format(model, sample, tmp_path):
    icon = tmp_path / "icon.bmp"
    Image.open(sample).save(icon)
    with pytest.raises(PackingError, match="PNG"):
        collect(Wish(model, icon=icon), tmp_path)


def test_samples_in_names_a_folder_without_pictures(tmp_path):
    (tmp_path / "notes.txt").write_text("no picture", "utf-8")
    with pytest.raises(PackingError, match="no pictures"):
        samples_in(tmp_path)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Leaf doctor", "Leaf doctor"),
        ("a/b: <c>?", "a b c"),
        ("叶子医生", "叶子医生"),
        ("ends. ", "ends"),
        ("con", "con program"),
        ("???", " program"),
    ],
)
def test_file_name_holds_on_both_systems(title, name):
    assert file_name(title) == name


@pytest.mark.parametrize(
    ("title", "name"),
    [("Leaf doctor 2", "leaf-doctor-2"), ("叶子 医生", "叶子-医生"), ("?", "model")],
)
def test_key_can_be_typed_on_a_command_line(title, name):
    assert key(title) == name
