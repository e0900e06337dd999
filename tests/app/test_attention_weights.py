"""The numbers of the map: which layer and head, which pieces, and what is new in a draft."""

import dataclasses

import numpy as np
import pytest
from numpy.typing import NDArray

from app.attention import weights
from app.attention.weights import Choice, Weights
from engine.text.piece import Piece
from tests.app.drafts import draft, first, whole


@pytest.mark.parametrize(
    "choice",
    [Choice(), *(Choice(layer) for layer in range(2)), *(Choice(x, y) for x in range(2) for y in range(3))],
)
def test_values_are_those_of_the_chosen_layer_and_head(choice: Choice) -> None:
    whole = draft()
    shown = Weights()
    shown.show(whole, choice, special=True)
    stacked = np.stack(whole.columns)  # (target, layers, heads, source)
    if choice.layer is None:
        expected = stacked.mean(axis=(1, 2))
    elif choice.head is None:
        expected = stacked[:, choice.layer].mean(axis=1)
    else:
        expected = stacked[:, choice.layer, choice.head]
    np.testing.assert_allclose(shown.values, expected.T, rtol=1e-6)


def test_special_pieces_are_left_out_unless_wanted() -> None:
    whole, shown = draft(), Weights()
    shown.show(whole, Choice(), special=False)
    assert [whole.source_pieces[row].text for row in shown.rows] == ["The", "dog", "sleep", "s", "."]
    assert [whole.pieces[column].text for column in shown.columns] == ["Der", "Hund", "schläft", "."]
    mean = np.stack(whole.columns).mean(axis=(1, 2)).T
    np.testing.assert_allclose(shown.values, mean[1:-1, :-1], rtol=1e-6)


def test_only_new_columns_are_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    computed: list[NDArray[np.float32]] = []
    honest = Choice.of

    def counted(choice: Choice, columns: NDArray[np.float32]) -> NDArray[np.float32]:
        computed.extend(columns)
        return honest(choice, columns)

    monkeypatch.setattr(weights.Choice, "of", counted)
    whole, shown = draft(), Weights()
    for length in range(1, len(whole.pieces) + 1):
        shown.show(first(whole, length), Choice(), special=True)
    assert len(computed) == len(whole.pieces)


def test_beam_that_changes_its_mind_replaces_columns_from_the_first_difference() -> None:
    whole, other, shown = draft(), draft(seed=1), Weights()
    shown.show(whole, Choice(), special=True)
    mixed = dataclasses.replace(
        whole, columns=whole.columns[:2] + other.columns[2:4], pieces=whole.pieces[:4]
    )
    shown.show(mixed, Choice(), special=True)
    fresh = Weights()
    fresh.show(mixed, Choice(), special=True)
    np.testing.assert_array_equal(shown.values, fresh.values)
    assert shown.columns == fresh.columns == [0, 1, 2, 3]


def test_many_columns_at_once() -> None:
    pieces = tuple(Piece("a", place, place + 1) for place in range(200))
    columns = tuple(np.full((1, 1, 3), place, np.float32) for place in range(200))
    long = whole("a" * 200, pieces, pieces[:3], columns)
    shown = Weights()
    shown.show(long, Choice(), special=False)
    np.testing.assert_array_equal(shown.values[1], np.arange(200))


def test_the_same_step_may_have_written_another_token() -> None:
    """Two hypotheses share what the network looked at before it wrote the token in which they differ."""
    made, shown = draft(), Weights()
    longer = first(made, 4)
    ended = dataclasses.replace(longer, pieces=(*made.pieces[:3], made.pieces[4]))
    for each, expected in ((longer, [0, 1, 2, 3]), (ended, [0, 1, 2]), (longer, [0, 1, 2, 3])):
        shown.show(each, Choice(), special=False)
        assert shown.columns == expected


def test_views_of_the_same_memory_are_not_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    made, shown = draft(), Weights()
    shown.show(made, Choice(), special=True)
    before = shown.values.copy()
    monkeypatch.setattr(weights.Choice, "of", None)
    views = tuple(column[:, :, :] for column in made.columns)
    shown.show(dataclasses.replace(made, columns=views), Choice(), special=True)
    np.testing.assert_array_equal(shown.values, before)
