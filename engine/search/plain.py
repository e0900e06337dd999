"""The loop of greedy and plain beam search: the results of `loop.Search`, sooner.

Most searches ask for no rule but the least length and the repetition guard. For few rows numpy costs more
than it saves, and arrays for all the other rules more than that: here a row is an object in a list.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.kernels.top import top
from engine.networks.contract import Seq2Seq
from engine.networks.state import reorder
from engine.search.beam import by_score
from engine.search.hypothesis import Hypothesis, Numbers, Progress, Scores
from engine.search.options import DecodingOptions
from engine.search.penalties import length_penalty
from engine.search.repetition import NOTHING, Guard, Texts
from engine.search.sentence import Sentence
from engine.search.start import start
from engine.search.trace import Trace, Watch

_DROP = 8  # finished sentences stay until one in so many is: taking one out copies all others


class Token(NamedTuple):
    """The token that a row wrote last, and how the row came to it."""

    before: Token | None
    token: int
    score: float
    origin: int  # the row in which the network wrote it


class Row(NamedTuple):
    """A growing hypothesis."""

    sum: float  # of its scores; minus infinity: there is none, the row fills the batch
    last: Token | None
    texts: Texts  # as the guard reads them
    visible: int  # its tokens that one can see


EMPTY = Row(-math.inf, None, NOTHING, 0)


class Found(NamedTuple):
    """A row with one more token."""

    sum: float  # of its scores
    row: int
    token: int
    score: float


def is_plain(options: DecodingOptions, sentences: Sequence[Sentence], watch: Watch) -> bool:
    """Whether the loop here does all that is asked."""
    return (
        options.temperature == 0
        and options.groups == 1
        and options.no_repeat_ngram == 0
        and options.repetition_penalty == 1
        and options.coverage_penalty == 0
        and not (options.required or options.banned or watch.branches)
        and not any(sentence.opening.tokens or sentence.opening.banned for sentence in sentences)
    )


class PlainSearch:
    """See `loop.Search`."""

    @torch.inference_mode()
    def __init__(
        self,
        network: Seq2Seq,
        source: Tensor,
        mask: Tensor,
        options: DecodingOptions,
        sentences: list[Sentence],
        guard: Guard | None,
        banned: Sequence[int],
        seen: NDArray[np.bool_],
        decoder_start: Sequence[int],
        eos: int,
        watch: Watch,
    ) -> None:
        self.network, self.options, self.eos, self.device = network, options, eos, source.device
        self.guard, self.watch = guard, watch
        self.seen = seen.tolist()
        self.patience = (options.patience or math.inf) * options.beam
        self.banned = torch.tensor(banned, dtype=torch.int64, device=self.device)
        self.trace = Trace(watch)
        self.length = 0  # tokens that every row has written
        self.slots: list[Sentence | None] = list(sentences)  # None: finished, its rows not yet dropped
        self.rows = [Row(0.0, None, NOTHING, 0)] * len(sentences)  # as many for each slot
        self.token = torch.full((len(sentences),), decoder_start[-1], device=self.device)
        if sentences:
            self.state = start(network, source, mask, decoder_start, sentences, "beam", options.beam)

    @property
    def active(self) -> bool:
        return any(self.slots)

    @torch.inference_mode()
    def advance(self) -> tuple[Progress, ...]:
        """One decoder step for all active sentences."""
        tokens, scores, sums = self._step()
        self.length += 1
        a, width = self.options.length_penalty, self.options.beam
        self.penalty, next_penalty = length_penalty(self.length, a), length_penalty(self.length + 1, a)
        each = len(self.rows) // len(self.slots)
        best_first = by_score(sums.reshape(len(self.slots), -1), 2 * width)
        best_first += np.arange(0, sums.size, sums.size // len(self.slots))[:, None]
        chosen = (best_first // sums.shape[1], tokens.take(best_first), scores.take(best_first))
        fields = zip(*(field.tolist() for field in (sums.take(best_first), *chosen)), strict=True)
        records, alive = [], list[list[Found]]()
        for i, (sentence, of_one) in enumerate(zip(self.slots, fields, strict=True)):
            alive.append([])
            if sentence is None:
                continue
            found = [one for one in map(Found, *of_one) if one.sum > -math.inf]
            for one in found[:width]:
                if one.token == self.eos:
                    sentence.complete += 1
                    if sentence.wants((0, -one.sum / self.penalty)):
                        sentence.keep(self._hypothesis(sentence, one), distinct=False)
            living = [one for one in found if one.token != self.eos][:width]
            # Sums only fall: no growing hypothesis can come to rank before this.
            best = living[0].sum if living else -math.inf
            bound = 0, -best / max(next_penalty, length_penalty(sentence.longest, a))
            stopped = self.length >= sentence.longest
            enough = sentence.complete >= self.patience and len(sentence.ended) == sentence.n_best
            finished = stopped or not living or enough or not sentence.wants(bound)
            if self.watch.stream or finished:
                shown = tuple(sentence.ended)
                if stopped or not finished:
                    growing = [self._hypothesis(sentence, one, stopped) for one in living[: sentence.n_best]]
                    shown = sentence.best(growing, distinct=False)
                records.append(Progress(sentence.number, shown, finished))
            if finished:
                self.slots[i] = None
            else:
                alive[-1] = living
        self._go_on(alive, each)
        return tuple(records)

    def _step(self) -> tuple[Numbers, Scores, Scores]:
        """What each row may write next: tokens, their log-probabilities and the sums, each (rows, n)."""
        step = self.network.step(self.token, self.state)
        self.state = step.state
        self.trace.attended(step.attention)
        own = step.logits.log_softmax(1, dtype=torch.float32)
        self.trace.considered(own, self.banned)
        best, columns = top(own, self.options.beam + 1)
        tokens, scores = columns.numpy(force=True), best.double().numpy(force=True)
        for r, forbidden in self._forbidden():
            if not forbidden.isdisjoint(tokens[r].tolist()):
                own[r, list(forbidden)] = -torch.inf
                best, columns = top(own[r : r + 1], self.options.beam + 1)
                scores[r], tokens[r] = best[0].numpy(force=True), columns[0].numpy(force=True)
        sums: Scores = np.array([row.sum for row in self.rows])[:, None] + scores
        return tokens, scores, sums

    def _forbidden(self) -> list[tuple[int, set[int]]]:
        """Rows that may not write some tokens, and which."""
        found = []
        each, least = len(self.rows) // len(self.slots), self.options.min_length
        for r, row in enumerate(self.rows):
            sentence = self.slots[r // each]
            if sentence is None or row.sum == -math.inf:
                continue
            forbidden = self.guard.forbidden(row.texts, sentence.excuses) if self.guard else set()
            if row.visible < least:
                forbidden = {*forbidden, self.eos}
            if forbidden:
                found.append((r, forbidden))
        return found

    def _hypothesis(self, sentence: Sentence, found: Found, stopped: bool = False) -> Hypothesis:
        token: Token | None = Token(self.rows[found.row].last, found.token, found.score, found.row)
        path = []
        while token is not None:
            path.append(token)
            token = token.before
        path.reverse()
        origins = tuple([token.origin for token in path])
        return Hypothesis(
            tokens=tuple([token.token for token in path]),
            scores=tuple([token.score for token in path]),
            score=found.sum / self.penalty,
            length_penalty=self.penalty,
            coverage_penalty=0.0,
            stopped_by_length=stopped,
            missing=(),
            columns=self.trace.columns(origins, sentence.source),
            choices=self.trace.choices(origins),
            origins=origins,
        )

    def _go_on(self, alive: list[list[Found]], each: int) -> None:
        """The next rows are those that live, as many for each slot as the one with most of them has."""
        width = max(map(len, alive))
        if not width:
            return
        kept = list(range(len(alive)))
        if _DROP * self.slots.count(None) >= len(self.slots):
            kept = [i for i in kept if self.slots[i] is not None]
        before, order, tokens = self.rows, [], []
        self.rows = []
        for i in kept:
            for one in alive[i]:
                row = before[one.row]
                self.rows.append(
                    Row(
                        one.sum,
                        Token(row.last, one.token, one.score, one.row),
                        self.guard.grow(row.texts, one.token) if self.guard else NOTHING,
                        row.visible + (self.seen[one.token] if self.seen else 1),
                    )
                )
                order.append(one.row)
                tokens.append(one.token)
            empty = width - len(alive[i])
            self.rows += [EMPTY] * empty
            order += [i * each] * empty
            tokens += [self.eos] * empty
        self.slots = [self.slots[i] for i in kept]
        self.token = torch.tensor(tokens, device=self.device)
        if order != list(range(len(before))):
            self.state = reorder(self.state, torch.tensor(order, device=self.device))
