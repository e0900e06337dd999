"""Summaries: documents cut into sections that the network can read, and what becomes of them.

A document that fits is read whole. Of a longer one every section is summarised, and of each the sentences
that its summary attended to most are kept, until what is left fits (map and reduce). So the last summary is
written from the document's own words, and its attention points into the document.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engine.checkpoint import Model
from engine.decoding import CANDIDATES, steps
from engine.events import Drafted, Event, Finished, Reading, SentenceFinished, Started
from engine.inspect.lenses import operated
from engine.requests import Summarise
from engine.search.hypothesis import Hypothesis, Progress
from engine.search.options import DecodingOptions, check
from engine.search.sentence import Opening
from engine.search.trace import Watch
from engine.tasks import Sentence, draft
from engine.text.piece import Piece
from engine.text.segment import segment
from engine.wishes import MARKS, Wish

_SHRINKING = 4  # a round of reading keeps at least this part of the text
_OWN = 12  # a document of so few tokens is its own summary
_UNIT = 1000  # characters at most that are taken together where a text has no sentences
_BATCH = 8  # sections read together


@dataclass(frozen=True)
class Unit:
    """A sentence of the document with what follows it up to the next, in tokens."""

    begin: int
    end: int
    tokens: tuple[int, ...]
    pieces: tuple[Piece, ...]
    opens: bool  # a paragraph begins here


Section = tuple[Unit, ...]


def summarise(model: Model, request: Summarise) -> Iterator[Event]:
    """The events of the request, from `Started` on: the spans are those of the sections. Raises BadOption."""
    began, number = time.monotonic(), request.number
    check(request.options, model.card.max_target)
    wish = Wish(request.text, request.language, request.kind, request.length)
    sections = sections_of(wish, model)
    spans = tuple((section[0].begin, section[-1].end) for section in sections)
    yield Started(number=number, model=model.card.name, device=str(model.device), spans=spans)
    if not sections:
        yield Finished(number=number, text=own_summary(wish), tokens=0, seconds=time.monotonic() - began)
        return
    reading = condense([sections], [wish], model, request.options)
    try:
        while True:
            section, read, count = next(reading)
            yield Reading(number=number, span=(section.begin, section.end), read=read, sections=count)
    except StopIteration as end:
        (sections,) = end.value
    network = operated(model.network, request.surgery)
    text, tokens = "", 0
    for i, section in enumerate(sections):
        before = "\n" if text else ""
        text += before
        place = {"number": number, "sentence": i, "before": before, "offset": len(text)}
        sentence = _sentence(section, wish, model)
        watch = Watch(stream=True, choices=CANDIDATES, looks=request.looks)
        for progress in steps([sentence], [Opening()], model, request.options, watch, network):
            drafts = tuple(draft(h, sentence, model, len(text)) for h in progress.hypotheses)
            if progress.finished:
                cut = progress.hypotheses[0].stopped_by_length
                yield SentenceFinished(**place, hypotheses=drafts, stopped_by_length=cut)  # type: ignore[arg-type]
                text += drafts[0].text
                tokens += len(drafts[0].pieces)
            elif drafts:
                yield Drafted(**place, draft=drafts[0])  # type: ignore[arg-type]
    yield Finished(number=number, text=text, tokens=tokens, seconds=time.monotonic() - began)


def summarise_texts(model: Model, wishes: Sequence[Wish], options: DecodingOptions) -> list[str]:
    """Many summaries at once; without attention in the end."""
    cut = [sections_of(wish, model) for wish in wishes]
    reading = condense(cut, wishes, model, options)
    try:
        while True:
            next(reading)
    except StopIteration as end:
        condensed = end.value
    flat = [
        (i, _sentence(section, wish, model))
        for i, (sections, wish) in enumerate(zip(condensed, wishes, strict=True))
        for section in sections
    ]
    watch, parts = Watch(columns=False), [list[str]() for _ in wishes]
    found = _finished(_read([s for _, s in flat], model, options, watch), len(flat))
    for (i, sentence), hypothesis in zip(flat, found, strict=True):
        parts[i].append(draft(hypothesis, sentence, model, 0).text)
    return ["\n".join(part) or own_summary(wish) for part, wish in zip(parts, wishes, strict=True)]


def own_summary(wish: Wish) -> str:
    """What there is to say of a document without anything to shorten."""
    return " ".join(wish.text.split())


def sections_of(wish: Wish, model: Model) -> list[Section]:
    """The whole document in parts that the network can read; none if there is nothing to shorten."""
    units = list(units_of(wish.text, wish.language, model))
    if sum(len(unit.tokens) for unit in units) <= _OWN:
        return []
    return grouped(units, _room(model, wish.language))


def whole(wish: Wish, model: Model) -> Sentence | None:
    """All of a document as the network would read it, however long; None if there is nothing in it."""
    units = tuple(units_of(wish.text, wish.language, model))
    return _sentence(units, wish, model) if units else None


def units_of(text: str, language: str, model: Model) -> Iterator[Unit]:
    """Sentences with all that stands between them, none of more tokens than the network can read.

    The text is cut into tokens as a whole, so that what is read of it is what a network has learnt.
    """
    tokens, pieces = model.tokenizer.source(text, language, language)
    own = [i for i, piece in enumerate(pieces) if not piece.special]
    begins = np.maximum.accumulate([pieces[i].begin for i in own]) if own else np.empty(0)
    room = _room(model, language)
    for begin, end in pairwise((*_begins(text, language), len(text))):
        first, last = np.searchsorted(begins, (begin, end if end < len(text) else end + 1)).tolist()
        opens = text[max(0, begin - 8) : begin].count("\n") > 1
        for part in range(first, last, room):
            mine = own[part : min(part + room, last)]
            here = begin if part == first else pieces[mine[0]].begin
            there = end if mine[-1] == own[last - 1] else pieces[mine[-1] + 1].begin
            read = tuple(tokens[i] for i in mine), tuple(pieces[i] for i in mine)
            yield Unit(here, there, *read, opens and part == first)


def _begins(text: str, language: str) -> Iterator[int]:
    """Where sentences begin; a very long one is cut, at a space if there is one."""
    places = [0, *(sentence.begin for sentence in segment(text, language)[1:])]
    for begin, end in pairwise((*places, len(text))):
        while end - begin > _UNIT:
            yield begin
            begin = text.rfind(" ", begin + 1, begin + _UNIT) + 1 or begin + _UNIT
        yield begin


def _around(model: Model, language: str) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """What a network reads before and after a text: tokens with their names."""
    tokens, pieces = model.tokenizer.source("a", language, language)
    special = [piece.special for piece in pieces]
    named = [(token, piece.text) for token, piece in zip(tokens, pieces, strict=True)]
    return named[: special.index(False)], named[len(named) - special[::-1].index(False) :]


def _room(model: Model, language: str) -> int:
    before, after = _around(model, language)
    marks = 2 if model.marked else 0  # the kind, the length
    return model.card.max_source - len(before) - len(after) - marks


def grouped(units: Sequence[Unit], room: int) -> list[Section]:
    """Neighbouring units together, at most `room` tokens, about as many in each, rather cut where a paragraph
    begins.
    """
    total = sum(len(unit.tokens) for unit in units)
    aim = total / max(1, math.ceil(total / room))
    sections: list[Section] = []
    section: list[Unit] = []
    size = 0
    for unit in units:
        full = size + len(unit.tokens) > room or size >= aim
        if section and (full or (unit.opens and size > 0.75 * aim)):
            sections.append(tuple(section))
            section, size = [], 0
        section.append(unit)
        size += len(unit.tokens)
    return [*sections, tuple(section)] if section else sections


def condense(
    documents: Sequence[list[Section]],
    wishes: Sequence[Wish],
    model: Model,
    options: DecodingOptions,
) -> Generator[tuple[Sentence, int, int], None, list[list[Section]]]:
    """Each document in no more sections than its wish allows.

    On the way, at every step, the section that is read, and how many of how many of this round are done.
    """
    documents = list(documents)
    while True:
        long = [i for i, wish in enumerate(wishes) if len(documents[i]) > wish.sections]
        if not long:
            return documents
        flat = [_sentence(section, wishes[i], model) for i in long for section in documents[i]]
        reading = _read(flat, model, options, Watch(stream=True))
        found: dict[int, Hypothesis] = {}
        for progress in reading:
            if progress.finished:
                found[progress.sentence] = progress.hypotheses[0]
            yield flat[progress.sentence], len(found), len(flat)
        written = iter(found[row] for row in range(len(flat)))
        for i in long:
            before = len(_around(model, wishes[i].language)[0]) + len(_marks(wishes[i], model))
            parts = [_shares(section, next(written), before) for section in documents[i]]
            shares = np.concatenate(parts)
            units = [unit for section in documents[i] for unit in section]
            room = _room(model, wishes[i].language)
            documents[i] = grouped(_kept(units, shares, wishes[i].sections * room), room)


def _kept(units: Sequence[Unit], shares: NDArray[np.float64], room: int) -> list[Unit]:
    """The units with the greatest shares, in order, that fit; at least a part, and always fewer than all."""
    total = sum(len(unit.tokens) for unit in units)
    budget = min(max(room, total / _SHRINKING), 0.9 * total)
    kept, size = set[int](), 0
    for i in np.argsort(-shares, kind="stable").tolist():
        if not kept or size + len(units[i].tokens) <= budget:
            kept.add(i)
            size += len(units[i].tokens)
    return [units[i] for i in sorted(kept)]


def _shares(section: Section, hypothesis: Hypothesis, before: int) -> NDArray[np.float64]:
    """How much of its attention a summary paid to each unit of its section: they sum to about 1.

    before: tokens that the network reads before those of the section.
    """
    ends = np.cumsum([len(unit.tokens) for unit in section])
    if not hypothesis.columns or not hypothesis.columns[0].shape[0]:
        return 1 / (1.0 + np.arange(len(section)))  # no attention: the first come first
    paid = np.mean([column[-1].mean(0) for column in hypothesis.columns], 0)
    paid = paid[before : before + ends[-1]]
    return np.array([part.sum() for part in np.split(paid, ends[:-1])])


def _sentence(section: Section, wish: Wish, model: Model) -> Sentence:
    """What the network reads of a section: our own as `training.items.summary_pairs` has it."""
    begin, end = section[0].begin, section[-1].end
    before, after = _around(model, wish.language)
    before += [(model.tokenizer.control(mark), mark) for mark in _marks(wish, model)]
    return Sentence(
        begin,
        end,
        "",
        (
            *(token for token, _ in before),
            *(token for unit in section for token in unit.tokens),
            *(token for token, _ in after),
        ),
        (
            *(Piece(name, begin, begin, True) for _, name in before),
            *(piece for unit in section for piece in unit.pieces),
            *(Piece(name, end, end, True) for _, name in after),
        ),
        model.tokenizer.decoder_start(wish.language),
    )


def _marks(wish: Wish, model: Model) -> list[str]:
    """Control pieces that say what is wanted, where the network knows any."""
    return [MARKS[wish.kind], f"<{wish.length}>"] if model.marked and MARKS[wish.kind] else []


def _read(
    sentences: Sequence[Sentence], model: Model, options: DecodingOptions, watch: Watch
) -> Iterator[Progress]:
    """`steps` in batches of like length, the longest first."""
    order = sorted(range(len(sentences)), key=lambda i: -len(sentences[i].tokens))
    for begin in range(0, len(order), _BATCH):
        batch = order[begin : begin + _BATCH]
        chosen = [sentences[i] for i in batch]
        for progress in steps(chosen, [Opening()] * len(batch), model, options, watch):
            yield Progress(batch[progress.sentence], progress.hypotheses, progress.finished)


def _finished(progress: Iterable[Progress], count: int) -> list[Hypothesis]:
    found = {p.sentence: p.hypotheses[0] for p in progress if p.finished}
    return [found[i] for i in range(count)]
