"""Conversations as values: a tree of turns, of which one branch is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

USER, HEED = "user", "heed"  # who speaks


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What one speaker said. Turns with the same parent are versions of one another."""

    id: int
    parent: int | None  # the turn before; None for a first turn
    speaker: str
    text: str
    made: float  # seconds since 1970
    complete: bool = True  # False: it was stopped before its end
    details: dict[str, Any] = field(default_factory=dict)  # model, seed, speed: how it came to be


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """A row of the list. `tip` is the last turn of the branch that is shown."""

    id: int
    title: str
    language: str
    made: float
    changed: float
    tip: int | None = None


def branch(turns: Iterable[Turn], tip: int | None) -> list[Turn]:
    """The turns from the first to `tip`."""
    by_id = {turn.id: turn for turn in turns}
    shown: list[Turn] = []
    while tip is not None:
        shown.append(by_id[tip])
        tip = by_id[tip].parent
    return shown[::-1]


def versions(turns: Iterable[Turn], turn: Turn) -> list[Turn]:
    """A turn and those that may stand in its place, oldest first."""
    return sorted((t for t in turns if t.parent == turn.parent), key=lambda t: t.id)


def newest_tip(turns: Sequence[Turn], turn: Turn) -> int:
    """The end of the newest branch that goes through `turn`."""
    tip = turn.id
    while True:
        after = [t.id for t in turns if t.parent == tip]
        if not after:
            return tip
        tip = max(after)


def title_of(text: str, most: int = 48) -> str:
    """The first line, or as many of its words as fit into `most` characters."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if len(line) <= most:
        return line
    cut = line[:most].rsplit(" ", 1)[0] if " " in line[:most] else line[:most]
    return cut.rstrip(" ,.;:") + "…"
