"""Which summary is the best: whole, of the text's own words, and what the model says most often."""

from dataclasses import replace
from itertools import accumulate
from pathlib import Path

import pytest
import torch
from rouge_score.rouge_scorer import RougeScorer

from engine.checkpoint import Model, load_model
from engine.search.options import DecodingOptions
from engine.search.sentence import Opening
from engine.search.trace import Watch
from engine.tasks.best_summary import agreement, ends_well, made_up, overlap, ranked
from engine.tasks.decoding import steps
from engine.tasks.sections import sections_of, sentence_of, units_of
from engine.tasks.wishes import Wish
from engine.text.piece import Piece
from tests.app.drafts import draft
from tests.engine.summarising import SENTENCES, save_tiny_summariser

TEXTS = ("The cat sleeps.", "the cat, the cat", "A cat sleeps under the tree", "no", "", "The cat sleeps")


def test_whole_sentences_come_first_and_joined_ones_last() -> None:
    text = "The red house is old. A tree is not a house. The cat sleeps for 4.2 hours."
    assert ends_well("The red house is old.", text)
    assert not ends_well("The red house", text)
    assert not ends_well("The red house is old..", text)
    assert ends_well("The red house is old...", text)
    assert not ends_well("The cat sleeps for 4.", text)
    assert ends_well("The cat sleeps for 4.2 hours.", text)


def test_words_that_are_put_together_of_pieces_must_stand_in_the_text() -> None:
    text = "The red house is old. A tree is not a house."

    def found(written: str) -> list[str]:
        begins = [at for at, c in enumerate(written) if c == "|"]
        ends = [*begins[1:], len(written)]
        parts = [written[begin + 1 : end] for begin, end in zip(begins, ends, strict=True)]
        places = [0, *accumulate(map(len, parts))]
        pieces = tuple(Piece(p, at + 9, at + 9 + len(p)) for p, at in zip(parts, places, strict=False))
        return made_up(replace(draft(), text="".join(parts), pieces=pieces), 9, text)

    assert found("|The| ho|use| is| old|.") == []
    assert found("|The| cat| is| old|.") == []
    assert found("|The| ho|uing| is| tree|red|.") == ["houing", "treered"]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("other", TEXTS)
def test_overlap_is_the_mean_of_rouge_1_and_2(text: str, other: str) -> None:
    found = RougeScorer(["rouge1", "rouge2"]).score(other, text)
    assert overlap(text, other) == pytest.approx((found["rouge1"].fmeasure + found["rouge2"].fmeasure) / 2)
    assert agreement(text, [other, text]) == pytest.approx((overlap(text, other) + overlap(text, text)) / 2)


def test_what_the_model_says_when_asked_again_comes_first(tmp_path: Path) -> None:
    save_tiny_summariser(tmp_path / "short")
    model = load_model("short", torch.device("cpu"), (tmp_path,))
    wish = Wish(" ".join(SENTENCES), "en", "headline")
    sentence = sentence_of(sections_of(wish, model)[0], wish, model)
    options = DecodingOptions(beam=4, n_best=4, max_length=8)
    *_, found = steps([sentence], [Opening()], model, options, Watch(columns=False))

    def order(*heard: str) -> list[str]:
        return [one.text for one in ranked(found.hypotheses, sentence, wish, model, 0, [], heard)]

    unheard = order()
    assert len(set(unheard)) > 2
    assert all(order(text).index(text) <= unheard.index(text) for text in unheard)
    assert any(order(text) != unheard for text in unheard)


def ranked_as(scores: dict[str, float], text: str, model: Model) -> list[str]:
    """The order of these summaries of one sentence, given what the network's score of each is."""
    wish = Wish(text, "en", "sentence")
    sentence = sentence_of(tuple(units_of(text, "en", model)), wish, model)
    hypotheses = []
    for own, score in scores.items():
        opening = Opening((*model.tokenizer.encode(own)[0], model.tokenizer.eos))
        *_, found = steps([sentence], [opening], model, DecodingOptions(beam=1), Watch(columns=False))
        hypotheses.append(replace(found.hypotheses[0], score=score))
    return [one.text for one in ranked(hypotheses, sentence, wish, model, 0, [])]


def test_of_summaries_as_likely_the_one_in_the_words_of_one_place_comes_first(tmp_path: Path) -> None:
    save_tiny_summariser(tmp_path / "short")
    model = load_model("short", torch.device("cpu"), (tmp_path,))
    text = "A tree is the cat. This is the cat of the house."
    whole, ragged, broken = "This is the cat of the house.", "This is the cat of.", "Tree is the cat."
    skipped, fused = "This is the house.", "A tree is the house."
    order = ranked_as(dict.fromkeys((broken, fused, skipped, ragged, whole), -1.0), text, model)
    assert order == [whole, ragged, skipped, fused, broken]


def test_words_of_its_own_are_for_summaries_that_tell_of_the_text(tmp_path: Path) -> None:
    save_tiny_summariser(tmp_path / "short")
    model = load_model("short", torch.device("cpu"), (tmp_path,))
    altered, whole, telling = "The old cat sleeps.", "The cat sleeps.", "This cat sleeps."
    scores = {altered: 0.0, whole: -20.0, telling: -1.0}
    assert ranked_as(scores, f"{whole} The house is old.", model) == [telling, whole, altered]
