"""The page that summarises: the document at the left, what it says in short at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QSplitter, QToolButton, QVBoxLayout, QWidget

from app import saving, theme
from app.actions import Actions
from app.attention.strip import OverviewStrip
from app.dispatcher import Answer, Dispatcher, Stopped
from app.following import Following
from app.notice import Notice
from app.summarise import outcome
from app.summarise.background import Background
from app.summarise.bar import EXTRACT, POINTS, SummariseBar
from app.summarise.links import Links
from app.summarise.outcome import EXTRACTED, MODEL, NO_MODEL, NOT_THIS_LANGUAGE, OWN, Outcome
from app.summarise.overview import Overview
from app.summarise.panes import muted, with_buttons, words
from app.summarise.source import SourceSide
from app.translate.alignment import Span
from app.translate.editor import TargetView
from app.worker import Crashed
from engine.cards import InstalledModel
from engine.events import Draft, Drafted, Failed, Finished, Loading, Reading, SentenceFinished, Started
from engine.requests import Inspect, Summarise
from engine.search.options import DecodingOptions
from engine.text.language import language_of

if TYPE_CHECKING:  # numpy is not loaded before the window is on the screen
    from app.summarise.summary import Sources

COUNTS = {"short": 3, "medium": 5, "long": 10}  # of key sentences


class SummarisePage(Following, QWidget):
    """Asks for one summary at a time. What is shown of its sources holds until the text is changed."""

    shown = Signal(object, str)  # a Draft, and the text that its source spans are places in
    emptied = Signal()
    pointed = Signal(object, object)  # spans of document and summary under mouse or caret, or None
    model_changed = Signal()
    linked = Signal()  # it is known where the summary comes from
    broken = Signal(str)  # the report of a defect

    def __init__(
        self, dispatcher: Dispatcher, actions: Actions, notice: Notice, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._dispatcher, self._notice = dispatcher, notice
        self.options = DecodingOptions()
        self._asked: Summarise | None = None  # what is being answered
        self._last: Summarise | None = None  # what was asked last
        self._now = Outcome()
        self._linking = Background(self)
        self.bar, self.source, self.summary = SummariseBar(actions["stop"]), SourceSide(notice), TargetView()
        self.document = self.source.pane
        self._links = Links(self.document, self.summary, self)
        self._links.outcome = self._now
        self.strip = OverviewStrip()
        self.source.below.insertWidget(4, self.strip, 1)  # between the buttons and the count
        self.source.below.insertSpacing(5, 4)
        self._overview = Overview(self.strip, self.document)
        self._shown: Draft | None = None  # whose attention is shown
        self.title, self.count, self.facts = muted(), muted(), muted()
        self.facts.setWordWrap(True)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy, self.save = QToolButton(), QToolButton()
        self.menu = QMenu(self)
        self.saves = {kind: self.menu.addAction("") for kind in ("md", "txt")}
        self.save.setMenu(self.menu)
        self.save.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        right = QWidget()
        with_buttons(right, self.title, self.summary, (self.copy, self.save, None, self.count))
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(8)
        self.splitter.addWidget(self.source)
        self.splitter.addWidget(right)
        self.splitter.setSizes([1200, 1000])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.bar)
        column.addWidget(self.splitter, 1)
        column.addWidget(self.facts)
        self.setFocusProxy(self.document)
        self._connect()
        self.retranslate()
        self.recolour()
        self._on_edit()

    def _connect(self) -> None:
        self.bar.begun.connect(self.summarise)
        self.bar.changed.connect(self._on_choice)
        self._links.pointed.connect(self.pointed)
        self.source.edited.connect(self._on_edit)
        self.source.rested.connect(self._show_language)
        self.source.unused.toggled.connect(self._shade)
        self.summary.caret_moved.connect(self._go_to)
        self.summary.asked.connect(self._go_to)
        self.summary.tip = self._links.tip
        self.copy.clicked.connect(self._on_copy)
        for kind, action in self.saves.items():
            action.triggered.connect(partial(self._on_save, kind))
        self._linking.done.connect(self._on_linked)
        self._linking.broken.connect(self.broken)
        self.source.broken.connect(self.broken)

    def offer(self, models: Sequence[InstalledModel]) -> None:
        """Takes what is installed."""
        self.bar.offer(models)

    def finish(self) -> None:
        """Waits for what is done beside the window."""
        self.source.finish()
        self._linking.finish()

    # Asking

    def summarise(self) -> None:
        """Sums up what stands there now."""
        text = self.source.text
        if not text.strip():
            return
        self._notice.pass_by()
        self._dispatcher.stop()
        self._show_language()
        language = self.language
        self._now = self._links.outcome = Outcome(mode=self.bar.kind, language=language, state="writing")
        self._overview.begin(self._now)
        self._shown = None
        self.summary.write(0, "")
        self._shade()
        if self._now.mode == EXTRACT or not self.bar.has_model(language):
            self._extract(text)
            return
        self._linking.drop()
        self._now.origin = MODEL
        self._asked = self._last = Summarise(
            text=text,
            language=language,
            kind=self._now.mode,
            length=self.bar.amount,
            model=self.bar.model_name,
            options=self.options,
        )
        self._tell()
        self._dispatcher.ask(self._asked, self._take)

    def _extract(self, text: str) -> None:
        """Key sentences: asked for, or the best there is without a model."""
        self._now.origin = EXTRACTED
        if self._now.mode != EXTRACT:
            self._now.origin = NOT_THIS_LANGUAGE if self.bar.has_model() else NO_MODEL
        self._tell()
        self.emptied.emit()
        self._linking.begin(partial(_extracted, text, self._now.language, COUNTS[self.bar.amount]))

    @property
    def language(self) -> str:
        """Of the text: as chosen, or as found."""
        return self.bar.chosen_language or language_of(self.source.text)

    def _on_choice(self) -> None:
        self.model_changed.emit()
        self.again()

    def again(self) -> None:
        """Something else is wanted: what was summed up is summed up anew."""
        if self._now.origin and self._now.state != "changed":
            self.summarise()

    def _on_edit(self) -> None:
        if self._asked is not None:
            self._dispatcher.stop()
        self._linking.drop()
        self._now.sources, self._now.drafts, self._shown = None, [], None
        self._overview.begin(self._now)
        if self._now.origin:
            self._now.state = "changed"
        self.bar.go.setEnabled(bool(self.source.text.strip()))
        self._shade()
        self._tell()

    def _take(self, answer: Answer) -> None:
        match answer:
            case Loading():
                self.summary.setPlaceholderText(self.tr("Loading the model…"))
            case Started(spans=spans, model=model) if self._asked is not None:
                self._now.parts, self._now.model = len(spans), model
                self._tell()
            case Reading(span=span, read=read, sections=sections):
                self._now.condensed = True
                said = self.tr("Reading the text: {read} of {all} parts")
                self.summary.setPlaceholderText(said.format(read=read, all=sections))
                self.document.mark([], span)
            case Drafted() | SentenceFinished():
                self._write(answer)
            case Finished(text=text):
                if not self._now.parts:  # too short to be shortened
                    self._now.origin = OWN
                self._end("done", text)
            case Stopped():
                self._end("stopped", self._now.text)
            case Failed() | Crashed():
                self._end("failed", self._now.text)
            case _:
                pass

    def _write(self, event: Drafted | SentenceFinished) -> None:
        from app.summarise.summary import shown_so_far

        assert self._asked is not None, "a draft came that nobody asked for"
        now = self._now
        draft = event.hypotheses[0] if isinstance(event, SentenceFinished) else event.draft
        if not now.drafts:
            self.document.mark([])  # nothing is being read any more
        now.drafts[event.sentence :] = [draft]
        now.text = now.text[: event.offset - len(event.before)] + event.before + draft.text
        self.summary.write(0, shown_so_far(now.text, now.language, points=now.mode == POINTS))
        self._overview.follow()
        self._show(draft)

    def _show(self, draft: Draft) -> None:
        self._shown = draft
        self.shown.emit(draft, self.source.text)

    def _end(self, state: str, text: str) -> None:
        """The summary is over: what there is of it is kept, and where it comes from looked up."""
        asked, self._asked, now = self._asked, None, self._now
        now.state, now.text = state, text
        now.condensed |= state == "done" and len(now.drafts) < now.parts
        self.document.mark([])
        self.summary.setPlaceholderText(self.tr("The summary appears here."))
        if asked is not None and text:
            points = now.mode == POINTS
            work = partial(_written, text, tuple(now.drafts), asked.text, asked.language, points)
            self._linking.begin(work)
        self._tell()

    def _on_linked(self, sources: Sources) -> None:
        self._now.sources = sources
        if self._now.state == "writing":  # key sentences; nobody else has to answer
            self._now.state = "done"
        self.summary.write(0, sources.text)
        self._overview.end(sources)
        self._shade()
        self._tell()
        self.linked.emit()

    # Pointing

    def _shade(self) -> None:
        self._links.shade(unused=self.source.unused.isChecked())

    def _go_to(self, place: int) -> None:
        first, now = self._links.light(place), self._now
        if first is None:
            return
        self.document.reveal(first)
        written = None if now.mode == POINTS else place  # a point stands elsewhere than it was written
        if now.sources is not None:
            written = now.sources.begin_of(place)
        if written is None:
            return
        begun = [draft for draft in now.drafts if draft.pieces and draft.pieces[0].begin <= written]
        if begun:
            self._show(begun[-1])

    def show_again(self) -> bool:
        """Tells once more whose attention is to be shown; False: there is none."""
        if self._shown is not None:
            self._show(self._shown)
        return self._shown is not None

    @property
    def at_hand(self) -> Inspect | None:
        """The part of the summary whose attention is shown, with what was read for it, if it is finished."""
        if self._asked is not None or self._last is None or self._shown is None:
            return None
        from engine.inspect.reading import read_text

        read = read_text(self._shown, self.source.text)
        model = self._now.model or self._last.model
        return Inspect(
            of=replace(self._last, text=read, model=model), target=self._shown.text, tokens=self._shown.tokens
        )

    def mark(self, document: list[Span], summary: list[Span]) -> None:
        """Marks in both texts what is under the mouse in the attention."""
        self.document.mark(document)
        if self._now.mode != POINTS:  # there the places are others
            self.summary.mark(summary)

    # Taking home

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.summary.text())

    def _on_save(self, kind: str) -> None:
        from app.summarise.summary import as_markdown, as_text

        title = self.source.name or " ".join(self.source.text[:200].split()[:8])
        stem = "".join(c if c.isalnum() else "-" for c in (Path(self.source.name).stem or title)[:40])
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save summary"), f"{stem or 'document'}-summary.{kind}", f"*.{kind}"
        )
        if not path:
            return
        make = {"md": as_markdown, "txt": as_text}[kind]
        try:
            saving.write(Path(path), make(title, self.summary.text(), self.title.text()).encode())
        except OSError as error:
            self._notice.say(saving.sentence(error, Path(path)))

    # Words

    def _show_language(self) -> None:
        text = self.source.text
        self.bar.show_found(language_of(text) if text.strip() else "")
        self.model_changed.emit()

    def _tell(self) -> None:
        """Says who wrote the summary, from how much of the text, and what is doubtful."""
        sources = self._now.sources
        self.title.setText(outcome.title(self._now))
        self.facts.setText("  ".join(outcome.facts(self._now)))
        self.facts.setVisible(bool(self.facts.text()))
        self.source.unused.setVisible(sources is not None and bool(sources.unused))
        self.source.unused.setText(outcome.unused(sources) if sources is not None else "")
        self.count.setText(words(sources.words) if sources is not None else "")
        self.copy.setEnabled(bool(self.summary.text()))
        self.save.setEnabled(bool(self.summary.text()))

    def retranslate(self) -> None:
        self.summary.setPlaceholderText(self.tr("The summary appears here."))
        self.summary.setAccessibleName(self.tr("Summary"))
        self.strip.setAccessibleName(self.tr("Which sentences of the text the summary used"))
        for button, text in ((self.copy, self.tr("Copy summary")), (self.save, self.tr("Save summary"))):
            button.setToolTip(text)
            button.setAccessibleName(text)
        self.saves["md"].setText(self.tr("Save as Markdown…"))
        self.saves["txt"].setText(self.tr("Save as text…"))
        self._tell()

    def recolour(self) -> None:
        self.copy.setIcon(theme.icon("copy"))
        self.save.setIcon(theme.icon("save"))
        self._links.shade_again(unused=self.source.unused.isChecked())

    # What Qt asks

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _begins(event):
            self.summarise()
        else:
            super().keyPressEvent(event)


def _begins(event: QKeyEvent) -> bool:
    return QKeySequence(event.keyCombination()) in (QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter"))


# What is done beside the window, where numpy is loaded.


def _extracted(text: str, language: str, count: int) -> Sources:
    from app.summarise.summary import extracted

    return extracted(text, language, count)


def _written(text: str, drafts: tuple[Draft, ...], document: str, language: str, points: bool) -> Sources:
    from app.summarise.summary import written

    return written(text, drafts, document, language, points=points)
