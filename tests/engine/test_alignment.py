"""Links between words, from attention whose answer is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from engine.checkpoint import load_model
from engine.inspect.alignment import Forced, Reader, alignment_error_rate, links, word_weights, words_of
from engine.inspect.forced import force
from engine.text.piece import Piece


def pieces(*spans: tuple[int, int]) -> list[Piece]:
    return [Piece("", begin, end) for begin, end in spans]


def test_words_keep_their_spans_in_the_text() -> None:
    tokens = ["the", "old", "sofa"]
    text, spans = words_of(tokens, "en")
    assert text == "the old sofa"
    assert [text[a:b] for a, b in spans] == tokens


def test_chinese_words_are_written_without_spaces() -> None:
    tokens = ["土卫六", "上", "的", "海洋"]
    text, spans = words_of(tokens, "zh")
    assert text == "土卫六上的海洋"
    assert [text[a:b] for a, b in spans] == tokens


def test_pieces_of_a_source_word_add_up_and_those_of_a_target_word_are_averaged() -> None:
    weights = np.array([[0.1, 0.2, 0.7], [0.3, 0.4, 0.3]])
    found = word_weights(
        weights, pieces((0, 2), (2, 4), (5, 7)), [(0, 4), (5, 7)], pieces((0, 1), (1, 3)), [(0, 3)]
    )
    np.testing.assert_allclose(found, [[(0.3 + 0.7) / 2, (0.7 + 0.3) / 2]])


def test_piece_that_spans_two_words_counts_for_both() -> None:
    found = word_weights(np.array([[1.0]]), pieces((0, 4)), [(0, 2), (2, 4)], pieces((0, 1)), [(0, 1)])
    np.testing.assert_allclose(found, [[1.0, 1.0]])


def test_special_pieces_belong_to_no_word() -> None:
    tag = [Piece("<2fr>", 0, 0, True), Piece("a", 0, 1)]
    found = word_weights(np.array([[0.9, 0.1]]), tag, [(0, 1)], pieces((0, 1)), [(0, 1)])
    np.testing.assert_allclose(found, [[0.1]])


def test_one_direction_links_every_target_word_to_its_best_source_word() -> None:
    assert links(np.array([[0.6, 0.3], [0.7, 0.2]]), None, 0.5) == {(0, 0), (0, 1)}


def test_both_directions_must_agree() -> None:
    forward = np.array([[0.9, 0.1], [0.8, 0.2]])  # (target, source)
    backward = np.array([[0.9, 0.0], [0.1, 0.9]])  # (source, target)
    assert links(forward, backward, 0.2) == {(0, 0), (1, 1)}


def test_shift_takes_the_attention_of_the_next_step() -> None:
    attention = np.zeros((3, 1, 1, 3), np.float32)
    attention[[0, 1, 2], 0, 0, [0, 1, 2]] = 1
    np.testing.assert_array_equal(Reader(shift=True).weights(attention).argmax(1), [1, 2, 2])


def test_layer_and_head_are_chosen() -> None:
    attention = np.random.default_rng(1).random((2, 3, 4, 5)).astype(np.float32)
    np.testing.assert_allclose(Reader(layer=2, head=1).weights(attention), attention[:, 2, 1])
    np.testing.assert_allclose(Reader(layer=1).weights(attention), attention[:, 1].mean(1), rtol=1e-6)
    np.testing.assert_allclose(Reader().weights(attention), attention.mean((1, 2)), rtol=1e-6)


def test_error_rate_is_the_one_of_the_paper() -> None:
    sure, possible = [{(0, 0), (1, 1)}], [{(0, 0), (1, 1), (2, 1)}]
    assert alignment_error_rate(sure, sure, possible) == 0
    assert alignment_error_rate([{(0, 0), (2, 1)}], sure, possible) == pytest.approx(100 * (1 - 3 / 4))
    assert alignment_error_rate([{(5, 5)}], sure, possible) == 100


def test_matrix_is_the_attention_of_forced_decoding(models: Path) -> None:
    model = load_model("tiny", torch.device("cpu"), (models,))
    source, target = ["a", "b"], ["b", "a", "b"]
    a, b = model.card.pairs[0]
    found = Forced.of(model, source, target, a, b).matrix(Reader())
    assert found.shape == (3, 2)
    _, attention = force(model, "a b", "b a b", a, b)
    assert found.sum() <= attention.shape[0]
    assert (found >= 0).all()
    assert (found.sum(1) <= 1 + 1e-5).all()
