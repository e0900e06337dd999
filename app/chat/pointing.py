"""A word under the mouse, and in the reply or the turns before it the words that belong to it."""

from __future__ import annotations

from collections.abc import Sequence

from app.chat.conversation import Turn
from app.chat.sources import Place, Sources
from app.chat.transcript import Transcript
from engine.events import Draft


class Pointing:
    """Knows of each reply what it was written from, as long as the program runs."""

    def __init__(self, transcript: Transcript) -> None:
        self._transcript = transcript
        self._sources: dict[int, Sources] = {}  # by the id of a reply
        self._writing: tuple[Draft, Sequence[str]] | None = None  # the reply that is being written

    def write(self, draft: Draft | None, turns: Sequence[str] = ()) -> None:
        """A reply to these turns, as far as it is written; None when it is over."""
        self._writing = None if draft is None else (draft, turns)

    def keep(self, reply: int, draft: Draft, turns: Sequence[str]) -> None:
        self._sources[reply] = Sources.of(draft, turns)
        self.show_shares(reply)

    def draft(self, reply: int) -> Draft | None:
        return self._sources[reply].draft if reply in self._sources else None

    def show_shares(self, reply: int) -> None:
        """How much of its attention a reply paid to each turn."""
        if reply not in self._sources:
            return
        shares = self._sources[reply].shares()
        first = self._transcript.first
        for place, share in enumerate(shares):
            if place >= first and any(shares):
                self._transcript.bubbles[place - first].show_share(share)

    def point(self, shown: Sequence[Turn], turn: int | None, place: int | None) -> None:
        """Marks the word at `place` of a turn and its partners; None: nothing is pointed at."""
        self._mark([])
        if turn is None or place is None:
            return
        replies = {i: self._sources[t.id] for i, t in enumerate(shown) if t.id in self._sources}
        if self._writing is not None:
            replies[len(shown)] = Sources.of(*self._writing)
        if turn in replies:
            if found := replies[turn].from_reply(place):
                self._mark([Place(turn, found[0]), *found[1]])
            return
        newest = max((reply for reply in replies if reply > turn), default=turn)
        if newest > turn and (there := replies[newest].from_turn(turn, place)):
            self._mark([there[0], *(Place(newest, span) for span in there[1])])

    def _mark(self, places: Sequence[Place]) -> None:
        for index, bubble in enumerate(self._transcript.bubbles, self._transcript.first):
            bubble.text.mark([place.span for place in places if place.turn == index])
