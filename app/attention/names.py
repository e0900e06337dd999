"""What the rows and columns of the map are called, and where they stand in their texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.attention.labels import label
from engine.text.piece import Piece


class Unit(NamedTuple):
    """A piece or a word."""

    label: str
    begin: int
    end: int
    special: bool = False


class Names:
    """Of one side. What stood in the draft before has its name already: only the rest is named."""

    def __init__(self) -> None:
        self._pieces: Sequence[Piece] = ()
        self._groups: Sequence[Sequence[int]] = ()
        self._text = ""
        self._units: list[Unit] = []

    def of(self, pieces: Sequence[Piece], groups: Sequence[Sequence[int]], text: str = "") -> list[Unit]:
        """Named as `text` has it, if there is one, else as the pieces have it; groups: places of pieces."""
        kept = 0
        if text.startswith(self._text):
            same = _common(self._pieces, pieces)
            kept = _common(self._groups, groups)
            while kept and groups[kept - 1][-1] >= same:
                kept -= 1
        self._pieces, self._groups, self._text = pieces, groups, text
        self._units = self._units[:kept] + [_unit(pieces, group, text) for group in groups[kept:]]
        return self._units


def _common(one: Sequence[object], other: Sequence[object]) -> int:
    """How many, from the first, are the same in both."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a is not b and a != b), min(len(one), len(other)))


def _unit(pieces: Sequence[Piece], places: Sequence[int], text: str) -> Unit:
    begin, end = pieces[places[0]].begin, pieces[places[-1]].end
    if len(places) == 1:
        name = label(pieces, places[0], text[begin:end])
    else:
        name = text[begin:end] or "".join(pieces[place].text for place in places)
    return Unit(name, begin, end, pieces[places[0]].special)
