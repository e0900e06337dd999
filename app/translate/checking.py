"""Looks over a translation as it grows: alarms and coverage of each sentence, found once a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal

from app.attention.strip import OverviewStrip, Part
from app.language import percent
from app.pace import Pace
from app.translate.alarms import AlarmLine
from app.translate.editor import SourceEditor, TargetView
from app.translate.translation import Translation
from engine.events import Draft
from engine.search.options import DecodingOptions

if TYPE_CHECKING:  # numpy is not loaded before the window is on the screen
    from engine.inspect.alarms import Alarm

LONG = 24  # words: a sentence with more may be split
BREAKS = ",;:，；：、—"  # behind which it may be split


class Checker(QObject):
    """Feeds the line of alarms and the overview strip, and takes both texts to what is clicked there."""

    checked = Signal()
    marked = Signal(object, object)  # spans of source and target that are pointed at
    split = Signal()  # the source has a new line, where the user wanted a sentence to be split

    def __init__(
        self, line: AlarmLine, strip: OverviewStrip, source: SourceEditor, target: TargetView
    ) -> None:
        super().__init__(line)
        self._line, self._strip = line, strip
        self._source, self._target = source, target
        self._translation: Translation | None = None
        self._shown: int | None = None
        self._options = DecodingOptions()
        self._known: dict[int, tuple[Draft, list[Alarm], list[Part]]] = {}
        self._pace = Pace(self.check, self)
        strip.reading = self._reading
        strip.chosen.connect(self._on_strip)
        line.split.connect(self._on_split)
        line.hovered.connect(self._on_hover)
        line.clicked.connect(self._on_click)
        self.show_translation(None)

    def show_translation(self, translation: Translation | None) -> None:
        self._translation = translation
        self._known, self._shown = {}, None
        self._pace.drop()
        self._show()

    def look(self, shown: int | None) -> None:
        """Something was written, or another sentence is shown; it is looked at in a moment."""
        self._shown = shown
        self._pace.ask()

    def check(self) -> None:
        from engine.inspect.alarms import alarms, coverage

        if self._translation is None:
            return
        for number, sentence in enumerate(self._translation.sentences):
            draft = sentence.draft
            if number not in self._known or self._known[number][0] is not draft:
                found = alarms(draft)
                left_out = [a for a in found if a.kind == "omission"]
                parts = [
                    Part(
                        word.begin,
                        word.end,
                        share,
                        any(a.begin <= word.begin and word.end <= a.end for a in left_out),
                    )
                    for word, share in coverage(draft)
                ]
                self._known[number] = draft, found, parts
        self._show()

    def alarms(self) -> list[tuple[int, Alarm]]:
        """Sentence and alarm; those of the shown sentence first."""
        found = [(number, alarm) for number, (_, some, _) in self._known.items() for alarm in some]
        return sorted(found, key=lambda it: (it[0] != self._shown, it[0]))

    def _show(self) -> None:
        translation, found = self._translation, self.alarms()
        can_split = bool(found) and self.split_place(found[0][0]) is not None
        self._line.show_alarms([alarm for _, alarm in found], self._options, can_split=can_split)
        several = translation is not None and len(translation.spans) > 1
        self._strip.setVisible(several and bool(self._known))
        if translation is not None and several:
            parts = [part for _, _, some in self._known.values() for part in some]
            shown = self._shown
            current = translation.spans[shown] if shown is not None else None
            self._strip.show_parts(len(translation.source), parts, current)
        self.checked.emit()

    def split_place(self, sentence: int) -> int | None:
        """Where in the source a long sentence may begin a new line: behind the comma nearest its middle."""
        if self._translation is None or sentence >= len(self._translation.spans):
            return None
        if len(self._known[sentence][2]) <= LONG:
            return None
        begin, end = self._translation.spans[sentence]
        text, middle = self._translation.source, (begin + end) / 2
        places = [place + 1 for place in range(begin, end - 1) if text[place] in BREAKS]
        return min(places, key=lambda place: abs(place - middle), default=None)

    def set_options(self, options: DecodingOptions) -> None:
        """What is decoded with, so that no remedy is offered that is in use already."""
        self._options = options

    def _on_split(self) -> None:
        found = self.alarms()
        place = self.split_place(found[0][0]) if found else None
        if place is not None:
            self._source.break_line(place)
            self.split.emit()

    def _on_hover(self, alarm: Alarm | None) -> None:
        span = [] if alarm is None else [(alarm.begin, alarm.end)]
        in_source = alarm is not None and alarm.kind == "omission"
        self.marked.emit(span if in_source else [], [] if in_source else span)

    def _on_click(self, alarm: Alarm) -> None:
        pane = self._source if alarm.kind == "omission" else self._target
        pane.put_caret(alarm.begin)
        pane.setFocus()

    def _on_strip(self, place: int) -> None:
        self._source.put_caret(place)
        self._source.setFocus()

    def _reading(self, place: int) -> str:
        translate = QCoreApplication.translate
        if self._translation is None:
            return ""
        number = next(
            (i for i, (begin, end) in enumerate(self._translation.spans) if begin <= place < end), None
        )
        if number is None:
            return ""
        where = translate("OverviewStrip", "Sentence {n}").format(n=number + 1)
        if number not in self._known:
            return translate("OverviewStrip", "{where}: still to come").format(where=where)
        part = next((part for part in self._known[number][2] if part.begin <= place < part.end), None)
        if part is None:
            return where
        word = self._translation.source[part.begin : part.end]
        if part.omitted:
            return translate("OverviewStrip", "{where}: “{word}” was not used").format(where=where, word=word)
        said = translate("OverviewStrip", "{where}: “{word}” was read, with a weight of up to {share}")
        return said.format(where=where, word=word, share=percent(part.share))
