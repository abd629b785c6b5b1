from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from gui.session import Recent, View
from gui.settings import Settings


def test_settings_come_back(settings):
    recent = (Recent(Path("/some where/模型.onnx"), "model", "10", 12.5),)
    settings.theme = "dark"
    settings.view = View(order="mean", scale="map", colours="grey", tile_size=64, top=3)
    settings.recent = recent
    settings.last_model = "photos"
    settings.set_bytes("geometry", QByteArray(b"\x00\x01state"))
    settings.save()
    later = Settings(settings.folder)
    assert later.theme == "dark"
    assert later.view == View(order="mean", scale="map", colours="grey", tile_size=64, top=3)
    assert later.recent == recent
    assert later.last_model == "photos"
    assert later.bytes("geometry") == QByteArray(b"\x00\x01state")


def test_settings_are_usual_where_nothing_was_kept(settings):
    assert settings.theme == "system"
    assert settings.view == View()
    assert settings.recent == ()
    assert settings.last_model == ""
    assert settings.bytes("geometry").isEmpty()


@pytest.mark.parametrize(
    "content",
    [
        "[General]\nview=not json\nrecent=not json\n\n[window]\ntheme=purple\ngeometry=7\n",
        '[General]\nview="[1, 2]"\nrecent="{\\"a\\": 1}"\n',
        '[General]\nview="{\\"top\\": \\"many\\", \\"future\\": 1}"\nrecent="[[1, 2]]"\n',
        "\x00\xff\xfe broken",
    ],
)
def test_settings_that_cannot_be_understood_count_as_absent(tmp_path, content):
    (tmp_path / "convolens.ini").write_text(content, encoding="utf-8")
    settings = Settings(tmp_path)
    assert settings.theme == "system"
    assert settings.view == View()
    assert settings.recent == ()
    assert settings.bytes("geometry").isEmpty()


@pytest.mark.parametrize(
    ("view", "recent"),
    [
        ("[" * 100_000, "[" * 100_000),
        ('{"top": 1e999}', '[["a", "model", "", 1e999]]'),
        ('{"top": -1, "opacity": 101}', f'[["a", "model", "", 1{"0" * 400}]]'),
        ('{"scale": "bogus", "order": ""}', '[["a", "model", "", NaN]]'),
        ('{"tile_size": 1000000, "colours": "../x"}', '[[["a"], "model", "", 1]]'),
        ('{"layers": "none"}', '[["a", ["model"], "", 1]]'),
        (f'{{"top": 1{"0" * 5000}}}', f'[["a", "model", "", 1{"0" * 5000}]]'),
        ("null", "{}"),
    ],
)
def test_values_that_nobody_can_mean_count_as_absent(settings, view, recent):
    settings._store.setValue("view", view)
    settings._store.setValue("recent", recent)
    settings.save()
    later = Settings(settings.folder)
    assert later.view == View()
    assert later.recent == ()
