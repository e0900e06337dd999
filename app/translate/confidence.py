"""Shading of the translation's words by how probable the network found them.

One hue that every kind of colour vision sees, in three strengths, and a pattern under each: never
colour alone. It is data, and so the same in both themes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QLocale, QSize
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QPainter,
    QPaintEvent,
    QPalette,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.language import percent
from app.translate.editor import TargetView
from app.translate.translation import Translation
from engine.events import Draft
from engine.text.words import Word, words

ORANGE = (230, 159, 0)
Underline = QTextCharFormat.UnderlineStyle


@dataclass(frozen=True)
class Band:
    below: float  # probability
    strength: int  # of 255
    underline: QTextCharFormat.UnderlineStyle

    def format(self) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setBackground(QColor(*ORANGE, self.strength))
        made.setUnderlineStyle(self.underline)
        return made


BANDS = (
    Band(0.2, 115, Underline.WaveUnderline),
    Band(0.5, 75, Underline.DashUnderline),
    Band(0.8, 36, Underline.DotLine),
)


def probability(draft: Draft, word: Word) -> float:
    """Of the whole word, given what stands before it."""
    return math.exp(sum(draft.scores[piece] for piece in word.pieces))


def band(share: float) -> Band | None:
    """None for words that are likely enough to stay as they are."""
    return next((band for band in BANDS if share < band.below), None)


class Confidence(QSyntaxHighlighter):
    """Shades the target while it is on. Off, it costs nothing."""

    def __init__(self, target: TargetView) -> None:
        super().__init__(target)
        self._target = target
        self._translation: Translation | None = None
        target.tip = self.reading
        target.caret_moved.connect(self._speak)

    @property
    def is_on(self) -> bool:
        return bool(self.document())

    def turn(self, on: bool) -> None:
        self.setDocument(self._target.document() if on else None)
        if on:
            self.rehighlight()  # Qt would do so a moment later
        self._speak(self._target.caret())

    def show_translation(self, translation: Translation | None) -> None:
        self._translation = translation

    def refresh(self, begin: int, end: int) -> None:
        """The probabilities of what stands there may have changed, though the text did not."""
        if self.is_on:
            block = self.document().findBlock(self._target.unit(begin))
            last = self._target.unit(end)
            while block.isValid() and block.position() <= last:
                self.rehighlightBlock(block)
                block = block.next()

    def highlightBlock(self, text: str) -> None:
        if self._translation is None:
            return
        unit, first = self._target.unit, self.currentBlock().position()
        last = first + len(text.encode("utf-16-le")) // 2
        number = self._translation.at_target(self._target.place(first)) or 0
        for sentence in self._translation.sentences[number:]:
            if unit(sentence.place) >= last:
                break
            for word in words(sentence.draft.pieces):
                found = band(probability(sentence.draft, word))
                begin = unit(word.begin) - first
                if found and begin >= 0:
                    self.setFormat(begin, unit(word.end) - first - begin, found.format())

    def reading(self, place: int) -> str:
        """What is to be said of the word at this place of the output."""
        number = self._translation.at_target(place) if self._translation and self.is_on else None
        if number is None or self._translation is None:
            return ""
        draft = self._translation.sentences[number].draft
        word = next((word for word in words(draft.pieces) if word.begin <= place < word.end), None)
        if word is None:
            return ""
        share = QLocale().toString(probability(draft, word), "f", 2)
        return self.tr("{word}: probability {share}").format(word=word.text, share=share)

    def _speak(self, place: int) -> None:
        self._target.setAccessibleDescription(self.reading(place))


class Legend(QWidget):
    """What the shades mean, written in the shades themselves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = QTextDocument()
        self._document.setDocumentMargin(0)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def sizeHint(self) -> QSize:
        return QSize(math.ceil(self._document.idealWidth()), math.ceil(self._document.size().height()) + 2)

    def retranslate(self) -> None:
        self._document.clear()
        self._document.setDefaultFont(self.font())
        cursor = QTextCursor(self._document)
        plain = QTextCharFormat()
        cursor.insertText(self.tr("Probability") + "  ", plain)
        for each in BANDS:
            text = self.tr("below {share}").format(share=percent(each.below))
            cursor.insertText(f" {text} ", each.format())
            cursor.insertText("  ", plain)
        self.setAccessibleName(self._document.toPlainText())
        self.setToolTip(self.tr("How probable the model found a word where it stands"))
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, self.palette().color(QPalette.ColorRole.WindowText))
        self._document.documentLayout().draw(painter, context)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.FontChange):
            self.retranslate()
