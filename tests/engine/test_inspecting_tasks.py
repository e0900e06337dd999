"""Replies and summaries are inspected, explained and operated on as translations are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.errors import BadInput, EmptyTurn
from engine.events import Draft, Explained, Failed, Inspected, SentenceFinished
from engine.importers.importing import import_model
from engine.importers.plan import Wish
from engine.inspect.reading import read_text
from engine.requests import Cut, Explain, Inspect, Reply, Summarise, Writing
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.text.words import words
from tests.engine.checkpoints import CHECKPOINTS
from tests.engine.models import save_tiny_chat
from tests.engine.summarising import DOCUMENT, SENTENCES, save_tiny_summariser

OPTIONS = DecodingOptions(beam=2, max_length=8)
TURNS = ("The cat.", "A tree.", "The house?")
ASKED: dict[str, Writing] = {
    "chat": Reply(turns=TURNS, model="talk", options=OPTIONS, novelty=0),
    "summary": Summarise(
        text="The red house is old.", language="en", kind="headline", model="short", options=OPTIONS
    ),
    "imported chat": Reply(turns=TURNS, model="blender", options=OPTIONS),
    "imported summary": Summarise(text=SENTENCES[1], language="en", model="bart", options=OPTIONS),
}


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    folder = tmp_path_factory.mktemp("models")
    save_tiny_chat(folder / "talk")
    save_tiny_summariser(folder / "short")
    for name, kind, wish in (("blender", "blenderbot", Wish()), ("bart", "bart", Wish(task="summarise"))):
        checkpoint = tmp_path_factory.mktemp(name) / "checkpoint"
        CHECKPOINTS[kind](checkpoint)
        for _ in import_model(checkpoint, name, folder, wish):
            pass
    return Runner("cpu", (folder,))


@pytest.fixture(params=list(ASKED))
def asked(request: pytest.FixtureRequest) -> Writing:
    return ASKED[request.param]


def written(runner: Runner, asked: Writing) -> Draft:
    (ended,) = (event for event in runner.run(asked) if isinstance(event, SentenceFinished))
    return ended.hypotheses[0]


def inspected(runner: Runner, asked: Writing, tokens: tuple[int, ...]) -> Draft:
    *_, found = runner.run(Inspect(of=asked, tokens=tokens))
    assert isinstance(found, Inspected), found
    return found.draft


def test_what_was_written_is_inspected_with_the_same_numbers(runner: Runner, asked: Writing) -> None:
    best = written(runner, asked)
    found = inspected(runner, asked, best.tokens)
    length = len(best.tokens)  # it may have been stopped before its end; what is inspected ends
    assert found.source_pieces == best.source_pieces
    assert found.pieces[:length] == best.pieces
    np.testing.assert_allclose(np.stack(found.columns[:length]), np.stack(best.columns), atol=1e-5)
    np.testing.assert_allclose(found.scores[:length], best.scores, atol=1e-4)


def test_any_text_may_be_given(runner: Runner, asked: Writing) -> None:
    *_, found = runner.run(Inspect(of=asked, target="The cat sleeps."))
    assert isinstance(found, Inspected)
    assert found.draft.text.split() == ["The", "cat", "sleeps."]
    assert found.decoder.shape[-1] == len(found.draft.pieces)
    assert found.encoder.shape[-1] == len(found.draft.source_pieces)


def test_words_of_it_are_explained(runner: Runner, asked: Writing) -> None:
    best = written(runner, asked)
    source = tuple(word.pieces for word in words(best.source_pieces))
    *_, found = runner.run(Explain(of=asked, tokens=best.tokens, places=(0,), words=source))
    assert isinstance(found, Explained)
    assert len(found.occlusion) == len(source)
    assert found.score == pytest.approx(best.scores[0], abs=1e-4)
    assert sum(found.integrated) == pytest.approx(found.score - found.baseline, abs=0.05)


def test_surgery_reaches_what_is_written_and_what_is_inspected(runner: Runner, asked: Writing) -> None:
    flat = replace(asked, surgery=(Cut(how="flat"),))
    best = written(runner, flat)
    assert np.ptp(np.stack(best.columns), axis=-1).max() < 1e-6
    found = inspected(runner, flat, best.tokens)
    np.testing.assert_allclose(found.scores[: len(best.tokens)], best.scores, atol=1e-4)


@pytest.mark.parametrize(
    ("empty", "reason"),
    [
        (Reply(turns=("The cat.", " "), model="talk"), EmptyTurn),
        (Summarise(text=" \n", language="en", model="short"), BadInput),
        (Summarise(text=DOCUMENT * 9, language="en", model="short"), BadInput),
    ],
)
def test_what_cannot_be_inspected_is_a_failure(runner: Runner, empty: Writing, reason: type) -> None:
    *_, found = runner.run(Inspect(of=empty, target="The cat."))
    assert isinstance(found, Failed)
    assert isinstance(found.failure, reason)


def test_what_was_read_of_a_long_document_can_be_inspected_by_itself(runner: Runner) -> None:
    asked = Summarise(text=DOCUMENT, language="en", kind="headline", model="short", options=OPTIONS)
    best = written(runner, asked)
    read = read_text(best, DOCUMENT)
    assert len(read) < len(DOCUMENT)
    found = inspected(runner, replace(asked, text=read), best.tokens)
    assert [piece.text for piece in found.source_pieces] == [piece.text for piece in best.source_pieces]
    np.testing.assert_allclose(
        np.stack(found.columns[: len(best.columns)]), np.stack(best.columns), atol=1e-5
    )
