"""Which earlier turns a reply was written from: attention, read word by word and turn by turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.translate.alignment import Alignment, Span
from engine.events import Draft

UNUSED = 0.02  # of all attention; a turn with less was not used


@dataclass(frozen=True)
class Place:
    """A span of one turn, counted from the first of the branch."""

    turn: int
    span: Span


@dataclass(frozen=True)
class Sources:
    """What a reply made of the turns before it. `spans[i]` is where turn i stands in the request's text."""

    draft: Draft
    spans: tuple[Span, ...]
    alignment: Alignment

    @classmethod
    def of(cls, draft: Draft, turns: Sequence[str]) -> Sources:
        spans, begin = [], 0
        for turn in turns:
            spans.append((begin, begin + len(turn)))
            begin += len(turn) + 1  # the line break between
        return cls(draft, tuple(spans), Alignment.of(draft))

    def from_reply(self, place: int) -> tuple[Span, list[Place]] | None:
        """The word of the reply at `place`, and the words it was written from."""
        found = self.alignment.from_target(place)
        return found and (found[0], [self.place(span) for span in found[1]])

    def from_turn(self, turn: int, place: int) -> tuple[Place, list[Span]] | None:
        """The word of a turn at `place`, and the words of the reply that were written from it."""
        if turn >= len(self.spans):
            return None
        found = self.alignment.from_source(self.spans[turn][0] + place)
        return found and (self.place(found[0]), found[1])

    def span(self, place: Place) -> Span:
        """The same in the request's text."""
        begin = self.spans[place.turn][0]
        return begin + place.span[0], begin + place.span[1]

    def shares(self) -> list[float]:
        """For each turn its part of all attention that went to words; they sum to 1."""
        sums = [0.0] * len(self.spans)
        for row in self.alignment.weights:
            for word, weight in zip(self.alignment.source, row, strict=True):
                sums[self.turn(word.begin)] += weight
        total = sum(sums)
        return [part / total for part in sums] if total else sums

    @property
    def first(self) -> int:
        """The first turn that the network read."""
        return self.turn(self.alignment.source[0].begin) if self.alignment.source else len(self.spans)

    def turn(self, place: int) -> int:
        """The one at a place of the request's text."""
        return max(i for i, (begin, _) in enumerate(self.spans) if begin <= place)

    def place(self, span: Span) -> Place:
        """Where a span of the request's text stands."""
        turn = self.turn(span[0])
        begin = self.spans[turn][0]
        return Place(turn, (span[0] - begin, span[1] - begin))
