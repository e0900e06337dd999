"""The tab "Surgery": attention is changed by hand, and what becomes of the words is seen."""

from __future__ import annotations

import math
from html import escape
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSpinBox, QVBoxLayout, QWidget

from app.attention.picker import HeadPicker
from app.decoding.nbest import markup
from app.following import Following
from app.inspect.numbers import NumberTable
from app.language import percent
from engine.events import Draft, Inspected
from engine.requests import Cut
from engine.text.words import Word, words

KINDS = ("cross", "encoder", "decoder")
How = Literal["flat", "shuffled", "off", "taken", "moved"]
HOWS: tuple[How, ...] = ("flat", "shuffled", "off", "taken", "moved")


class SurgeryTab(Following, QWidget):
    """Controls in one line; below, both texts and how likely each given word still is."""

    asked = Signal(object)  # the cuts, a tuple of Cut

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inspected: Inspected | None = None
        self._after: Draft | None = None  # the same words under surgery
        self._plain: str | None = None  # what is written without surgery
        self._text: str | None = None  # and under it
        self.kinds, self.picker, self.hows = QComboBox(), HeadPicker(), QComboBox()
        self.word, self.to, self.seed = QComboBox(), QComboBox(), QSpinBox()
        self.button, self.texts, self.table = QPushButton(), QLabel(), NumberTable(digits=3)
        self.about = QLabel()
        self.about.setObjectName("muted")
        self.seed.setRange(0, 999)
        for box, values in ((self.kinds, KINDS), (self.hows, HOWS)):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            for value in values:
                box.addItem("", value)
        for box in (self.word, self.to):
            box.setMinimumWidth(90)
            box.setMaximumWidth(160)
        for label in (self.texts, self.about):
            label.setWordWrap(True)
        self.texts.setTextFormat(Qt.TextFormat.RichText)
        self.texts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self.kinds, self.picker, self.hows, self.word, self.to, self.seed):
            row.addWidget(widget)
        row.addStretch()
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.about)
        column.addWidget(self.texts)
        column.addWidget(self.table, 1)
        self.kinds.currentIndexChanged.connect(self._on_choice)
        self.hows.currentIndexChanged.connect(self._on_choice)
        self.button.clicked.connect(self._on_button)
        self.retranslate()

    def show_inspected(self, inspected: Inspected | None) -> None:
        """What stands there without surgery."""
        self._inspected, self._after = inspected, None
        self._plain = self._text = None
        self._on_choice()
        self._fill()

    @property
    def cuts(self) -> tuple[Cut, ...]:
        choice, how = self.picker.choice, self.hows.currentData()
        from_, to = self._pieces(self.word), self._pieces(self.to)
        by_hand = how in ("taken", "moved")
        return (
            Cut(
                attention=self.kinds.currentData(),
                layer=choice.layer,
                head=choice.head,
                how="moved" if by_hand else how,
                places=from_ if by_hand else (),
                to=to if how == "moved" else (),
                seed=self.seed.value() if how == "shuffled" else 0,
            ),
        )

    @property
    def text(self) -> str | None:
        """What is written under surgery, so far."""
        return self._text

    def take(self, inspected: Inspected) -> None:
        """The same words under surgery."""
        self._after = inspected.draft
        self._fill()

    def write(self, text: str, *, operated: bool) -> None:
        """What is written again, so far."""
        if operated:
            self._text = text
        else:
            self._plain = text
        self._fill_texts()

    def _pieces(self, box: QComboBox) -> tuple[int, ...]:
        return tuple(box.currentData() or ())

    def _on_choice(self) -> None:
        """Offer the layers, heads and words of what is operated on."""
        kind, how, inspected = self.kinds.currentData(), self.hows.currentData(), self._inspected
        if inspected is not None:
            cross = inspected.draft.columns[0].shape
            sizes = {
                "cross": cross[:2],
                "encoder": inspected.encoder.shape[:2],
                "decoder": inspected.decoder.shape[:2],
            }[kind]
            self.picker.set_sizes(sizes[0], sizes[1])
            there = words(inspected.draft.source_pieces)
            if kind == "decoder":  # there the first place is BOS
                there = [
                    Word(word.text, word.begin, word.end, tuple(piece + 1 for piece in word.pieces))
                    for word in words(inspected.draft.pieces)
                ]
            for box in (self.word, self.to):
                chosen = box.currentIndex()
                box.clear()
                for word in there:
                    box.addItem(word.text, list(word.pieces))
                box.setCurrentIndex(chosen if 0 <= chosen < len(there) else 0)
        by_hand = how in ("taken", "moved")
        self.word.setVisible(by_hand)
        self.to.setVisible(how == "moved")
        self.seed.setVisible(how == "shuffled")
        has_any = inspected is not None and self.picker.has_layers
        self.button.setEnabled(has_any)

    def _on_button(self) -> None:
        self._after = self._plain = self._text = None
        self._fill()
        self.asked.emit(self.cuts)

    def _fill(self) -> None:
        lines = []
        if self._inspected is not None:
            before, after = self._inspected.draft, self._after
            for word in words(before.pieces):
                numbers = [_probability(before, word)]
                if after is not None:
                    now = _probability(after, word)
                    numbers += [now, now - numbers[0]]
                lines.append((word.text, numbers))
        heads = [self.tr("Word"), self.tr("Probability"), self.tr("Under surgery"), self.tr("Change")]
        count = 4 if self._after is not None else 2
        self.table.show_numbers(heads[:count], [""] * count, lines, most=1.0)
        self._fill_texts()

    def _fill_texts(self) -> None:
        if self._inspected is None:
            self.texts.setText("")
            return
        given = self._inspected.draft.text
        before, again, now = self.tr("Given:"), self.tr("Decoded again:"), self.tr("Under surgery:")
        lines = [f"{escape(before)} {escape(given)}"]
        if self._after is not None:
            change = self._after.score - self._inspected.draft.score
            said = self.tr("Under surgery the same words are {share} as likely together.")
            lines.append(escape(said.format(share=percent(math.exp(min(change, 9.0))))))
        if self._plain is not None:
            lines.append(f"{escape(again)} {markup(given, self._plain)}")
        if self._plain is not None and self._text is not None:
            lines.append(f"{escape(now)} {markup(self._plain, self._text)}")
        self.texts.setText("<br>".join(lines))

    def retranslate(self) -> None:
        kinds = {
            "cross": self.tr("Cross-attention"),
            "encoder": self.tr("Encoder self-attention"),
            "decoder": self.tr("Decoder self-attention"),
        }
        hows = {
            "flat": (self.tr("Make flat"), self.tr("Every place gets the same weight")),
            "shuffled": (self.tr("Shuffle"), self.tr("The weights change places, by chance")),
            "off": (self.tr("Switch off"), self.tr("The head gives nothing at all")),
            "taken": (self.tr("Take away"), self.tr("A word's weight goes to all others in proportion")),
            "moved": (self.tr("Move"), self.tr("A word's weight goes to another word")),
        }
        for kind, text in kinds.items():
            self.kinds.setItemText(self.kinds.findData(kind), text)
        for how, (text, tip) in hows.items():
            self.hows.setItemText(self.hows.findData(how), text)
            self.hows.setItemData(self.hows.findData(how), tip, Qt.ItemDataRole.ToolTipRole)
        for widget, name in (
            (self.kinds, self.tr("Attention to operate on")),
            (self.hows, self.tr("What is done to it")),
            (self.word, self.tr("The word that loses its weight")),
            (self.to, self.tr("The word that gets the weight")),
            (self.seed, self.tr("Seed of the shuffling")),
            (self.table, self.tr("Probabilities of the given words")),
        ):
            widget.setAccessibleName(name)
            widget.setToolTip(name)
        self.button.setText(self.tr("Decode again"))
        self.about.setText(
            self.tr(
                "Change what a head pays attention to, at every step, and decode again. If nothing happens,"
                " the model did not need that attention; if the words change, it did."
            )
        )
        self._fill()


def _probability(draft: Draft, word: Word) -> float:
    return math.exp(sum(draft.scores[piece] for piece in word.pieces))
