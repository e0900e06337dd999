"""The page where a source and any given translation of it, reply to it or summary of it are looked into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QTabWidget, QVBoxLayout, QWidget

from app import theme
from app.attention.sides import sides
from app.dispatcher import Answer
from app.inspect.bar import InspectBar
from app.translate.alignment import Alignment, Span
from app.translate.editor import SourceEditor, TextPane
from engine.cards import CHAT, SUMMARISE, TRANSLATE, InstalledModel
from engine.events import Drafted, Explained, Explaining, Finished, Inspected, Loading, SentenceFinished
from engine.requests import Cut, Explain, Inspect, Writing
from engine.search.options import DecodingOptions

if TYPE_CHECKING:  # they load the library that draws the map, which takes half a second
    from app.attention.panel import AttentionPanel
    from app.inspect.explanation import ExplanationTab
    from app.inspect.surgery import SurgeryTab

PAUSE = 400  # milliseconds without a key, then the texts are looked into
LINES = 3  # of each text that are seen without scrolling


class InspectPage(QWidget):
    """Two texts above, and tabs with what the model says of them below."""

    asked = Signal(object, object)  # a request, and the method that takes the answer
    stopped = Signal()  # what was asked is no longer of interest
    task_changed = Signal()

    def __init__(self, stop: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._swap = QAction(self)
        self.bar = InspectBar(self._swap, stop)
        self.source, self.target = SourceEditor(), SourceEditor()
        self.tabs, self.message = QTabWidget(), QLabel()
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setWordWrap(True)
        self.panel: AttentionPanel | None = None  # until `furnish`
        self.explanation: ExplanationTab | None = None
        self.surgery: SurgeryTab | None = None
        self._options: dict[str, DecodingOptions] = {}  # of each task
        self._tokens: tuple[int, ...] = ()  # of the target, where they are known from a draft
        self._looks = False  # the model is at it
        self._inspected: Inspected | None = None
        self._alignment: Alignment | None = None
        self._cuts: tuple[Cut, ...] = ()  # what is decoded again with
        self._operates = False  # with them; before, without
        self._text = ""  # so far
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        texts = QHBoxLayout()
        texts.setSpacing(8)
        for pane in (self.source, self.target):
            texts.addWidget(pane)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.bar)
        column.addLayout(texts)
        column.addWidget(self.message, 1)
        column.addWidget(self.tabs, 1)
        self.tabs.hide()
        self.setFocusProxy(self.source)
        self._timer.timeout.connect(self.look)
        self.source.edited.connect(self._on_edit)
        self.target.edited.connect(self._on_edit)
        self.bar.changed.connect(self._on_choice)
        self.bar.task_changed.connect(self._on_task)
        self._swap.triggered.connect(self._on_swap)
        for pane, is_source in ((self.source, True), (self.target, False)):
            pane.hovered.connect(self._on_source_place if is_source else self._on_target_place)
            pane.caret_moved.connect(self._on_source_caret if is_source else self._on_target_caret)
        self._retranslate()

    def furnish(self) -> None:
        """Make the tabs: they draw with a library that loads half a second."""
        from app.attention.panel import AttentionPanel
        from app.inspect.explanation import ExplanationTab
        from app.inspect.surgery import SurgeryTab

        self.panel = AttentionPanel(follows=False)
        self.explanation, self.surgery = ExplanationTab(), SurgeryTab()
        for tab in (self.panel, self.explanation, self.surgery):
            self.tabs.addTab(tab, "")
        self.tabs.setDocumentMode(True)
        self.panel.pointed.connect(self._mark)
        self.panel.bar.changed.connect(self._compare)
        self.explanation.asked.connect(self._explain)
        self.surgery.asked.connect(self._operate)
        self._retranslate()
        self._show()

    # What is looked into

    def offer(self, models: Sequence[InstalledModel]) -> None:
        """Takes what is installed."""
        self.bar.offer(models, self.bar.pairs.pair, self.bar.pairs.model_name or "")

    @property
    def task(self) -> str:
        return self.bar.task

    def take_over(self, shown: Inspect) -> None:
        """What another page shows, with the very tokens that were written."""
        before = self.task
        self._replace(self.bar.choose(shown.of), shown.target)
        self._tokens = shown.tokens
        if self.task != before:
            self._name()
        self.look()

    def _replace(self, source: str, target: str) -> None:
        for pane, text in ((self.source, source), (self.target, target)):
            pane.blockSignals(True)
            pane.replace(text)
            if pane is self.target or self.task != CHAT:  # of a conversation its last turn is what counts
                pane.moveCursor(QTextCursor.MoveOperation.Start)
                pane.verticalScrollBar().setValue(0)  # the margin above the first line too
            pane.blockSignals(False)
        self._forget()

    def set_options(self, task: str, options: DecodingOptions) -> None:
        """For decoding again under surgery."""
        self._options[task] = options

    def _on_edit(self) -> None:
        self._forget()
        self.stopped.emit()
        if self.source.text().strip() and self.target.text().strip():
            self._timer.start()
        else:
            self._timer.stop()

    def _forget(self) -> None:
        self._tokens, self._inspected, self._alignment = (), None, None
        self._looks = False
        self._mark([], [])
        self._show()

    def _on_choice(self) -> None:
        self._forget()
        self.look()

    def _on_task(self) -> None:
        self._name()
        self._on_choice()

    def _name(self) -> None:
        """Names both texts as they are called in this task."""
        if self.panel is not None and self.explanation is not None:
            self.panel.set_task(self.task)
            self.explanation.set_task(self.task)
        self._retranslate()
        self.task_changed.emit()

    def _on_swap(self) -> None:
        source, target = self.source.text(), self.target.text()
        self.bar.pairs.swap()
        self._replace(target, source)
        self.look()

    def look(self) -> None:
        """Ask for all attention that the model pays when it is made to write the target."""
        self._timer.stop()
        source, target = self.source.text(), self.target.text()
        if source.strip() and target.strip() and self.bar.is_ready:
            self._looks = True
            self._say()
            self.asked.emit(self._inspect(), self._on_inspected)

    def _inspect(self, cuts: tuple[Cut, ...] = ()) -> Inspect:
        return Inspect(of=self._of(cuts), target=self.target.text(), tokens=self._tokens)

    def _of(self, cuts: tuple[Cut, ...] = ()) -> Writing:
        options = self._options.get(self.task)
        if options is not None and self.task == CHAT:  # words that are drawn differ by chance alone
            options = replace(options, temperature=0.0, n_best=1)
        return self.bar.request(self.source.text(), options, cuts)

    def _on_inspected(self, answer: Answer) -> None:
        if isinstance(answer, Inspected):
            self._inspected = answer
            self._alignment = Alignment.of(answer.draft)
            self._show()
        if not isinstance(answer, Loading):
            self._looks = False
            self._say()

    def _show(self) -> None:
        found = self._inspected
        self.tabs.setVisible(found is not None)
        self.message.setVisible(found is None)
        self._say()
        if self.panel is None or self.explanation is None or self.surgery is None:
            return
        self.explanation.show_draft(found.draft if found else None)
        self.surgery.show_inspected(found)
        if found is None:
            self.panel.clear()
        else:
            self.panel.show_inspected(found, self.source.text())
        self._compare()

    def _compare(self) -> None:
        """What is chosen in the first tab is the attention that the second compares."""
        assert self.panel is not None
        assert self.explanation is not None
        self.explanation.show_attention(self.panel.cross_attention())

    # Explanation and surgery

    def _explain(self, places: tuple[int, ...], words: tuple[tuple[int, ...], ...]) -> None:
        if self._inspected is not None:
            request = Explain(of=self._of(), tokens=self._inspected.draft.tokens, places=places, words=words)
            self.asked.emit(request, self._on_explained)

    def _on_explained(self, answer: Answer) -> None:
        if isinstance(answer, Explaining | Explained) and self.explanation is not None:
            self.explanation.take(answer)

    def _operate(self, cuts: tuple[Cut, ...]) -> None:
        """First the given words under surgery, then what is written without it and under it."""
        self._cuts = cuts
        self.asked.emit(self._inspect(cuts), self._on_operated)

    def _on_operated(self, answer: Answer) -> None:
        if isinstance(answer, Inspected) and self.surgery is not None:
            self.surgery.take(answer)
            self._decode(operates=False)

    def _decode(self, *, operates: bool) -> None:
        self._operates, self._text = operates, ""
        self.asked.emit(self._of(self._cuts if operates else ()), self._on_decoded)

    def _on_decoded(self, answer: Answer) -> None:
        if self.surgery is None:
            return
        match answer:
            case Drafted(draft=draft):
                self._written(answer.offset, draft.text)
            case SentenceFinished(hypotheses=hypotheses):
                self._written(answer.offset, hypotheses[0].text)
            case Finished(text=text):
                self.surgery.write(text, operated=self._operates)
                if not self._operates:
                    self._decode(operates=True)
            case _:
                pass

    def _written(self, offset: int, text: str) -> None:
        assert self.surgery is not None
        before = self._text[:offset]
        self._text = before + " " * (offset - len(before)) + text
        self.surgery.write(self._text, operated=self._operates)

    # Pointing

    def _mark(self, source: Sequence[Span], target: Sequence[Span]) -> None:
        if self._inspected is not None or not (source or target):
            self.source.mark(source)
            self.target.mark(target)

    def _on_source_place(self, place: int | None) -> None:
        self._point(self.source, place)

    def _on_target_place(self, place: int | None) -> None:
        self._point(self.target, place)

    def _on_source_caret(self, place: int) -> None:
        self._point(self.source, place, scrolls=True)

    def _on_target_caret(self, place: int) -> None:
        self._point(self.target, place, scrolls=True)

    def _point(self, pane: TextPane, place: int | None, *, scrolls: bool = False) -> None:
        """Mark the word under mouse or caret, and what belongs to it on the other side."""
        if self._alignment is None or self.panel is None:
            return
        is_source = pane is self.source
        at = pane.caret() if place is None else place
        found = self._alignment.from_source(at) if is_source else self._alignment.from_target(at)
        here, there = ([found[0]], found[1]) if found else ([], [])
        source, target = (here, there) if is_source else (there, here)
        self._mark(source, target)
        self.panel.point(next(iter(source), None), next(iter(target), None))
        if scrolls and there:
            (self.target if is_source else self.source).reveal(there[0])

    # Words

    def _retranslate(self) -> None:
        read, written = {
            TRANSLATE: (self.tr("The source"), self.tr("Any translation of it, the model's or your own")),
            CHAT: (
                self.tr("The conversation, a turn on each line; the last one is yours"),
                self.tr("Any reply, the model's or your own"),
            ),
            SUMMARISE: (self.tr("The document"), self.tr("Any summary of it, the model's or your own")),
        }[self.task]
        self.source.setPlaceholderText(read)
        self.target.setPlaceholderText(written)
        for pane, name in zip((self.source, self.target), sides(self.task), strict=True):
            pane.setAccessibleName(name)
        self._swap.setToolTip(self.tr("Swap languages"))
        self._swap.setText(self._swap.toolTip())
        self._swap.setIcon(theme.icon("swap"))
        self._say()
        names = (self.tr("Attention"), self.tr("Is it an explanation?"), self.tr("Surgery"))
        for place, name in enumerate(names[: self.tabs.count()]):
            self.tabs.setTabText(place, name)
        height = self.source.fontMetrics().lineSpacing() * 1.4 * LINES + 40
        for pane in (self.source, self.target):
            pane.setFixedHeight(round(height))

    def _say(self) -> None:
        if self._looks:
            said = self.tr("The model reads both texts. What it made of them comes in a moment.")
        else:
            said = self.tr(
                "Write two texts, and see what the model makes of them. Ctrl+Shift+I on another page brings"
                " here what its attention is shown of: a sentence, a reply or a summary."
            )
        self.message.setText(said)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.FontChange):
            self._retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self._swap.setIcon(theme.icon("swap"))
