from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from engine import export, figures, load
from engine.errors import CancelledError
from engine.visual import colormap

MAPS = np.linspace(0, 6, 3 * 8 * 10, dtype=np.float32).reshape(3, 8, 10)


@pytest.fixture
def run(small_cnn):
    model = load(small_cnn.SerializeToString())
    return model, model.activations(np.full((9, 7, 3), 90, np.uint8))


def colours_of(picture):
    return {tuple(colour) for colour in picture.reshape(-1, 3).tolist()}


def test_layer_figure_shows_the_whole_colour_bar():
    picture = figures.layer_figure(MAPS[None], "conv1", cmap="viridis")
    ends = {tuple(colormap.table("viridis")[index].tolist()) for index in (0, 128, 255)}
    assert ends <= colours_of(picture)


def test_words_differ_and_unknown_letters_do_not_fail():
    first, second = (figures.layer_figure(MAPS[None], title) for title in ("conv1", "层 × −"))
    assert not np.array_equal(first, second)
    assert np.array_equal(first[40:], second[40:])


@pytest.mark.parametrize("shape", [(1, 5, 3, 4), (1, 5, 1, 1), (1, 7), (3,), ()])
def test_layer_figure_takes_any_shape(shape):
    values = np.arange(np.prod(shape, dtype=int), dtype=np.float32).reshape(shape)
    picture = figures.layer_figure(values, "layer")
    assert picture.dtype == np.uint8
    assert len(colours_of(picture)) > 3


def test_thumbnail_keeps_its_size_and_draws_no_more_maps_than_asked():
    maps = np.zeros((1, 200, 40, 40), np.float32)
    maps[0, 0] = 1
    picture = figures.thumbnail(maps, 16, 120, cmap="grey")
    assert max(picture.shape[:2]) == 120
    white = (picture == 255).all(axis=2).sum() / picture[:, :, 0].size
    assert 1 / 20 < white < 1 / 12


def test_thumbnail_averages_pixels_of_large_maps():
    board = (np.indices((224, 224)).sum(axis=0) % 2).astype(np.float32)
    picture = figures.thumbnail(board[None, None], 1, 500, cmap="grey")
    inner = picture[8:48, 8:48]
    assert set(np.unique(inner)) <= {127, 128}


def test_overview_has_a_sheet_for_each_layer(run, tmp_path):
    _, activations = run
    told = []
    picture = figures.overview(activations, on_step=lambda *step: told.append(step))
    assert told[-1] == (len(activations), len(activations))
    export.save_png(picture, tmp_path / "all.png")
    with Image.open(tmp_path / "all.png") as image:
        assert image.size == (picture.shape[1], picture.shape[0])


def test_overview_can_be_stopped(run):
    with pytest.raises(CancelledError):
        figures.overview(run[1], should_stop=lambda: True)
