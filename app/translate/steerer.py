"""Turns what the user does to a word of the translation into prefixes for the next request."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.actions import Actions
from app.translate.alternatives import Alternatives, Place
from app.translate.editor import TargetView
from app.translate.steering import History, Steering
from app.translate.translation import Sentence, Translation
from engine.events import Candidate
from engine.requests import Prefix
from engine.text.words import Word, words


class Steerer(QObject):
    """Holds the history of choices, opens the list of alternatives, and tells what is to be done."""

    changed = Signal()  # another beginning is wanted: decode again
    shown = Signal()  # other hypotheses are wanted, which are known already
    opened = Signal()  # the user looks at alternatives: what is being written should wait
    closed = Signal()  # without a choice: go on
    excluded = Signal(str)  # a word that must not appear anywhere

    def __init__(self, target: TargetView, actions: Actions) -> None:
        super().__init__(target)
        self._target, self._actions = target, actions
        self._translation: Translation | None = None
        self._history = History()
        self._sentences: tuple[str, ...] = ()  # of the source, to which the history belongs
        self.popup = Alternatives(target)
        self.popup.picked.connect(self._on_picked)
        self.popup.typed.connect(self._on_typed)
        self.popup.banned.connect(self._on_banned)
        self.popup.excluded.connect(self.excluded)
        self.popup.dismissed.connect(self.closed)
        target.asked.connect(self.open)
        actions["alternatives"].triggered.connect(self._open_at_caret)
        actions["undo"].triggered.connect(self._undo)
        actions["redo"].triggered.connect(self._redo)
        self.show_translation(None)

    @property
    def now(self) -> Steering:
        return self._history.now

    def show_translation(self, translation: Translation | None) -> None:
        """What is asked about from now on. Choices for sentences that are no longer there are dropped."""
        self._translation = translation
        if translation is not None:
            new = translation.source_sentences
            if new != self._sentences:
                self._history = History(self.now.moved(self._sentences, new))
                self._sentences = new
            translation.steer(self.now)
        self._offer()

    def forget(self) -> None:
        """Another language or model: tokens mean something else there."""
        self._history, self._sentences = History(), ()
        self._offer()

    def restore(self, sentences: tuple[str, ...], steering: Steering) -> None:
        """Choices made earlier, for the sentences that are shown next."""
        self._sentences, self._history = sentences, History(steering)
        self._offer()

    def begin(self, prefix: Prefix) -> None:
        self._then(self._history.then(self.now.begin(prefix)))

    def take(self, sentence: int, tokens: tuple[int, ...]) -> None:
        """Takes over the hypothesis with these tokens."""
        self._then(self._history.then(self.now.take(sentence, tokens)))

    def open(self, place: int) -> None:
        """Alternatives for the word at this place of the output."""
        found = self._find(place)
        if found is None:
            return
        sentence, word = found
        draft = self._sentence(sentence).draft
        first = word.pieces[0]
        before = draft.pieces[first - 1].end if first else self._sentence(sentence).place
        self._target.show_place(word.begin)
        self.opened.emit()
        self.popup.open(
            Place(
                sentence=sentence,
                word=word.text,
                space=self._target.text()[before : word.begin],
                tokens=draft.tokens[:first],
                token=draft.tokens[first],
                candidates=draft.candidates[first],
            ),
            self._target.place_of(word.begin, word.end),
        )

    def _open_at_caret(self) -> None:
        self.open(self._target.caret())

    def _find(self, place: int) -> tuple[int, Word] | None:
        """The sentence and its word that holds the place, or else ends there."""
        sentence = self._translation.at_target(place) if self._translation else None
        if sentence is None:
            return None
        found = [
            word for word in words(self._sentence(sentence).draft.pieces) if word.begin <= place <= word.end
        ]
        return (sentence, found[-1]) if found else None

    def _sentence(self, number: int) -> Sentence:
        assert self._translation is not None
        return self._translation.sentences[number]

    def _on_picked(self, place: Place, candidate: Candidate) -> None:
        if candidate.token == place.token:
            self.closed.emit()  # it stands there already
        else:
            self.begin(Prefix(sentence=place.sentence, tokens=(*place.tokens, candidate.token)))

    def _on_typed(self, place: Place, text: str) -> None:
        self.begin(Prefix(sentence=place.sentence, tokens=place.tokens, text=place.space + text))

    def _on_banned(self, place: Place) -> None:
        self.begin(Prefix(sentence=place.sentence, tokens=place.tokens, banned=(place.token,)))

    def _undo(self) -> None:
        self._then(self._history.undo())

    def _redo(self) -> None:
        self._then(self._history.redo())

    def _then(self, history: History) -> None:
        before, self._history = self.now, history
        self._offer()
        if self.now.prefixes != before.prefixes:
            self.changed.emit()
        else:
            self.shown.emit()

    def _offer(self) -> None:
        self._actions["undo"].setEnabled(bool(self._history.past))
        self._actions["redo"].setEnabled(bool(self._history.future))
        self._actions["alternatives"].setEnabled(self._translation is not None)
