"""The strip above the composer: how much of its attention the reply that is shown paid to each turn."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, Signal

from app.attention.strip import OverviewStrip, Part
from app.chat.sources import UNUSED, Sources
from app.language import percent


class Overview(QObject):
    """From the first turn that the network read to the last before the reply."""

    chosen = Signal(int)  # a turn, counted from the first of the branch

    def __init__(self, strip: OverviewStrip) -> None:
        super().__init__(strip)
        self._strip = strip
        self._sources: Sources | None = None
        self._shares: list[float] = []
        strip.reading = self._reading
        strip.chosen.connect(self._on_chosen)
        strip.hide()

    def show_sources(self, sources: Sources | None) -> None:
        """Hidden where there is nothing to choose from."""
        self._sources = sources
        self._shares = sources.shares() if sources is not None else []
        several = sources is not None and len(sources.spans) - sources.first > 1 and any(self._shares)
        self._strip.setVisible(several)
        if sources is None or not several:
            return
        begin, end = sources.spans[sources.first][0], sources.spans[-1][1]
        parts = [
            Part(a - begin, b - begin, share, share < UNUSED)
            for (a, b), share in zip(sources.spans, self._shares, strict=True)
            if a >= begin
        ]
        self._strip.show_parts(end - begin, parts, None)

    def _turn(self, place: int) -> int | None:
        sources = self._sources
        return None if sources is None else sources.turn(place + sources.spans[sources.first][0])

    def _on_chosen(self, place: int) -> None:
        if (turn := self._turn(place)) is not None:
            self.chosen.emit(turn)

    def _reading(self, place: int) -> str:
        translate, turn = QCoreApplication.translate, self._turn(place)
        if turn is None:
            return ""
        where = translate("OverviewStrip", "Turn {n}").format(n=turn + 1)
        if self._shares[turn] < UNUSED:
            return translate("OverviewStrip", "{where} was not used").format(where=where)
        said = translate("OverviewStrip", "{where}: {share} of the attention")
        return said.format(where=where, share=percent(self._shares[turn]))
