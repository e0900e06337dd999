"""What is known of one translation so far: its sentences, where they stand, their newest drafts."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from engine.events import Draft, Drafted, SentenceFinished, Started


@dataclass
class Sentence:
    span: tuple[int, int]  # in the output
    draft: Draft


class Translation:
    """Takes the events of one request, in their order."""

    def __init__(self, source: str, event: Started) -> None:
        self.source = source
        self.spans = event.spans
        self.sentences: list[Sentence] = []

    def take(self, event: Drafted | SentenceFinished) -> tuple[int, str]:
        """Notes the draft. Returns a place in the output and what now stands from there on."""
        draft = event.hypotheses[0] if isinstance(event, SentenceFinished) else event.draft
        del self.sentences[event.sentence :]  # sentences come in order: this is the last one, renewed
        self.sentences.append(Sentence((event.offset, event.offset + len(draft.text)), draft))
        return event.offset - len(event.before), event.before + draft.text

    def at_source(self, place: int) -> int | None:
        """The sentence at a place of the source, if it has a draft."""
        index = bisect_right(self.spans, place, key=lambda span: span[0]) - 1
        return self._drafted(max(index, 0))

    def at_target(self, place: int) -> int | None:
        return self._drafted(max(bisect_right(self.sentences, place, key=lambda it: it.span[0]) - 1, 0))

    def _drafted(self, index: int) -> int | None:
        return index if index < len(self.sentences) else None
