"""A translation that went through a third language: the text between, and the attention of each leg."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from app.language import language_name
from engine.events import Draft, Relayed
from engine.requests import Inspect, Translate


class Legs(QWidget):
    """Hidden where a model goes directly."""

    shown = Signal(object, str)  # a Draft of a leg, and the text that its source is in
    whole = Signal()  # the attention of the whole way is wanted again

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._between: dict[int, Relayed] = {}
        self._sentence = 0
        self._languages, self._source = ("", "", ""), ""
        self.text, self.picker = QLabel(), QComboBox()
        self.text.setObjectName("muted")
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.picker.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.picker.activated.connect(self._on_leg)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        row.addWidget(self.picker)
        self.hide()

    @property
    def chosen(self) -> bool:
        """Whether one leg is looked at, and not the whole way."""
        return not self.isHidden() and self.picker.currentIndex() > 0

    def at_hand(self) -> Inspect | None:
        """The leg that is looked at: what it read of this sentence, and what it wrote."""
        found = self._between.get(self._sentence)
        if found is None or not self.chosen:
            return None
        a, b, c = self._languages
        if self.picker.currentIndex() == 2:
            return _inspect(found.first.text, found.second, b, c)
        spans = [(p.begin, p.end) for p in found.first.source_pieces if not p.special]
        begin, end = min((b for b, _ in spans), default=0), max((e for _, e in spans), default=0)
        return _inspect(self._source[begin:end], found.first, a, b)

    def begin(self, source: str, pivot: str, target: str, text: str) -> None:
        """A translation begins; without a pivot there is nothing to show."""
        self._languages, self._source = (source, pivot, target), text
        self._between = {}
        self.text.clear()
        self.setVisible(bool(pivot))
        self.picker.setCurrentIndex(0)
        self.retranslate()

    def take(self, relayed: Relayed) -> None:
        self._between[relayed.sentence] = relayed
        self.look(self._sentence)

    def look(self, sentence: int) -> None:
        """The attention of this sentence is shown now."""
        self._sentence = sentence
        found = self._between.get(sentence)
        said = self.tr("Through {language}: {text}")
        name = language_name(self._languages[1])
        self.text.setText(said.format(language=name, text=found.first.text) if found else "")
        self.picker.setEnabled(found is not None)
        if found is not None and self.chosen:
            self._on_leg()

    def _on_leg(self) -> None:
        found = self._between.get(self._sentence)
        if found is None or not self.chosen:
            self.whole.emit()
        elif self.picker.currentIndex() == 1:
            self.shown.emit(found.first, self._source)
        else:
            self.shown.emit(found.second, found.first.text)

    def retranslate(self) -> None:
        a, b, c = map(language_name, self._languages)
        with QSignalBlocker(self.picker):
            place = max(self.picker.currentIndex(), 0)
            self.picker.clear()
            self.picker.addItems([self.tr("Attention of the whole way"), f"{a} → {b}", f"{b} → {c}"])
            self.picker.setCurrentIndex(place)
        self.picker.setAccessibleName(self.tr("Whose attention is shown"))
        self.picker.setToolTip(self.picker.accessibleName())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self.look(self._sentence)
        super().changeEvent(event)


def _inspect(source: str, draft: Draft, a: str, b: str) -> Inspect:
    of = Translate(text=source, source_language=a, target_language=b)
    return Inspect(of=of, target=draft.text, tokens=draft.tokens)
