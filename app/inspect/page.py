"""The page where a source and any given translation of it are looked into."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QTabWidget, QVBoxLayout, QWidget

from app import theme
from app.dispatcher import Answer
from app.translate.alignment import Alignment, Span
from app.translate.editor import SourceEditor, TextPane
from app.translate.pair_bar import Pair, PairBar
from engine.events import Draft, Drafted, Explained, Finished, Inspected, SentenceFinished
from engine.requests import Cut, Explain, Inspect, Translate
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

    def __init__(self, stop: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._swap = QAction(self)
        self.pair_bar = PairBar(self._swap, stop)
        self.source, self.target = SourceEditor(), SourceEditor()
        self.tabs, self.message = QTabWidget(), QLabel()
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setWordWrap(True)
        self.panel: AttentionPanel | None = None  # until `furnish`
        self.explanation: ExplanationTab | None = None
        self.surgery: SurgeryTab | None = None
        self._options = DecodingOptions()
        self._tokens: tuple[int, ...] = ()  # of the target, where they are known from a draft
        self._inspected: Inspected | None = None
        self._alignment: Alignment | None = None
        self._cuts: tuple[Cut, ...] = ()  # what is decoded again with
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        texts = QHBoxLayout()
        texts.setSpacing(8)
        for pane in (self.source, self.target):
            texts.addWidget(pane)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.pair_bar)
        column.addLayout(texts)
        column.addWidget(self.message, 1)
        column.addWidget(self.tabs, 1)
        self.tabs.hide()
        self.setFocusProxy(self.source)
        self._timer.timeout.connect(self.look)
        self.source.edited.connect(self._on_edit)
        self.target.edited.connect(self._on_edit)
        self.pair_bar.changed.connect(self._on_pair)
        self._swap.triggered.connect(self._on_swap)
        for pane, is_source in ((self.source, True), (self.target, False)):
            pane.hovered.connect(self._on_source_place if is_source else self._on_target_place)
            pane.caret_moved.connect(self._on_source_place if is_source else self._on_target_place)
        self._retranslate()

    def furnish(self) -> None:
        """Make the tabs: they draw with a library that loads half a second."""
        from app.attention.panel import AttentionPanel
        from app.inspect.explanation import ExplanationTab
        from app.inspect.surgery import SurgeryTab

        self.panel, self.explanation, self.surgery = AttentionPanel(), ExplanationTab(), SurgeryTab()
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

    def take_over(self, source: str, draft: Draft, pair: Pair, model: str) -> None:
        """A sentence of a translation, with the very tokens that were written."""
        self.pair_bar.choose(pair, model)
        self._replace(source, draft.text)
        self._tokens = draft.tokens
        self.look()

    def _replace(self, source: str, target: str) -> None:
        for pane, text in ((self.source, source), (self.target, target)):
            pane.blockSignals(True)
            pane.replace(text)
            pane.blockSignals(False)
        self._forget()

    def set_options(self, options: DecodingOptions) -> None:
        """For decoding again under surgery."""
        self._options = options

    def _on_edit(self) -> None:
        self._forget()
        self.stopped.emit()
        if self.source.text().strip() and self.target.text().strip():
            self._timer.start()
        else:
            self._timer.stop()

    def _forget(self) -> None:
        self._tokens, self._inspected, self._alignment = (), None, None
        self._mark([], [])
        self._show()

    def _on_pair(self) -> None:
        self._forget()
        self.look()

    def _on_swap(self) -> None:
        source, target = self.source.text(), self.target.text()
        self.pair_bar.swap()
        self._replace(target, source)
        self.look()

    def look(self) -> None:
        """Ask for all attention that the model pays when it is made to write the target."""
        self._timer.stop()
        source, target = self.source.text(), self.target.text()
        if source.strip() and target.strip() and any(self.pair_bar.pair):
            self.asked.emit(self._inspect(), self._on_inspected)

    def _inspect(self, cuts: tuple[Cut, ...] = ()) -> Inspect:
        return Inspect(
            source=self.source.text(),
            target=self.target.text(),
            tokens=self._tokens,
            source_language=self.pair_bar.pair[0],
            target_language=self.pair_bar.pair[1],
            model=self.pair_bar.model_name,
            surgery=cuts,
        )

    def _on_inspected(self, answer: Answer) -> None:
        if isinstance(answer, Inspected):
            self._inspected = answer
            self._alignment = Alignment.of(answer.draft)
            self._show()

    def _show(self) -> None:
        found = self._inspected
        self.tabs.setVisible(found is not None)
        self.message.setVisible(found is None)
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
            request = Explain(
                source=self.source.text(),
                tokens=self._inspected.draft.tokens,
                places=places,
                words=words,
                source_language=self.pair_bar.pair[0],
                target_language=self.pair_bar.pair[1],
                model=self.pair_bar.model_name,
            )
            self.asked.emit(request, self._on_explained)

    def _on_explained(self, answer: Answer) -> None:
        if isinstance(answer, Explained) and self.explanation is not None:
            self.explanation.take(answer)

    def _operate(self, cuts: tuple[Cut, ...]) -> None:
        """First the given words under surgery, then what is written under it."""
        self._cuts = cuts
        self.asked.emit(self._inspect(cuts), self._on_operated)

    def _on_operated(self, answer: Answer) -> None:
        if isinstance(answer, Inspected) and self.surgery is not None:
            self.surgery.take(answer)
            request = Translate(
                text=self.source.text(),
                source_language=self.pair_bar.pair[0],
                target_language=self.pair_bar.pair[1],
                model=self.pair_bar.model_name,
                options=self._options,
                surgery=self._cuts,
            )
            self.asked.emit(request, self._on_decoded)

    def _on_decoded(self, answer: Answer) -> None:
        if self.surgery is None:
            return
        match answer:
            case Drafted(draft=draft):
                self._written(answer.offset, draft.text)
            case SentenceFinished(hypotheses=hypotheses):
                self._written(answer.offset, hypotheses[0].text)
            case Finished(text=text):
                self.surgery.write(text)
            case _:
                pass

    def _written(self, offset: int, text: str) -> None:
        assert self.surgery is not None
        before = (self.surgery.text or "")[:offset]
        self.surgery.write(before + " " * (offset - len(before)) + text)

    # Pointing

    def _mark(self, source: Sequence[Span], target: Sequence[Span]) -> None:
        if self._inspected is not None or not (source or target):
            self.source.mark(source)
            self.target.mark(target)

    def _on_source_place(self, place: int | None) -> None:
        self._point(self.source, place)

    def _on_target_place(self, place: int | None) -> None:
        self._point(self.target, place)

    def _point(self, pane: TextPane, place: int | None) -> None:
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

    # Words

    def _retranslate(self) -> None:
        self.source.setPlaceholderText(self.tr("The source"))
        self.target.setPlaceholderText(self.tr("Any translation of it, the model's or your own"))
        self.source.setAccessibleName(self.tr("Source to be inspected"))
        self.target.setAccessibleName(self.tr("Translation to be inspected"))
        self._swap.setToolTip(self.tr("Swap languages"))
        self._swap.setText(self._swap.toolTip())
        self._swap.setIcon(theme.icon("swap"))
        self.message.setText(
            self.tr(
                "Write a source and any translation of it, and see what the model makes of them. Ctrl+Shift+I"
                " on the Translate page brings the sentence at the caret here."
            )
        )
        names = (self.tr("Attention"), self.tr("Is it an explanation?"), self.tr("Surgery"))
        for place, name in enumerate(names[: self.tabs.count()]):
            self.tabs.setTabText(place, name)
        height = self.source.fontMetrics().lineSpacing() * 1.4 * LINES + 40
        for pane in (self.source, self.target):
            pane.setFixedHeight(round(height))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.FontChange):
            self._retranslate()
        elif event.type() == QEvent.Type.PaletteChange:
            self._swap.setIcon(theme.icon("swap"))
