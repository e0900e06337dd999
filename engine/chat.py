"""Chat: what the network reads of a conversation, and which of its replies is given."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import torch

from engine.checkpoint import Model
from engine.decoding import CANDIDATES, decode_all, openings_of, steps
from engine.errors import BadInput
from engine.events import Draft, Drafted, Event, Explored, Finished, SentenceFinished, Started
from engine.inspect.forced import log_probabilities
from engine.requests import NOVELTY, Reply
from engine.search.hypothesis import Hypothesis
from engine.search.options import DecodingOptions, check
from engine.search.sentence import Opening
from engine.search.trace import Watch
from engine.tasks import Sentence, draft, nodes_of
from engine.text.normalise import plain
from engine.text.piece import Piece
from engine.text.tokenizer import EOS, HEED, PAD, USER, language_tag
from engine.text.turns import language_of, nothing_said, readable, seen, speakers

_READ = 5000  # characters of a turn, from its end: far more than a network of this kind can read
_AT_ONCE = 64  # candidates


@dataclass(frozen=True)
class Conversation:
    """A conversation, ready for the network."""

    sentence: Sentence  # spans in all turns joined by line breaks
    spans: tuple[tuple[int, int], ...]  # of the turns, or their parts, that the network reads
    said: frozenset[str]  # what the program has answered so far, plainly spelt
    language: str


def conversation(turns: Sequence[str], model: Model, language: str = "") -> Conversation:
    """BadInput if the last turn is empty, or in letters that the model cannot know."""
    spoken = [source for source, _ in model.card.pairs]
    if not turns or not plain(turns[-1]).strip():
        raise BadInput("There is nothing to answer: the last turn is empty.")
    if not readable(turns[-1], spoken):
        raise BadInput(f"{model.card.name} cannot read the last turn: it knows {', '.join(spoken)}.")
    begins = accumulate((len(turn) + 1 for turn in turns), initial=0)
    encoded = [_encoded(turn, begin, model) for turn, begin in zip(turns, begins, strict=False)]
    read = seen(encoded, model.card.max_source - 2)  # the language tag and EOS
    end = len("\n".join(turns))
    tag = language_tag(language or language_of(turns[-1]))
    tokens, pieces, spans = [model.tokenizer.control(tag)], list[Piece](), list[tuple[int, int]]()
    for who, turn in zip(speakers(len(read)), read, strict=True):
        mark = (USER, HEED)[who]
        span = (turn[0][1].begin, turn[-1][1].end) if turn else (end, end)
        tokens += [model.tokenizer.control(mark), *(token for token, _ in turn)]
        pieces += [Piece(mark, span[0], span[0], True), *(piece for _, piece in turn)]
        spans.append(span)
    begin = spans[0][0]
    first, last = Piece(tag, begin, begin, True), Piece("</s>", end, end, True)
    sentence = Sentence(begin, end, "", (*tokens, EOS), (first, *pieces, last))
    said = frozenset(_spelt(turn) for turn in turns[-2::-2])
    return Conversation(sentence, tuple(spans), said, tag)


def reply(model: Model, request: Reply) -> Iterator[Event]:
    """The events of the request, from `Started` on. Raises BadOption and BadInput."""
    began, number = time.monotonic(), request.number
    options = _for_replies(request.options, model)
    talk = conversation(request.turns, model, request.language)
    opening = openings_of(request.prefixes, 1, model).get(0, Opening())
    yield Started(number=number, model=model.card.name, device=str(model.device), spans=talk.spans)
    place = {"number": number, "sentence": 0, "before": "", "offset": 0}
    watch = Watch(stream=True, choices=CANDIDATES, branches=request.explore)
    found: tuple[Draft, ...] = ()
    for attempt in range(2):
        for step, progress in enumerate(steps([talk.sentence], [opening], model, options, watch)):
            if watch.branches:
                yield Explored(number=number, sentence=0, step=step, nodes=nodes_of(progress.branches, model))
            if progress.finished:
                found = ranked(progress.hypotheses, talk, model, request.novelty)
            elif progress.hypotheses:
                shown = draft(progress.hypotheses[0], talk.sentence, model, 0)
                yield Drafted(**place, draft=shown)  # type: ignore[arg-type]
        if attempt or opening.banned or not _unfit(found[0], talk):
            break
        opening = _elsewhere(opening, found)
        watch = replace(watch, branches=False)  # the tree is that of the first search
    cut = found[0].tokens[-1] != EOS
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
    found = [()] * len(conversations)
    openings = [Opening()] * len(conversations)
    waiting = list(range(len(conversations)))
    for _ in range(2):
        part = [conversations[i] for i in waiting]
        chosen = [openings[i] for i in waiting]
        done = decode_all([talk.sentence for talk in part], chosen, model, options)
        for i, hypotheses in zip(waiting, done, strict=True):
            found[i] = ranked(hypotheses, conversations[i], model, novelty)
        waiting = [i for i in waiting if _unfit(found[i][0], conversations[i])]
        for i in waiting:
            openings[i] = _elsewhere(openings[i], found[i])
    return [drafts[0] for drafts in found]


def ranked(
    hypotheses: Sequence[Hypothesis], talk: Conversation, model: Model, novelty: float
) -> tuple[Draft, ...]:
    """The candidates, best first: no repetition before one, then by score - novelty x how usual they are.

    How usual a reply is: its log-probability when nothing was said, divided by its length penalty as
    its score is. Each text comes once.
    """
    drafts = [draft(hypothesis, talk.sentence, model, 0) for hypothesis in hypotheses]
    drafts = list({d.text: d for d in reversed(drafts)}.values())[::-1]
    if novelty:
        added = [
            -novelty * nats / d.length_penalty
            for nats, d in zip(
                usualness([d.tokens for d in drafts], talk.language, model), drafts, strict=True
            )
        ]
        drafts = [
            replace(d, score=d.score + more, novelty=more) for d, more in zip(drafts, added, strict=True)
        ]
    return tuple(sorted(drafts, key=lambda d: (_unfit(d, talk), len(d.missing), -d.score)))


def usualness(replies: Sequence[tuple[int, ...]], tag: str, model: Model) -> list[float]:
    """The log-probability in nats of each reply after a conversation of which nothing is known."""
    marks = [model.tokenizer.control(mark) for mark in (USER, HEED)]
    read = torch.tensor([[model.tokenizer.control(tag), *nothing_said(marks), EOS]], device=model.device)
    nats: list[float] = []
    for begin in range(0, len(replies), _AT_ONCE):
        part = [torch.tensor(tokens, device=model.device) for tokens in replies[begin : begin + _AT_ONCE]]
        target = torch.nn.utils.rnn.pad_sequence(part, batch_first=True, padding_value=PAD)
        source = read.expand(len(part), -1)
        nats += log_probabilities(model.network, source, source != PAD, target).sum(1).tolist()
    return nats


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


def _unfit(candidate: Draft, talk: Conversation) -> bool:
    """Whether it says nothing, or what was said before."""
    spelt = _spelt(candidate.text)
    return not spelt or spelt in talk.said


def _elsewhere(opening: Opening, found: Sequence[Draft]) -> Opening:
    """How to begin with nothing that these candidates begin with."""
    place = len(opening.tokens)
    begun = {d.tokens[place] for d in found if len(d.tokens) > place}
    return Opening(opening.tokens, tuple(sorted(begun)))


def _spelt(text: str) -> str:
    """The text without what does not make it another one: capitals, spaces, punctuation."""
    text = plain(text).casefold()
    return "".join(c for c in text if c.isalnum()) or "".join(text.split())
