"""Which kind of summary a document gets where that is left open."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from engine.checkpoint import Model
from engine.inspect.forced import forced_decoding
from engine.networks.contract import Step
from engine.runner import Runner
from engine.tasks.choosing import UNMARKED, settled
from engine.tasks.sections import sections_of, sentence_of
from engine.tasks.wishes import Wish
from tests.engine.summarising import DOCUMENT, save_tiny_summariser


@pytest.fixture
def model(tmp_path: Path) -> Model:
    save_tiny_summariser(tmp_path / "short")
    return Runner("cpu", (tmp_path,)).model("short")


@pytest.mark.parametrize(("ahead", "kind"), [(1.3, "headline"), (1.5, "sentence")])
def test_titles_count_for_the_many_that_were_left_out(
    model: Model, monkeypatch: pytest.MonkeyPatch, ahead: float, kind: str
) -> None:
    """ahead: of the title, in nats, is the sentence in what the network says; ln 4 is 1.39."""

    def step(*_: object) -> Step:
        logits = torch.zeros(1, model.tokenizer.vocab)
        logits[0, model.tokenizer.control("<title>")] = 1.0
        logits[0, model.tokenizer.control("<sentence>")] = 1.0 + ahead
        return Step(logits, torch.empty(0), None)

    monkeypatch.setattr(model.network, "step", step)
    assert UNMARKED["<title>"] == 4 * UNMARKED["<sentence>"]
    assert settled(Wish(DOCUMENT, "en"), model).kind == kind


def test_what_is_left_open_the_network_chooses(model: Model) -> None:
    """Of the kinds it could begin with, the likeliest if all had been left out alike."""
    wish = Wish(DOCUMENT, "en")
    sentence = sentence_of(sections_of(wish, model)[0], wish, model)
    source = torch.tensor([sentence.tokens])

    def nats(*marks: str) -> float:
        target = torch.tensor([[model.tokenizer.control(mark) for mark in marks]])
        found, _ = forced_decoding(model.network, source, source > -1, target)
        return found.sum().item()

    kinds = {"headline": "<title>", "sentence": "<sentence>", "full": "<sentences>"}
    kind = max(kinds, key=lambda kind: nats(mark := kinds[kind]) + math.log(UNMARKED[mark]))
    chosen = settled(wish, model)
    assert (chosen.kind, chosen.length) == (kind, wish.length)
    assert settled(replace(wish, kind="points"), model).kind == "points"
    assert settled(Wish("Ann: Shall we go?\nBob: Not yet.", "en"), model).kind == "full"
    assert settled(Wish("", "en"), model) == Wish("", "en")
