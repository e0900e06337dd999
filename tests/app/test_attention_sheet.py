"""What the views show: pieces or whole words, as computed or scaled."""

import numpy as np
import pytest

from app.attention.labels import label
from app.attention.sheet import Scale, Sheet, overlapping
from app.attention.weights import Choice, Weights
from engine.events import Draft
from engine.text.piece import Piece
from engine.text.words import words as joined_words
from tests.app.drafts import SOURCE, draft, first, whole


def sheet(
    draft: Draft, text: str = SOURCE, *, words: bool = False, special: bool = False, scale: Scale = ""
) -> Sheet:
    weights = Weights()
    weights.show(draft, Choice(), special=special)
    return Sheet.of(draft, text, weights, whole_words=words, scale=scale)


def split() -> Draft:
    """ "sleep-s ." to "schläf-t .", between a tag and an end, with known weights."""
    source = (Piece("<2de>", 0, 0, True), Piece("sleep", 0, 5), Piece("s", 5, 6), Piece(".", 6, 7))
    target = (Piece("schläf", 0, 6), Piece("t", 6, 7), Piece(".", 7, 8), Piece("</s>", 8, 8, True))
    columns = ([0.1, 0.5, 0.3, 0.1], [0.1, 0.2, 0.6, 0.1], [0, 0, 0.2, 0.8], [0.25, 0.25, 0.25, 0.25])
    return whole("schläft.", target, source, tuple(np.array(c, np.float32).reshape(1, 1, 4) for c in columns))


def test_words_are_sums_over_the_source_and_means_over_the_target() -> None:
    shown = sheet(split(), "sleeps.", words=True)
    assert shown.row_labels() == ["sleeps", "."]
    assert shown.column_labels() == ["schläft", "."]
    np.testing.assert_allclose(shown.values, [[0.8, 0.2], [0.1, 0.8]], rtol=1e-6)
    assert (shown.columns[0].begin, shown.columns[0].end) == (0, 7)


def test_special_pieces_are_words_of_their_own() -> None:
    shown = sheet(split(), "sleeps.", words=True, special=True)
    assert shown.row_labels() == ["<2de>", "sleeps", "."]
    assert shown.column_labels() == ["schläft", ".", "</s>"]
    np.testing.assert_allclose(shown.values.sum(0), 1, rtol=1e-6)


def test_word_of_a_streamed_draft_grows() -> None:
    shown = sheet(first(split(), 1), "sleeps.", words=True)
    assert shown.column_labels() == ["schläf"]
    np.testing.assert_allclose(shown.values, [[0.8], [0.1]], rtol=1e-6)


def test_chinese_words_are_pieces() -> None:
    pieces = (Piece("我们", 0, 2), Piece("喝", 2, 3))
    column = np.full((1, 1, 2), 0.5, np.float32)
    shown = sheet(whole("我们喝", pieces, pieces, (column, column)), "我们喝", words=True)
    assert shown.row_labels() == ["我们", "喝"]


@pytest.mark.parametrize("words", [False, True])
def test_scaled_weights_add_up_to_one(words: bool) -> None:
    np.testing.assert_allclose(sheet(draft(), words=words, scale="target").values.sum(0), 1, rtol=1e-5)
    np.testing.assert_allclose(sheet(draft(), words=words, scale="source").values.sum(1), 1, rtol=1e-5)


def test_scaling_changes_no_draft() -> None:
    made = draft()
    before = [column.copy() for column in made.columns]
    sheet(made, scale="source")
    np.testing.assert_array_equal(made.columns, before)


def test_partners_are_the_greatest_weights_of_the_other_side() -> None:
    shown = sheet(split(), "sleeps.")
    assert [label for label, _ in shown.partners(None, 0, 2)] == ["sleep", "-s"]
    assert [label for label, _ in shown.partners(1, None, 1)] == ["-t"]


def test_bytes_of_a_character_are_one_word() -> None:
    high, dotted = [Piece("拔", 1, 2)] * 3, [Piece("ï", 2, 3)] * 2
    pieces = (Piece("海", 0, 1), *high, *dotted, Piece("ve", 3, 5))
    assert [(word.text, word.pieces) for word in joined_words(pieces)] == [
        ("海", (0,)), ("拔", (1, 2, 3)), ("ïve", (4, 5, 6))
    ]  # fmt: skip
    labels = [label(pieces, place) for place in range(len(pieces))]
    assert labels == ["海", "拔", "-拔", "-拔", "ï", "-ï", "-ve"]


def test_caret_is_within_one_word() -> None:
    shown = sheet(split(), "sleeps.", words=True, special=True)
    assert overlapping((3, 3), shown.rows) == {1}
    assert overlapping(None, shown.rows) == frozenset()
