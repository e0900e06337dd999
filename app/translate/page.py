"""The page that translates as one types."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.actions import Actions
from app.attention.strip import OverviewStrip
from app.following import Following
from app.notice import Notice
from app.translate.alarms import AlarmLine
from app.translate.alignment import Span
from app.translate.checking import Checker
from app.translate.confidence import Confidence, Legend
from app.translate.editor import SourceEditor, TargetView, too_long
from app.translate.legs import Legs
from app.translate.pair_bar import PairBar
from app.translate.panes import buttons, pane, side_by_side
from app.translate.pointing import Pointing
from app.translate.steerer import Steerer
from app.translate.steering import Steering
from app.translate.translation import Translation
from engine.events import (
    Drafted,
    Event,
    Explored,
    Failed,
    Finished,
    Loading,
    Prepared,
    Relayed,
    SentenceFinished,
    Started,
)
from engine.requests import Inspect, Prefix, Translate

PAUSE = 250  # milliseconds without a key, then the text is translated


class TranslatePage(Following, QWidget):
    """Source and translation side by side, the pickers above."""

    edited = Signal()  # the source is another: what runs and what is shown is no longer true of it
    requested = Signal(str, object)  # translate this text, with these prefixes
    remedied = Signal(object)  # fields of the decoding options, and what they should be
    held = Signal()  # the user looks at alternatives: stop, and keep what is there
    begun = Signal()  # a new translation: nothing that was known of another is true of it
    explored = Signal(object)  # Explored or SentenceFinished
    shown = Signal(object, str)  # a Draft, and the source text that its spans are places in
    emptied = Signal()
    compared = Signal(int, object, int)  # a sentence, its hypotheses, and which of them is shown
    pointed = Signal(object, object)  # the spans of source and target under mouse or caret, or None

    def __init__(self, actions: Actions, notice: Notice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._translation: Translation | None = None
        self._requested = ""
        self._prefixes: tuple[Prefix, ...] = ()
        self._running = self._held = False
        self._steered = False  # the request is for the text that is shown, only steered otherwise
        self._chosen: int | None = None  # the sentence where the user put the caret
        self._shown: int | None = None  # the sentence whose attention is shown
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self.pair_bar = PairBar(actions["swap"], actions["stop"], through=True)
        self.legs = Legs()
        self._notice = notice
        self.source, self.target = SourceEditor(), TargetView()
        self.steerer = Steerer(self.target, actions)
        self.confidence, self.legend = Confidence(self.target), Legend()
        self._pointing = Pointing(self.source, self.target, self.confidence, self)
        self.alarms, self.strip = AlarmLine(), OverviewStrip()
        self.checker = Checker(self.alarms, self.strip, self.source, self.target)
        self._count = QLabel()
        self._count.setObjectName("muted")
        below = buttons(actions, "paste", "clear", self._count)
        below.insertWidget(2, self.strip, 1)  # between the buttons and the count
        there = buttons(actions, "copy", "undo", "redo", "confidence", self.legend)
        self.splitter = side_by_side(pane(self.source, below), pane(self.target, there, self.alarms))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.pair_bar)
        column.addWidget(self.legs)
        column.addWidget(self.splitter, 1)
        self.setFocusProxy(self.source)
        self._connect()
        self.set_running(False)
        self._shade(self._actions["confidence"].isChecked())
        self._on_text()
        self.retranslate()

    def _connect(self) -> None:
        self._timer.timeout.connect(self.request)
        self.legs.shown.connect(self.shown)
        self.legs.whole.connect(self.show_again)
        self.source.edited.connect(self._on_edit)
        self.source.shortened.connect(self._on_shortened)
        self._pointing.pointed.connect(self.pointed)
        self.source.caret_moved.connect(self._on_source_caret)
        self.target.caret_moved.connect(self._on_target_caret)
        self.checker.marked.connect(self.mark)
        self.checker.split.connect(self.request)
        self.alarms.mended.connect(self.remedied)
        self.pair_bar.changed.connect(self.steerer.forget)
        self.steerer.changed.connect(self._steer)
        self.steerer.shown.connect(self._show_others)
        self.steerer.opened.connect(self._hold)
        self.steerer.closed.connect(self._go_on)
        self._actions["confidence"].toggled.connect(self._shade)
        self._actions["translate"].triggered.connect(self.request)
        self._actions["swap"].triggered.connect(self.swap)
        self._actions["paste"].triggered.connect(self.paste)
        self._actions["clear"].triggered.connect(self.clear)
        self._actions["copy"].triggered.connect(self.copy)

    # What the user does

    def request(self) -> None:
        """Translate what stands there now."""
        self._timer.stop()
        known = self._translation is not None and self._translation.source == self.source.text()
        self._ask(self.steerer.now.prefixes if known else ())

    def _ask(self, prefixes: tuple[Prefix, ...], *, steered: bool = False) -> None:
        self._requested, self._prefixes = self.source.text(), prefixes
        self._steered, self._held = steered, False
        if self._requested.strip():
            self._notice.pass_by()
            self.requested.emit(self._requested, prefixes)

    def swap(self) -> None:
        """The translation becomes the source, and the languages change places."""
        translated = self.target.text()
        self.pair_bar.swap()
        if translated:
            self.source.replace(translated)
        self.request()

    def paste(self) -> None:
        self.source.paste()
        self.source.setFocus()

    def clear(self) -> None:
        self.source.replace("")
        self.source.setFocus()

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.target.text())

    def _on_edit(self) -> None:
        self._translation = self._chosen = self._shown = None
        self._held = False
        self.steerer.show_translation(None)
        self.confidence.show_translation(None)
        self.checker.show_translation(None)
        self._notice.hide()
        self._retell()
        self._pointing.show(None, None)
        self.pointed.emit(None, None)
        self.edited.emit()
        self._on_text()
        if self.source.text().strip():
            self._timer.start()
        else:
            self._timer.stop()
            self.target.write(0, "")
            self._actions["copy"].setEnabled(False)
            self.emptied.emit()

    def _on_text(self) -> None:
        text = self.source.text()
        self._actions["clear"].setEnabled(bool(text))
        self._actions["copy"].setEnabled(bool(self.target.text()))
        self._actions["translate"].setEnabled(bool(text.strip()))
        count = {0: "", 1: self.tr("1 character")}.get(len(text), self.tr("{n} characters"))
        self._count.setText(count.format(n=f"{len(text):,}"))

    def _on_shortened(self, left_out: int) -> None:
        self._notice.say(too_long(left_out), stays=True)

    # What the engine answers

    def set_running(self, running: bool) -> None:
        self._running = running

    def take(self, event: Event) -> None:
        match event:
            case Loading():
                self.target.setPlaceholderText(self.tr("Loading the model…"))
            case Started():
                self._start(event)
            case Drafted() | SentenceFinished():
                self._take_draft(event)
            case Explored():
                self.explored.emit(event)
            case Relayed():
                self.legs.take(event)
            case Finished():
                assert self._translation is not None, "an end came before its start"
                self.target.write(*self._translation.end(event))
                if self._chosen is None:
                    self._show(self._translation.at_source(self.source.caret()))
            case Prepared() | Failed():
                self._retell()
            case _:
                pass
        self._actions["copy"].setEnabled(bool(self.target.text()))

    def _start(self, event: Started) -> None:
        self._retell()
        if self._steered and self._translation is not None:
            self._translation.fingerprint = ""
            return  # what is shown stays until it comes anew
        self._translation = Translation(self._requested, event)
        self._chosen = None
        self._pointing.show(self._translation, None)
        source, target = self.pair_bar.pair
        self.legs.begin(source, self.pair_bar.pivot, target, self._requested)
        self.begun.emit()
        self.pointed.emit(None, None)
        self.confidence.show_translation(self._translation)
        self.checker.show_translation(self._translation)
        self.steerer.show_translation(self._translation)
        if self.steerer.now.prefixes != self._prefixes:
            self._steer()  # choices for sentences that have moved with an edit hold on

    def _take_draft(self, event: Drafted | SentenceFinished) -> None:
        assert self._translation is not None, "a draft came before its start"
        self.target.write(*self._translation.take(event))
        self.confidence.refresh(*self._translation.sentences[event.sentence].span)
        if self._chosen in (None, event.sentence):
            self._show(event.sentence)
        self.checker.look(self._shown)
        if isinstance(event, SentenceFinished):
            self.explored.emit(event)

    def _show(self, sentence: int | None) -> None:
        if sentence is None or self._translation is None:
            return
        self._shown = sentence
        self.checker.look(sentence)
        self._pointing.show(self._translation, sentence)
        shown = self._translation.sentences[sentence]
        self.shown.emit(shown.draft, self._translation.source)
        self.compared.emit(sentence, shown.hypotheses, shown.shown)
        self.legs.look(sentence)

    def show_again(self) -> bool:
        """Tells once more whose attention is to be shown; False: there is none."""
        self._show(self._shown)
        return self._translation is not None and self._shown is not None

    # Sessions

    @property
    def translation(self) -> Translation | None:
        """What is shown, once it is finished."""
        found = self._translation
        return found if found is not None and found.finished is not None else None

    def restore(
        self,
        text: str,
        events: Sequence[Started | SentenceFinished | Finished],
        steering: Steering,
        fingerprint: str,
    ) -> None:
        """Shows a translation that was made earlier; nothing is asked of the engine."""
        self.source.replace(text)
        self._timer.stop()
        self._requested, self._steered, self._prefixes = text, False, steering.prefixes
        started = events[0]
        assert isinstance(started, Started)
        self.steerer.restore(tuple(text[begin:end] for begin, end in started.spans), steering)
        for event in events:
            self.take(event)
        assert self._translation is not None
        self._translation.fingerprint = fingerprint

    # Steering

    def _steer(self) -> None:
        if self._translation is not None:
            self._translation.steering = self.steerer.now  # for what comes
        self._ask(self.steerer.now.prefixes, steered=True)

    def _show_others(self) -> None:
        """Other hypotheses are taken over, or given back."""
        if self._translation is not None:
            self.target.write(*self._translation.steer(self.steerer.now))
            self._show(self._shown)
        self._go_on()

    def _shade(self, on: bool) -> None:
        self.confidence.turn(on)
        self.legend.setVisible(on)
        self._pointing.mark([], [])

    def _hold(self) -> None:
        if self._running:
            self._held = True
            self.held.emit()

    def _go_on(self) -> None:
        """Nothing was chosen: write on where it was held."""
        translation = self._translation
        if not self._held or translation is None:
            return
        prefixes = {prefix.sentence: prefix for prefix in self.steerer.now.prefixes}
        if (writing := translation.unfinished) is not None:
            tokens = translation.sentences[writing].draft.tokens
            prefixes[writing] = Prefix(sentence=writing, tokens=tokens)
        self._ask(tuple(prefix for _, prefix in sorted(prefixes.items())), steered=True)

    # Pointing

    def mark(self, source: list[Span], target: list[Span]) -> None:
        """Marks in both texts what is under the mouse in the attention."""
        if self.legs.chosen:
            return  # places in the text between are none in these two
        if self._translation is not None:
            self._pointing.mark(source, target)

    @property
    def at_hand(self) -> Inspect | None:
        """The sentence whose attention is shown, with its translation, if it is finished.

        Of a translation through a third language a leg that is chosen; the whole way is of no one network.
        """
        if self._translation is None or self._shown is None:
            return None
        if self.pair_bar.pivot:
            return self.legs.at_hand()
        sentence = self._translation.sentences[self._shown]
        begin, end = self._translation.spans[self._shown]
        if not sentence.finished:
            return None
        source, target = self.pair_bar.pair
        of = Translate(
            text=self._translation.source[begin:end],
            source_language=source,
            target_language=target,
            model=self.pair_bar.model_name,
        )
        return Inspect(of=of, target=sentence.draft.text, tokens=sentence.draft.tokens)

    def _on_source_caret(self, place: int) -> None:
        if self._translation is not None:
            self._choose(self._translation.at_source(place))
            self._pointing.point(place, self.source, scrolls=True)

    def _on_target_caret(self, place: int) -> None:
        if self._translation is not None:
            self._choose(self._translation.at_target(place))
            self._pointing.point(place, self.target, scrolls=True)

    def _choose(self, sentence: int | None) -> None:
        self._chosen = sentence
        if sentence != self._shown:
            self._show(sentence)

    # Words

    def _retell(self) -> None:
        self.target.setPlaceholderText(self.tr("The translation appears here."))

    def retranslate(self) -> None:
        self.source.setPlaceholderText(self.tr("Type or paste a text. It is translated as you type."))
        self.source.setAccessibleName(self.tr("Your text"))
        self.target.setAccessibleName(self.tr("Translation"))
        self.strip.setAccessibleName(self.tr("Which parts of your text the translation used"))
        self._retell()
        self._on_text()
