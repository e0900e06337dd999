"""A request becomes its events: in order, with spans that fit, cancelled and failing as promised."""

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import torch

from engine.checkpoint import Model, load_model, save_model
from engine.events import (
    Draft,
    Drafted,
    Finished,
    Loading,
    Prepared,
    SentenceFinished,
    SentenceRead,
    Started,
)
from engine.networks.build import build
from engine.networks.contract import Network
from engine.requests import Prepare
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.tasks.translating import Searches
from engine.text.normalise import plain
from tests.engine.models import CONFIG, tiny_card, tiny_tokenizer
from tests.engine.networks import Counted
from tests.engine.translating import QUICK, TEXTS, text_of, translate


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The rows of every decoder step of models that are loaded from now on."""
    rows: list[int] = []

    def counted(*given: Any, **more: Any) -> Model:
        model = load_model(*given, **more)
        network = Counted(model.network)
        network.rows = rows
        return replace(model, network=cast(Network, network))

    monkeypatch.setattr("engine.shelf.loaded.load_model", counted)
    return rows


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_events_come_in_order_and_all_carry_the_number(models: Path, text: str) -> None:
    runner = Runner("cpu", (models,))
    events = list(runner.run(translate(text)))
    assert {event.number for event in events} == {7}
    loading, started, *middle, finished = events
    assert loading == Loading(number=7, model="tiny")
    assert isinstance(started, Started)
    assert isinstance(finished, Finished)
    sentence = 0
    for event in middle:
        assert isinstance(event, Drafted | SentenceFinished)
        assert event.sentence == sentence
        sentence += isinstance(event, SentenceFinished)
    assert sentence == len(started.spans) > 0
    assert isinstance(next(runner.run(translate(text))), Started)  # loaded by now


def test_the_one_vector_of_a_network_without_attention_comes_before_its_drafts(tmp_path: Path) -> None:
    table = {"kind": "recurrent", "vocab": CONFIG.vocab, "width": 6, "cell": "lstm"}
    weights = dict(build(table).named_parameters())
    save_model(tmp_path / "lstm", tiny_card(network=table), weights, tiny_tokenizer())
    request = translate("The cat sleeps. The house is old. The cat sleeps.")
    _, _, *middle, _ = Runner("cpu", (tmp_path,)).run(request)
    read = [event for event in middle if isinstance(event, SentenceRead)]
    assert [event.sentence for event in read] == [0, 1, 2]
    for event in read:
        following = middle[middle.index(event) + 1]
        assert isinstance(following, Drafted | SentenceFinished)
        assert following.sentence == event.sentence
        assert event.context.shape == (6,)
    assert np.array_equal(read[0].context, read[2].context)
    assert not np.array_equal(read[0].context, read[1].context)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_drafts_replay_to_the_finished_text_and_spans_cut_out_their_pieces(models: Path, text: str) -> None:
    before = ""  # the output up to the sentence at work
    tokens = 0
    # A second look ranks what has all numbers and stand-ins above what has not, whatever the scores.
    options = DecodingOptions(beam=3, n_best=3, max_length=8, second_look=False)
    for event in Runner("cpu", (models,)).run(translate(text, options)):
        match event:
            case Started():
                spans = event.spans
            case Drafted():
                assert event.offset == len(before + event.before)
                check(event.draft, text, before + event.before, spans[event.sentence])
            case SentenceFinished():
                assert event.offset == len(before + event.before)
                for draft in event.hypotheses:
                    check(draft, text, before + event.before, spans[event.sentence])
                scores = [draft.score for draft in event.hypotheses]
                assert scores == sorted(scores, reverse=True)
                assert event.stopped_by_length == (event.hypotheses[0].pieces[-1].text != "</s>")
                before += event.before + event.hypotheses[0].text
                tokens += len(event.hypotheses[0].pieces)
            case Finished():
                assert event.text.startswith(before)
                assert not event.text[len(before) :].strip(".🌳 \r\n\t*")  # layout alone
                assert event.tokens == tokens
    assert isinstance(event, Finished)


def check(draft: Draft, text: str, before: str, span: tuple[int, int]) -> None:
    output = before + draft.text
    for piece in draft.pieces:
        assert piece.special or output[piece.begin : piece.end] == piece.text
        assert len(before) <= piece.begin <= piece.end <= len(output)
    tag, *read, end = draft.source_pieces
    assert (tag.text[:2], end.text) == ("<2", "</s>")
    for piece in read:
        assert not piece.special
        assert piece.text in plain(text[piece.begin : piece.end])
        assert span[0] <= piece.begin <= piece.end <= span[1]
    assert len(draft.pieces) == len(draft.scores) == len(draft.columns)
    for column in draft.columns:
        assert column.shape == (CONFIG.decoder_layers, CONFIG.heads, len(draft.source_pieces))
        np.testing.assert_allclose(column.sum(-1), 1, atol=1e-5)


def test_layout_of_the_source_stands_in_the_output(models: Path) -> None:
    output = text_of(list(Runner("cpu", (models,)).run(translate(TEXTS["layout"]))))
    assert output.startswith("  ")
    for kept in ("\n\n- ", "\n- ", "\n\n1. ", "🌳", "\r\n\t* "):
        assert kept in output
    assert output.endswith("\n")


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "🎉🎉 👩‍👩‍👧", "12,345.6 %", "--- *** ---", "https://a.b/c\t7"]
)
def test_text_without_words_is_kept_and_costs_no_step(models: Path, text: str, steps: list[int]) -> None:
    runner = Runner("cpu", (models,))
    events = list(runner.run(translate(text)))
    assert text_of(events) == text
    assert [type(event) for event in events] == [Loading, Started, Finished]
    assert runner.translate_many([text], "en", "fr", None, QUICK)[0].text == text
    assert not steps


def test_closing_the_generator_ends_the_stepping(models: Path, steps: list[int]) -> None:
    runner = Runner("cpu", (models,))
    events = runner.run(translate(TEXTS["sentences"]))
    while not isinstance(next(events), Drafted):
        assert not torch.is_inference_mode_enabled()
    done = len(steps)
    events.close()
    assert len(steps) == done == 1
    assert list(events) == []
    assert text_of(list(runner.run(translate("The cat.")))) is not None  # the runner works on


def test_sentence_seen_lately_is_not_decoded_again(models: Path, steps: list[int]) -> None:
    runner = Runner("cpu", (models,))
    first = text_of(list(runner.run(translate("The cat sleeps."))))
    once = len(steps)
    again = list(runner.run(translate("The cat sleeps.")))
    assert [type(event) for event in again] == [Started, SentenceFinished, Finished]
    assert text_of(again) == first
    assert len(steps) == once
    assert text_of(list(runner.run(translate("  The cat sleeps. A tree.")))).startswith("  " + first)
    more = len(steps)
    assert more > once
    list(runner.run(translate("The cat sleeps.", replace(QUICK, length_penalty=0.0))))
    assert len(steps) > more  # other options, another search


def test_spans_of_a_remembered_sentence_are_those_of_its_new_place(models: Path) -> None:
    runner = Runner("cpu", (models,))
    list(runner.run(translate("The cat sleeps.")))
    text = "A tree.\nThe cat sleeps."
    last = [e for e in runner.run(translate(text)) if isinstance(e, SentenceFinished)][-1]
    assert last.offset > 0
    draft = last.hypotheses[0]
    assert "".join(text[p.begin : p.end] for p in draft.source_pieces) == "Thecatsleeps."
    assert draft.source_pieces[0].begin == 8
    assert all(p.begin >= last.offset for p in draft.pieces)


def test_memory_of_sentences_is_bounded(models: Path) -> None:
    runner = Runner("cpu", (models,))
    runner.searches = Searches(most=3)
    list(runner.run(translate("The cat.\nA tree.\nThe house.\nThe sky.\nOld cat.")))
    assert len(runner.searches) == 3


def test_sentence_longer_than_the_network_reads_is_cut(models: Path) -> None:
    text = "The cat sleeps under a big tree and the red house is old " * 6 + "L" * 99
    events = list(Runner("cpu", (models,)).run(translate(text)))
    started = events[1]
    assert isinstance(started, Started)
    assert len(started.spans) > 3
    assert "".join(text[b:e] for b, e in started.spans).replace(" ", "") == text.replace(" ", "")
    for event in events:
        if isinstance(event, SentenceFinished):
            assert len(event.hypotheses[0].source_pieces) <= 24  # max_source of the card


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("beam", [1, 3])
def test_many_texts_at_once_come_out_as_one_by_one(models: Path, beam: int, threads: int) -> None:
    options = DecodingOptions(beam=beam, n_best=beam, max_length=9)
    texts = [text for text in TEXTS.values() if not text.startswith("我")] + ["", "12", "The cat sleeps."]
    runner = Runner("cpu", (models,), threads)
    together = runner.translate_many(texts, "en", "fr", None, options)
    for text, translation in zip(texts, together, strict=True):
        events = list(runner.run(translate(text, options)))
        assert translation.text == text_of(events)
        finished = [e.hypotheses for e in events if isinstance(e, SentenceFinished)]
        assert [[d.pieces for d in drafts] for drafts in translation.sentences] == [
            [d.pieces for d in drafts] for drafts in finished
        ]


def test_many_texts_are_decoded_in_batches(models: Path, steps: list[int]) -> None:
    options = DecodingOptions(beam=1, max_length=4)
    Runner("cpu", (models,)).translate_many(["The cat."] * 50, "en", "fr", None, options)
    assert max(steps) == 50
    assert len(steps) <= 4


def test_preparing_loads_the_model_once(models: Path) -> None:
    runner = Runner("cpu", (models,))
    request = Prepare(number=3, source_language="en", target_language="fr")
    prepared = Prepared(number=3, model="tiny", device="cpu")
    assert list(runner.run(request)) == [Loading(number=3, model="tiny"), prepared]
    assert list(runner.run(request)) == [prepared]
    assert isinstance(next(runner.run(translate("The cat."))), Started)


def test_a_sentence_in_a_script_that_the_model_cannot_read_stays_as_it_is(models: Path) -> None:
    runner = Runner("cpu", (models,))
    text = "Привет, мир! The cat sleeps. שלום."
    _, started, *_, finished = runner.run(translate(text))
    assert isinstance(started, Started)
    assert isinstance(finished, Finished)
    assert [text[begin:end] for begin, end in started.spans] == ["The cat sleeps."]
    assert started.unread == ("CYRILLIC", "HEBREW")
    assert finished.text.startswith("Привет, мир! ")
    assert finished.text.endswith(" שלום.")
    (done,) = runner.translate_many([text], "en", "fr", None, QUICK)
    assert (done.text, done.unread) == (finished.text, started.unread)
