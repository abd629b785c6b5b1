"""Layers that cannot run, as the strip, the graph and the table show them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from engine.left_out import LeftOut
from engine.shown_text import shown_text
from gui.widgets.layer_cards import Card
from gui.widgets.layer_rows import Row
from gui.words.engine_text import worded

translate = QCoreApplication.translate


def cards_of(found: Sequence[LeftOut]) -> list[Card]:
    """Return a card for each, marked, with the reason as its tooltip's last line."""
    cannot = translate("LayersPanel", "cannot run")
    return [
        Card(
            each.layer.name,
            each.layer.title,
            each.layer.detail,
            cannot,
            cannot,
            -1.0,
            "",
            _why(each),
        )
        for each in found
    ]


def left_out_rows(found: Sequence[LeftOut], before: int) -> list[Row]:
    """Return a row for each, numbered behind the `before` layers that run."""
    return [
        Row(
            number, each.layer.name, each.layer.title, each.layer.detail, (),
            each.layer.parameters, 0, 0, reason=_why(each),
        )
        for number, each in enumerate(found, before + 1)
    ]  # fmt: skip


def _why(each: LeftOut) -> str:
    if each.reason:
        text = translate("LayersPanel", "Cannot run: {0}")
        return text.format(shown_text(worded(each.reason.rstrip("."))))
    return translate("LayersPanel", "Cannot run: it needs a layer that cannot")
