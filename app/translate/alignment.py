"""Which words of the source a word of the target was written from: attention, read as alignment.

The mean over layers and heads, summed over the pieces of a word. A first reading, good enough to
point with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.events import Draft
from engine.text.piece import Piece

Span = tuple[int, int]
NEAR_BEST = 0.6  # words with at least this share of the best weight are marked with it
CJK = "\u2e80"  # from here on, scripts that write without spaces


@dataclass(frozen=True)
class Word:
    text: str
    begin: int
    end: int
    pieces: tuple[int, ...]


def words(pieces: Sequence[Piece]) -> list[Word]:
    """Pieces joined to words. Chinese and Japanese have no spaces: there a piece is a word."""
    found: list[Word] = []
    for index, piece in enumerate(pieces):
        if piece.special:
            continue
        last = found[-1] if found else None
        if last is not None and last.end == piece.begin and _joins(last.text, piece.text):
            found[-1] = Word(last.text + piece.text, last.begin, piece.end, (*last.pieces, index))
        else:
            found.append(Word(piece.text, piece.begin, piece.end, (index,)))
    return [word for word in found if word.text]


def _joins(left: str, right: str) -> bool:
    letters = (left[-1:], right[:1])
    return all(not letter or (letter.isalnum() and letter < CJK) for letter in letters)


@dataclass(frozen=True)
class Alignment:
    """Words of both sides and `weights[target word][source word]`; a row is at most 1 in sum.

    Plain lists: numpy would load a tenth of a second before the window is on the screen.
    """

    source: list[Word]
    target: list[Word]
    weights: list[list[float]]

    @classmethod
    def of(cls, draft: Draft) -> Alignment:
        source, target = words(draft.source_pieces), words(draft.pieces)
        if not draft.columns or not draft.columns[0].size:  # a network without attention
            return cls(source, target, [[0.0] * len(source) for _ in target])
        means = [column.mean(axis=(0, 1)).tolist() for column in draft.columns]
        weights = [
            [
                sum(means[row][column] for row in word.pieces for column in from_.pieces) / len(word.pieces)
                for from_ in source
            ]
            for word in target
        ]
        return cls(source, target, weights)

    def from_target(self, place: int) -> tuple[Span, list[Span]] | None:
        """The target word at `place` and the source words it was written from."""
        row = _at(self.target, place)
        if row is None:
            return None
        return _span(self.target[row]), _best(self.source, self.weights[row])

    def links(self) -> set[tuple[int, int]]:
        """Pairs of places in `source` and `target`: what is marked when each target word is pointed at."""
        return {
            (source, target)
            for target, row in enumerate(self.weights)
            for source, weight in enumerate(row)
            if weight >= NEAR_BEST * max(row) > 0
        }

    def from_source(self, place: int) -> tuple[Span, list[Span]] | None:
        """The source word at `place` and the target words that were written from it."""
        column = _at(self.source, place)
        if column is None:
            return None
        rows = zip(self.target, self.weights, strict=True)
        spans = [_span(word) for word, row in rows if row[column] >= NEAR_BEST * max(row) > 0]
        return _span(self.source[column]), spans


def _at(found: list[Word], place: int) -> int | None:
    return next((index for index, word in enumerate(found) if word.begin <= place < word.end), None)


def _best(found: list[Word], weights: list[float]) -> list[Span]:
    least = NEAR_BEST * max(weights, default=0)
    return [_span(word) for word, weight in zip(found, weights, strict=True) if weight >= least > 0]


def _span(word: Word) -> Span:
    return word.begin, word.end
