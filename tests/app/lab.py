"""Models for the Lab, and what a user does there."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from app.window import Window
from engine.cards import LANGUAGE_MODEL, InstalledModel
from tests.fakes import MODELS, installed


def described(name: str, **changes: object) -> InstalledModel:
    model = installed(name, ("en", "fr"))
    assert model.card is not None
    return dataclasses.replace(model, card=dataclasses.replace(model.card, **changes))  # type: ignore[arg-type]


def record(words: str, value: float, test: str = "valid.en-fr.tsv") -> dict[str, object]:
    return {"test": test, "pair": "en-fr", "metric": "BLEU by length", "value": value, "words": words}


LAB_MODELS = (
    described("en-fr-blind", network={"kind": "recurrent", "cell": "lstm", "width": 9}),
    described(
        "en-fr-dot",
        network={"kind": "recurrent", "cell": "lstm", "width": 8, "attention": "dot"},
        scores=(record("1-5", 30.0), record("over 25", 20.0), record("6-10", 25.0)),
    ),
    described("writer", task=LANGUAGE_MODEL, pairs=(("fr", "fr"),)),
    *MODELS,
)


def on_the_lab(open_window: Callable[[], Window], tab: int = 0) -> Window:
    window = open_window()
    window.actions_table["page_lab"].trigger()
    window.lab_page.tabs.setCurrentIndex(tab)
    return window
