"""Translation through a third language, where no model goes directly: two searches, one after another.

What the user sees is one translation: its words are marked in the user's own text, and its attention is that
of the second leg, carried on through the first leg's alignment. Both legs come by themselves, too.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.checkpoint import Model
from engine.errors import BadInput
from engine.events import Draft, Drafted, Event, Finished, Loading, Relayed, SentenceFinished, Started
from engine.inspect.alignment import Reader
from engine.requests import Prefix, Translate
from engine.search.options import DecodingOptions, check
from engine.search.sentence import Opening
from engine.tasks.decoding import Translation, decode_all, openings_of
from engine.tasks.sentences import Sentence, draft, sentences_to_translate, unread_scripts
from engine.text.piece import Piece

if TYPE_CHECKING:
    from engine.runner import Runner


def translate_through(runner: Runner, request: Translate) -> Iterator[Event]:
    """The events of a translation through `request.pivot`, with the legs of each sentence. Raises Failure."""
    began, number, pivot = time.monotonic(), request.number, request.pivot
    source, target = request.source_language, request.target_language
    names = runner.choose(source, pivot), runner.choose(pivot, target)
    for name in names:
        if not runner.has(name):
            yield Loading(number=number, model=name)
        check(request.options, runner.model(name).card.max_target)
    first, second = map(runner.model, names)
    judges = (
        runner.judge(first, source, pivot, request.options),
        runner.judge(second, pivot, target, request.options),
    )
    sentences, after = sentences_to_translate(request.text, first, source, pivot)
    openings = openings_of(request.prefixes, sentences, second)
    spans = tuple((s.begin, s.end) for s in sentences)
    yield Started(number=number, model=" + ".join(names), device=str(runner.device), spans=spans)
    plain = replace(request, surgery=(), explore=False)  # the first leg is what it is
    text, tokens = "", 0
    for i, sentence in enumerate(sentences):
        text += sentence.before
        place: dict[str, Any] = {
            "number": number,
            "sentence": i,
            "before": sentence.before,
            "offset": len(text),
        }
        for progress in runner.searches.steps(sentence, Opening(), first, plain, judges[0]):
            if progress.finished:
                leg = draft(progress.hypotheses[0], sentence, first, 0)
        between = _one(leg.text, second, pivot, target)
        if between is None:  # what the second model cannot read stays as it is
            yield SentenceFinished(**place, hypotheses=(leg,), stopped_by_length=False)
            text += leg.text
            continue
        carry = carried(leg, between.pieces)
        for progress in runner.searches.steps(
            between, openings.get(i, Opening()), second, replace(request, explore=False), judges[1]
        ):
            drafts = [draft(h, between, second, len(text)) for h in progress.hypotheses]
            joined = tuple(_joined(one, leg, carry) for one in drafts)
            if progress.finished:
                cut = progress.hypotheses[0].stopped_by_length
                yield SentenceFinished(**place, hypotheses=joined, stopped_by_length=cut)
                yield Relayed(number=number, sentence=i, first=leg, second=drafts[0])
                text += joined[0].text
                tokens += len(joined[0].pieces)
            elif joined:
                yield Drafted(**place, draft=joined[0])
    yield Finished(number=number, text=text + after, tokens=tokens, seconds=time.monotonic() - began)


def translate_many_through(
    runner: Runner,
    texts: Sequence[str],
    way: tuple[str, str, str],
    names: tuple[str, str],
    options: tuple[DecodingOptions, DecodingOptions],
    prefixes: Sequence[Prefix] = (),
    choices: int = 0,
) -> list[Translation]:
    """Many texts at once, without attention; the same texts as above.

    way: source, between and target; names and options: of the two legs. prefixes: how the second leg's
    sentences must begin; choices: candidates a place of it, 0 is none. Raises Failure.
    """
    source, pivot, target = way
    first, second = map(runner.model, names)
    for model, wanted in zip((first, second), options, strict=True):
        check(wanted, model.card.max_target)
    cut = [sentences_to_translate(text, first, source, pivot) for text in texts]
    flat = [sentence for sentences, _ in cut for sentence in sentences]
    begun = [begin for sentences, _ in cut for begin in _openings(prefixes, sentences, second)]
    back = runner.judge(first, source, pivot, options[0])
    best = decode_all(flat, [Opening()] * len(flat), first, options[0], back=back)
    legs = [draft(found[0], sentence, first, 0) for found, sentence in zip(best, flat, strict=True)]
    between = [_one(leg.text, second, pivot, target) for leg in legs]
    read = [(sentence, begin) for sentence, begin in zip(between, begun, strict=True) if sentence]
    back = runner.judge(second, pivot, target, options[1])
    hypotheses = iter(
        decode_all([s for s, _ in read], [b for _, b in read], second, options[1], choices, back)
    )
    parts = iter(zip(legs, between, strict=True))
    found: list[Translation] = []
    for text, (sentences, after) in zip(texts, cut, strict=True):
        joined, drafts, relayed = "", list[tuple[Draft, ...]](), list[str]()
        for sentence in sentences:
            leg, middle = next(parts)
            at = len(joined) + len(sentence.before)
            written = (
                (leg,) if middle is None else tuple(draft(h, middle, second, at) for h in next(hypotheses))
            )
            joined += sentence.before + written[0].text
            drafts.append(written)
            relayed.append(leg.text)
        unread = unread_scripts(text, first)
        found.append(Translation(joined + after, tuple(drafts), unread, tuple(relayed)))
    return found


def _openings(prefixes: Sequence[Prefix], sentences: Sequence[Sentence], model: Model) -> list[Opening]:
    mine = openings_of(prefixes, sentences, model) if sentences else {}
    return [mine.get(i, Opening()) for i in range(len(sentences))]


def _one(text: str, model: Model, source: str, target: str) -> Sentence | None:
    """What the first leg has written, as one sentence of the second; None if there is nothing it can read."""
    found, _ = sentences_to_translate(text, model, source, target, whole=True)
    if len(found) > 1:
        raise BadInput("A sentence is too long to go through another language. Make two of it.")
    return found[0] if found and text.strip() else None


def carried(leg: Draft, pieces: Sequence[Piece]) -> NDArray[np.float32]:
    """(pieces, source): where in the user's text each piece of the text between comes from; rows sum to 1.

    pieces: those that the second leg reads. A piece takes part in those of the first leg that it shares
    characters with; a special one in the first leg's end.
    """
    shared = np.zeros((len(pieces), len(leg.pieces)))
    for row, piece in enumerate(pieces):
        for column, other in enumerate(leg.pieces):
            if not piece.special:
                shared[row, column] = max(min(piece.end, other.end) - max(piece.begin, other.begin), 0)
        if not shared[row].any():
            shared[row, -1] = 1
    shared /= shared.sum(1, keepdims=True)
    attention = np.stack(leg.columns)
    if not attention.shape[1]:
        return np.zeros((len(pieces), 0), np.float32)
    return (shared @ Reader.of(leg.alignment).weights(attention)).astype(np.float32)


def _joined(second: Draft, first: Draft, carry: NDArray[np.float32]) -> Draft:
    """The second leg's draft over the user's own text. Without attention in a leg, there is none."""
    if carry.shape[1]:
        columns = tuple(column @ carry for column in second.columns)
    else:
        columns = tuple(np.zeros((0, 0, len(first.source_pieces)), np.float32) for _ in second.columns)
    return replace(second, source_pieces=first.source_pieces, columns=columns)
