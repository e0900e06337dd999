"""Chat: what the network reads of a conversation, and which of its replies is given."""

from __future__ import annotations

import re
import time
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain

import torch

from engine.checkpoint import Model
from engine.errors import EmptyTurn, UnreadableTurn
from engine.events import Draft, Drafted, Event, Explored, Finished, SentenceFinished, Started
from engine.inspect.forced import log_probabilities
from engine.inspect.lenses import operated
from engine.requests import NOVELTY, Reply
from engine.search.hypothesis import Hypothesis
from engine.search.options import DecodingOptions, check
from engine.search.sentence import Opening
from engine.search.trace import Watch
from engine.tasks.decoding import CANDIDATES, decode_all, openings_of, steps
from engine.tasks.objections import Objections
from engine.tasks.sentences import Sentence, draft, nodes_of, scripts_for
from engine.text.language import other_language
from engine.text.normalise import plain
from engine.text.piece import Piece
from engine.text.segment import gaps, segment
from engine.text.tokenizer import EOS, HEED, PAD, USER, Tokenizer, language_tag
from engine.text.turns import named_in, nothing_said, readable, seen, speakers, spoken
from engine.text.words import occurs

_READ = 5000  # characters of a turn, from its end: far more than a network of this kind can read
_AT_ONCE = 64  # candidates
_TOLD = 4  # names that are tried where one is asked after, the latest
# How a reply may begin where what is asked after was told, and how one does where it was not.
_RECALLED = {"en": "You told me: {}.", "zh": "你说过，{}。"}
_UNKNOWN = {"en": "You haven't told me, or", "zh": "你还没告诉我，或者"}


_Read = tuple[Sentence, list[tuple[int, int]], str]  # see `Conversation`


@dataclass(frozen=True)
class Conversation:
    """A conversation, ready for the network."""

    sentence: Sentence  # spans in all turns joined by line breaks
    spans: tuple[tuple[int, int], ...]  # of the turns, or their parts, that the network reads
    objections: Objections
    tag: str  # of the reply's language; models from elsewhere have none


def conversation(
    turns: Sequence[str], model: Model, language: str = "", versions: Sequence[str] = ()
) -> Conversation:
    """EmptyTurn, or UnreadableTurn if the last turn is in letters, or surely in a language, that the model
    cannot know. A `language` that is given is believed. versions: the replies that there are already."""
    languages = [source for source, _ in model.card.pairs]
    if not turns or not plain(turns[-1]).strip():
        raise EmptyTurn
    if not readable(turns[-1], languages):
        raise UnreadableTurn(model.card.name, tuple(languages))
    if not language and (other := other_language(turns[-1], languages)):
        raise UnreadableTurn(model.card.name, tuple(languages), other)
    read, language = _marked if model.marked else _separated, language or spoken(turns, languages)
    turns = [_as_read(turn, model, language) for turn in turns]
    sentence, spans, tag = read(turns, model, language)
    words = model.tokenizer.whole_words if isinstance(model.tokenizer, Tokenizer) else None
    objections = Objections(turns, tag.strip("<2>"), versions, words)
    return Conversation(sentence, tuple(spans), objections, tag)


def _marked(turns: Sequence[str], model: Model, language: str) -> _Read:
    """The latest turns, and the one that tells the user's name, each behind the mark of its speaker."""
    begins = accumulate((len(turn) + 1 for turn in turns), initial=0)
    encoded = [_encoded(turn, begin, model) for turn, begin in zip(turns, begins, strict=False)]
    read = seen(encoded, model.card.max_source - 2, named_in(turns))  # the language tag and EOS
    end = len("\n".join(turns))
    tag = language_tag(language)
    tokens, pieces, spans = [model.tokenizer.control(tag)], list[Piece](), list[tuple[int, int]]()
    for who, turn in zip(speakers(len(read)), read, strict=True):
        mark = (USER, HEED)[who]
        span = (turn[0][1].begin, turn[-1][1].end) if turn else (end, end)
        tokens += [model.tokenizer.control(mark), *(token for token, _ in turn)]
        pieces += [Piece(mark, span[0], span[0], True), *(piece for _, piece in turn)]
        spans.append(span)
    begin = spans[0][0]
    first, last = Piece(tag, begin, begin, True), Piece("</s>", end, end, True)
    scripts = scripts_for(language, "\n".join(turns)[begin:], model)
    sentence = Sentence(begin, end, "", (*tokens, EOS), (first, *pieces, last), scripts=scripts)
    return sentence, spans, tag


def _separated(turns: Sequence[str], model: Model, language: str) -> _Read:
    """As many of the latest turns as fit, with the model's separator between them.

    A last turn that is itself too long is cut to its end.
    """
    tokenizer, most = model.tokenizer, model.card.max_source
    kept = [re.sub(r"\s", " ", turn[-_READ:].strip()) for turn in turns]  # a line break may be the separator
    begins = list(accumulate((len(turn) + 1 for turn in turns), initial=0))
    for i, turn in enumerate(turns):
        begins[i] += max(0, len(turn) - _READ) + len(turn[-_READ:]) - len(turn[-_READ:].lstrip())
    tokens, pieces = tokenizer.source(kept[-1], language, language)
    first = len(kept) - 1
    while first:
        longer = tokenizer.source(tokenizer.separator.join(kept[first - 1 :]), language, language)
        if len(longer[0]) > most:
            break
        tokens, pieces = longer
        first -= 1
    places = list(accumulate((len(t) + len(tokenizer.separator) for t in kept[first:-1]), initial=0))

    def placed(piece: Piece) -> Piece:
        turn = bisect_right(places, piece.begin) - 1
        begin, text = begins[first + turn], kept[first + turn]
        if piece.special or piece.begin - places[turn] >= len(text):  # of a separator
            at = begin + min(piece.begin - places[turn], len(text))
            return Piece(piece.text, at, at, True)
        shift = begin - places[turn]
        return Piece(piece.text, piece.begin + shift, piece.end + shift)

    shown = list(map(placed, pieces))
    spans = [(begins[i], begins[i] + len(kept[i])) for i in range(first, len(kept))]
    if (too_many := len(tokens) - most) > 0:
        begun = next(i for i, piece in enumerate(shown) if not piece.special)
        del tokens[begun : begun + too_many], shown[begun : begun + too_many]
        spans = [(shown[begun].begin, spans[0][1])]
    sentence = Sentence(
        spans[0][0], spans[-1][1], "", tuple(tokens), tuple(shown), tokenizer.decoder_start(language)
    )
    return sentence, spans, ""


def reply(model: Model, request: Reply) -> Iterator[Event]:
    """The events of the request, from `Started` on. Raises Failure."""
    began, number = time.monotonic(), request.number
    options = _for_replies(request.options, model)
    talk = conversation(request.turns, model, request.language, request.versions)
    opening = openings_of(request.prefixes, [talk.sentence], model).get(0, Opening())
    yield Started(
        number=number, model=model.card.name, device=str(model.device), spans=talk.spans, together=True
    )
    place = {"number": number, "sentence": 0, "before": "", "offset": 0}
    watch = Watch(stream=True, choices=CANDIDATES, branches=request.explore, looks=request.looks)
    network = operated(model.network, request.surgery)
    found: tuple[Draft, ...] = ()
    searches = [(opening, options)]
    for _ in range(2):
        hypotheses: list[Hypothesis] = []
        for begun, asked in searches:
            for step, progress in enumerate(steps([talk.sentence], [begun], model, asked, watch, network)):
                if watch.branches:
                    nodes = nodes_of(progress.branches, model)
                    yield Explored(number=number, sentence=0, step=step, nodes=nodes)
                if progress.finished:
                    hypotheses += progress.hypotheses
                elif progress.hypotheses:
                    shown = draft(progress.hypotheses[0], talk.sentence, model, 0)
                    yield Drafted(**place, draft=shown)  # type: ignore[arg-type]
        (found,) = ranked([hypotheses], [talk], model, request.novelty)
        if opening.banned or not talk.objections.forbid(found[0].text):
            break
        searches = _again(talk, opening, found, options, model)
        watch = replace(watch, branches=False)  # the tree is that of the first search
    cut = found[0].tokens[-1] != model.tokenizer.eos
    handed = found[: request.options.n_best]
    yield SentenceFinished(**place, hypotheses=handed, stopped_by_length=cut)  # type: ignore[arg-type]
    yield Finished(
        number=number, text=found[0].text, tokens=len(found[0].pieces), seconds=time.monotonic() - began
    )


def replies(
    model: Model,
    conversations: Sequence[Conversation],
    options: DecodingOptions,
    novelty: float = NOVELTY,
) -> list[Draft]:
    """The reply to each, many at once; without attention. Raises BadOption."""
    options = _for_replies(options, model)
    done = decode_all(
        [talk.sentence for talk in conversations], [Opening()] * len(conversations), model, options
    )
    found = ranked(done, conversations, model, novelty)
    for i, talk in enumerate(conversations):
        if talk.objections.forbid(found[i][0].text):
            again = [
                hypothesis
                for opening, asked in _again(talk, Opening(), found[i], options, model)
                for hypothesis in decode_all([talk.sentence], [opening], model, asked)[0]
            ]
            (found[i],) = ranked([again], [talk], model, novelty)
    return [drafts[0] for drafts in found]


def ranked(
    candidates: Sequence[Sequence[Hypothesis]], talks: Sequence[Conversation], model: Model, novelty: float
) -> list[tuple[Draft, ...]]:
    """The candidates for each reply, best first: what is forbidden comes last, then by score - novelty x how
    usual they are - what else speaks against them.

    How usual a reply is: its log-probability when nothing was said, divided by its length penalty as
    its score is. Each text comes once.
    """
    drafts = []
    for hypotheses, talk in zip(candidates, talks, strict=True):
        all_of_one = [draft(hypothesis, talk.sentence, model, 0) for hypothesis in hypotheses]
        drafts.append(list({d.text: d for d in reversed(all_of_one)}.values())[::-1])
    if novelty and model.marked:  # others have not learnt what is usual when nothing was said
        flat = [(d.tokens, talk.tag) for some, talk in zip(drafts, talks, strict=True) for d in some]
        usual = iter(usualness(flat, model))
        drafts = [[_changed(d, -novelty * next(usual) / d.length_penalty) for d in some] for some in drafts]
    return [
        tuple(
            sorted(
                (_changed(d, -talk.objections.loss(d.text)) for d in some),
                key=lambda d: (talk.objections.forbid(d.text), len(d.missing), -d.score),
            )
        )
        for some, talk in zip(drafts, talks, strict=True)
    ]


def usualness(replies: Sequence[tuple[tuple[int, ...], str]], model: Model) -> list[float]:
    """The log-probability in nats of each reply, given with its language tag, when nothing was said."""
    marks = [model.tokenizer.control(mark) for mark in (USER, HEED)]
    nats = [0.0] * len(replies)
    order = sorted(range(len(replies)), key=lambda i: len(replies[i][0]))
    for begin in range(0, len(order), _AT_ONCE):
        part = order[begin : begin + _AT_ONCE]
        read = [[model.tokenizer.control(replies[i][1]), *nothing_said(marks), EOS] for i in part]
        target = [torch.tensor(replies[i][0]) for i in part]
        scored = log_probabilities(
            model.network,
            torch.tensor(read, device=model.device),
            torch.ones(len(part), len(read[0]), dtype=torch.bool, device=model.device),
            torch.nn.utils.rnn.pad_sequence(target, True, PAD).to(model.device),
        )
        for i, sum_ in zip(part, scored.sum(1).tolist(), strict=True):
            nats[i] = sum_
    return nats


def _changed(candidate: Draft, added: float) -> Draft:
    return replace(candidate, score=candidate.score + added, novelty=candidate.novelty + added)


def _as_read(turn: str, model: Model, language: str) -> str:
    sentences = segment(turn, language)
    read = (model.tokenizer.as_read(turn[s.begin : s.end], language) for s in sentences)
    between = gaps(turn, sentences)
    return "".join(chain.from_iterable(zip(between, read, strict=False))) + between[-1]


def _encoded(turn: str, begin: int, model: Model) -> list[tuple[int, Piece]]:
    begin += max(0, len(turn) - _READ)
    tokens, pieces = model.tokenizer.encode(turn[-_READ:])
    shifted = (Piece(p.text, p.begin + begin, p.end + begin, p.special) for p in pieces)
    return list(zip(tokens, shifted, strict=True))


def _for_replies(options: DecodingOptions, model: Model) -> DecodingOptions:
    """Replies may be longer than what they answer, and all that a beam has found is worth ranking."""
    check(options, model.card.max_target)
    most = options.max_length or model.card.max_target
    if options.temperature:
        return replace(options, max_length=most)
    return replace(options, max_length=most, n_best=options.beam)


def _again(
    talk: Conversation, opening: Opening, found: Sequence[Draft], options: DecodingOptions, model: Model
) -> list[tuple[Opening, DecodingOptions]]:
    """The searches that follow where the best reply found may not be given. If it answers what was not told:
    for one with a name that was, and may answer, or that begins so; or for one that says that nothing was.
    Else for one that begins with nothing that the candidates begin with, and if it has a name wrong, for one
    with a name that the user has just told.
    """
    beam = options.n_best if options.temperature else options.beam
    sure = replace(options, temperature=0.0, beam=beam, groups=1)

    def with_each(names: Sequence[str]) -> list[tuple[Opening, DecodingOptions]]:
        return [(opening, replace(sure, required=(name,))) for name in names]

    def beginning(text: str) -> Opening:
        tokens = model.tokenizer.encode(text)[0]
        return Opening(tuple(tokens[: options.max_length - 1]))

    def allowed(names: Sequence[str]) -> list[str]:
        return [name for name in names if not any(occurs(w.strip(), name) for w in options.banned)][:_TOLD]

    free = not (opening.tokens or options.required)
    if free and talk.objections.misremembers(found[0].text):
        language = talk.tag.strip("<2>")
        if names := allowed(talk.objections.told):
            # What is given is unlikely, and must not be made up for by going on and on.
            brief = replace(sure, length_penalty=0.0)
            said = _RECALLED.get(language, "{}")
            return with_each(names) + [(beginning(said.format(name)), brief) for name in names]
        return [(beginning(_UNKNOWN.get(language, "")), options)]
    place = len(opening.tokens)
    begun = {d.tokens[place] for d in found if len(d.tokens) > place}
    others = [(Opening(opening.tokens, tuple(sorted(begun))), options)]
    if free and talk.objections.misnames(found[0].text):
        return with_each(allowed(talk.objections.named)) + others
    return others
