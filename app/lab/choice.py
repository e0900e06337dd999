"""Which models stand beside each other at first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.cards import InstalledModel, ModelCard

FEWEST, MOST = 2, 4  # columns


def attends(card: ModelCard) -> bool:
    """Only recurrent networks do without attention."""
    return card.network.get("kind") != "recurrent" or card.network.get("attention", "none") != "none"


def first_choice(models: Sequence[InstalledModel]) -> list[str]:
    """Two that differ in attention, and in no other thing if there are such; else the first two."""
    cards = {model.name: model.card for model in models if model.card}
    pairs = [
        (_differences(x.network, y.network), a, b)
        for a, x in cards.items()
        for b, y in cards.items()
        if attends(y) > attends(x)
    ]
    return list(min(pairs)[1:]) if pairs else list(cards)[:FEWEST]


def _differences(one: dict[str, Any], other: dict[str, Any]) -> int:
    """In how many things two networks differ; widths are fitted to the number of parameters."""
    return sum(one.get(key) != other.get(key) for key in one.keys() | other.keys() if key != "width")
