"""A word under the mouse or at the caret, and on the other side the words that belong to it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.translate.alignment import Alignment, Span
from app.translate.confidence import Confidence
from app.translate.editor import SourceEditor, TargetView, TextPane
from app.translate.translation import Translation
from engine.events import Draft


class Pointing(QObject):
    """Marks both texts, and behind the words the sentence whose attention is shown."""

    pointed = Signal(object, object)  # the spans of source and target under mouse or caret, or None

    def __init__(
        self, source: SourceEditor, target: TargetView, confidence: Confidence, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._source, self._target, self._confidence = source, target, confidence
        self._translation: Translation | None = None
        self._shown: int | None = None  # the sentence whose attention is shown
        self._aligned: tuple[Draft, Alignment] | None = None
        source.hovered.connect(self._on_source_hover)
        target.hovered.connect(self._on_target_hover)

    def show(self, translation: Translation | None, sentence: int | None) -> None:
        """Nothing is pointed at yet."""
        self._translation, self._shown = translation, sentence
        self.mark([], [])

    def point(self, place: int, pane: TextPane, *, scrolls: bool = False) -> None:
        """Marks the word at `place` and, on the other side, what belongs to it, and scrolls there."""
        translation = self._translation
        if translation is None:
            return
        is_source = pane is self._source
        sentence = translation.at_source(place) if is_source else translation.at_target(place)
        if sentence is None:
            return
        alignment = self._alignment(translation.sentences[sentence].draft)
        found = alignment.from_source(place) if is_source else alignment.from_target(place)
        here, there = ([found[0]], found[1]) if found else ([], [])
        source, target = (here, there) if is_source else (there, here)
        self.mark(source, target)
        if scrolls and there:
            (self._target if is_source else self._source).reveal(there[0])
        if sentence == self._shown:
            self.pointed.emit(next(iter(source), None), next(iter(target), None))

    def mark(self, source: list[Span], target: list[Span]) -> None:
        whole_source = whole_target = None
        translation, shown = self._translation, self._shown
        if translation is not None and shown is not None and len(translation.spans) > 1:
            whole_source = translation.spans[shown]
            if not self._confidence.is_on:  # one shade on a word is enough
                whole_target = translation.sentences[shown].span
        self._source.mark(source, whole_source)
        self._target.mark(target, whole_target)

    def _on_source_hover(self, place: int | None) -> None:
        self.point(place if place is not None else self._source.caret(), self._source)

    def _on_target_hover(self, place: int | None) -> None:
        self.point(place if place is not None else self._target.caret(), self._target)

    def _alignment(self, draft: Draft) -> Alignment:
        if self._aligned is None or self._aligned[0] is not draft:
            self._aligned = (draft, Alignment.of(draft))
        return self._aligned[1]
