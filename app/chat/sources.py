"""Which earlier turns a reply was written from: attention, read word by word and turn by turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.translate.alignment import Alignment, Span
from engine.events import Draft


@dataclass(frozen=True)
class Place:
    """A span of one turn, counted from the first of the branch."""

    turn: int
    span: Span


@dataclass(frozen=True)
class Sources:
    """What a reply made of the turns before it. `begins[i]` is where turn i stands in the request's text."""

    draft: Draft
    begins: tuple[int, ...]
    alignment: Alignment

    @classmethod
    def of(cls, draft: Draft, turns: Sequence[str]) -> Sources:
        begins, begin = [], 0
        for turn in turns:
            begins.append(begin)
            begin += len(turn) + 1  # the line break between
        return cls(draft, tuple(begins), Alignment.of(draft))

    def from_reply(self, place: int) -> tuple[Span, list[Place]] | None:
        """The word of the reply at `place`, and the words it was written from."""
        found = self.alignment.from_target(place)
        return found and (found[0], [self.place(span) for span in found[1]])

    def from_turn(self, turn: int, place: int) -> tuple[Place, list[Span]] | None:
        """The word of a turn at `place`, and the words of the reply that were written from it."""
        if turn >= len(self.begins):
            return None
        found = self.alignment.from_source(self.begins[turn] + place)
        return found and (self.place(found[0]), found[1])

    def span(self, place: Place) -> Span:
        """The same in the request's text."""
        begin = self.begins[place.turn]
        return begin + place.span[0], begin + place.span[1]

    def shares(self) -> list[float]:
        """For each turn its part of all attention that went to words; they sum to 1."""
        sums = [0.0] * len(self.begins)
        for row in self.alignment.weights:
            for word, weight in zip(self.alignment.source, row, strict=True):
                sums[self._turn(word.begin)] += weight
        total = sum(sums)
        return [part / total for part in sums] if total else sums

    def _turn(self, place: int) -> int:
        return max(i for i, begin in enumerate(self.begins) if begin <= place)

    def place(self, span: Span) -> Place:
        """Where a span of the request's text stands."""
        turn = self._turn(span[0])
        return Place(turn, (span[0] - self.begins[turn], span[1] - self.begins[turn]))
