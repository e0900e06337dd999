"""A word under the mouse, and in the reply or the turns before it the words that belong to it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from app.chat.conversation import Turn
from app.chat.sources import Place, Sources
from app.chat.transcript import Transcript
from app.translate.alignment import Span
from engine.events import Draft


class Pointing(QObject):
    """Knows of each reply what it was written from, as long as the program runs."""

    # Spans of the text that the newest reply was written from, and of that reply, or None.
    pointed = Signal(object, object)

    def __init__(self, transcript: Transcript, parent: QObject) -> None:
        super().__init__(parent)
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
        source, target = None, None
        replies = self._replies(shown)
        if turn is None or place is None:
            pass
        elif turn in replies:
            if found := replies[turn].from_reply(place):
                self._mark([Place(turn, found[0]), *found[1]])
                if turn == max(replies):
                    target = found[0]
                    source = replies[turn].span(found[1][0]) if found[1] else None
        else:
            newest = max((reply for reply in replies if reply > turn), default=turn)
            if newest > turn and (there := replies[newest].from_turn(turn, place)):
                self._mark([there[0], *(Place(newest, span) for span in there[1])])
                source, target = replies[newest].span(there[0]), next(iter(there[1]), None)
        self.pointed.emit(source, target)

    def mark(self, shown: Sequence[Turn], source: Sequence[Span], reply: Sequence[Span]) -> None:
        """Marks what is pointed at in the attention of the newest reply."""
        replies = self._replies(shown)
        if replies:
            newest = max(replies)
            places = [replies[newest].place(span) for span in source]
            self._mark([*places, *(Place(newest, span) for span in reply)])

    def _replies(self, shown: Sequence[Turn]) -> dict[int, Sources]:
        """By their places in the branch; the one that is being written comes last."""
        replies = {i: self._sources[t.id] for i, t in enumerate(shown) if t.id in self._sources}
        if self._writing is not None:
            replies[len(shown)] = Sources.of(*self._writing)
        return replies

    def _mark(self, places: Sequence[Place]) -> None:
        for index, bubble in enumerate(self._transcript.bubbles, self._transcript.first):
            bubble.text.mark([place.span for place in places if place.turn == index])
