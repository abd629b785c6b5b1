from __future__ import annotations

import numpy as np
import pytest

from engine.visual import colormap


def hexadecimal(colour):
    return bytes(colour.tolist()).hex().upper()


@pytest.mark.parametrize("name", colormap.names())
def test_tables_are_256_colours_that_nobody_changes(name):
    table = colormap.table(name)
    assert (table.shape, table.dtype) == ((256, 3), np.uint8)
    with pytest.raises(ValueError, match="read-only"):
        table[0] = 0


def test_there_are_the_four_of_the_design():
    assert set(colormap.names()) == {"ember", "polar", "viridis", "grey"}
    with pytest.raises(KeyError):
        colormap.table("jet")


@pytest.mark.parametrize("name", ["ember", "viridis", "grey"])
def test_lightness_grows(name):
    assert (np.diff(colormap.lightness(colormap.table(name))) > -0.4).all()
    assert (np.diff(colormap.lightness(colormap.table(name))[::4]) > 0).all()


def test_ember_passes_the_colours_of_the_design():
    table = colormap.table("ember").astype(int)
    assert hexadecimal(colormap.table("ember")[0]) == "0B0B0F"
    assert hexadecimal(colormap.table("ember")[-1]) == "FFF3CF"
    for anchor in ("3B1A12", "8F3A12", "D9701C", "F6B24C"):
        distance = np.abs(table - list(bytes.fromhex(anchor))).max(1)
        assert distance.min() <= 2, anchor


def test_ember_lightness_is_even():
    light = colormap.lightness(colormap.table("ember"))
    # A level of 8 bits is up to half a unit of lightness.
    np.testing.assert_allclose(light, np.linspace(light[0], light[-1], 256), atol=0.5)


def test_polar_is_black_at_zero_and_as_light_on_both_sides():
    table = colormap.table("polar")
    assert hexadecimal(table[127]) == hexadecimal(table[128]) == "0B0B0F"
    assert hexadecimal(table[0]) == "DFF6FF"
    light = colormap.lightness(table)
    np.testing.assert_allclose(light, light[::-1], atol=1.0)
    assert (np.diff(light[128:]) >= 0).all()
    assert (np.diff(light[:128]) <= 0).all()


def test_polar_is_cool_below_zero_and_ember_above():
    table = colormap.table("polar").astype(int)
    assert (table[:120, 2] > table[:120, 0]).all()
    assert (table[140:, 0] > table[140:, 2]).all()
    np.testing.assert_allclose(table[128::16], colormap.table("ember")[::32].astype(int), atol=6)


def test_viridis_is_the_published_table():
    # Some of its 256 colours, as published; between every fifth one we interpolate.
    published = {0: (68, 1, 84), 64: (59, 82, 139), 128: (33, 145, 140), 192: (94, 201, 98)}
    for index, colour in published.items():
        np.testing.assert_allclose(colormap.table("viridis")[index].astype(int), colour, atol=1)


def test_apply_looks_each_value_up():
    got = colormap.apply(np.array([[0, 0.5, 1], [-9, 9, 0.1]], np.float32), "grey")
    assert got.shape == (2, 3, 3)
    assert got[..., 0].tolist() == [[0, 128, 255], [0, 255, 26]]


def test_apply_survives_nan():
    got = colormap.apply(np.array([np.nan, np.inf, -np.inf], np.float32), "grey")
    assert got[:, 0].tolist() == [0, 255, 0]


def test_suggest_goes_by_the_sign():
    assert colormap.suggest(0.0) == "ember"
    assert colormap.suggest(-1e-6) == "polar"
