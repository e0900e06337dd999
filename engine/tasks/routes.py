"""Ways from one language to another where no model goes directly. No torch: the app reads this."""

from __future__ import annotations

from collections.abc import Iterable

from engine.cards import TRANSLATE, InstalledModel

Pair = tuple[str, str]


def pivots(models: Iterable[InstalledModel]) -> dict[Pair, str]:
    """For each pair that installed models reach in two steps, and in one none, the language between.

    English where it will do, as most models know it best; else the first by its code.
    """
    onward: dict[str, set[str]] = {}
    for model in models:
        if model.card and model.card.task == TRANSLATE:
            for a, b in model.card.pairs:
                onward.setdefault(a, set()).add(b)
    everywhere = set().union(*onward.values())
    found: dict[Pair, str] = {}
    for a, near in onward.items():
        between = sorted(near & onward.keys(), key=lambda b: (b != "en", b))
        for c in everywhere - near - {a}:
            way = next((b for b in between if c in onward[b]), "")
            if way:
                found[a, c] = way
    return found
