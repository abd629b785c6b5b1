"""What a model says of itself besides labels and preprocessing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Card:
    """Title, description, licence and credit; empty strings where nothing is stated."""

    title: str = ""
    description: str = ""
    licence: str = ""
    credit: str = ""
