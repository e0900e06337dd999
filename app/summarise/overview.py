"""The strip under the document: which of its sentences the summary used so far, and which it never did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from app.attention.strip import OverviewStrip, Part
from app.language import percent
from app.pace import SLOW, Pace
from app.summarise.outcome import Outcome
from app.translate.alignment import Span
from app.translate.editor import SourceEditor

if TYPE_CHECKING:  # numpy is not loaded before the window is on the screen
    from app.summarise.summary import Sources
    from engine.tasks.extract import SharesSoFar


class Overview(QObject):
    """While the summary is written, what it used; in the end also what it did not."""

    def __init__(self, strip: OverviewStrip, document: SourceEditor) -> None:
        super().__init__(strip)
        self._strip, self._document = strip, document
        self._outcome = Outcome()
        self._sentences: Sequence[Span] | None = None  # of the document, while a summary of it is written
        self._shares: dict[int, SharesSoFar] = {}  # of each part of the summary
        self._parts: Sequence[Part] = ()
        self._pace = Pace(self._show_so_far, self, pause=SLOW)
        strip.reading = self._reading
        strip.chosen.connect(self._on_chosen)
        strip.hide()

    def begin(self, outcome: Outcome) -> None:
        """Nothing is known yet of what this will be."""
        self._outcome, self._sentences, self._shares = outcome, None, {}
        self._pace.drop()
        self._show(())

    def follow(self) -> None:
        """More is written."""
        self._pace.ask()

    def end(self, sources: Sources) -> None:
        """It is known what was used, and so what was not."""
        from engine.tasks.extract import UNUSED

        self._pace.drop()
        pairs = zip(sources.document, sources.shares, strict=True)
        parts = [Part(*span, share, False) for span, share in pairs if share >= UNUSED]
        parts += [Part(*span, 0.0, True) for span in sources.unused]
        self._show(sorted(parts) if sources.attended and len(sources.document) > 1 else ())

    def _show_so_far(self) -> None:
        from engine.tasks.extract import UNUSED, SharesSoFar, sentences

        language = self._outcome.language
        if self._sentences is None:
            self._sentences = sentences(self._document.text(), language)
        written = sentences(self._outcome.text, language)
        of_all = [
            self._shares.setdefault(number, SharesSoFar(self._sentences)).greatest(draft, written).tolist()
            for number, draft in enumerate(self._outcome.drafts)
        ]
        greatest = [max(shares) for shares in zip(*of_all, strict=True)]
        parts = zip(self._sentences, greatest, strict=True)
        self._show([Part(*span, share, False) for span, share in parts if share >= UNUSED])

    def _show(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._strip.setVisible(bool(parts))
        self._strip.show_parts(len(self._document.text()), parts, None)

    def _on_chosen(self, place: int) -> None:
        self._document.put_caret(place)
        self._document.setFocus()

    def _reading(self, place: int) -> str:
        translate = QCoreApplication.translate
        part = next((part for part in self._parts if part.begin <= place < part.end), None)
        if part is None:
            return ""
        if part.omitted:
            return translate("OverviewStrip", "The summary did not use this")
        said = translate("OverviewStrip", "Used: up to {share} of a sentence's attention")
        return said.format(share=percent(part.share))
