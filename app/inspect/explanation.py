"""The tab "Is it an explanation?": attention beside what the words really did for an output word."""

from __future__ import annotations

import math
from itertools import combinations

from PySide6.QtCore import QLocale, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QVBoxLayout, QWidget

from app.attention.sides import sides
from app.following import Following
from app.inspect.numbers import NumberTable
from app.language import percent
from engine.cards import TRANSLATE
from engine.events import Draft, Explained, Explaining
from engine.inspect.agreement import kendall, spearman
from engine.inspect.reading import Matrix, word_matrix
from engine.text.words import Word, words

LEAST = 3  # words, for a rank agreement to say anything
PAUSE = 150  # milliseconds on a word before it is computed: arrow keys run through the list


class ExplanationTab(Following, QWidget):
    """Choosing a word of the output asks for its explanation."""

    asked = Signal(object, object)  # places of the word among the target pieces; the source words' pieces

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task = TRANSLATE
        self._draft: Draft | None = None
        self._weights: Matrix | None = None  # (target, source), of the attention that is looked at
        self._target: list[Word] = []
        self._source: list[Word] = []
        self._explained: Explained | None = None
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self._ask)
        self.list, self.table = QListWidget(), NumberTable()
        self.list.setObjectName("plain")
        self.list.setMaximumWidth(180)
        self.list.setMinimumWidth(120)
        self.prompt, self.about, self.agreement = QLabel(), QLabel(), QLabel()
        self.prompt.setObjectName("muted")
        for label in (self.about, self.agreement):
            label.setWordWrap(True)
        self.about.setObjectName("muted")
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(self.prompt)
        left.addWidget(self.list, 1)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.table, 1)
        right.addWidget(self.agreement)
        right.addWidget(self.about)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 8, 8)
        row.setSpacing(16)
        row.addLayout(left)
        row.addLayout(right, 1)
        self.list.currentRowChanged.connect(self._on_row)
        self.retranslate()

    def set_task(self, task: str) -> None:
        self._task = task
        self._fill()

    def show_draft(self, draft: Draft | None) -> None:
        self._draft, self._explained = draft, None
        self._source = words(draft.source_pieces) if draft else []
        self._target = words(draft.pieces) if draft else []
        self.list.clear()
        self.list.addItems([word.text for word in self._target])
        self._fill()
        self._choose_first()

    def show_attention(self, weights: Matrix | None) -> None:
        """The attention, (target, source) of pieces, that is compared with the others."""
        self._weights = weights
        self._fill()

    def take(self, answer: Explaining | Explained) -> None:
        if isinstance(answer, Explained):
            self._explained = answer
            self._fill()
        else:
            said = self.tr("Leaving out and gradients are computed: {share}")
            self.agreement.setText(said.format(share=percent(answer.done / answer.total)))

    def _on_row(self) -> None:
        self._explained = None
        self._fill()
        if self.list.currentRow() >= 0:
            self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._choose_first()

    def _choose_first(self) -> None:
        """Where somebody looks, a word is explained without being asked for."""
        if self.isVisible() and self.list.currentRow() < 0 and self.list.count():
            self.list.setCurrentRow(0)

    def _ask(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            self.asked.emit(self._target[row].pieces, tuple(word.pieces for word in self._source))

    def columns(self) -> list[tuple[str, str, list[float]]]:
        """Name, what it is, and the number of each source word, as far as they are known."""
        row = self.list.currentRow()
        if self._draft is None or row < 0:
            return []
        found = []
        if self._weights is not None:
            weights = word_matrix(self._weights, self._source, self._target)[row].tolist()
            found.append(
                (self.tr("Attention"), self.tr("The weights of the first tab, as chosen there"), weights)
            )
        if self._explained is not None:
            found += [
                (
                    self.tr("Leaving out"),
                    self.tr(
                        "How much less likely the word is when this word is left out of what is read, in nats"
                    ),
                    list(self._explained.occlusion),
                ),
                (
                    self.tr("Gradient × input"),
                    self.tr("How steeply the word's log-probability rises with this word's vector"),
                    list(self._explained.gradient),
                ),
                (
                    self.tr("Integrated gradients"),
                    self.tr("The same, added up on the way from empty words to these"),
                    list(self._explained.integrated),
                ),
            ]
        return found

    def _fill(self) -> None:
        columns = self.columns()
        lines = [
            (word.text, [numbers[place] for _, _, numbers in columns])
            for place, word in enumerate(self._source)
        ]
        heads = [sides(self._task)[0], *(name for name, _, _ in columns)]
        tips = ["", *(tip for _, tip, _ in columns)]
        self.table.show_numbers(heads, tips, lines if columns else [])
        self.agreement.setText(self._agreement(columns))

    def _agreement(self, columns: list[tuple[str, str, list[float]]]) -> str:
        if len(self._source) < LEAST:
            return self.tr("With fewer than three words there is no order to compare.")
        if len(columns) < 4:
            return ""
        said = []
        for (a, _, one), (b, _, other) in combinations(columns, 2):
            sizes = [abs(number) for number in one], [abs(number) for number in other]
            tau, rho = kendall(*sizes), spearman(*sizes)
            said.append(
                self.tr("{a} and {b}: Kendall {tau}, Spearman {rho}").format(
                    a=a, b=b, tau=_number(tau), rho=_number(rho)
                )
            )
        head = self.tr("Do they put the words in the same order? 1: the same, 0: unrelated, −1: the reverse.")
        return (
            head
            + "\n"
            + "\n".join("      ".join(said[begin : begin + 2]) for begin in range(0, len(said), 2))
        )

    def retranslate(self) -> None:
        self.prompt.setText(self.tr("Output word"))
        self.list.setAccessibleName(self.tr("Output words"))
        self.table.setAccessibleName(self.tr("What each word did for the chosen output word"))
        self.about.setText(
            self.tr(
                "Attention shows where the model looked, not why it wrote. Leaving a word out shows what it"
                " really changes, though the model never learnt from texts with holes. Gradients show what a"
                " small change would do. Where all agree, the map may be believed; where they differ, trust"
                " the leaving out. Sizes are compared, whatever the sign."
            )
        )
        self._fill()


def _number(value: float) -> str:
    return "–" if math.isnan(value) else QLocale().toString(value, "f", 2)
