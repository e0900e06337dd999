"""Translations are judged by how well their source can be foreseen from them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import DamagedModel
from engine.events import Draft, SentenceFinished
from engine.requests import Translate
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.search.sentence import Opening
from engine.tasks import channel
from engine.tasks.channel import by_way_back
from engine.tasks.decoding import decode_all
from engine.tasks.sentences import sentences_to_translate
from tests.engine.models import save_tiny_model

TEXT = "The cat sleeps."
PLAIN = DecodingOptions(beam=6, n_best=6, second_look=False)
WEIGHT = 0.7
JUDGED = replace(PLAIN, channel=WEIGHT)


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    save_tiny_model(tmp_path / "tiny")
    return Runner("cpu", (tmp_path,))


def drafts(runner: Runner, options: DecodingOptions, target: str = "zh") -> tuple[Draft, ...]:
    return runner.translate_many([TEXT], "en", target, "tiny", options)[0].sentences[0]


def by_text(found: tuple[Draft, ...]) -> dict[str, Draft]:
    return {draft.text: draft for draft in reversed(found)}


def test_score_gains_the_mean_log_probability_of_the_source(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "_GAP", 99.0)
    plain, judged = drafts(runner, PLAIN), drafts(runner, JUDGED)
    assert sorted(d.tokens for d in plain) == sorted(d.tokens for d in judged)
    assert [d.score for d in judged] == sorted((d.score for d in judged), reverse=True)
    texts = [text for text in by_text(plain) if text.strip()]
    assert len(texts) > 2
    back = runner.score([(text, TEXT) for text in texts], "zh", "en", "tiny")
    before, after = by_text(plain), by_text(judged)
    for text, (nats, tokens) in zip(texts, back, strict=True):
        assert after[text].channel == pytest.approx(WEIGHT * nats / tokens, abs=1e-4)
        assert after[text].score == pytest.approx(before[text].score + WEIGHT * nats / tokens, abs=1e-4)


def test_those_far_behind_are_not_asked_about_and_stay_behind(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = drafts(runner, PLAIN)
    scores = sorted({round(d.score, 6) for d in plain}, reverse=True)
    monkeypatch.setattr(channel, "_GAP", scores[0] - (scores[1] + scores[2]) / 2)
    judged = drafts(runner, JUDGED)
    near = {d.text for d in plain if d.score >= scores[1] - 1e-5}
    assert {d.text for d in judged[: len(near)]} == near
    behind = [d for d in judged if d.text not in near]
    assert [d.text for d in behind] == [d.text for d in plain if d.text not in near]
    assert {d.channel for d in behind} == {min(d.channel for d in judged)}


def test_best_is_that_of_all_that_the_beam_found(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "_GAP", 99.0)
    whole, one = drafts(runner, JUDGED), drafts(runner, replace(JUDGED, n_best=1))
    assert [d.tokens for d in one] == [whole[0].tokens]


def test_streamed_and_many_at_once_are_the_same(runner: Runner) -> None:
    request = Translate(text=TEXT, source_language="en", target_language="zh", model="tiny", options=JUDGED)
    (streamed,) = [event for event in runner.run(request) if isinstance(event, SentenceFinished)]
    together = drafts(runner, JUDGED)
    assert [d.tokens for d in streamed.hypotheses] == [d.tokens for d in together]
    assert [d.score for d in streamed.hypotheses] == pytest.approx([d.score for d in together], abs=1e-4)


@pytest.mark.parametrize(
    ("changes", "target"),
    [
        ({}, "fr"),
        ({"beam": 1, "n_best": 1}, "zh"),
        ({"temperature": 1.0, "seed": 3}, "zh"),
        ({"mbr": True}, "zh"),
    ],
)
def test_without_a_way_back_or_a_choice_nothing_changes(
    runner: Runner, changes: dict[str, int], target: str
) -> None:
    """The tiny model goes from French nowhere."""
    options = replace(JUDGED, **changes)  # type: ignore[arg-type]
    plain, judged = drafts(runner, replace(options, channel=0.0), target), drafts(runner, options, target)
    assert [(d.tokens, d.score, d.channel) for d in judged] == [(d.tokens, d.score, 0.0) for d in plain]


def test_what_is_too_long_for_the_way_back_is_left_as_it_is(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "_GAP", 99.0)
    plain = drafts(runner, PLAIN)
    monkeypatch.setattr(runner.model("tiny").network, "longest", 3)
    judged = drafts(runner, JUDGED)
    assert [(d.tokens, d.score) for d in judged] == [(d.tokens, d.score) for d in plain]


def test_damaged_way_back_leaves_the_translation_as_it_is(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = drafts(runner, PLAIN)

    def damaged(*_: object) -> None:
        raise DamagedModel("back", "its weights are cut off")

    monkeypatch.setattr(runner, "way_back", damaged)
    assert [(d.tokens, d.score) for d in drafts(runner, JUDGED)] == [(d.tokens, d.score) for d in plain]


def test_parts_of_a_long_list_are_asked_about_one_after_another(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = drafts(runner, JUDGED)
    monkeypatch.setattr(channel, "_AT_ONCE", 1)
    alone = drafts(runner, JUDGED)
    assert [d.tokens for d in alone] == [d.tokens for d in together]
    assert [d.score for d in alone] == pytest.approx([d.score for d in together], abs=1e-4)


def test_sentences_asked_about_together_are_judged_as_each_alone(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "_GAP", 99.0)
    texts = [TEXT, "Dogs bark at night, and the cat does not sleep.", "Yes."]
    together = runner.translate_many(texts, "en", "zh", "tiny", JUDGED)
    for text, found in zip(texts, together, strict=True):
        (alone,) = runner.translate_many([text], "en", "zh", "tiny", JUDGED)
        assert [d.tokens for d in found.sentences[0]] == [d.tokens for d in alone.sentences[0]]
        scores = [d.score for d in alone.sentences[0]]
        assert [d.score for d in found.sentences[0]] == pytest.approx(scores, abs=1e-4)
        assert len({d.channel for d in found.sentences[0]}) > 1


def test_one_too_long_for_the_way_back_leaves_the_others_judged(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "_GAP", 99.0)
    model = runner.model("tiny")
    sentences = [
        sentences_to_translate(text, model, "en", "zh")[0][0]
        for text in (TEXT, f"{TEXT[:-1]}{', and sleeps' * 3}.")
    ]
    found = decode_all(sentences, [Opening()] * 2, model, replace(PLAIN, max_length=5))
    given = [max(len(h.tokens) for h in hypotheses) for hypotheses in found]
    short, long = (len(model.tokenizer.encode(s.inline.text)[0]) for s in sentences)
    enough = max(given[0], short) + 1  # EOS
    assert enough < long
    monkeypatch.setattr(model.network, "longest", enough)
    first, second = by_way_back(list(zip(found, sentences, strict=True)), model, model, WEIGHT)
    assert all(hypothesis.channel < 0 for hypothesis in first)
    assert second == found[1]
