"""What was guessed of a NumPy archive is shown, can be changed, undone and written down."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import onnx
import pytest
from scipy.signal import convolve2d, correlate2d

import engine
from gui.exports import saving
from gui.frame.status import StatusLine
from gui.panels.provenance import ProvenancePanel

CLASSES = 3


def chance(*shape):
    return np.random.default_rng(sum(shape)).normal(size=shape).astype(np.float32)


@pytest.fixture
def archive(tmp_path):
    """Weights as Lasagne saves them: 28 × 28 grey, two convolutions, two pools, a dense layer."""
    path = tmp_path / "lenet.npz"
    dense = chance(4 * 4 * 5, CLASSES)
    np.savez(path, chance(4, 1, 5, 5), chance(4), chance(5, 4, 5, 5), chance(5), dense, chance(3))
    return path


@pytest.fixture
def panel(qtbot, session, controller):
    made = ProvenancePanel(session, controller)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def opened(session, controller, settled, panel, archive, make_picture):
    controller.open_files([archive, make_picture()])
    settled()
    return session


def test_status_line_says_that_these_are_weights(opened, controller, panel):
    """Not of which ONNX opset: the file knows none."""
    status = StatusLine(opened, controller, "1.2.3", panel)
    assert status.facts[0].text() == "lenet · NumPy weights"


def first_convolution(archive, activations, flip):
    """Return what SciPy makes of the picture with the archive's first kernels."""
    x = activations.prepared.tensor[0, 0]
    with np.load(archive) as arrays:
        kernels, bias = arrays["arr_0"], arrays["arr_1"]
    slide = convolve2d if flip else correlate2d
    return np.stack([slide(x, k[0], "valid") + b for k, b in zip(kernels, bias, strict=True)])


def choose(panel, index, key, value):
    box = panel.use.fields[index, key]
    box.chosen.emit(value)


def test_a_guess_is_marked_and_says_why(opened, panel):
    assert not panel.weights.isHidden()
    assert panel.weights.mark.assumed
    assert panel.weights.link.text() == "guessed"
    assert panel.weights.line.text() == "Kernels flipped · no border · pools drop the rest"
    assert "lenet.npz holds numbers and no layers" in panel.use.explanation.text()
    assert "the 80 inputs of the first dense layer" in panel.use.reason.text()
    assert panel.use.fields[0, "flip"].value is True
    assert panel.use.fields[-1, "flip"].value is True
    assert not panel.use.undo.isEnabled()
    assert not panel.use.reset.isEnabled()


def test_models_that_state_their_layers_have_no_such_row(
    opened, panel, controller, settled, photo_model
):
    controller.open_model(photo_model)
    settled()
    assert panel.weights.isHidden()


def test_flip_can_be_changed_and_predictions_follow(opened, panel, settled, archive):
    session = opened
    before, layer = session.activations, session.layer
    got = before["conv1"][0]
    np.testing.assert_allclose(got, first_convolution(archive, before, True), rtol=1e-3, atol=1e-3)
    source = session.source
    choose(panel, -1, "flip", False)
    settled()
    after = session.activations
    got = after["conv1"][0]
    np.testing.assert_allclose(got, first_convolution(archive, after, False), rtol=1e-3, atol=1e-3)
    assert not np.array_equal(before.prediction.probabilities, after.prediction.probabilities)
    assert session.source is source
    assert session.layer == layer
    assert panel.weights.link.text() == "changed by you"
    assert not panel.weights.mark.assumed
    assert panel.weights.line.text().startswith("Not flipped")


def test_one_layer_can_be_changed_alone(opened, panel, settled):
    choose(panel, 2, "flip", False)
    settled()
    flips = [layer.flip for layer in opened.model.architecture.layers if layer.type == "conv"]
    assert flips == [True, False]
    assert panel.use.fields[-1, "flip"].value is None
    assert "in some layers" in panel.weights.line.text()


def test_other_borders_find_a_picture_that_fits(opened, panel, settled):
    choose(panel, -1, "border_mode", "half")
    settled()
    # 16 → 8 → 4 with a border that keeps the size.
    assert opened.model.architecture.input[1] in (16, 17, 18, 19)
    assert opened.activations["conv1"].shape[2] == opened.model.architecture.input[1]
    assert opened.problem is None


def test_pools_may_keep_the_rest(opened, panel, settled):
    choose(panel, -1, "ignore_border", False)
    settled()
    assert all(
        not layer.ignore_border
        for layer in opened.model.architecture.layers
        if layer.type == "pool"
    )
    assert "pools keep the rest" in panel.weights.line.text()


def test_changes_are_undone_and_reset(opened, panel, settled):
    first = opened.model.architecture
    choose(panel, 0, "flip", False)
    settled()
    choose(panel, 2, "nonlinearity", "tanh")
    settled()
    assert panel.use.undo.isEnabled()
    panel.use.undo.click()
    settled()
    assert opened.model.architecture.layers[0].flip is False
    assert opened.model.architecture.layers[2] == first.layers[2]
    panel.use.reset.click()
    settled()
    assert opened.model.architecture == first
    assert opened.model.architecture.guessed
    assert panel.weights.link.text() == "guessed"
    panel.use.undo.click()
    settled()
    assert opened.model.architecture.layers[0].flip is False


def test_what_was_changed_about_pictures_and_channels_stays(
    opened, panel, controller, settled, session
):
    recipe = replace(session.model.preprocess, range=(-1.0, 1.0), source="changed by you")
    controller.change_preprocess(recipe)
    settled()
    controller.scale_channel(1, 0.0)
    settled()
    edits = session.edits
    choose(panel, -1, "flip", False)
    settled()
    assert session.model.preprocess == recipe
    assert session.edits == edits
    assert not session.activations[session.layer][0, 1].any()


def test_a_use_that_cannot_be_leaves_what_is_open_and_says_so(opened, panel, settled, qtbot):
    before, run = opened.model, opened.activations
    box = panel.use.fields[3, "ignore_border"]
    huge = replace(before.architecture.layers[0], border_mode=(400, 400))
    layers = (huge, *before.architecture.layers[1:])
    box.set_value(False)
    panel.use.changed.emit(replace(before.architecture, layers=layers))
    settled()
    assert opened.model is before
    assert opened.activations is run
    assert "80" in opened.problem.title + opened.problem.text
    assert box.value is True
    assert not panel.use.undo.isEnabled()


def test_the_size_of_pictures_can_be_chosen(opened, panel, settled, session):
    panel.use.size.changed.emit((29, 28))
    settled()
    assert session.model.architecture.input == (1, 29, 28)
    assert session.activations["conv1"].shape == (1, 4, 25, 24)
    panel.use.size.changed.emit((40, 40))
    settled()
    # Nothing else than what leads to 4 × 4 maps goes through.
    assert session.model.architecture.input == (1, 28, 28)
    assert "28 × 28" in session.hovered


def test_model_is_saved_as_onnx_with_the_same_numbers(opened, panel, controller, settled, tmp_path):
    choose(panel, -1, "flip", False)
    settled()
    controller.save(saving.model_writer(opened), tmp_path / "out.onnx")
    settled()
    onnx.checker.check_model(tmp_path / "out.onnx")
    again = engine.load(tmp_path / "out.onnx").predict(opened.source.picture)
    mine = opened.activations.prediction.probabilities
    np.testing.assert_allclose(again.probabilities, mine, rtol=1e-5)


def test_description_is_saved_and_read_back(opened, panel, controller, settled, archive):
    choose(panel, 0, "flip", False)
    settled()
    used = opened.model.architecture
    controller.save(saving.description_writer(opened), archive.with_suffix(".toml"))
    settled()
    controller.open_model(archive)
    settled()
    assert opened.model.architecture == used
    assert panel.weights.link.text() == "from lenet.toml"
    assert not panel.weights.mark.assumed
    assert panel.use.reason.isHidden()
    assert not panel.use.undo.isEnabled()


def test_a_model_that_came_meanwhile_is_kept(
    opened, panel, controller, settled, session, photo_model
):
    choose(panel, 0, "flip", False)
    controller.open_model(photo_model)
    settled()
    assert session.model.name == "Tiny"
