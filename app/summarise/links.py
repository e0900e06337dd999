"""What of the document went into the summary: lit on hover, grey where nothing did."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette, QTextCharFormat

from app.summarise.bar import POINTS
from app.summarise.outcome import Outcome
from app.translate.alignment import Alignment, Span
from app.translate.editor import TextPane
from engine.events import Draft

ORANGE = QColor(213, 94, 0)  # the line under words without a source; the same in both themes
GREY = 0.5  # how much of the text's colour is left to what was not used


class Links(QObject):
    """Marks both panes: words by their attention while the model writes, then sentences."""

    pointed = Signal(object, object)  # a word of document and summary under mouse or caret, or None

    def __init__(self, document: TextPane, summary: TextPane, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._summary = document, summary
        self.outcome = Outcome()  # what is shown
        self._lit: tuple[list[Span], list[Span]] = ([], [])  # in the document and in the summary
        self._aligned: tuple[Draft, Alignment] | None = None
        document.hovered.connect(self._on_document_hover)
        document.caret_moved.connect(self._on_document_caret)
        summary.hovered.connect(self._on_summary_hover)

    def shade(self, *, unused: bool) -> None:
        """A line is under words that have no source; what the summary has not used is grey if wanted."""
        sources = self.outcome.sources
        # The application's: when the theme changes, the panes get theirs later than their page.
        colour = QGuiApplication.palette().color(QPalette.ColorRole.Text)
        colour.setAlphaF(GREY)
        grey, underlined = QTextCharFormat(), QTextCharFormat()
        grey.setForeground(colour)
        underlined.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        underlined.setUnderlineColor(ORANGE)
        self._document.keep_marked(sources.unused if sources is not None and unused else (), grey)
        self._summary.keep_marked(sources.unsourced if sources is not None else (), underlined)
        self._lit = ([], [])

    def shade_again(self, *, unused: bool) -> None:
        """The same in the colours of another theme; what is lit stays lit."""
        lit = self._lit
        self.shade(unused=unused)
        self._mark(*lit)

    def light(self, place: int) -> Span | None:
        """Lights what is at a place of the summary, and where it comes from; returns the first of that."""
        sources = self.outcome.sources
        found = sources.of(place) if sources is not None else self._word(place, in_summary=True)
        here, there = ([found[0]], found[1]) if found else ([], [])
        self._mark(there, here)
        self._point(place, in_summary=True)
        return there[0] if there else None

    def light_back(self, place: int) -> None:
        """Lights what is at a place of the document, and what has been made of it."""
        sources = self.outcome.sources
        found = sources.at(place) if sources is not None else self._word(place, in_summary=False)
        self._mark([found[0]] if found and found[1] else [], found[1] if found else [])
        self._point(place, in_summary=False)

    def _mark(self, document: list[Span], summary: list[Span]) -> None:
        self._lit = (document, summary)
        self._document.mark(document)
        self._summary.mark(summary)

    def _point(self, place: int, *, in_summary: bool) -> None:
        found = self._word(place, in_summary=in_summary)
        here, there = (found[0], next(iter(found[1]), None)) if found else (None, None)
        self.pointed.emit(*((there, here) if in_summary else (here, there)))

    def _word(self, place: int, *, in_summary: bool) -> tuple[Span, list[Span]] | None:
        """The word at a place and its partners, in the newest part that knows it."""
        if self.outcome.mode == POINTS:  # there the places are others
            return None
        for draft in reversed(self.outcome.drafts):
            aligned = self._alignment(draft)
            found = aligned.from_target(place) if in_summary else aligned.from_source(place)
            if found is not None:
                return found
        return None

    def _alignment(self, draft: Draft) -> Alignment:
        if self._aligned is None or self._aligned[0] is not draft:
            self._aligned = (draft, Alignment.of(draft))
        return self._aligned[1]

    def tip(self, place: int) -> str:
        sources = self.outcome.sources
        if sources is None:
            return ""
        if any(begin <= place < end for begin, end in sources.unsourced):
            return self.tr("This word does not stand in the text")
        return self.tr("Click to see where this sentence comes from") if sources.attended else ""

    def _on_document_caret(self, place: int) -> None:
        self.light_back(place)
        sources = self.outcome.sources
        found = sources.at(place) if sources is not None else self._word(place, in_summary=False)
        if found and found[1]:
            self._summary.reveal(found[1][0])

    def _on_summary_hover(self, place: int | None) -> None:
        self.light(place if place is not None else self._summary.caret())

    def _on_document_hover(self, place: int | None) -> None:
        self.light_back(place if place is not None else self._document.caret())
