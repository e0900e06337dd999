"""What every view shows: a table of weights, with a label and a span for each row and column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.attention.kinds import CROSS
from app.attention.names import Unit
from app.attention.weights import Weights
from engine.events import Draft
from engine.text.piece import Piece
from engine.text.words import words

Span = tuple[int, int]
Scale = Literal["", "source", "target"]  # whose weights add up to 1; "" as they are


@dataclass(frozen=True)
class Sheet:
    """It stays as it is while the draft is written on."""

    values: NDArray[np.float32]  # (source, target)
    rows: Sequence[Unit] = ()  # of the source
    columns: Sequence[Unit] = ()  # of the target
    kind: int = CROSS  # of attention; see `kinds`

    @classmethod
    def empty(cls) -> Sheet:
        return cls(np.empty((0, 0), np.float32))

    @classmethod
    def of(
        cls,
        draft: Draft,
        source_text: str,
        weights: Weights,
        *,
        whole_words: bool,
        scale: Scale,
        kind: int = CROSS,
    ) -> Sheet:
        """Of pieces, or of words: summed over a source word's pieces, mean over a target word's."""
        values, source, target = weights.values, draft.source_pieces, draft.pieces
        if whole_words and values.size:
            rows, columns = _words(source, weights.rows), _words(target, weights.columns)
            values = np.add.reduceat(values, _starts(rows), axis=0)
            counts = np.array([len(word) for word in columns], np.float32)
            values = np.divide(np.add.reduceat(values, _starts(columns), axis=1), counts, dtype=np.float32)
        else:
            rows, columns = [[row] for row in weights.rows], [[column] for column in weights.columns]
        if scale:
            values = values / np.maximum(values.sum(int(scale == "source"), keepdims=True), 1e-9)
        named, written = weights.names
        return cls(values, named.of(source, rows, source_text), written.of(target, columns), kind)

    def row_labels(self) -> list[str]:
        return [row.label for row in self.rows]

    def column_labels(self) -> list[str]:
        return [column.label for column in self.columns]

    def partners(self, row: int | None, column: int | None, count: int) -> list[tuple[str, float]]:
        """The words of the other side with the greatest weights, greatest first."""
        others, weights = (
            (self.columns, self.values[row]) if column is None else (self.rows, self.values[:, column])
        )
        best = np.argsort(-weights, kind="stable")[:count].tolist()
        return [(others[place].label, float(weights[place])) for place in best]


def _words(pieces: Sequence[Piece], shown: Sequence[int]) -> list[list[int]]:
    """The shown pieces in words; one that is in no word stands alone."""
    word_of = {piece: number for number, word in enumerate(words(pieces)) for piece in word.pieces}
    found: list[list[int]] = []
    for place in shown:
        if found and place in word_of and word_of[place] == word_of.get(found[-1][-1]):
            found[-1].append(place)
        else:
            found.append([place])
    return found


def _starts(groups: Sequence[Sequence[int]]) -> NDArray[np.intp]:
    """Where each group begins, counted in pieces that are shown."""
    return np.cumsum([0, *(len(group) for group in groups[:-1])])


def overlapping(span: Span | None, units: Sequence[Unit]) -> frozenset[int]:
    """Places of the units that share a character with the span; an empty span is a caret."""
    if span is None:
        return frozenset()
    begin, end = span[0], max(span[1], span[0] + 1)
    return frozenset(
        i for i, unit in enumerate(units) if unit.begin < end and begin < unit.end and not unit.special
    )
