from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

import engine
from gui.controller import Controller
from gui.session import Session
from gui.settings import Settings


@pytest.fixture
def gate(monkeypatch):
    """Holds every run of a network until it is opened or the run is stopped."""

    class Gate:
        def __init__(self) -> None:
            self.entered = threading.Event()
            self.opened = threading.Event()
            self.runs = 0

    made = Gate()
    run = engine.Model.activations

    def held(self, image, *, should_stop=None, on_step=None):
        made.runs += 1
        made.entered.set()
        while not made.opened.wait(0.005):
            if should_stop():
                raise engine.CancelledError("stopped")
        return run(self, image, should_stop=should_stop, on_step=on_step)

    monkeypatch.setattr(engine.Model, "activations", held)
    yield made
    made.opened.set()


def test_open_files_takes_a_model_and_an_image_at_once(
    session, controller, settled, photo_model, make_picture
):
    picture = make_picture()
    controller.open_files([picture, photo_model])
    settled()
    assert session.model.name == "Tiny"
    assert session.source.name == "picture.png"
    assert session.mode == "image"
    assert session.problem is None
    expected = engine.load(photo_model).predict(picture).top(3)
    assert session.activations.prediction.top(3) == expected


def test_open_image_without_a_model_opens_photos(
    session, controller, settled, bundled, make_picture
):
    controller.open_image(make_picture())
    settled()
    assert session.model.path == bundled["photos"]
    assert session.source.name == "picture.png"
    assert session.activations is not None


def test_open_model_runs_again_on_the_picture_in_hand(
    session, controller, settled, photo_model, make_picture, tmp_path
):
    controller.open_files([photo_model, make_picture()])
    settled()
    before = session.activations
    copy = tmp_path / "other.onnx"
    copy.write_bytes(photo_model.read_bytes())
    controller.open_model(copy)
    settled()
    assert session.model.path == copy
    assert session.source.name == "picture.png"
    assert session.activations is not before


def test_photos_open_with_a_sample_from_the_start_page(session, controller, settled, bundled):
    controller.open_model("photos")
    settled()
    assert session.mode == "image"
    assert session.source.name == "sample.png"
    assert session.activations is not None


def test_first_layer_is_the_first_activation_with_maps_and_is_kept(
    session, controller, settled, photo_model, make_picture
):
    controller.open_files([photo_model, make_picture()])
    settled()
    assert session.layer == "relu"
    controller.show_layer("pool")
    controller.open_image(make_picture("second.png", (1, 2, 3)))
    settled()
    assert session.layer == "pool"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("text.onnx", b"this is no model"),
        ("empty.onnx", b""),
        ("page.onnx", b"<!doctype html><html></html>"),
        ("text.png", b"this is no picture"),
        ("empty.png", b""),
        ("notes.xyz", b"something else"),
        ("missing.onnx", None),
        ("missing.png", None),
    ],
)
def test_wrong_file_keeps_everything_and_says_so(
    session, controller, settled, photo_model, make_picture, tmp_path, name, content
):
    controller.open_files([photo_model, make_picture()])
    settled()
    before = (session.model, session.source, session.activations, session.layer, session.mode)
    if content is not None:
        (tmp_path / name).write_bytes(content)
    controller.open_files([tmp_path / name])
    settled()
    after = (session.model, session.source, session.activations, session.layer, session.mode)
    assert all(a is b for a, b in zip(before, after, strict=True))
    assert name in session.problem.title
    controller.dismiss_problem()
    assert session.problem is None


def test_model_cut_short_is_refused_and_names_the_file(
    session, controller, settled, photo_model, make_picture, tmp_path
):
    controller.open_files([photo_model, make_picture()])
    settled()
    before = session.model
    whole = photo_model.read_bytes()
    cut = tmp_path / "cut.onnx"
    cut.write_bytes(whole[: len(whole) // 2])
    controller.open_files([cut])
    settled()
    assert session.model is before
    assert "cut.onnx could not be opened" in session.problem.title
    assert "Your picture and Tiny are still open." in session.problem.text


def test_bad_model_dropped_with_a_good_image_still_opens_the_image(
    session, controller, settled, photo_model, make_picture, tmp_path
):
    controller.open_files([photo_model, make_picture()])
    settled()
    (tmp_path / "bad.onnx").write_bytes(b"no")
    controller.open_files([tmp_path / "bad.onnx", make_picture("new.png", (9, 9, 9))])
    settled()
    assert session.model.name == "Tiny"
    assert session.source.name == "new.png"
    assert "bad.onnx" in session.problem.title


def test_model_and_image_that_are_both_bad_are_both_named(
    session, controller, settled, photo_model, make_picture, tmp_path
):
    (tmp_path / "bad.onnx").write_bytes(b"no")
    (tmp_path / "bad.png").write_bytes(b"no")
    controller.open_files([photo_model, make_picture()])
    settled()
    controller.open_files([tmp_path / "bad.onnx", tmp_path / "bad.png"])
    settled()
    assert "bad.onnx" in session.problem.title
    assert "bad.png" in session.problem.text
    assert session.model.name == "Tiny"
    assert session.source.name == "picture.png"


def test_drawing_does_not_close_the_banner(
    session, controller, settled, bundled, drawing, tmp_path
):
    controller.open_model("digits")
    settled()
    (tmp_path / "bad.onnx").write_bytes(b"no")
    controller.open_files([tmp_path / "bad.onnx"])
    settled()
    controller.drawing_changed(drawing)
    settled()
    assert session.activations is not None
    assert "bad.onnx" in session.problem.title


def test_newest_image_wins(session, controller, settled, gate, photo_model, make_picture):
    controller.open_files([photo_model, make_picture("first.png", (255, 0, 0))])
    assert gate.entered.wait(5)
    shown = []
    session.source_changed.connect(lambda: shown.append(session.source.name))
    controller.open_image(make_picture("second.png", (0, 255, 0)))
    controller.open_image(make_picture("third.png", (0, 0, 255)))
    gate.opened.set()
    settled()
    assert shown == ["third.png"]
    assert session.model.name == "Tiny", "the model that was on its way was forgotten"
    assert tuple(session.activations.prepared.picture.pixels[0, 0]) == (0, 0, 255)


def test_cancel_keeps_what_is_open(session, controller, settled, gate, photo_model, make_picture):
    gate.opened.set()
    controller.open_files([photo_model, make_picture()])
    settled()
    before = (session.model, session.source, session.activations)
    gate.opened.clear()
    gate.entered.clear()
    controller.open_image(make_picture("second.png", (0, 255, 0)))
    assert gate.entered.wait(5)
    controller.cancel()
    settled()
    assert (session.model, session.source, session.activations) == before
    assert session.problem is None
    assert session.progress is None


def test_progress_appears_for_slow_work_and_goes(
    qtbot, session, controller, settled, gate, photo_model, make_picture
):
    controller.open_files([photo_model, make_picture()])
    assert session.progress is None
    qtbot.waitUntil(lambda: session.progress is not None, timeout=3000)
    assert session.progress.text
    gate.opened.set()
    settled()
    assert session.progress is None


def test_progress_stays_away_from_quick_work(
    session, controller, settled, photo_model, make_picture
):
    seen = []
    session.progress_changed.connect(lambda: seen.append(session.progress))
    controller.open_files([photo_model, make_picture()])
    settled()
    assert seen == []


def test_drawing_follows_live_and_an_empty_sheet_has_no_prediction(
    session, controller, settled, bundled, drawing
):
    controller.open_model("digits")
    settled()
    assert session.mode == "drawing"
    assert session.source is None
    controller.drawing_changed(drawing)
    settled()
    assert session.source.kind == "drawing"
    assert session.activations.prediction.top(2)
    assert session.activations.prepared.seen.max() > 200, "ink must be light for this network"
    controller.drawing_changed(np.full((280, 280, 3), 255, np.uint8))
    settled()
    assert session.source is None
    assert session.activations is None


def test_drawing_newest_wins_and_running_ones_are_shown(
    session, controller, settled, gate, bundled, drawing
):
    gate.opened.set()
    controller.open_model("digits")
    settled()
    gate.opened.clear()
    gate.entered.clear()
    gate.runs = 0
    for step in range(10):
        drawing = drawing.copy()
        drawing[60:80, 60 : 70 + 10 * step] = 20
        controller.drawing_changed(drawing)
        if step == 0:
            assert gate.entered.wait(5)
    shown = []
    session.source_changed.connect(lambda: shown.append(session.source.picture.pixels))
    gate.opened.set()
    settled()
    assert gate.runs == 2
    assert len(shown) == 2
    assert np.array_equal(shown[-1], drawing)


def test_drawing_is_kept_when_the_canvas_comes_back(
    session, controller, settled, bundled, drawing, make_picture
):
    controller.open_model("digits")
    settled()
    controller.drawing_changed(drawing)
    settled()
    controller.open_image(make_picture())
    settled()
    assert session.mode == "image"
    controller.draw()
    settled()
    assert session.mode == "drawing"
    assert np.array_equal(session.source.picture.pixels, drawing)


def test_photo_model_opened_over_the_canvas_leaves_an_empty_stage(
    session, controller, settled, bundled, drawing, photo_model
):
    controller.open_model("digits")
    settled()
    controller.drawing_changed(drawing)
    settled()
    controller.open_model(photo_model)
    settled()
    assert session.mode == "image"
    assert session.source is None
    assert session.activations is None
    assert session.layer == "relu"


def test_drawing_model_opened_over_the_canvas_runs_on_the_drawing(
    session, controller, settled, bundled, drawing, drawing_model
):
    controller.open_model("digits")
    settled()
    controller.drawing_changed(drawing)
    settled()
    controller.open_model(drawing_model)
    settled()
    assert session.mode == "drawing"
    assert session.model.path == drawing_model
    assert session.activations is not None


def test_draw_without_a_model_opens_digits(session, controller, settled, bundled):
    controller.draw()
    settled()
    assert session.mode == "drawing"
    assert session.model.path == bundled["digits"]


def test_start_page_is_not_left_by_a_run_that_ends_late(
    session, controller, settled, gate, photo_model, make_picture
):
    controller.open_files([photo_model, make_picture()])
    assert gate.entered.wait(5)
    controller.show_start()
    gate.opened.set()
    settled()
    assert session.mode == "start"


def test_preprocessing_can_be_changed_and_reset(
    session, controller, settled, photo_model, make_picture
):
    controller.open_files([photo_model, make_picture()])
    settled()
    stated = session.model.preprocess
    before = session.activations.prepared.tensor
    controller.change_preprocess(replace(stated, channels="BGR", source="changed by you"))
    settled()
    assert session.model.preprocess.channels == "BGR"
    assert np.array_equal(session.activations.prepared.tensor, before[:, ::-1])
    controller.reset_preprocess()
    settled()
    assert session.model.preprocess == stated
    assert np.array_equal(session.activations.prepared.tensor, before)


def test_labels_can_be_loaded_and_reset(
    session, controller, settled, photo_model, make_picture, tmp_path
):
    labels = tmp_path / "names.txt"
    labels.write_text("red\ngreen\nblue\n", encoding="utf-8")
    controller.load_labels(labels)
    assert "no model is open" in session.problem.title
    controller.open_files([photo_model, make_picture()])
    settled()
    controller.open_files([labels])
    settled()
    assert session.model.labels.names == ("red", "green", "blue")
    assert {label for label, _ in session.activations.prediction.top(3)} == {"red", "green", "blue"}
    controller.reset_labels()
    settled()
    assert session.model.labels.names == ("cat", "dog", "bird")


def test_layers_step_and_stop_at_the_ends(session, controller, settled, photo_model, make_picture):
    controller.open_files([photo_model, make_picture()])
    settled()
    names = controller.layer_names()
    controller.show_layer(names[0])
    controller.previous_layer()
    assert session.layer == names[0]
    seen = [names[0]]
    for _ in names:
        controller.next_layer()
        seen.append(session.layer)
    assert seen == [*names, names[-1]]


def test_place_goes_with_the_layer(session, controller, settled, photo_model, make_picture):
    controller.open_files([photo_model, make_picture()])
    settled()
    controller.mark_place(1, 2, 3)
    assert (session.place.channel, session.place.y, session.place.x) == (1, 2, 3)
    controller.open_image(make_picture("second.png", (1, 2, 3)))
    settled()
    assert session.place is not None
    controller.show_layer("pool")
    assert session.place is None


def test_recent_files_are_remembered_newest_first_and_can_be_cleared(
    session, controller, settled, settings, photo_model, make_picture
):
    first, second = make_picture("first.png"), make_picture("second.png", (3, 2, 1))
    for path in (photo_model, first, second, first):
        controller.open_files([path])
        settled()
    names = [(recent.path.name, recent.kind, recent.note) for recent in session.recent]
    assert names == [
        ("first.png", "image", "Tiny"),
        ("second.png", "image", "Tiny"),
        ("tiny.onnx", "model", "3"),
    ]
    assert [recent.path for recent in Settings(settings.folder).recent] == [
        first, second, photo_model,
    ]  # fmt: skip
    controller.clear_recent()
    assert session.recent == ()
    assert Settings(settings.folder).recent == ()


def test_at_most_twelve_recent_files(session, controller, settled, photo_model, make_picture):
    controller.open_files([photo_model])
    for number in range(14):
        controller.open_image(make_picture(f"{number}.png", (number, 0, 0)))
        settled()
    assert len(session.recent) == 12
    assert session.recent[0].path.name == "13.png"


def test_last_model_is_there_at_the_next_start_without_leaving_the_start_page(
    qtbot, session, controller, settled, settings, photo_model, make_picture
):
    controller.open_files([photo_model, make_picture()])
    settled()
    settings.save()
    later_session = Session()
    later = Controller(later_session, Settings(settings.folder))
    later.restore()
    qtbot.waitUntil(lambda: not later.busy, timeout=10_000)
    assert later_session.mode == "start"
    assert later_session.model.path == photo_model
    assert later_session.source is None
    assert later.close()


def test_last_model_that_is_gone_is_no_problem(session, controller, settled, settings, tmp_path):
    settings.last_model = str(tmp_path / "gone.onnx")
    controller.restore()
    settled()
    assert session.model is None
    assert session.problem is None


def test_image_opened_while_the_last_model_is_on_its_way_uses_that_model(
    session, controller, settled, settings, photo_model, make_picture
):
    settings.last_model = str(photo_model)
    controller.restore()
    controller.open_image(make_picture())
    settled()
    assert session.model.path == photo_model
    assert session.mode == "image"
    assert session.activations is not None


def test_drawing_is_saved_as_it_was_drawn(session, controller, settled, bundled, drawing, tmp_path):
    controller.open_model("digits")
    settled()
    controller.drawing_changed(drawing)
    settled()
    target = tmp_path / "saved.png"
    controller.save_drawing(target)
    settled()
    with Image.open(target) as image:
        assert np.array_equal(np.asarray(image.convert("RGB")), drawing)
    assert session.hovered == "Saved saved.png"


def test_maps_are_saved_for_every_layer(
    session, controller, settled, photo_model, make_picture, tmp_path
):
    controller.open_files([photo_model, make_picture()])
    settled()
    controller.save_maps(tmp_path / "maps")
    settled()
    arrays = sorted((tmp_path / "maps").glob("*.npz"))
    assert len(arrays) == len(session.activations)


def test_saving_into_a_place_that_cannot_be_written_is_told(
    session, controller, settled, bundled, drawing, tmp_path
):
    controller.open_model("digits")
    settled()
    controller.drawing_changed(drawing)
    settled()
    controller.save_drawing(tmp_path / "no such folder" / "saved.png")
    settled()
    assert "saved.png" in session.problem.title
    assert session.activations is not None


def test_unforeseen_error_is_told_and_the_program_goes_on(
    session, controller, settled, monkeypatch, photo_model, make_picture
):
    run = engine.Model.activations
    monkeypatch.setattr(engine.Model, "activations", lambda *a, **k: 1 / 0)
    controller.open_files([photo_model, make_picture()])
    settled()
    assert "ZeroDivisionError" in session.problem.details
    assert session.model is None
    monkeypatch.setattr(engine.Model, "activations", run)
    controller.open_files([photo_model, make_picture()])
    settled()
    assert session.activations is not None
    assert session.problem is None


def test_model_that_takes_no_picture_opens_without_maps_and_says_why(
    session, controller, settled, make_picture, tmp_path
):
    import onnx
    from onnx import helper

    graph = helper.make_graph(
        [helper.make_node("Relu", ["x"], ["y"])],
        "vector",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [1, 7, 16, 16])],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [1, 7, 16, 16])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 9
    path = tmp_path / "vector.onnx"
    path.write_bytes(model.SerializeToString())
    controller.open_files([path, make_picture()])
    settled()
    assert session.model.path == path
    assert session.activations is None
    assert "cannot run on this picture" in session.problem.title


def test_view_is_kept_for_the_next_start(session, controller, settings):
    controller.change_view(top=10, tile_size=120)
    assert session.view.top == 10
    assert Settings(settings.folder).view == session.view
