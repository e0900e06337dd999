"""The chat page: conversations at the left, the one that is open at the right."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.actions import Actions
from app.chat import takehome
from app.chat.archive import Archive
from app.chat.bar import ChatBar
from app.chat.composer import Composer
from app.chat.conversation import HEED, USER, Conversation, Turn, branch, newest_tip, versions
from app.chat.pointing import Pointing
from app.chat.store import NotKept, Store
from app.chat.transcript import Transcript
from app.dispatcher import Answer, Dispatcher, Stopped
from app.notice import Notice
from app.worker import Crashed
from engine.cards import InstalledModel
from engine.events import Draft, Drafted, Failed, Finished, Loading, SentenceFinished, Started
from engine.requests import Reply
from engine.search.options import DecodingOptions

ANOTHER = 0.8  # the temperature of another reply where the first was not drawn at random


class ChatPage(QWidget):
    """Keeps every turn at once. What runs belongs to one branch of one conversation."""

    shown = Signal(object, str)  # a Draft, and the text that its source spans are places in
    emptied = Signal()
    model_changed = Signal()

    def __init__(
        self, dispatcher: Dispatcher, actions: Actions, notice: Notice, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._dispatcher, self._notice = dispatcher, notice
        self.options = DecodingOptions()
        self._store = Store(None)
        self._conversation: Conversation | None = None
        self._turns: list[Turn] = []  # of all branches
        self._editing: Turn | None = None
        self._asked: Reply | None = None  # what is being answered
        self._draft: Draft | None = None  # how far
        self._sought = False
        self.archive, self.transcript, self.composer = Archive(), Transcript(), Composer()
        self.bar = ChatBar(actions["stop"])
        self._pointing = Pointing(self.transcript)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(8, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.bar)
        column.addWidget(self.transcript, 1)
        column.addWidget(self.composer)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(8)
        self.archive.setMinimumWidth(160)
        self.splitter.addWidget(self.archive)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([220, 900])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)
        self._connect()
        self.retranslate()

    def _connect(self) -> None:
        archive, transcript = self.archive, self.transcript
        archive.begun.connect(self.begin)
        archive.chosen.connect(self._open)
        archive.renamed.connect(self._rename)
        archive.removed.connect(self._remove)
        archive.restored.connect(self._restore)
        archive.sought.connect(self._seek)
        archive.exported.connect(self._export)
        archive.imported.connect(self._import)
        transcript.asked_again.connect(self._again)
        transcript.edited.connect(self._edit)
        transcript.stepped.connect(self._step)
        transcript.refreshed.connect(self._refresh)
        transcript.hovered.connect(self._point)
        self.bar.changed.connect(self.model_changed)
        self.composer.sent.connect(self.send)
        self.composer.given_up.connect(self._give_up_editing)

    # What it works with

    def use(self, path: Path | None) -> None:
        """Opens the file with all conversations. What is wrong with it is said."""
        try:
            self._store = Store(path)
        except NotKept as problem:
            self._store = Store(None)
            self._say_not_kept(problem)
        if self._store.put_aside is not None:
            said = self.tr(
                "The file with your conversations was damaged. It is kept as {file}; a new one was begun."
            )
            self._notice.say(said.format(file=self._store.put_aside), stays=True)
        self._list()

    def offer(self, models: Sequence[InstalledModel]) -> None:
        """Takes what is installed."""
        self.bar.offer(models)

    def close_store(self) -> None:
        self._store.close()

    @property
    def model_name(self) -> str | None:
        """None: the best there is."""
        return self.bar.model_name

    @property
    def spoken(self) -> str:
        """The language of the replies, as far as it is known before a turn."""
        return self.bar.chosen_language or "en"

    @property
    def branch(self) -> list[Turn]:
        return branch(self._turns, self._conversation.tip if self._conversation else None)

    # What the user does

    def begin(self) -> None:
        """A new conversation; it is kept from its first turn on."""
        self._dispatcher.stop()
        self._conversation, self._turns = None, []
        self._give_up_editing()
        self._show()
        self._list()
        self.composer.editor.setFocus()

    def send(self, text: str) -> None:
        """Says `text`: as the next turn, or in place of the one that is being changed."""
        text = text.strip()
        if not text or self._asked is not None:
            return
        if not self.bar.has_model:
            self._notice.say(self.tr("No chat model is installed, so nobody can answer."))
            return
        parent = self._conversation.tip if self._conversation else None
        if self._editing is not None:
            parent = self._editing.parent
        elif (turns := self.branch) and turns[-1].speaker == USER:
            parent = turns[-1].parent  # it was never answered: what is said now stands in its place
        if self._say(parent, USER, text) is None:
            return
        self._give_up_editing()
        self.composer.editor.replace("")
        self._ask(self.options)

    def _again(self, reply: int) -> None:
        """Another version of a reply: drawn at random, since a search would find the same again."""
        turn = self._turn(reply)
        count = len(versions(self._turns, turn))
        options = dataclasses.replace(self.options, seed=self.options.seed + count)
        if not options.temperature:
            options = dataclasses.replace(options, temperature=ANOTHER, top_p=0.9, beam=1, n_best=1)
        self._show_tip(turn.parent)
        self._ask(options)

    def _edit(self, turn: int) -> None:
        self._editing = self._turn(turn)
        self.composer.set_editing(True)
        self.composer.editor.replace(self._editing.text)
        self.composer.editor.setFocus()

    def _give_up_editing(self) -> None:
        if self._editing is not None:
            self.composer.editor.replace("")
        self._editing = None
        self.composer.set_editing(False)

    def _step(self, turn: int, by: int) -> None:
        """The version before or after, with what followed it."""
        here = self._turn(turn)
        others = versions(self._turns, here)
        other = others[others.index(here) + by]
        self._show_tip(newest_tip(self._turns, other))

    def _turn(self, number: int) -> Turn:
        return next(turn for turn in self._turns if turn.id == number)

    # Asking

    def _ask(self, options: DecodingOptions) -> None:
        texts = tuple(turn.text for turn in self.branch)
        self._draft = None
        self._asked = Reply(
            turns=texts,
            language=self.bar.chosen_language,
            model=self.bar.model_name,
            options=options,
        )
        self._notice.pass_by()
        self.transcript.follow()
        self._set_busy(True)
        self._dispatcher.ask(self._asked, self._take)

    def _take(self, answer: Answer) -> None:
        match answer:
            case Loading():
                self.bar.show_loading()
            case Started(spans=spans):
                self._show_seen(len(spans))
            case Drafted(draft=draft) | SentenceFinished(hypotheses=(draft, *_)):
                self._write(draft)
            case Finished(text=text, tokens=tokens, seconds=seconds):
                self._keep(text, complete=True, tokens=tokens, seconds=round(seconds, 3))
            case Stopped():
                self._keep(self._draft.text if self._draft else "", complete=False)
            case Failed() | Crashed():
                self._keep("", complete=False)
            case _:
                pass

    def _write(self, draft: Draft) -> None:
        assert self._asked is not None, "a draft came that nobody asked for"
        self._draft = draft
        self._pointing.write(draft, self._asked.turns)
        self.transcript.write(draft.text).set_busy(True)
        self.shown.emit(draft, self._asked.text)

    def _keep(self, text: str, *, complete: bool, **details: float) -> None:
        """The reply is over: what there is of it is kept, and its attention as long as the program runs."""
        asked, draft = self._asked, self._draft
        self._asked = self._draft = None
        self._pointing.write(None)
        self._set_busy(False)
        if asked is not None and text.strip() and self._conversation is not None:
            made: dict[str, object] = {"model": asked.model, "seed": asked.options.seed, **details}
            said = self._say(self._conversation.tip, HEED, text, complete=complete, details=made)
            if said is not None and draft is not None:
                self._pointing.keep(said.id, draft, asked.turns)
        else:
            self._refresh()

    def _set_busy(self, busy: bool) -> None:
        self.composer.set_busy(busy)
        self.transcript.set_busy(busy)

    # Keeping

    def _say(
        self,
        parent: int | None,
        speaker: str,
        text: str,
        *,
        complete: bool = True,
        details: dict[str, object] | None = None,
    ) -> Turn | None:
        """Keeps a turn; None, and a notice, if that is not possible."""
        try:
            if self._conversation is None:
                self._conversation = self._store.begin(self.bar.chosen_language)
            turn = self._store.say(
                self._conversation.id, parent, speaker, text, complete=complete, details=details
            )
        except NotKept as problem:
            self._say_not_kept(problem)
            if speaker == HEED:  # not lost from the screen as well
                self.transcript.write(text).set_note("unsaved")
            return None
        self._turns.append(turn)
        self._conversation = dataclasses.replace(
            self._conversation, tip=turn.id, title=self._conversation.title or text
        )
        self._refresh()
        self._list()
        return turn

    def _show_tip(self, tip: int | None) -> None:
        assert self._conversation is not None, "a turn without a conversation"
        self._conversation = dataclasses.replace(self._conversation, tip=tip)
        self._safely(lambda store, c: store.show(c, tip), self._conversation.id)
        self._show()

    def _rename(self, conversation: int, title: str) -> None:
        self._safely(lambda store, c: store.rename(c, title), conversation)

    def _remove(self, conversation: int) -> None:
        self._safely(lambda store, c: store.delete(c), conversation)
        if self._conversation is not None and self._conversation.id == conversation:
            self.begin()
        self._list()

    def _restore(self, conversation: int) -> None:
        self._safely(lambda store, c: store.restore(c), conversation)
        self._list()
        self._open(conversation, None)

    def _safely(self, change: Callable[[Store, int], None], conversation: int) -> None:
        try:
            change(self._store, conversation)
        except NotKept as problem:
            self._say_not_kept(problem)

    def _say_not_kept(self, problem: NotKept) -> None:
        self._notice.say(takehome.sentence(problem), stays=True)

    # Showing

    def _list(self) -> None:
        if not self._sought:
            current = self._conversation.id if self._conversation else None
            try:
                self.archive.show_conversations(self._store.conversations(), current)
            except NotKept as problem:
                self._say_not_kept(problem)

    def _seek(self, text: str) -> None:
        self._sought = bool(text.strip())
        if self._sought:
            self.archive.show_hits(self._store.search(text), text)
        else:
            self._list()

    def _open(self, conversation: int, found: int | None) -> None:
        """Shows a conversation; with `found`, the branch and the place of that turn."""
        self._dispatcher.stop()
        known = {c.id: c for c in self._store.conversations()}
        if conversation not in known:
            return
        self._conversation = known[conversation]
        self._turns = self._store.turns(conversation)
        self._give_up_editing()
        if found is not None and self._turn(found) not in self.branch:
            self._show_tip(newest_tip(self._turns, self._turn(found)))
        self.bar.show_language(self._conversation.language)
        self._show()
        if found is not None:
            self.transcript.show_place(self.branch.index(self._turn(found)))
        else:
            self.transcript.follow()

    def _show(self) -> None:
        self._refresh()
        last = self.branch[-1].id if self.branch else 0
        draft = self._pointing.draft(last)
        if draft is not None:
            self._pointing.show_shares(last)
            self.shown.emit(draft, "\n".join(t.text for t in self.branch[:-1]))
        else:
            self.emptied.emit()

    def _refresh(self) -> None:
        shown = self.branch
        places = {}
        for turn in shown:
            others = versions(self._turns, turn)
            places[turn.id] = (others.index(turn), len(others))
        self.transcript.show_turns(shown, places)
        self.transcript.set_busy(self._asked is not None)

    def _show_seen(self, seen: int) -> None:
        """Marks what the model can no longer read of the conversation."""
        asked = len(self._asked.turns) if self._asked else 0
        self.bar.show_seen(seen, asked)
        for place, bubble in enumerate(self.transcript.bubbles, self.transcript.first):
            if place < asked - seen:
                bubble.set_note("unseen")

    def _point(self, turn: int | None, place: int | None) -> None:
        self._pointing.point(self.branch, turn, place)

    # Taking home

    def _export(self, kind: str) -> None:
        if self._conversation is not None:
            takehome.export(self._conversation, self._turns, kind, self, self._notice)

    def _import(self) -> None:
        parcel = takehome.bring_in(self, self._notice)
        if parcel is None:
            return
        try:
            taken = self._store.take_in(parcel.title, parcel.language, parcel.turns, parcel.tip)
        except NotKept as problem:
            self._say_not_kept(problem)
        else:
            self._open(taken.id, None)
            self._list()

    # Words

    def retranslate(self) -> None:
        self.transcript.empty.setText(
            self.tr(
                "Say hello. Heed is a small program on your own computer: it chats a little, keeps no facts"
                " and looks nothing up. Nothing you write leaves this machine."
            )
        )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
