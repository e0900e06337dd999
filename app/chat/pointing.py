"""A word under the mouse, and in the reply or the turns before it the words that belong to it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from app.chat.conversation import HEED, Turn
from app.chat.sources import Place, Sources
from app.chat.transcript import Transcript
from app.translate.alignment import Span
from engine.events import Draft


class Pointing(QObject):
    """Knows of each reply what it was written from, as long as the program runs. One of them is shown."""

    # Spans of the text that the shown reply was written from, and of that reply, or None.
    pointed = Signal(object, object)

    def __init__(self, transcript: Transcript, parent: QObject) -> None:
        super().__init__(parent)
        self._transcript = transcript
        self._sources: dict[int, Sources] = {}  # by the id of a reply
        self._writing: tuple[Draft, Sequence[str]] | None = None  # the reply that is being written
        self.chosen: int | None = None  # the reply that the user looks into; None: the newest

    def write(self, draft: Draft | None, turns: Sequence[str] = ()) -> None:
        """A reply to these turns, as far as it is written; None when it is over."""
        self._writing = None if draft is None else (draft, turns)

    def keep(self, reply: int, draft: Draft, turns: Sequence[str]) -> None:
        self._sources[reply] = Sources.of(draft, turns)

    def sources(self, reply: int) -> Sources | None:
        """What is known of it."""
        return self._sources.get(reply)

    def now(self) -> Sources | None:
        """What is known of the reply that is being written."""
        return None if self._writing is None else Sources.of(*self._writing)

    def shown(self, branch: Sequence[Turn]) -> int | None:
        """Where in the branch the reply is whose attention is shown; behind the last while it is written."""
        if self._writing is not None:
            return len(branch)
        replies = [i for i, turn in enumerate(branch) if turn.speaker == HEED]
        chosen = (i for i in replies if branch[i].id == self.chosen)
        return next(chosen, max(replies, default=None))

    def show_shares(self, sources: Sources | None) -> None:
        """How much of its attention a reply paid to each turn."""
        for bubble in self._transcript.bubbles:
            bubble.show_share(None)
        shares = sources.shares() if sources is not None else []
        first = self._transcript.first
        for place, share in enumerate(shares):
            if place >= first and any(shares):
                self._transcript.bubbles[place - first].show_share(share)

    def point(
        self, branch: Sequence[Turn], turn: int | None, place: int | None, *, scrolls: bool = False
    ) -> None:
        """Marks the word at `place` of a turn and its partners, and scrolls there; None: nothing."""
        self._mark([])
        source, target = None, None
        replies, shown = self._replies(branch), self.shown(branch)
        if turn is None or place is None:
            pass
        elif turn in replies:
            if found := replies[turn].from_reply(place):
                self._mark([Place(turn, found[0]), *found[1]], scrolls=scrolls)
                if turn == shown:
                    target = found[0]
                    source = replies[turn].span(found[1][0]) if found[1] else None
        elif shown in replies and shown > turn and (there := replies[shown].from_turn(turn, place)):
            self._mark([there[0], *(Place(shown, span) for span in there[1])], scrolls=scrolls)
            source, target = replies[shown].span(there[0]), next(iter(there[1]), None)
        self.pointed.emit(source, target)

    def mark(self, branch: Sequence[Turn], source: Sequence[Span], reply: Sequence[Span]) -> None:
        """Marks what is pointed at in the attention of the shown reply."""
        replies, shown = self._replies(branch), self.shown(branch)
        if shown in replies:
            places = [replies[shown].place(span) for span in source]
            self._mark([*places, *(Place(shown, span) for span in reply)])

    def _replies(self, branch: Sequence[Turn]) -> dict[int, Sources]:
        """By their places in the branch; the one that is being written comes last."""
        replies = {i: self._sources[t.id] for i, t in enumerate(branch) if t.id in self._sources}
        if (now := self.now()) is not None:
            replies[len(branch)] = now
        return replies

    def _mark(self, places: Sequence[Place], *, scrolls: bool = False) -> None:
        """scrolls: to the first partner, as far as the word itself, which comes first, stays in view."""
        for place in reversed(places[:2] if scrolls else ()):
            self._transcript.reveal(place.turn, place.span[0])
        for index, bubble in enumerate(self._transcript.bubbles, self._transcript.first):
            bubble.text.mark([place.span for place in places if place.turn == index])
