"""Sentences through the search: what it is told of each, and what becomes of its answers."""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from engine.checkpoint import Model
from engine.errors import BadInput, BadOption
from engine.events import Draft
from engine.inspect.lenses import through_camera
from engine.kernels.threads import side_by_side, threads_for
from engine.networks.contract import Seq2Seq
from engine.requests import Prefix
from engine.search.hypothesis import Hypothesis, Progress
from engine.search.lexicon import Lexicon
from engine.search.mbr import consensus
from engine.search.options import DecodingOptions, check, longest
from engine.search.search import search
from engine.search.sentence import Opening
from engine.search.trace import Watch
from engine.tasks.channel import by_way_back
from engine.tasks.figures import missing_figures, to_require
from engine.tasks.left_over import left_over
from engine.tasks.sentences import Sentence, draft, sentences_to_translate, unread_scripts
from engine.tasks.times import beside_times, missing_times
from engine.text.capitals import begun
from engine.text.scripts import unread

_BATCH_TOKENS = 2000  # source tokens decoded together when many lines are translated
_BATCH_BEAM = 8  # with a beam wider than this fewer, as every row needs memory
CANDIDATES = 8  # handed out for each place of a draft, while it grows
_LOOKS = 2  # searches after the first: where one number comes, another may go
_ROOM = 20  # tokens that may follow a forced beginning, however short the source


@dataclass(frozen=True)
class Translation:
    """A translated text; `sentences` holds the n-best drafts of each, best first.

    unread: scripts in the text that the model cannot read; see `events.Started`. between: the sentences in
    the language that the translation went through, if it did.
    """

    text: str
    sentences: tuple[tuple[Draft, ...], ...]
    unread: tuple[str, ...] = ()
    between: tuple[str, ...] = ()


def translate_texts(
    model: Model,
    texts: Sequence[str],
    source: str,
    target: str,
    options: DecodingOptions,
    prefixes: Sequence[Prefix] = (),
    choices: int = 0,
    *,
    back: Model | None = None,
    whole: bool = False,
) -> list[Translation]:
    """Many texts at once, sentences of like length together; without attention.

    prefixes: how sentences of every text must begin. choices: candidates a place, 0 is none. back: see
    `by_way_back`. whole: each text is one sentence, whatever stops it holds.
    """
    cut = [sentences_to_translate(text, model, source, target, whole=whole) for text in texts]
    flat, openings = [], list[Opening]()
    for sentences, _ in cut:
        mine = openings_of(prefixes, sentences, model) if sentences else {}
        openings += [mine.get(i, Opening()) for i in range(len(sentences))]
        flat += sentences
    hypotheses = iter(decode_all(flat, openings, model, options, choices, back))
    joined = [_joined(zip(sentences, hypotheses, strict=False), after, model) for sentences, after in cut]
    return [
        replace(translation, unread=unread_scripts(text, model))
        for text, translation in zip(texts, joined, strict=True)
    ]


def openings_of(
    prefixes: Sequence[Prefix], sentences: Sequence[Sentence], model: Model
) -> Mapping[int, Opening]:
    """How sentences must begin, by their number. BadInput if one cannot."""
    unwritable = {*model.tokenizer.unwritable, model.tokenizer.eos}
    openings = {}
    for prefix in prefixes:
        if not 0 <= prefix.sentence < len(sentences):
            raise BadInput(
                f"Sentence {prefix.sentence + 1} cannot begin as told: there are {len(sentences)}."
            )
        sentence = sentences[prefix.sentence]
        text = prefix.text if prefix.tokens else " " * bool(prefix.text) + prefix.text.lstrip()
        if sentence.loud and sentence.pair:
            calm = model.tokenizer.as_read(text, sentence.pair[1], surely=True)
            text = calm if prefix.tokens else begun(calm)
        tokens = (*prefix.tokens, *model.tokenizer.continuation(text))
        if any(token in unwritable or not 0 <= token < model.tokenizer.vocab for token in tokens):
            raise BadInput("The output cannot begin as told: this model cannot write that.")
        if len(tokens) >= model.card.max_target:
            raise BadInput(f"The output cannot begin with more than {model.card.max_target - 1} tokens.")
        openings[prefix.sentence] = Opening(tokens, prefix.banned)
    return openings


def steps(
    sentences: Sequence[Sentence],
    openings: Sequence[Opening],
    model: Model,
    options: DecodingOptions,
    watch: Watch,
    network: Seq2Seq | None = None,
    back: Model | None = None,
) -> Iterator[Progress]:
    """See `search`. All sentences are to be written in one language, and in the scripts of the first.

    With `options.second_look` a sentence comes again whose translation has lost numbers, with them required,
    or is no translation or tells no time, with the words banned that were left as they were or are beside it.
    back: see `by_way_back`.
    """
    for progress in _searched(sentences, openings, model, options, watch, network, back):
        if progress.finished and options.second_look:
            sentence, opening = sentences[progress.sentence], openings[progress.sentence]
            progress = yield from _second_look(
                progress, sentence, opening, model, options, watch, network, back
            )
        yield progress


def _second_look(
    progress: Progress,
    sentence: Sentence,
    opening: Opening,
    model: Model,
    options: DecodingOptions,
    watch: Watch,
    network: Seq2Seq | None,
    back: Model | None,
) -> Generator[Progress, None, Progress]:
    """The finished progress, or that of a further search, whose best hypothesis has fewer faults."""
    if sentence.pair is None or options.temperature or options.groups > 1:
        return progress
    source, target = sentence.pair

    def faults(hypothesis: Hypothesis) -> tuple[list[str], list[str]]:
        text, read = model.tokenizer.decode(hypothesis.tokens)[0], sentence.text
        lost = [kept.stand_in for kept in sentence.inline.kept if not kept.found(text)]
        for kept in sentence.inline.kept:  # the figures of stand-ins are none
            text, read = kept.left_out(text), kept.left_out(read)
        lost += missing_times(read, text, source, target)
        wrong = left_over(read, text, source, target) + beside_times(read, text, source, target)
        return missing_figures(read, text, source, target) + lost, wrong

    missing, wrong = faults(progress.hypotheses[0])
    first, again = len(missing) + len(wrong), replace(options, second_look=False)
    for _ in range(_LOOKS):
        required = [to_require(figure, sentence.text, source, target) for figure in missing]
        asked = replace(
            again,
            required=tuple(dict.fromkeys((*again.required, *required))),
            banned=tuple(dict.fromkeys((*again.banned, *wrong))),
        )
        if asked == again:  # nothing is wrong, or nothing more can be asked for
            break
        again = asked
        try:
            check(again, model.card.max_target)
            for other in _searched([sentence], [opening], model, again, watch, network, back):
                if other.finished:
                    break
                if not watch.branches:  # the tree is that of the first search
                    yield replace(other, sentence=progress.sentence)
        except BadOption:  # a number that this model cannot write, or that is banned
            break
        missing, wrong = faults(other.hypotheses[0])
        if len(missing) + len(wrong) < first:
            kept = tuple(
                replace(h, missing=tuple(word for word in h.missing if word in options.required))
                for h in other.hypotheses
            )
            return replace(other, sentence=progress.sentence, hypotheses=kept)
    return progress


def _searched(
    sentences: Sequence[Sentence],
    openings: Sequence[Opening],
    model: Model,
    options: DecodingOptions,
    watch: Watch,
    network: Seq2Seq | None,
    back: Model | None,
) -> Iterator[Progress]:
    source = torch.full((len(sentences), max(len(s.tokens) for s in sentences)), model.tokenizer.pad)
    for row, sentence in zip(source, sentences, strict=True):
        row[: len(sentence.tokens)] = torch.tensor(sentence.tokens)
    source = source.to(model.device)
    lengths = torch.tensor([len(s.tokens) for s in sentences], device=model.device)
    limits = [_longest(s, o, model, options) for s, o in zip(sentences, openings, strict=True)]
    camera = None
    if watch.looks:
        network, camera = through_camera(network or model.network)
    words = Lexicon(options, model.tokenizer) if options.required or options.banned else None
    scripts = sentences[0].scripts
    foreign: Sequence[int] = ()
    if scripts is not None:
        foreign = model.outside(scripts.union(unread(" ".join(options.required), scripts)))
    found = search(
        network or model.fast,
        source,
        torch.arange(source.shape[1], device=model.device) < lengths[:, None],
        options if back is None else replace(options, n_best=options.beam),
        longest=limits,
        openings=openings,
        lexicon=words,
        spelling=model.tokenizer.spelling,
        banned=[*model.unwritable, *foreign],
        decoder_start=sentences[0].decoder_start,
        eos=model.tokenizer.eos,
        watch=watch,
        shortlist=model.shortlists.get(sentences[0].pair[1]) if sentences[0].pair else None,
    )
    made = itertools.chain.from_iterable(found)
    for progress in made if back is None else _judged(made, sentences, model, back, options):
        if progress.finished and options.mbr:
            texts = [model.tokenizer.decode(h.tokens)[0] for h in progress.hypotheses]
            chosen = tuple(progress.hypotheses[i] for i in consensus(texts))
            progress = replace(progress, hypotheses=chosen)
        if camera is not None:
            started = len(sentences[0].decoder_start)
            seen = (replace(h, looks=camera.looks(h.origins, started)) for h in progress.hypotheses)
            progress = replace(progress, hypotheses=tuple(seen))
        yield progress


def _judged(
    found: Iterable[Progress],
    sentences: Sequence[Sentence],
    model: Model,
    back: Model,
    options: DecodingOptions,
) -> Iterator[Progress]:
    """All that is found, the finished after the others: many are asked about together."""
    waiting = []
    for progress in found:
        if progress.finished:
            waiting.append(progress)
        else:
            yield progress
    asked = [(progress.hypotheses, sentences[progress.sentence]) for progress in waiting]
    for progress, best in zip(waiting, by_way_back(asked, model, back, options.channel), strict=True):
        yield replace(progress, hypotheses=best[: options.n_best])


@torch.no_grad()
def context_of(sentence: Sentence, model: Model) -> NDArray[np.float32] | None:
    """The one vector (width,) that a network without attention keeps of a sentence; else None."""
    source = torch.tensor([sentence.tokens], device=model.device)
    context = model.network.context(source, torch.ones_like(source, dtype=torch.bool))
    return None if context is None else context[0].float().numpy(force=True)


def _longest(sentence: Sentence, opening: Opening, model: Model, options: DecodingOptions) -> int:
    begun, room = len(opening.tokens), model.card.max_target
    if begun and options.max_length:
        if begun >= options.max_length:
            raise BadOption("max_length", "must be above the {0} tokens of the forced beginning", (begun,))
        return min(options.max_length, room)
    most = longest(options, len(sentence.tokens), room)
    return min(max(most, begun + _ROOM), room) if begun else most


def decode_all(
    sentences: Sequence[Sentence],
    openings: Sequence[Opening],
    model: Model,
    options: DecodingOptions,
    choices: int = 0,
    back: Model | None = None,
) -> list[tuple[Hypothesis, ...]]:
    """The n-best of every sentence, in order, with a batch on each of torch's threads."""
    found: list[tuple[Hypothesis, ...]] = [()] * len(sentences)

    def decode(batch: list[int]) -> None:
        chosen = [sentences[i] for i in batch], [openings[i] for i in batch]
        watch = Watch(columns=any(sentences[i].inline.marks for i in batch), choices=choices)
        for progress in steps(*chosen, model, options, watch, back=back):
            found[batch[progress.sentence]] = progress.hypotheses

    wide = max(1, (options.n_best if options.temperature else options.beam) // _BATCH_BEAM)
    at_once = threads_for(model.device)
    most = min(_BATCH_TOKENS // wide, -(-sum(len(s.tokens) for s in sentences) // at_once))
    side_by_side(decode, list(_batches(sentences, most)), at_once, at_once if model.shares else 1)
    return found


def _batches(sentences: Sequence[Sentence], most: int) -> Iterator[list[int]]:
    """Places of sentences of like length and the same scripts, of `most` source tokens or one sentence.

    The longest go first: memory runs out early, if at all.
    """

    def scripts(i: int) -> list[str]:
        return sorted(sentences[i].scripts or ())

    for _, alike in itertools.groupby(sorted(range(len(sentences)), key=scripts), scripts):
        waiting = sorted(alike, key=lambda i: -len(sentences[i].tokens))
        while waiting:
            size = max(1, most // len(sentences[waiting[0]].tokens))
            yield waiting[:size]
            waiting = waiting[size:]


def _joined(
    parts: Iterator[tuple[Sentence, tuple[Hypothesis, ...]]], after: str, model: Model
) -> Translation:
    text, sentences = "", []
    for sentence, hypotheses in parts:
        text += sentence.before
        sentences.append(tuple(draft(h, sentence, model, len(text)) for h in hypotheses))
        text += sentences[-1][0].text
    return Translation(text + after, tuple(sentences))
