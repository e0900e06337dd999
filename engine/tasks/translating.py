"""A translation, sentence by sentence, as it is written."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from engine.checkpoint import Model
from engine.events import Drafted, Event, Explored, Finished, SentenceFinished, SentenceRead, Started
from engine.inspect.lenses import operated
from engine.requests import Translate
from engine.search.hypothesis import Progress
from engine.search.options import check
from engine.search.sentence import Opening
from engine.search.trace import Watch
from engine.tasks.decoding import CANDIDATES, context_of, openings_of, steps
from engine.tasks.sentences import Sentence, draft, nodes_of, sentences_to_translate, unread_scripts

_MOST = 500  # sentences whose hypotheses are kept


class Searches:
    """Searches of single sentences. Those of late are remembered: while a text grows, its beginning stays."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._found: OrderedDict[tuple[object, ...], Progress] = OrderedDict()

    def __len__(self) -> int:
        return len(self._found)

    def forget(self) -> None:
        """All of it: a name may stand for another model now."""
        self._found.clear()

    def steps(
        self,
        sentence: Sentence,
        opening: Opening,
        model: Model,
        request: Translate,
        back: Model | None = None,
    ) -> Iterator[Progress]:
        """The best hypothesis as it grows, then all that are final; a sentence seen lately at once."""
        key = (model.card.name, sentence.tokens, opening, request.options, request.surgery, request.looks)
        if key not in self._found or request.explore:  # how a beam grew is not remembered
            watch = Watch(stream=True, choices=CANDIDATES, branches=request.explore, looks=request.looks)
            network = operated(model.network, request.surgery)
            for progress in steps([sentence], [opening], model, request.options, watch, network, back):
                if progress.finished:
                    self._found[key] = replace(progress, branches=())
                    yield progress
                else:
                    yield replace(progress, hypotheses=progress.hypotheses[:1])
        else:
            yield self._found[key]
        self._found.move_to_end(key)
        if len(self._found) > self._most:
            self._found.popitem(last=False)


def translate(
    model: Model, request: Translate, searches: Searches, back: Model | None = None
) -> Iterator[Event]:
    """The events of the request, from `Started` on. back: see `by_way_back`. Raises BadOption."""
    began, number = time.monotonic(), request.number
    check(request.options, model.card.max_target)
    source, target = request.source_language, request.target_language
    sentences, after = sentences_to_translate(request.text, model, source, target)
    openings = openings_of(request.prefixes, sentences, model)
    spans = tuple((s.begin, s.end) for s in sentences)
    unread = unread_scripts(request.text, model)
    yield Started(number=number, model=model.card.name, device=str(model.device), spans=spans, unread=unread)
    text, tokens = "", 0
    for i, sentence in enumerate(sentences):
        text += sentence.before
        place: dict[str, Any] = {
            "number": number,
            "sentence": i,
            "before": sentence.before,
            "offset": len(text),
        }
        if (context := context_of(sentence, model)) is not None:
            yield SentenceRead(number=number, sentence=i, context=context)
        found = searches.steps(sentence, openings.get(i, Opening()), model, request, back)
        for step, progress in enumerate(found):
            if request.explore:
                nodes = nodes_of(progress.branches, model)
                yield Explored(number=number, sentence=i, step=step, nodes=nodes)
            drafts = tuple(draft(h, sentence, model, len(text)) for h in progress.hypotheses)
            if progress.finished:
                cut = progress.hypotheses[0].stopped_by_length
                yield SentenceFinished(**place, hypotheses=drafts, stopped_by_length=cut)
                text += drafts[0].text
                tokens += len(drafts[0].pieces)
            elif drafts:
                yield Drafted(**place, draft=drafts[0])
    yield Finished(number=number, text=text + after, tokens=tokens, seconds=time.monotonic() - began)
