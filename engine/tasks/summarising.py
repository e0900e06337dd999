"""Summaries: documents cut into sections that the network can read, and what becomes of them.

A document that fits is read whole. Of a longer one every section is summarised, and of each the sentences
that its summary attended to most are kept, until what is left fits (map and reduce). So the last summary is
written from the document's own words, and its attention points into the document.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checkpoint import Model
from engine.events import Drafted, Event, Finished, Reading, SentenceFinished, Started
from engine.inspect.lenses import operated
from engine.networks.contract import Seq2Seq
from engine.requests import Summarise
from engine.search.hypothesis import Hypothesis, Progress
from engine.search.options import DecodingOptions, check
from engine.search.sentence import Opening
from engine.search.trace import Watch
from engine.tasks.best_summary import ends_well, ranked
from engine.tasks.choosing import settled
from engine.tasks.decoding import CANDIDATES, decode_all, steps
from engine.tasks.sections import (
    Section,
    Unit,
    around,
    grouped,
    marks_of,
    most_parts,
    parted,
    room_of,
    sections_of,
    sentence_of,
    tokens_in,
    units_to_read,
)
from engine.tasks.sentences import Sentence, draft
from engine.tasks.wishes import Wish
from engine.text.words import occurs

_SHRINKING = 4  # a round of reading keeps at least this part of the text
_BATCH = 8  # sections written of together
_AT_ONCE = 16  # sections read together
# How a section is read, of which only what its summary attends to matters: greedily, in a quarter
# of the time.
_READING = DecodingOptions(beam=1, max_length=64)
# How a model is asked again, to take of what the beam finds what it agrees with.
_DRAWN: dict[str, Any] = {"temperature": 0.7, "n_best": 16, "mbr": False, "required": ()}
# How the text's own sentences become candidates for a summary of one sentence: so many of the first, if they
# are no more of the whole text.
_OWN, _MOST_OF_ALL = 6, 0.75
_QUOTED: dict[str, Any] = {"beam": 1, "n_best": 1, "temperature": 0.0, "mbr": False, "groups": 1}


def summarise(model: Model, request: Summarise) -> Iterator[Event]:
    """The events of the request, from `Started` on: the spans are those of the sections. Raises BadOption."""
    began, number = time.monotonic(), request.number
    check(request.options, model.card.max_target)
    wish = settled(Wish(request.text, request.language, request.kind, request.length), model)
    sections = sections_of(wish, model)
    spans = tuple((section[0].begin, section[-1].end) for section in sections)
    yield Started(number=number, model=model.card.name, device=str(model.device), spans=spans)
    if not sections:
        yield Finished(number=number, text=own_summary(wish), tokens=0, seconds=time.monotonic() - began)
        return
    reading = condense([sections], [wish], model)
    try:
        while True:
            section, read, count = next(reading)
            yield Reading(number=number, span=(section.begin, section.end), read=read, sections=count)
    except StopIteration as end:
        (sections,) = end.value
    sentences = [sentence_of(section, wish, model) for section in sections]
    network = operated(model.network, request.surgery)
    again, watch = _is_asked_again(wish, request.options, model), Watch(stream=True, columns=False)
    quoting = replace(request.options, **_QUOTED)
    seen = Watch(stream=True, choices=CANDIDATES, looks=request.looks)
    text, tokens, said, heard = "", 0, list[str](), dict[int, list[str]]()
    for progress in _in_order(sentences, model, request, network):
        i, sentence = progress.sentence, sentences[progress.sentence]
        before = wish.before(i, ours=model.marked)
        offset = len(text) + len(before)
        place = {"number": number, "sentence": i, "before": before, "offset": offset}
        if not progress.hypotheses:
            continue
        shown = Drafted(**place, draft=draft(progress.hypotheses[0], sentence, model, offset))  # type: ignore[arg-type]
        if not progress.finished:
            yield shown
            continue
        if again and i % _BATCH == 0:
            drawn = replace(request.options, **_DRAWN)
            for answer in _read(sentences[i : i + _BATCH], model, drawn, watch, network=network):
                if answer.finished:
                    heard[i + answer.sentence] = _texts(answer.hypotheses, model)
                yield shown  # as a request can be left where it yields
        hypotheses = list(progress.hypotheses)
        if own := own_sentences(sections[i], wish, model, request.options):
            for answer in steps([sentence] * len(own), own, model, quoting, seen, network):
                hypotheses += answer.hypotheses if answer.finished else ()
                yield shown
        drafts = ranked(hypotheses, sentence, wish, model, offset, said, heard.get(i, []))
        cut = drafts[0].tokens[-1] != model.tokenizer.eos
        handed = drafts[: request.options.n_best]
        yield SentenceFinished(**place, hypotheses=handed, stopped_by_length=cut)  # type: ignore[arg-type]
        said.append(drafts[0].text)
        text += before + drafts[0].text
        tokens += len(drafts[0].pieces)
    yield Finished(number=number, text=text, tokens=tokens, seconds=time.monotonic() - began)


def _in_order(
    sentences: Sequence[Sentence], model: Model, request: Summarise, network: Seq2Seq | None
) -> Iterator[Progress]:
    """What is written of each, one after the other; the search writes of several at the same time."""
    options = _for_ranking(request.options)
    watch = Watch(stream=True, choices=CANDIDATES, looks=request.looks)
    size = 1 if request.looks else _BATCH  # a camera looks at one
    for begin in range(0, len(sentences), size):
        batch = sentences[begin : begin + size]
        finished, told = dict[int, Progress](), 0
        for progress in steps(batch, [Opening()] * len(batch), model, options, watch, network):
            if progress.finished:
                finished[progress.sentence] = progress
            elif progress.sentence == told:
                yield replace(progress, sentence=begin + told)
            while told in finished:
                yield replace(finished[told], sentence=begin + told)
                told += 1


def summarise_texts(model: Model, wishes: Sequence[Wish], options: DecodingOptions) -> list[str]:
    """Many summaries at once; without attention in the end."""
    wishes = [settled(wish, model) for wish in wishes]
    cut = [sections_of(wish, model) for wish in wishes]
    reading = condense(cut, wishes, model)
    try:
        while True:
            next(reading)
    except StopIteration as end:
        condensed = end.value
    parts = [(i, section) for i, sections in enumerate(condensed) for section in sections]
    flat = [(i, sentence_of(section, wishes[i], model)) for i, section in parts]
    found = _all(flat, model, _for_ranking(options))
    again = [row for row, (i, _) in enumerate(flat) if _is_asked_again(wishes[i], options, model)]
    answers = _all([flat[row] for row in again], model, replace(options, **_DRAWN))
    heard = {row: _texts(answer, model) for row, answer in zip(again, answers, strict=True)}
    own = [
        (row, opening)
        for row, (i, section) in enumerate(parts)
        for opening in own_sentences(section, wishes[i], model, options)
    ]
    quoting = replace(options, **_QUOTED)
    quoted = decode_all([flat[row][1] for row, _ in own], [opening for _, opening in own], model, quoting)
    for (row, _), hypotheses in zip(own, quoted, strict=True):
        found[row] += hypotheses
    said = [list[str]() for _ in wishes]
    summaries = [""] * len(wishes)
    for row, (i, sentence) in enumerate(flat):
        best, *_ = ranked(found[row], sentence, wishes[i], model, 0, said[i], heard.get(row, []))
        summaries[i] += wishes[i].before(len(said[i]), ours=model.marked) + best.text
        said[i].append(best.text)
    return [text or own_summary(wish) for text, wish in zip(summaries, wishes, strict=True)]


def _is_asked_again(wish: Wish, options: DecodingOptions, model: Model) -> bool:
    """Not where there is no choice between hypotheses, or they are drawn themselves, nor of sentences on the
    parts of a document, and only models of ours."""
    return model.marked and options.beam > 1 and not options.temperature and wish.at_once


def own_sentences(section: Section, wish: Wish, model: Model, options: DecodingOptions) -> list[Opening]:
    """The first whole sentences of a section, where one sentence is wanted of it: its summary may be one of
    them. Where it is to be long, also two that follow each other, as in what the network has learnt from.

    As the network knows what a summary says better than how to copy a sentence to its end.
    """
    if not (model.marked and options.beam > 1 and not options.temperature and wish.one_of_each):
        return []
    most = options.max_length or model.card.max_target

    def may_be_said(run: Section) -> bool:
        said = [wish.text[unit.begin : unit.end].strip() for unit in run]
        banned = any(occurs(word.strip().casefold(), " ".join(said).casefold()) for word in options.banned)
        fits = tokens_in(run) + 1 < most and sum(map(len, said)) <= _MOST_OF_ALL * len(wish.text)
        return fits and all(ends_well(text, wish.text) for text in said) and not banned

    alone: Iterator[Section] = filter(may_be_said, zip(section))
    joined: Iterator[Section] = filter(may_be_said, pairwise(section)) if "<long>" in wish.marks else iter(())
    own = (*islice(alone, _OWN), *islice(joined, _OWN))
    return [Opening((*(token for unit in run for token in unit.tokens), model.tokenizer.eos)) for run in own]


def _all(
    sections: Sequence[tuple[int, Sentence]], model: Model, options: DecodingOptions
) -> list[tuple[Hypothesis, ...]]:
    return decode_all([section for _, section in sections], [Opening()] * len(sections), model, options)


def _texts(hypotheses: Sequence[Hypothesis], model: Model) -> list[str]:
    return [model.tokenizer.decode(hypothesis.tokens)[0] for hypothesis in hypotheses]


def _for_ranking(options: DecodingOptions) -> DecodingOptions:
    """All that a beam has found is worth ranking."""
    return options if options.temperature else replace(options, n_best=max(options.beam, options.n_best))


def own_summary(wish: Wish) -> str:
    """What there is to say of a document without anything to shorten."""
    return " ".join(wish.text.split())


def whole(wish: Wish, model: Model) -> Sentence | None:
    """All of a document as the network would read it, however long; None if there is nothing in it."""
    wish = settled(wish, model)
    units = tuple(units_to_read(wish, model))
    return sentence_of(units, wish, model) if units else None


def condense(
    documents: Sequence[list[Section]],
    wishes: Sequence[Wish],
    model: Model,
) -> Generator[tuple[Sentence, int, int], None, list[list[Section]]]:
    """Each document in the parts that its wish allows.

    On the way, at every step, the section that is read, and how many of how many of this round are done.
    """
    documents = list(documents)
    most = [
        most_parts(_units(document), wish, model) for document, wish in zip(documents, wishes, strict=True)
    ]

    def is_long(i: int) -> bool:
        return bool(documents[i]) and not parted(_units(documents[i]), most[i], wishes[i], model)

    long = [i for i in range(len(wishes)) if is_long(i)]
    while long:
        flat = [sentence_of(section, wishes[i], model) for i in long for section in documents[i]]
        reading = _read(flat, model, _READING, Watch(stream=True), _AT_ONCE)
        found: dict[int, Hypothesis] = {}
        for progress in reading:
            if progress.finished:
                found[progress.sentence] = progress.hypotheses[0]
            yield flat[progress.sentence], len(found), len(flat)
        written = iter(found[row] for row in range(len(flat)))
        for i in long:
            wish, room = wishes[i], room_of(model, wishes[i].language)
            before = len(around(model, wish.language)[0]) + len(marks_of(wish, model))
            shares = np.concatenate([_shares(section, next(written), before) for section in documents[i]])
            kept = _kept(_units(documents[i]), shares, most[i] * room)
            documents[i] = parted(kept, most[i], wish, model) or grouped(kept, room)
        long = [i for i in long if is_long(i)]
    return documents


def _units(sections: Sequence[Section]) -> list[Unit]:
    return [unit for section in sections for unit in section]


def _kept(units: Sequence[Unit], shares: NDArray[np.float64], room: int) -> list[Unit]:
    """The units with the greatest shares, in order, that fit; at least a part, and always fewer than all."""
    total = tokens_in(units)
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


def _read(
    sentences: Sequence[Sentence],
    model: Model,
    options: DecodingOptions,
    watch: Watch,
    size: int = _BATCH,
    network: Seq2Seq | None = None,
) -> Iterator[Progress]:
    """`steps` in batches of like length, the longest first."""
    order = sorted(range(len(sentences)), key=lambda i: -len(sentences[i].tokens))
    for begin in range(0, len(order), size):
        batch = order[begin : begin + size]
        chosen = [sentences[i] for i in batch]
        for progress in steps(chosen, [Opening()] * len(batch), model, options, watch, network):
            yield Progress(batch[progress.sentence], progress.hypotheses, progress.finished)
