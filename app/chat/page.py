"""The chat page: conversations at the left, the one that is open at the right."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QSignalBlocker, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.actions import Actions
from app.chat import exchange
from app.chat.archive import Archive
from app.chat.composer import Composer
from app.chat.conversation import HEED, USER, Conversation, Turn, branch, newest_tip, versions
from app.chat.sources import Place, Sources
from app.chat.store import NotKept, Store
from app.chat.transcript import Transcript
from app.dispatcher import Answer, Dispatcher, Stopped
from app.language import language_name
from app.notice import Notice
from app.worker import Crashed
from engine.cards import CHAT, InstalledModel
from engine.events import Draft, Drafted, Failed, Finished, Loading, SentenceFinished, Started
from engine.requests import Reply
from engine.search.options import DecodingOptions

ANOTHER = 0.8  # the temperature of another reply where the first was not drawn at random
CHINESE = ("\u4e00", "\u9fff")


class ChatPage(QWidget):
    """Keeps every turn at once. What runs belongs to one branch of one conversation."""

    shown = Signal(object, str)  # a Draft, and the text that its source spans are places in
    emptied = Signal()
    pointed = Signal(object, object)  # the spans of source and target under the mouse, or None
    begun = Signal()

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
        self._sources: dict[int, Sources] = {}  # by the id of a reply, while the program runs
        self._sought = False
        self.archive, self.transcript, self.composer = Archive(), Transcript(), Composer()
        self.language, self.model, self.meter = QComboBox(), QComboBox(), QLabel()
        self.meter.setObjectName("muted")
        stop = QToolButton()
        stop.setDefaultAction(actions["stop"])
        stop.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar = QHBoxLayout()
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(8)
        bar.addWidget(self.language)
        bar.addWidget(self.meter, 1)
        bar.addWidget(self.model)
        bar.addWidget(stop)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(8, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(bar)
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
        self._models: Sequence[InstalledModel] = ()
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
        self._models = [m for m in models if m.card is not None and m.card.task == CHAT]
        self._fill()

    def close_store(self) -> None:
        self._store.close()

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
        if not self._models:
            self._say_no_model()
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
        chosen = self.language.currentData()
        self._draft = None
        self._asked = Reply(
            turns=texts,
            language=chosen or _language_of(texts[-1]),
            model=self.model.currentData() or None,
            options=options,
        )
        self._notice.pass_by()
        self.transcript.follow()
        self.begun.emit()
        self._set_busy(True)
        self._dispatcher.ask(self._asked, self._take)

    def _take(self, answer: Answer) -> None:
        match answer:
            case Loading():
                self.meter.setText(self.tr("Loading the model…"))
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
        self.transcript.write(draft.text).set_busy(True)
        self.shown.emit(draft, self._asked.text)

    def _keep(self, text: str, *, complete: bool, **details: float) -> None:
        """The reply is over: what there is of it is kept, and its attention as long as the program runs."""
        asked, draft = self._asked, self._draft
        self._asked = self._draft = None
        self._set_busy(False)
        if asked is not None and text.strip() and self._conversation is not None:
            made = {"model": asked.model, "seed": asked.options.seed, **details}
            said = self._say(self._conversation.tip, HEED, text, complete=complete, details=made)
            if said is not None and draft is not None:
                self._sources[said.id] = Sources.of(draft, asked.turns)
                self._show_shares(said.id)
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
                self._conversation = self._store.begin(self.language.currentData() or "")
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
        said = {
            "newer": self.tr("Your conversations were kept by a newer version of Heed. Start that one."),
            "read-only": self.tr(
                "The folder of your conversations cannot be written. They last only until you close Heed."
            ),
            "full": self.tr("The disk is full, so this was not saved. Make room and send it again."),
            "busy": self.tr("Another program holds the conversations. Try again in a moment."),
        }.get(problem.reason, self.tr("This could not be saved ({why}). Export what you need."))
        self._notice.say(said.format(why=problem.detail), stays=True)

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
        with QSignalBlocker(self.language):
            self.language.setCurrentIndex(max(self.language.findData(self._conversation.language), 0))
        self._show()
        if found is not None:
            self.transcript.show_place(self.branch.index(self._turn(found)))
        else:
            self.transcript.follow()

    def _show(self) -> None:
        self._refresh()
        last = self.branch[-1].id if self.branch else 0
        if last in self._sources:
            self._show_shares(last)
            sources = self._sources[last]
            self.shown.emit(sources.draft, "\n".join(t.text for t in self.branch[:-1]))
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
        """The context meter: how much of the conversation the model can still read."""
        asked = len(self._asked.turns) if self._asked else 0
        #: How many of the turns of a conversation fit into what the model reads.
        said = self.tr("The model sees the last {seen} of {all} turns") if seen < asked else ""
        self.meter.setText(said.format(seen=seen, all=asked))
        for place, bubble in enumerate(self.transcript.bubbles, self.transcript.first):
            if place < asked - seen:
                bubble.set_note("unseen")

    # Pointing

    def _show_shares(self, reply: int) -> None:
        shares = self._sources[reply].shares()
        first = self.transcript.first
        for place, share in enumerate(shares):
            if place >= first and any(shares):
                self.transcript.bubbles[place - first].show_share(share)

    def _point(self, turn: int | None, place: int | None) -> None:
        """Marks the word at `place` of a turn and, in the reply or the turns before it, its partners."""
        for bubble in self.transcript.bubbles:
            bubble.text.mark([])
        self.pointed.emit(None, None)
        shown = self.branch
        if turn is None or place is None or turn >= len(shown):
            return
        pointed = shown[turn]
        if pointed.speaker == HEED and pointed.id in self._sources:
            found = self._sources[pointed.id].from_reply(place)
            if found:
                self._mark([Place(turn, found[0]), *found[1]])
        else:  # in the newest reply that has read this turn
            replies = [(i, t.id) for i, t in enumerate(shown) if i > turn and t.id in self._sources]
            for index, reply in replies[-1:]:
                there = self._sources[reply].from_turn(turn, place)
                if there:
                    self._mark([there[0], *(Place(index, span) for span in there[1])])

    def _mark(self, places: Sequence[Place]) -> None:
        first = self.transcript.first
        for index, bubble in enumerate(self.transcript.bubbles, first):
            bubble.text.mark([place.span for place in places if place.turn == index])

    # Taking home

    def _export(self, kind: str) -> None:
        conversation = self._conversation
        if conversation is None:
            return
        names = {USER: self.tr("You"), HEED: "Heed"}
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = "".join(c if c.isalnum() else "-" for c in conversation.title[:40]) or "conversation"
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export"), str(Path(folder) / f"{name}.{kind}"), f"*.{kind}"
        )
        if not path:
            return
        text = {
            "md": lambda: exchange.to_markdown(conversation, self._turns, names),
            "txt": lambda: exchange.to_text(conversation, self._turns, names),
            "json": lambda: exchange.to_json(conversation, self._turns),
        }[kind]()
        try:
            Path(path).write_text(text, encoding="utf-8")
        except OSError as error:
            said = self.tr("The file could not be written ({why}). Choose another place.")
            self._notice.say(said.format(why=error.strerror or error))

    def _import(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Import"), "", "*.json")
        if not path:
            return
        try:
            parcel = exchange.from_json(Path(path).read_text(encoding="utf-8"))
            taken = self._store.take_in(parcel.title, parcel.language, parcel.turns, parcel.tip)
        except (OSError, UnicodeDecodeError, exchange.NotReadable) as error:
            said = self.tr("This file is no conversation ({why}). Choose one that Heed has exported.")
            self._notice.say(said.format(why=error))
        except NotKept as problem:
            self._say_not_kept(problem)
        else:
            self._open(taken.id, None)
            self._list()

    # Words

    def _say_no_model(self) -> None:
        self._notice.say(self.tr("No chat model is installed, so nobody can answer."))

    def _fill(self) -> None:
        with QSignalBlocker(self.model), QSignalBlocker(self.language):
            chosen, spoken = self.model.currentData(), self.language.currentData()
            self.model.clear()
            self.model.addItem(self.tr("Best model"), "")
            for model in self._models:
                self.model.addItem(model.name, model.name)
            self.model.setCurrentIndex(max(self.model.findData(chosen), 0))
            self.language.clear()
            self.language.addItem(self.tr("As you write"), "")
            for code in sorted({source for m in self._models if m.card for source, _ in m.card.pairs}):
                self.language.addItem(language_name(code), code)
            self.language.setCurrentIndex(max(self.language.findData(spoken), 0))
        self.model.setVisible(len(self._models) > 1)

    def retranslate(self) -> None:
        self.model.setAccessibleName(self.tr("Model"))
        self.language.setAccessibleName(self.tr("Language of the conversation"))
        for picker in (self.model, self.language):
            picker.setToolTip(picker.accessibleName())
        self.transcript.empty.setText(
            self.tr(
                "Say hello. Heed is a small program on your own computer: it chats a little, keeps no facts"
                " and looks nothing up. Nothing you write leaves this machine."
            )
        )
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _language_of(text: str) -> str:
    return "zh" if any(CHINESE[0] <= character <= CHINESE[1] for character in text) else "en"
