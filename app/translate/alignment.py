"""Which words of the source a word of the target was written from: attention, read as alignment.

Read by the layer, the head and the shift that the model's card names; see `inspect.alignment.Reader`.
Summed over the pieces of a source word, the mean over those of a target word.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.events import Draft
from engine.text.words import Word, words

Span = tuple[int, int]
NEAR_BEST = 0.6  # words with at least this share of the best weight are marked with it
CJK = "\u2e80"  # from here on, scripts that write without spaces


@dataclass(frozen=True)
class Alignment:
    """Words of both sides and `weights[target word][source word]`; a row is at most 1 in sum."""

    source: list[Word]
    target: list[Word]
    weights: list[list[float]]

    @classmethod
    def of(cls, draft: Draft) -> Alignment:
        # numpy loads a tenth of a second: not before the window is on the screen.
        from engine.inspect.reading import word_alignment

        source, target = words(draft.source_pieces), words(draft.pieces)
        return cls(source, target, word_alignment(draft, source, target).tolist())

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
