"""What is known of one translation so far: its sentences, where they stand, their newest drafts."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace

from app.translate.steering import Steering, chosen
from engine.events import Draft, Drafted, Finished, SentenceFinished, Started
from engine.text.piece import Piece


@dataclass
class Sentence:
    before: str  # what stands between the sentence before and this one
    offset: int  # where the engine put it; it knows nothing of hypotheses that were taken over
    hypotheses: tuple[Draft, ...]
    finished: bool

    def __post_init__(self) -> None:
        self.place = self.offset  # where it stands
        self.shown = 0  # the hypothesis
        self.draft = self.hypotheses[0]  # the one shown, with spans where it stands

    def put(self, place: int, taken: tuple[int, ...]) -> None:
        shown = chosen(self.hypotheses, taken)
        if (place, shown) != (self.place, self.shown):
            self.draft = moved(self.hypotheses[shown], place - self.offset)
            self.place, self.shown = place, shown

    @property
    def span(self) -> tuple[int, int]:  # in the output
        return self.place, self.place + len(self.draft.text)


class Translation:
    """Takes the events of requests for one text, each in their order."""

    def __init__(self, source: str, event: Started) -> None:
        self.source = source
        self.spans = event.spans
        self.sentences: list[Sentence] = []
        self.steering = Steering()
        self.event = event
        self.finished: Finished | None = None
        self.fingerprint = ""  # of the weights that wrote it, where it was opened from a file
        self.answers: dict[int, SentenceFinished] = {}  # as they came from the engine
        self._rest = ""  # what follows the last sentence

    @property
    def source_sentences(self) -> tuple[str, ...]:
        return tuple(self.source[begin:end] for begin, end in self.spans)

    @property
    def unfinished(self) -> int | None:
        """The sentence that is being written."""
        return next((i for i, sentence in enumerate(self.sentences) if not sentence.finished), None)

    def take(self, event: Drafted | SentenceFinished) -> tuple[int, str]:
        """Notes the draft. Returns a place in the output and what now stands from there on.

        Later sentences, known from an earlier request, stay until they come anew.
        """
        finished = isinstance(event, SentenceFinished)
        self.finished = None
        if isinstance(event, SentenceFinished):
            self.answers[event.sentence] = event
        hypotheses = event.hypotheses if isinstance(event, SentenceFinished) else (event.draft,)
        self.sentences[event.sentence : event.sentence + 1] = [
            Sentence(event.before, event.offset, hypotheses, finished)
        ]
        return self._arrange(event.sentence)

    def end(self, event: Finished) -> tuple[int, str]:
        """Notes the whole output, of which only what follows the last sentence is new."""
        self.finished, text = event, event.text
        last = self.sentences[-1] if self.sentences else None
        self._rest = text[last.offset + len(last.hypotheses[0].text) :] if last else text
        return self._arrange(len(self.sentences))

    def steer(self, steering: Steering) -> tuple[int, str]:
        """Shows the hypotheses that the user has taken over."""
        self.steering = steering
        return self._arrange(0)

    def _arrange(self, first: int) -> tuple[int, str]:
        """Puts the sentences from this one on in their places."""
        begin = place = self.sentences[first - 1].span[1] if first else 0
        parts = []
        for number, sentence in enumerate(self.sentences[first:], first):
            sentence.put(place + len(sentence.before), self.steering.taken(number))
            place = sentence.span[1]
            parts += [sentence.before, sentence.draft.text]
        return begin, "".join((*parts, self._rest))

    def at_source(self, place: int) -> int | None:
        """The sentence at a place of the source, if it has a draft."""
        index = bisect_right(self.spans, place, key=lambda span: span[0]) - 1
        return self._drafted(max(index, 0))

    def at_target(self, place: int) -> int | None:
        return self._drafted(max(bisect_right(self.sentences, place, key=lambda it: it.place) - 1, 0))

    def _drafted(self, index: int) -> int | None:
        return index if index < len(self.sentences) else None


def moved(draft: Draft, by: int) -> Draft:
    """The same draft, standing elsewhere in the output."""
    if not by:
        return draft
    pieces = (Piece(piece.text, piece.begin + by, piece.end + by, piece.special) for piece in draft.pieces)
    return replace(draft, pieces=tuple(pieces))
