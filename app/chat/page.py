"""The chat page: conversations at the left, the one that is open at the right."""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.actions import Actions
from app.chat import takehome
from app.chat.archive import Archive
from app.chat.bar import ChatBar
from app.chat.composer import Composer
from app.chat.conversation import HEED, USER, Turn
from app.chat.keeper import Keeper
from app.chat.looking import Looking
from app.chat.removing import Removing
from app.chat.store import NotKept
from app.chat.transcript import Transcript
from app.dispatcher import Answer, Dispatcher, Stopped
from app.following import Following
from app.notice import Notice
from app.translate.alignment import Span
from app.worker import Crashed
from engine.cards import InstalledModel
from engine.events import Draft, Drafted, Failed, Finished, Loading, SentenceFinished, Started
from engine.requests import Inspect, Reply
from engine.search.options import DecodingOptions

ANOTHER = 0.8  # the temperature of another reply where the first was not drawn at random


class ChatPage(Following, QWidget):
    """Keeps every turn at once. What runs belongs to one branch of one conversation."""

    shown = Signal(object, str)  # a Draft, and the text that its source spans are places in
    emptied = Signal()
    model_changed = Signal()
    pointed = Signal(object, object)  # the spans of source and reply under the mouse, or None

    def __init__(
        self, dispatcher: Dispatcher, actions: Actions, notice: Notice, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._dispatcher, self._notice = dispatcher, notice
        self.options = DecodingOptions()
        self.keeper = Keeper(self)
        self._editing: Turn | None = None
        self._asked: Reply | None = None  # what is being answered
        self._draft: Draft | None = None  # how far
        self._model = ""  # that answers
        self._sought = False
        self.archive, self.transcript, self.composer = Archive(), Transcript(), Composer()
        self.bar = ChatBar(actions["stop"])
        self.removing = Removing(self.keeper, self.archive, self)
        self.looking = Looking(dispatcher, self.keeper, self.transcript, self.bar, self)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(8, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.bar)
        column.addWidget(self.transcript, 1)
        column.addWidget(self.looking.strip)
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
        self.setFocusProxy(self.composer.editor)
        self._connect()
        self.retranslate()

    def _connect(self) -> None:
        archive, transcript = self.archive, self.transcript
        self.keeper.troubled.connect(self._say_not_kept)
        archive.begun.connect(self.begin)
        archive.chosen.connect(self._open)
        archive.renamed.connect(self.keeper.rename)
        archive.removed.connect(self.removing.conversation)
        archive.sought.connect(self._seek)
        archive.exported.connect(self._export)
        archive.imported.connect(self._import)
        transcript.asked_again.connect(self._again)
        transcript.edited.connect(self._edit)
        transcript.removed.connect(self.removing.turn)
        transcript.stepped.connect(self._step)
        transcript.refreshed.connect(self._refresh)
        self.removing.left.connect(self.begin)
        self.removing.listed.connect(self._list)
        self.removing.returned.connect(self._open)
        self.removing.turning.connect(self._leave_turns)
        self.removing.turned.connect(self._show)
        self.looking.shown.connect(self.shown)
        self.looking.pointed.connect(self.pointed)
        self.bar.changed.connect(self.model_changed)
        self.composer.sent.connect(self.send)
        self.composer.editor.shortened.connect(self._on_shortened)
        self.composer.editor.edited.connect(self._notice.hide)
        self.composer.given_up.connect(self._give_up_editing)

    # What it works with

    def use(self, path: Path | None) -> None:
        """Opens the file with all conversations. What is wrong with it is said."""
        if (put_aside := self.keeper.use(path)) is not None:
            said = self.tr(
                "The file with your conversations was damaged. It is kept as {file}; a new one was begun."
            )
            self._notice.say(said.format(file=put_aside), stays=True)
        self._list()

    def offer(self, models: Sequence[InstalledModel]) -> None:
        """Takes what is installed."""
        self.bar.offer(models)

    def close_store(self) -> None:
        self.keeper.close()

    @property
    def model_name(self) -> str | None:
        """None: the best there is."""
        return self.bar.model_name

    @property
    def spoken(self) -> str:
        """The language of the replies, as far as it is known before a turn."""
        return self.bar.chosen_language or "en"

    @property
    def unsent(self) -> str:
        """The next turn, as far as it is written."""
        return "" if self._editing is not None else self.composer.editor.text()

    # What the user does

    def begin(self) -> None:
        """A new conversation; it is kept from its first turn on."""
        self._dispatcher.stop()
        self.keeper.begin()
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
        shown = self.keeper.branch
        parent = shown[-1].id if shown else None
        if self._editing is not None:
            parent = self._editing.parent
        elif shown and shown[-1].speaker == USER:
            parent = shown[-1].parent  # it was never answered: what is said now stands in its place
        if self._say(parent, USER, text) is None:
            return
        self._give_up_editing()
        self.composer.editor.replace("")
        self._ask(self.options)

    def _on_shortened(self, left_out: int) -> None:
        said = self.tr("That was too long for one turn: the last {n} characters were left out.")
        self._notice.say(said.format(n=f"{left_out:,}"), stays=True)

    def _again(self, reply: int) -> None:
        """Another version of a reply: drawn at random, since a search would find the same again.

        A turn of the user that was left without a reply gets its first.
        """
        turn = self.keeper.turn(reply)
        if turn.speaker == USER:
            self._ask(self.options)
            return
        there = self.keeper.versions(turn)
        options = dataclasses.replace(self.options, seed=self.options.seed + len(there))
        if not options.temperature:
            options = dataclasses.replace(options, temperature=ANOTHER, top_p=0.9, beam=1, n_best=1)
        self.keeper.show_tip(turn.parent)
        self._show()
        self._ask(options, tuple(version.text for version in there))

    def _edit(self, turn: int) -> None:
        self._editing = self.keeper.turn(turn)
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
        here = self.keeper.turn(turn)
        others = self.keeper.versions(here)
        self.keeper.show_branch_of(others[others.index(here) + by])
        self._show()

    # Asking

    def _ask(self, options: DecodingOptions, versions: tuple[str, ...] = ()) -> None:
        texts = tuple(turn.text for turn in self.keeper.branch)
        self._draft = None
        self._asked = Reply(
            turns=texts,
            language=self.bar.chosen_language,
            versions=versions,
            model=self.bar.model_name,
            options=options,
        )
        self.looking.begin(self._asked)
        self._notice.pass_by()
        self.transcript.follow()
        self._set_busy(True)
        self._dispatcher.ask(self._asked, self._take)

    def _take(self, answer: Answer) -> None:
        match answer:
            case Loading():
                self.bar.show_loading()
            case Started(spans=spans, model=model):
                self._model = model
                self._show_seen(spans)
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
        self._draft = draft
        self.transcript.write(draft.text).set_busy(True)
        self.looking.write(draft)

    def _keep(self, text: str, *, complete: bool, **details: float) -> None:
        """The reply is over: what there is of it is kept, and its attention as long as the program runs."""
        asked, said = self._asked, None
        self._asked = self._draft = None
        self._set_busy(False)
        if asked is not None and text.strip() and (shown := self.keeper.branch):
            made: dict[str, object] = {"model": self._model, "seed": asked.options.seed, **details}
            said = self._say(shown[-1].id, HEED, text, complete=complete, details=made)
        else:
            self._refresh()
        self.looking.end(said)

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
        """Keeps a turn; None if that is not possible."""
        language = self.bar.chosen_language
        turn = self.keeper.say(parent, speaker, text, language=language, complete=complete, details=details)
        if turn is not None:
            self._refresh()
            self._list()
        elif speaker == HEED:  # not lost from the screen as well
            self.transcript.write(text).set_note("unsaved")
        return turn

    def _leave_turns(self) -> None:
        self._dispatcher.stop()
        self._give_up_editing()

    def _say_not_kept(self, problem: NotKept) -> None:
        self._notice.say(takehome.sentence(problem), stays=True)

    # Showing

    def _list(self) -> None:
        if not self._sought:
            here = self.keeper.conversation
            self.archive.show_conversations(self.keeper.conversations(), here.id if here else None)

    def _seek(self, text: str) -> None:
        self._sought = bool(text.strip())
        if self._sought:
            self.archive.show_hits(self.keeper.search(text), text)
        else:
            self._list()

    def _open(self, conversation: int, found: int | None = None) -> None:
        """Shows a conversation; with `found`, the branch and the place of that turn."""
        self._dispatcher.stop()
        if not self.keeper.open(conversation):
            return
        assert self.keeper.conversation is not None
        self._give_up_editing()
        sought = None if found is None else self.keeper.turn(found)
        if sought is not None and sought not in self.keeper.branch:
            self.keeper.show_branch_of(sought)
        self.bar.show_language(self.keeper.conversation.language)
        self._show()
        if sought is not None:
            self.transcript.show_place(self.keeper.branch.index(sought))
        else:
            self.transcript.follow()

    def _show(self) -> None:
        self.bar.show_seen(0, 0, cut=False)  # known again when the model reads
        self._refresh()
        if not self.looking.show_newest():
            self.emptied.emit()

    def show_again(self) -> bool:
        """Tells once more whose attention is to be shown; False: there is none."""
        return self.looking.show_again()

    @property
    def at_hand(self) -> Inspect | None:
        """The reply whose attention is shown, or would be if it was known."""
        return self.looking.at_hand

    def mark(self, source: list[Span], reply: list[Span]) -> None:
        """Marks in the turns what is under the mouse in the attention."""
        self.looking.mark(source, reply)

    def _refresh(self) -> None:
        shown, places = self.keeper.branch, {}
        for turn in shown:
            others = self.keeper.versions(turn)
            places[turn.id] = (others.index(turn), len(others))
        self.transcript.show_turns(shown, places)
        self.transcript.set_busy(self._asked is not None)

    def _show_seen(self, spans: Sequence[tuple[int, int]]) -> None:
        """Marks what the model can no longer read of the conversation."""
        turns = self._asked.turns if self._asked else ()
        begins = list(accumulate((len(turn) + 1 for turn in turns[:-1]), initial=0))
        seen = {bisect_right(begins, begin) - 1: begin for begin, _ in spans}
        cut = any(turns[turn][: begin - begins[turn]].strip() for turn, begin in seen.items())
        apart = bool(seen) and len(seen) < len(turns) - min(seen)
        self.bar.show_seen(len(seen), len(turns), cut=cut, apart=apart)
        for place, bubble in enumerate(self.transcript.bubbles, self.transcript.first):
            if place < len(turns) and place not in seen:
                bubble.set_note("unseen")
        self.transcript.narrow()

    # Taking home

    def _export(self, kind: str) -> None:
        if (here := self.keeper.conversation) is not None:
            takehome.export(here, self.keeper.turns, kind, self, self._notice)

    def _import(self) -> None:
        parcel = takehome.bring_in(self, self._notice)
        if parcel is not None and (taken := self.keeper.take_in(parcel)) is not None:
            self._open(taken.id)
            self._list()

    # Words

    def retranslate(self) -> None:
        self.looking.strip.setAccessibleName(self.tr("How much of the attention each turn got"))
        self.transcript.empty.setText(
            self.tr(
                "Say hello. Heed is a small program on your own computer: it chats a little, keeps no facts"
                " and looks nothing up. Nothing you write leaves this machine."
            )
        )
