"""Whose attention is shown: that of the reply that is written, or the user looks into, or the newest."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from app.attention.strip import OverviewStrip
from app.chat.bar import ChatBar
from app.chat.conversation import HEED, Turn
from app.chat.keeper import Keeper
from app.chat.overview import Overview
from app.chat.pointing import Pointing
from app.chat.sources import Sources
from app.chat.transcript import Transcript
from app.dispatcher import Answer, Dispatcher
from app.pace import SLOW, Pace
from app.translate.alignment import Span
from engine.events import Draft, Inspected, Loading
from engine.requests import Inspect, Reply


class Looking(QObject):
    """Keeps the attention of replies as long as the program runs; what it has not is computed anew."""

    shown = Signal(object, str)  # a Draft, and the text that its source spans are places in
    pointed = Signal(object, object)  # the spans of source and reply that are pointed at, or None

    def __init__(
        self, dispatcher: Dispatcher, keeper: Keeper, transcript: Transcript, bar: ChatBar, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._dispatcher, self._keeper, self._bar = dispatcher, keeper, bar
        self._transcript = transcript
        self._asked: Reply | None = None  # what is being answered
        self._draft: Draft | None = None  # how far
        self._recalled: int | None = None  # the reply whose attention is computed anew
        self.strip = OverviewStrip()
        self._overview = Overview(self.strip)
        self._pointing = Pointing(transcript, self)
        self._pace = Pace(self._show_so_far, self, pause=SLOW)
        self._pointing.pointed.connect(self.pointed)
        self._overview.chosen.connect(transcript.show_place)
        transcript.hovered.connect(self._on_hover)
        transcript.pointed_at.connect(self._on_pointed_at)

    # A reply that is being written

    def begin(self, asked: Reply) -> None:
        self._asked, self._draft = asked, None
        self._pointing.chosen = None

    def write(self, draft: Draft) -> None:
        assert self._asked is not None, "a draft came that nobody asked for"
        self._draft = draft
        self._pointing.write(draft, self._asked.turns)
        self._pace.ask()
        self.shown.emit(draft, self._asked.text)

    def end(self, reply: Turn | None) -> None:
        """It is over, and kept as this turn, if that was possible."""
        asked, draft = self._asked, self._draft
        self._asked = self._draft = None
        self._pointing.write(None)
        self._pace.drop()
        if reply is not None and asked is not None and draft is not None:
            self._pointing.keep(reply.id, draft, asked.turns)
        self._show_sources(self._known())

    # What is shown

    def show_newest(self) -> bool:
        """Another branch is shown; False: nothing is known of its last reply."""
        self._pointing.chosen = None
        return self.show_again()

    def show_again(self) -> bool:
        """Tells once more whose attention is to be shown; False: there is none."""
        if self._asked is not None:
            if self._draft is not None:
                self.shown.emit(self._draft, self._asked.text)
            return self._draft is not None
        sources, branch = self._known(), self._keeper.branch
        self._show_sources(sources)
        if sources is not None:
            turns = branch[: self._pointing.shown(branch)]
            self.shown.emit(sources.draft, "\n".join(turn.text for turn in turns))
        return sources is not None

    @property
    def at_hand(self) -> Inspect | None:
        """The reply whose attention is shown, or would be if it was known."""
        branch = self._keeper.branch
        place = None if self._asked is not None else self._pointing.shown(branch)
        if place is None:
            return None
        reply, sources = branch[place], self._known()
        wrote = reply.details.get("model")
        of = Reply(
            turns=tuple(turn.text for turn in branch[:place]),
            language=self._bar.chosen_language,
            model=wrote if self._bar.has(wrote) else self._bar.model_name,
        )
        return Inspect(of=of, target=reply.text, tokens=sources.draft.tokens if sources else ())

    def mark(self, source: Sequence[Span], reply: Sequence[Span]) -> None:
        """Marks in the turns what is under the mouse in the attention."""
        self._pointing.mark(self._keeper.branch, source, reply)

    def _known(self) -> Sources | None:
        """What is known of the reply that is shown."""
        branch = self._keeper.branch
        place = self._pointing.shown(branch)
        return None if place is None else self._pointing.sources(branch[place].id)

    def _show_so_far(self) -> None:
        self._show_sources(self._pointing.now())

    def _show_sources(self, sources: Sources | None) -> None:
        branch = self._keeper.branch
        shown = self._pointing.shown(branch)
        is_earlier = shown is not None and shown < len(branch) - 1
        self._transcript.outline(shown if is_earlier and sources is not None else None)
        self._pointing.show_shares(sources)
        self._overview.show_sources(sources)

    # What the user does

    def _on_hover(self, place: int | None, at: int | None) -> None:
        self._pointing.point(self._keeper.branch, place, at)

    def _on_pointed_at(self, place: int, at: int) -> None:
        """The caret is in a turn, or it was clicked: of a reply the attention is shown."""
        branch = self._keeper.branch
        turn = branch[place] if place < len(branch) else None
        if turn is not None and turn.speaker == HEED and self._asked is None:
            before = self._pointing.shown(branch)
            self._pointing.chosen = turn.id
            if self._pointing.sources(turn.id) is None:
                self._recall(turn)
            elif place != before:
                self.show_again()
        self._pointing.point(branch, place, at, scrolls=True)

    def _recall(self, reply: Turn) -> None:
        """The model is made to write the same words once more."""
        asked = self.at_hand
        if asked is not None and self._recalled != reply.id:
            self._recalled = reply.id
            self._dispatcher.ask(asked, self._take)

    def _take(self, answer: Answer) -> None:
        if isinstance(answer, Loading):
            return
        reply, self._recalled = self._recalled, None
        branch = self._keeper.branch
        place = next((i for i, turn in enumerate(branch) if turn.id == reply), None)
        if isinstance(answer, Inspected) and reply is not None and place is not None:
            self._pointing.keep(reply, answer.draft, [turn.text for turn in branch[:place]])
            self.show_again()
