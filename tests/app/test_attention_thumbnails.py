"""The small maps of all heads: what there are no pixels for, and what is new in a draft."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from app.attention.drawing import picture
from app.attention.thumbnails import Column, Thumbnails
from engine.events import Draft
from tests.app.drafts import draft, first

PLENTY = QSize(100, 100)


def shown(maps: Thumbnails, of: Draft, most: QSize = PLENTY, *, special: bool = True) -> list[list[QImage]]:
    places = [place for place, piece in enumerate(of.pieces) if special or not piece.special]
    maps.show(of.columns, places, [*range(len(of.source_pieces))])
    return maps.images(most)


def test_each_weight_has_a_pixel_where_there_is_room() -> None:
    made = draft()
    images, stacked = shown(Thumbnails(), made), np.stack(made.columns)
    assert (len(images), len(images[0])) == (2, 3)
    for layer, head in np.ndindex(2, 3):
        assert images[layer][head] == picture(stacked[:, layer, head].T, float(stacked.max()))


def test_the_greatest_of_neighbours_is_seen_where_there_is_none() -> None:
    columns = [np.zeros((1, 1, 60), np.float32) for _ in range(40)]
    columns[23][0, 0, 31] = 1.0
    made = replace(draft(), columns=tuple(columns))
    maps = Thumbnails()
    maps.show(made.columns, [*range(40)], [*range(60)])
    [[image]] = maps.images(QSize(10, 12))
    expected = np.zeros((12, 10), np.float32)
    expected[31 // 5, 23 // 4] = 1.0
    assert image == picture(expected, 1.0)


def test_growing_draft_looks_as_a_new_one_and_only_new_columns_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made, maps, read = draft(), Thumbnails(), 0
    honest = np.stack

    def counted(columns: list[Column]) -> NDArray[np.float32]:
        nonlocal read
        read += len(columns)
        return honest(columns)

    monkeypatch.setattr(np, "stack", counted)
    for length in range(1, len(made.pieces) + 1):
        grown = shown(maps, first(made, length))
    assert read == len(made.pieces)
    assert grown == shown(Thumbnails(), made)


def test_other_columns_rows_and_sizes_are_read_anew() -> None:
    made, maps = draft(), Thumbnails()
    shown(maps, made)
    assert shown(maps, made, special=False) == shown(Thumbnails(), made, special=False)
    assert shown(maps, made, QSize(3, 4)) == shown(Thumbnails(), made, QSize(3, 4))
    mixed = replace(made, columns=made.columns[:2] + draft(seed=1).columns[2:])
    assert shown(maps, mixed) == shown(Thumbnails(), mixed)
    maps.show(made.columns, [0, 2, 4], [1, 2])
    maps.images(PLENTY)
    maps.show(made.columns, [0, 3, 4], [1, 2])
    fresh = Thumbnails()
    fresh.show(made.columns, [0, 3, 4], [1, 2])
    assert maps.images(PLENTY) == fresh.images(PLENTY)
    assert Thumbnails().images(PLENTY) == []
