"""The page that summarises: the document at the left, what it says in short at the right."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QPalette, QTextCharFormat
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import saving, theme
from app.actions import Actions
from app.dispatcher import Answer, Dispatcher, Stopped
from app.language import language_name
from app.notice import Notice
from app.summarise import documents
from app.summarise.background import Background
from app.summarise.bar import EXTRACT, POINTS, SummariseBar
from app.summarise.documents import Document, NotReadable
from app.summarise.panes import DocumentPane
from app.translate.editor import TargetView
from app.worker import Crashed
from engine.cards import InstalledModel
from engine.events import Draft, Drafted, Failed, Finished, Loading, Reading, SentenceFinished, Started
from engine.requests import Summarise
from engine.text.language import language_of
from engine.wishes import Wish

if TYPE_CHECKING:  # numpy is not loaded before the window is on the screen
    from app.summarise.summary import Sources

PAUSE = 300  # milliseconds without a key, then the words are counted
EXTRACTED = {"short": 3, "medium": 5, "long": 10}  # key sentences
NAMED = 6  # words without a source that are named
ORANGE = QColor(213, 94, 0)  # the line under words without a source; the same in both themes
KINDS = {POINTS: "full"}  # what the engine is asked for; other modes have its names


def document_file() -> Path:
    """Where the text stays until the next start: $HEED_DATA, or this platform's place for a user's data."""
    folder = os.environ.get("HEED_DATA") or platformdirs.user_data_path("heed", False)
    return Path(folder) / "document.txt"


class SummarisePage(QWidget):
    """Asks for one summary at a time. What is shown of its sources holds until the text is changed."""

    shown = Signal(object, str)  # a Draft, and the text that its source spans are places in
    emptied = Signal()
    linked = Signal()  # it is known where the summary comes from
    broken = Signal(str)  # the report of a defect

    def __init__(
        self, dispatcher: Dispatcher, actions: Actions, notice: Notice, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._dispatcher, self._notice = dispatcher, notice
        self._asked: Summarise | None = None  # what is being answered
        self._mode = ""  # of what is shown, and of what is being written
        self._drafts: list[Draft] = []  # of each part of the summary
        self._text = ""  # as the engine wrote it
        self._sources: Sources | None = None
        self._parts = 0  # in which the document was read
        self._state = ""  # "writing", "done", "stopped", "own", or "changed": the text is another now
        self._condensed = False  # it was too long to be written from as a whole
        self._origin = ""  # who wrote the summary: a key of the table in `_tell`
        self._model = self._name = ""
        self._words = 0
        self.bar = SummariseBar(actions["stop"])
        self.document, self.summary = DocumentPane(), TargetView()
        self.title, self.origin, self.facts = QLabel(), QLabel(), QLabel()
        self.count, self.summary_count = QLabel(), QLabel()
        for label in (self.title, self.origin, self.facts, self.count, self.summary_count):
            label.setObjectName("muted")
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.facts.setWordWrap(True)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.open, self.paste, self.clear = QToolButton(), QToolButton(), QToolButton()
        self.unused, self.copy, self.save = QToolButton(), QToolButton(), QToolButton()
        self.unused.setObjectName("view")
        self.unused.setCheckable(True)
        self.unused.setChecked(True)
        self.menu = QMenu(self)
        self.saves = {kind: self.menu.addAction("") for kind in ("md", "txt")}
        self.save.setMenu(self.menu)
        self.save.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(8)
        left = (self.open, self.paste, self.clear, self.unused, None, self.count)
        right = (self.copy, self.save, None, self.summary_count)
        self.splitter.addWidget(_pane(self.title, self.document, left))
        self.splitter.addWidget(_pane(self.origin, self.summary, right))
        self.splitter.setSizes([1200, 1000])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.bar)
        column.addWidget(self.splitter, 1)
        column.addWidget(self.facts)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._opening, self._counting, self._linking = (Background(self) for _ in range(3))
        self._connect()
        self.retranslate()
        self.recolour()
        self._on_text()

    def _connect(self) -> None:
        self.bar.begun.connect(self.summarise)
        self.bar.changed.connect(self._on_choice)
        self.document.edited.connect(self._on_edit)
        self.document.shortened.connect(self._on_shortened)
        self.document.dropped.connect(self._on_dropped)
        self.document.hovered.connect(self._on_document_hover)
        self.document.caret_moved.connect(self._on_document_caret)
        self.summary.hovered.connect(self._on_summary_hover)
        self.summary.caret_moved.connect(self._go_to)
        self.summary.asked.connect(self._go_to)
        self.summary.tip = self._tip
        self.open.clicked.connect(self._on_open)
        self.paste.clicked.connect(self._on_paste)
        self.clear.clicked.connect(self._on_clear)
        self.copy.clicked.connect(self._on_copy)
        self.unused.toggled.connect(self._shade)
        for kind, action in self.saves.items():
            action.triggered.connect(partial(self._on_save, kind))
        self._timer.timeout.connect(self._count)
        self._opening.done.connect(self._on_opened)
        self._counting.done.connect(self._on_counted)
        self._linking.done.connect(self._on_linked)
        for background in (self._opening, self._counting, self._linking):
            background.broken.connect(self.broken)

    # What it works with

    def offer(self, models: Sequence[InstalledModel]) -> None:
        """Takes what is installed."""
        self.bar.offer(models)

    def finish(self) -> None:
        """Waits for what is done beside the window."""
        for background in (self._opening, self._counting, self._linking):
            background.finish()

    def keep(self, path: Path) -> None:
        """Writes the text to a file, for the next start; nothing is said if that fails."""
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            saving.write(path, self.document.text().encode())

    def bring_back(self, path: Path) -> None:
        with contextlib.suppress(OSError, UnicodeDecodeError):
            self.document.replace(path.read_text(encoding="utf-8"))

    @property
    def language(self) -> str:
        """What the text is in: as the user says, else as it seems."""
        return self.bar.chosen_language or language_of(self.document.text())

    # The document

    def open_file(self, path: Path) -> None:
        self._opening.begin(partial(_opened, path))

    def _on_opened(self, opened: Document | tuple[NotReadable, str]) -> None:
        if isinstance(opened, tuple):
            self._notice.say(documents.sentence(*opened))
            return
        self._notice.hide()
        self.document.replace(opened.text)
        self._name = opened.name
        if opened.guessed:
            said = self.tr("{file} does not tell its encoding; it was read as {encoding}.")
            self._notice.say(said.format(file=opened.name, encoding=opened.guessed), stays=True)
        self._on_text()

    def _on_open(self) -> None:
        kinds = self.tr("Documents") + " (*.txt *.md *.markdown *.html *.htm *.xhtml *.docx)"
        every = self.tr("All files") + " (*)"
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Open a document"), "", f"{kinds};;{every}")
        if path:
            self.open_file(Path(path))

    def _on_dropped(self, paths: Sequence[Path]) -> None:
        self.open_file(paths[0])
        if len(paths) > 1:
            said = self.tr("One document at a time: {file} is opened.")
            self._notice.say(said.format(file=paths[0].name))

    def _on_paste(self) -> None:
        self.document.paste()
        self.document.setFocus()

    def _on_clear(self) -> None:
        self.document.replace("")
        self.document.setFocus()

    def _on_shortened(self, left_out: int) -> None:
        said = self.tr(
            "The document is too long for one go: {kept} characters are the most, so {cut} at its end were"
            " left out. Summarise the rest afterwards."
        )
        self._notice.say(said.format(kept=f"{DocumentPane.longest:,}", cut=f"{left_out:,}"), stays=True)

    def _on_edit(self) -> None:
        if self._asked is not None:
            self._dispatcher.stop()
        self._linking.drop()
        self._notice.hide()
        self._name = ""
        self._sources = None
        self.summary.keep_marked([], QTextCharFormat())
        if self._origin:
            self._state = "changed"
        self._shade()
        self._tell()
        self._on_text()

    def _on_text(self) -> None:
        there = bool(self.document.text().strip())
        self.bar.go.setEnabled(there)
        self.clear.setEnabled(bool(self.document.text()))
        self._timer.start()
        self._show_title()

    def _count(self) -> None:
        text = self.document.text()
        self.bar.show_found(language_of(text) if text.strip() else "")
        self._counting.begin(partial(_words_of, text))

    def _on_counted(self, words: int) -> None:
        self._words = words
        self.count.setText(self._word_count(words) if words else "")

    # Asking

    def summarise(self) -> None:
        """Sums up what stands there now."""
        text = self.document.text()
        if not text.strip():
            return
        self._notice.pass_by()
        self._dispatcher.stop()
        self._mode, self._state = self.bar.kind, "writing"
        self._drafts, self._text, self._sources = [], "", None
        self._parts, self._condensed = 0, False
        self.summary.write(0, "")
        self.summary.keep_marked([], QTextCharFormat())
        self._shade()
        language = self.language
        self.bar.show_found(language_of(text))
        if self._mode == EXTRACT or not self.bar.has_model(language):
            self._extract(text, language)
            return
        self._origin = "model"
        self._asked = Summarise(
            text=text,
            language=language,
            kind=KINDS.get(self._mode, self._mode),
            length=self.bar.amount,
            model=self.bar.model_name,
        )
        self._tell()
        self._dispatcher.ask(self._asked, self._take)

    def _extract(self, text: str, language: str) -> None:
        """Key sentences: asked for, or the best there is without a model."""
        self._origin = EXTRACT
        if self._mode != EXTRACT:
            self._origin = "no model for it" if self.bar.has_model() else "no model"
        self._tell()
        self.emptied.emit()
        self._linking.begin(partial(_extracted, text, language, EXTRACTED[self.bar.amount]))

    def _on_choice(self) -> None:
        """Something else is wanted: what was summed up is summed up anew."""
        if self._origin and self._state != "changed":
            self.summarise()

    def _take(self, answer: Answer) -> None:
        match answer:
            case Loading():
                self.summary.setPlaceholderText(self.tr("Loading the model…"))
            case Started(spans=spans, model=model) if self._asked is not None:
                wish = Wish("", self._asked.language, self._asked.kind, self._asked.length)
                self._parts, self._model = len(spans), model
                self._condensed = len(spans) > wish.sections
                self._tell()
            case Reading(span=span, read=read, sections=sections):
                said = self.tr("Reading the text: {read} of {all} parts")
                self.summary.setPlaceholderText(said.format(read=read, all=sections))
                self.document.mark([], span)
            case Drafted() | SentenceFinished():
                self._write(answer)
            case Finished(text=text):
                if not self._parts:  # too short to be shortened
                    self._origin = "own"
                self._end("done", text)
            case Stopped() | Failed() | Crashed():
                self._end("stopped", self._text)
            case _:
                pass

    def _write(self, event: Drafted | SentenceFinished) -> None:
        from app.summarise.summary import shown_so_far

        assert self._asked is not None, "a draft came that nobody asked for"
        draft = event.hypotheses[0] if isinstance(event, SentenceFinished) else event.draft
        self._drafts[event.sentence :] = [draft]
        self._text = self._text[: event.offset - len(event.before)] + event.before + draft.text
        self.document.mark([])
        language = self._asked.language
        self.summary.write(0, shown_so_far(self._text, language, points=self._mode == POINTS))
        self.shown.emit(draft, self._asked.text)

    def _end(self, state: str, text: str) -> None:
        """The summary is over: what there is of it is kept, and where it comes from looked up."""
        asked, self._asked = self._asked, None
        self._state, self._text = state, text
        self.document.mark([])
        self.retell()
        if asked is not None and text:
            points = self._mode == POINTS
            drafts = tuple(self._drafts)
            self._linking.begin(partial(_linked, text, drafts, asked.text, asked.language, points))
        self._tell()

    def _on_linked(self, sources: Sources) -> None:
        self._sources = sources
        if self._state == "writing":  # key sentences; nobody else has to answer
            self._state = "done"
        self.summary.write(0, sources.text)
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setUnderlineColor(ORANGE)
        self.summary.keep_marked(sources.unsourced, look)
        self._shade()
        self._tell()
        self.linked.emit()

    # Pointing

    def _shade(self) -> None:
        """What the summary has not used is grey in the document."""
        look = QTextCharFormat()
        look.setForeground(self.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text))
        sources = self._sources
        spans = sources.unused if sources is not None and self.unused.isChecked() else ()
        self.document.keep_marked(spans, look)
        self.summary.mark([])

    def _light(self, place: int | None) -> tuple[int, int] | None:
        """Lights a sentence of the summary, and where it comes from; the first of that is returned."""
        found = self._sources.of(place) if self._sources is not None and place is not None else None
        here, there = ([found[0]], found[1]) if found else ([], [])
        self.summary.mark(here)
        self.document.mark(there)
        return there[0] if there else None

    def _go_to(self, place: int) -> None:
        first = self._light(place)
        if first is not None:
            self.document.reveal(first)
        draft = next((d for d in reversed(self._drafts) if d.pieces and d.pieces[0].begin <= place), None)
        if draft is not None and self._sources is not None and self._mode != POINTS:
            self.shown.emit(draft, self.document.text())

    def _on_summary_hover(self, place: int | None) -> None:
        self._light(place if place is not None else self.summary.caret())

    def _on_document_hover(self, place: int | None) -> None:
        self._light_back(place if place is not None else self.document.caret())

    def _on_document_caret(self, place: int) -> None:
        self._light_back(place)

    def _light_back(self, place: int) -> None:
        if self._sources is not None:
            found = self._sources.at(place)
            self.document.mark([found[0]] if found and found[1] else [])
            self.summary.mark(found[1] if found else [])

    def _tip(self, place: int) -> str:
        if self._sources is None:
            return ""
        if any(begin <= place < end for begin, end in self._sources.unsourced):
            return self.tr("This word does not stand in the text")
        return self.tr("Click to see where this sentence comes from") if self._sources.attended else ""

    # Taking home

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.summary.text())

    def _on_save(self, kind: str) -> None:
        from app.summarise.summary import as_markdown, as_text

        stem = Path(self._name).stem or "-".join(self.document.text().split()[:4])
        name = "".join(c if c.isalnum() else "-" for c in stem[:40]) or "document"
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save summary"), f"{name}-summary.{kind}", f"*.{kind}"
        )
        if not path:
            return
        title = self._name or " ".join(self.document.text().split()[:8])
        make = {"md": as_markdown, "txt": as_text}[kind]
        try:
            saving.write(Path(path), make(title, self.summary.text(), self.origin.text()).encode())
        except OSError as error:
            self._notice.say(saving.sentence(error, Path(path)))

    # Words

    def _show_title(self) -> None:
        self.title.setText(self._name or self.tr("Your text"))

    def _word_count(self, words: int) -> str:
        return {1: self.tr("1 word")}.get(words, self.tr("{n} words")).format(n=f"{words:,}")

    def _tell(self) -> None:
        """Says who wrote the summary, from how much of the text, and what is doubtful."""
        self.origin.setText(
            {
                "": self.tr("Summary"),
                "model": self.tr("Summary by {model}").format(model=self._model or "…"),
                "own": self.tr("The text as it stands"),
            }.get(self._origin, self.tr("Key sentences from the text, word for word"))
        )
        sources = self._sources
        self.facts.setText("  ".join(self._facts()))
        self.facts.setVisible(bool(self.facts.text()))
        self.unused.setVisible(sources is not None and bool(sources.unused))
        if sources is not None:
            share = self.tr("Not used: {n} of {all} sentences")
            every = len(sources.document)
            self.unused.setText(share.format(n=f"{every - sources.used:,}", all=f"{every:,}"))
        self.summary_count.setText(self._word_count(sources.words) if sources else "")
        self.copy.setEnabled(bool(self.summary.text()))
        self.save.setEnabled(bool(self.summary.text()))

    def _facts(self) -> list[str]:
        sources, name = self._sources, language_name(self.language)
        if self._state == "changed":
            return [
                self.tr("The text has changed since then. Summarise it again to see what comes from where.")
            ]
        said = {
            "own": [self.tr("The text is too short to be shortened.")],
            "no model": [
                self.tr("No summary model is installed, so these are sentences of the text itself.")
            ],
            "no model for it": [
                self.tr(
                    "No installed model summarises {language}, so these are sentences of the text itself."
                ).format(language=name)
            ],
        }.get(self._origin, [])
        if self._state == "stopped":
            said.append(
                self.tr("Stopped: this is how far the summary was written.")
                if self._text
                else self.tr("Stopped before anything was written.")
            )
        if self._origin == "model" and sources is not None:
            said.append(self._how_read(sources))
            said.append(self.tr("A model wrote this: check it."))
            if not sources.attended:
                said.append(self.tr("This model does not show where its words come from."))
            if sources.unsourced:
                words = [sources.text[begin:end] for begin, end in sources.unsourced]
                named = ", ".join(dict.fromkeys(words[:NAMED])) + (", …" if len(words) > NAMED else "")
                said.append(self.tr("Not in the text: {words}.").format(words=named))
        return said

    def _how_read(self, sources: Sources) -> str:
        if self._parts <= 1:
            return self.tr("The whole text was read.")
        if not self._condensed:
            return self.tr("The whole text was read, in {n} parts.").format(n=self._parts)
        said = self.tr(
            "The whole text was read, in {n} parts; the summary was then written from the {taken} of {all}"
            " sentences that mattered most."
        )
        return said.format(n=self._parts, taken=sources.taken, all=len(sources.document))

    def retell(self) -> None:
        self.summary.setPlaceholderText(self.tr("The summary appears here."))

    def retranslate(self) -> None:
        self.document.setPlaceholderText(
            self.tr(
                "Paste a text, or drop or open a file: txt, md, html or docx. Nothing leaves this machine."
            )
        )
        self.document.setAccessibleName(self.tr("Your text"))
        self.summary.setAccessibleName(self.tr("Summary"))
        for button, text in (
            (self.open, self.tr("Open a document")),
            (self.paste, self.tr("Paste")),
            (self.clear, self.tr("Clear text")),
            (self.copy, self.tr("Copy summary")),
            (self.save, self.tr("Save summary")),
        ):
            button.setToolTip(text)
            button.setAccessibleName(text)
        self.unused.setToolTip(self.tr("Show in grey what the summary hardly attended to"))
        self.saves["md"].setText(self.tr("Save as Markdown…"))
        self.saves["txt"].setText(self.tr("Save as text…"))
        self.retell()
        self._show_title()
        self._on_counted(self._words)
        self._tell()

    def recolour(self) -> None:
        for button, name in (
            (self.open, "open"),
            (self.paste, "paste"),
            (self.clear, "clear"),
            (self.copy, "copy"),
            (self.save, "save"),
        ):
            button.setIcon(theme.icon(name))
        self._shade()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self.recolour()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _begins(event):
            event.accept()  # on this page it is not for the translation
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _begins(event):
            self.summarise()
        else:
            super().keyPressEvent(event)


def _begins(event: QKeyEvent) -> bool:
    return QKeySequence(event.keyCombination()) in (QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter"))


def _pane(title: QLabel, text: QWidget, below: Sequence[QWidget | None]) -> QWidget:
    """A text with its title and a row of buttons; None in the row is what space is left."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    for widget in below:
        if widget is None:
            row.addStretch()
        else:
            row.addWidget(widget)
        if isinstance(widget, QToolButton):
            widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    pane = QWidget()
    column = QVBoxLayout(pane)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(title)
    column.addWidget(text, 1)
    column.addLayout(row)
    return pane


# What is done beside the window. Each imports what it needs there.


def _opened(path: Path) -> Document | tuple[NotReadable, str]:
    try:
        return documents.read(path)
    except NotReadable as problem:
        return problem, path.name


def _words_of(text: str) -> int:
    from app.summarise.summary import count_words

    return count_words(text)


def _extracted(text: str, language: str, count: int) -> Sources:
    from app.summarise.summary import extracted

    return extracted(text, language, count)


def _linked(text: str, drafts: tuple[Draft, ...], document: str, language: str, points: bool) -> Sources:
    from app.summarise.summary import written

    return written(text, drafts, document, language, points=points)
