"""Beam search and sampling over any network that keeps to `contract.Seq2Seq`."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.kernels.shortlist import Shortlist
from engine.networks.contract import Seq2Seq
from engine.search.hypothesis import Hypothesis, Progress
from engine.search.letters import Letters
from engine.search.lexicon import Lexicon
from engine.search.loop import Search
from engine.search.options import DecodingOptions
from engine.search.plain import PlainSearch, is_plain
from engine.search.repetition import Guard
from engine.search.sentence import Opening, Sentence
from engine.search.task import Task
from engine.search.trace import RESULT, Watch
from engine.text.tokenizer import BOS, EOS, PAD, UNK


def search(
    network: Seq2Seq,
    source: Tensor,
    mask: Tensor,
    options: DecodingOptions,
    *,
    longest: Sequence[int] | Tensor,
    openings: Sequence[Opening] | None = None,
    lexicon: Lexicon | None = None,
    spelling: Sequence[bytes] = (),
    banned: Sequence[int] = (PAD, UNK, BOS),
    decoder_start: Sequence[int] = (BOS,),
    eos: int = EOS,
    watch: Watch = RESULT,
    shortlist: Shortlist | None = None,
) -> Generator[tuple[Progress, ...], None, None]:
    """Translates many sentences at once and yields after every decoder step; after several, where it can run
    ahead as nobody streams.

    What is yielded: the sentences that this step has finished, each with its `n_best` best
    hypotheses, best first; with `watch.stream` also the others, with the best of what they have so
    far, ended or growing. Closing the generator cancels.

    source and mask (sentences, source), padding at the end. longest: for each sentence the most
    tokens to write, EOS counted, at least 1 (see `options.longest`). openings: how each target must
    begin; that stands above all rules. lexicon: of the required and banned words of `options`. spelling:
    what each token writes; without it there is no repetition guard, and letters written in bytes may
    break. banned: tokens never written. decoder_start: what the decoder reads before it writes. The
    network should be in eval mode, and `options` should have passed `options.check`. BadOption if the
    beam is wider than the memory. shortlist: where only the outcome is asked for and no word is wanted or
    unwanted, only its tokens and those of the source are written, and log-probabilities are among these.

    Temperature 0 is beam search; a beam of 1 is greedy search. A sentence is finished when none of its
    growing hypotheses can overtake the last of its `n_best` ended ones, whatever it writes (a greedy one
    when it ends), or at its `longest`, where growing hypotheses compete as they are, marked
    `stopped_by_length`. So a beam wider than the tree ranks exactly all targets that end within
    `longest` tokens and all those that have not ended after `longest` tokens. Patience stops earlier
    than that.

    What is required makes the beam wider, by a row for each of its tokens, and ranks before the score:
    a hypothesis that misses fewer words is better.

    A temperature above 0 draws `n_best` hypotheses, each on its own, and ranks them. All sentences
    share one stream of random numbers, so a sentence gets the same text alone and in any batch.

    Should the rules leave a hypothesis nothing to write, it is dropped, and the sentence may come out
    with fewer than `n_best`. This takes a vocab smaller than the length.
    """
    often = options.repetition_guard
    guard = Guard(spelling, often) if often and spelling else None
    seen, letters = _seen(tuple(spelling)), _letters(tuple(spelling))
    never = tuple(banned)
    sentences = [
        Sentence(
            number,
            real,
            int(most),
            options.n_best,
            opening,
            guard.excused(tokens[:real]) if guard else ((), (), ()),
        )
        for number, (tokens, real, most, opening) in enumerate(
            zip(
                source.tolist(),
                mask.sum(1).tolist(),
                longest,
                openings or [Opening()] * len(source),
                strict=True,
            )
        )
    ]
    task = Task(
        network=network,
        source=source,
        mask=mask,
        options=options,
        sentences=sentences,
        lexicon=lexicon,
        guard=guard,
        letters=letters,
        banned=_tensor(never, source.device),
        banned_between=_tensor((*never, *letters.banned), source.device),
        seen=seen,
        decoder_start=decoder_start,
        eos=eos,
        watch=watch,
        shortlist=shortlist,
    )
    run = PlainSearch(task) if is_plain(task) else Search(task)
    while run.active:
        yield tuple(_without_begun(progress, letters) for progress in run.advance())


def _without_begun(progress: Progress, letters: Letters) -> Progress:
    """Where the length cut a letter in two, what is there of it goes; unless there is nothing else."""
    if not (progress.finished and any(h.stopped_by_length for h in progress.hypotheses)):
        return progress
    return replace(progress, hypotheses=tuple(_cut(h, letters.whole(h.tokens)) for h in progress.hypotheses))


def _cut(hypothesis: Hypothesis, tokens: int) -> Hypothesis:
    if tokens in (0, len(hypothesis.tokens)):
        return hypothesis
    return replace(
        hypothesis,
        tokens=hypothesis.tokens[:tokens],
        scores=hypothesis.scores[:tokens],
        score=hypothesis.score - sum(hypothesis.scores[tokens:]) / hypothesis.length_penalty,
        columns=hypothesis.columns[:tokens],
        choices=hypothesis.choices[:tokens],
        origins=hypothesis.origins[:tokens],
    )


@lru_cache(32)
def _tensor(tokens: tuple[int, ...], device: torch.device) -> Tensor:
    return torch.tensor(tokens, dtype=torch.int64, device=device)


@lru_cache(4)
def _seen(spelling: tuple[bytes, ...]) -> NDArray[np.bool_]:
    """Which tokens write something that one can see; all, as long as nothing is known."""
    return np.array([bool(piece.strip()) for piece in spelling])


@lru_cache(4)
def _letters(spelling: tuple[bytes, ...]) -> Letters:
    return Letters(spelling)


def outcome(steps: Iterable[tuple[Progress, ...]]) -> list[tuple[Hypothesis, ...]]:
    """Runs a search to its end: the n-best of every sentence, in the order of the source."""
    finished = {p.sentence: p.hypotheses for step in steps for p in step if p.finished}
    return [finished[sentence] for sentence in sorted(finished)]
