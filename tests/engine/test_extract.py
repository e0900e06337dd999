"""Extracts, and what a summary owes to its document."""

from dataclasses import replace

import numpy as np
import pytest

from engine.events import Draft
from engine.tasks.extract import (
    SharesSoFar,
    Wording,
    copied,
    first_sentence,
    key_sentences,
    lead,
    links,
    novelty,
    source_shares,
    text_rank,
    unsourced,
    unused,
    words,
)
from engine.text.language import language_of
from engine.text.piece import Piece

TEXT = "Cats sleep all day. Dogs bark at cats and dogs. Rain falls. Cats and dogs sleep when rain falls."


def test_words_are_those_of_a_reader() -> None:
    text = "It's 12 o'clock, 你好cat!"
    assert [text[b:e] for b, e in words(text)] == ["It", "s", "12", "o", "clock", "你", "好", "cat"]


def test_beginnings() -> None:
    assert first_sentence(TEXT, "en") == "Cats sleep all day."
    assert lead("One, two\n three four", 3) == "One, two three"
    assert first_sentence("你好。再见。", "zh") == "你好。"
    assert (first_sentence(" ", "en"), lead("", 3), key_sentences("", "en", 2)) == ("", "", [])


def test_key_sentences_are_most_like_the_others_and_in_order() -> None:
    (best,) = key_sentences(TEXT, "en", 1)
    assert TEXT[slice(*best)] == "Cats and dogs sleep when rain falls."
    assert key_sentences(TEXT, "en", 9) == sorted(key_sentences(TEXT, "en", 9))
    assert len(key_sentences(TEXT, "en", 9)) == 4
    assert key_sentences(f"{TEXT} {TEXT}", "en", 9) == key_sentences(TEXT, "en", 9)


def test_ranks_are_the_fixed_point_of_the_papers_equation() -> None:
    bags = [["a", "b", "c"], ["b", "c", "d"], ["c", "x", "y"], ["z", "z", "z"]]
    ranks = text_rank(bags)
    ties = np.zeros((4, 4))
    for i, one in enumerate(bags):
        for j, other in enumerate(bags):
            if i != j:
                ties[i, j] = len({*one} & {*other}) / (np.log(len(one)) + np.log(len(other)))
    moves = [row / row.sum() if row.any() else np.full(4, 0.25) for row in ties]
    assert ranks == pytest.approx(0.15 / 4 + 0.85 * ranks @ np.array(moves), abs=1e-3)
    assert ranks.sum() == pytest.approx(1)


def test_thousands_of_sentences_are_ranked() -> None:
    text = " ".join(f"Word{i} is here." for i in range(2500)) + " Word1 is word2 and word3 is here."
    assert len(key_sentences(text, "en", 5)) == 5


def test_new_words_are_found() -> None:
    summary = "The CAT sleeps, 3 dogs"
    assert [summary[b:e] for b, e in unsourced(summary, "A cat: the cat sleeps.")] == ["3", "dogs"]


def test_shares_of_copied_and_new() -> None:
    document = "the cat sleeps under a tree"
    assert (copied("the cat barks", document), novelty("the cat barks", document)) == (2 / 3, 1 / 2)
    assert (copied(document, document), novelty(document, document)) == (1, 0)
    assert (copied("", document), novelty("one", document)) == (0, 0)


@pytest.mark.parametrize(
    ("summary", "fused", "skipped", "ragged"),
    [
        ("The cat sleeps under a tree.", 0, 0, 0),
        ("A dog barks, a cat sleeps.", 0, 0, 0),
        ("The cat sleeps. A dog barks.", 0, 0, 1),
        ("The cat sleeps under a house.", 1, 0, 0),
        ("The cat barks at a house.", 1, 0, 0),  # over a pair of its own
        ("A dog barks, a tree is under a house.", 2, 0, 0),
        ("A cat sleeps, a dog barks.", 0, 0, 2),  # turned round, with a pair of its own
        ("Under a house barks at a house barks.", 0, 1, 1),
        ("", 0, 0, 0),
        ("Nothing of the kind", 0, 0, 2),
    ],
)
def test_joints_and_ends_that_the_text_has_not_are_counted(
    summary: str, fused: int, skipped: int, ragged: int
) -> None:
    text = "The cat sleeps under a tree. A dog barks, a cat sleeps. Under a house barks at a house."
    wording = Wording(text, "en")
    assert (*wording.joints(summary), wording.ragged(summary)) == (fused, skipped, ragged)


def draft() -> Draft:
    """Two words out of a mark and three words: the first from the first, the second from both others."""
    source = (Piece("<2en>", 0, 0, True), Piece("a", 0, 1), Piece("b", 2, 3), Piece("c", 4, 5))
    pieces = (Piece("x", 0, 1), Piece("y", 2, 3), Piece("</s>", 3, 3, True))
    rows = ([0.5, 0.5, 0.0, 0.0], [0.2, 0.0, 0.6, 0.2], [1.0, 0.0, 0.0, 0.0])
    elsewhere = [0.0, 0.0, 0.0, 1.0]  # only the last layer counts
    return Draft(
        text="x y",
        pieces=pieces,
        source_pieces=source,
        scores=(),
        score=0.0,
        columns=tuple(np.array([[elsewhere], [row]], np.float32) for row in rows),
        tokens=(),
        candidates=(),
        entropies=(),
        length_penalty=1.0,
        coverage_penalty=0.0,
    )


def test_links_follow_attention() -> None:
    shares = source_shares(draft(), [(0, 1), (2, 3)], [(0, 2), (2, 4), (4, 6), (6, 9)])
    assert shares == pytest.approx(np.array([[1, 0, 0, 0], [0, 0.75, 0.25, 0]]), abs=1e-6)
    assert links(shares) == [[0], [1, 2]]
    assert links(shares, 0.5) == [[0], [1]]
    assert unused(shares) == [3]


def test_shares_of_a_growing_draft_are_those_of_the_whole() -> None:
    whole, document = draft(), [(0, 2), (2, 4), (4, 6), (6, 9)]
    so_far = SharesSoFar(document)
    for length in range(1, len(whole.columns) + 1):
        grown = replace(whole, pieces=whole.pieces[:length], columns=whole.columns[:length])
        written = [(0, 1), (2, 3)][:length]
        assert so_far.greatest(grown, written) == pytest.approx(
            source_shares(grown, written, document).max(0), abs=1e-6
        )
    taken_back = replace(whole, columns=(whole.columns[0], whole.columns[0].copy()))
    expected = source_shares(taken_back, [(0, 1), (2, 3)], document).max(0)
    assert so_far.greatest(taken_back, [(0, 1), (2, 3)]) == pytest.approx(expected, abs=1e-6)


def test_without_attention_there_are_no_links() -> None:
    shares = source_shares(replace(draft(), columns=()), [(0, 3)], [(0, 6)])
    assert links(shares) == [[]]
    assert unused(shares) == [0]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The cat is in the house.", "en"),
        ("Le chat est dans la maison et il dort.", "fr"),
        ("Der Hund und die Katze sind nicht da.", "de"),
        ("El perro y los gatos están en la casa.", "es"),
        ("我们今天去学校看书", "zh"),
        ("今日は学校に行きます", "ja"),
        ("Это просто текст", "ru"),
        ("😀 123", "en"),
        ("", "en"),
    ],
)
def test_language_is_guessed(text: str, language: str) -> None:
    assert language_of(text) == language
