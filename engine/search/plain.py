"""The loop of greedy and plain beam search: the results of `loop.Search`, sooner.

Most searches ask for no rule but the least length and the repetition guard. For few rows numpy costs more
than it saves, and arrays for all the other rules more than that: here a row is an object in a list. Where a
network runs ahead and nobody looks on, it takes several steps at once (`kernels.ahead`).
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from engine.kernels.ahead import DROP, Plan, Standing
from engine.kernels.top import top
from engine.networks.state import reorder
from engine.search.beam import by_score
from engine.search.hypothesis import Hypothesis, Numbers, Progress, Scores
from engine.search.options import patience
from engine.search.penalties import coverage_penalty, length_penalty
from engine.search.repetition import NOTHING, Texts
from engine.search.sentence import Sentence
from engine.search.start import start
from engine.search.task import Task
from engine.search.trace import Trace

# How far a network runs ahead: not too far, so that a search can be ended, and so that little is lost when a
# rule stands against a step, which happens more often with many rows; fewer steps are not worth it.
_STEPS, _TOKENS, _FEWEST = 16, 1024, 3


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
    begun: bytes  # of a letter that is not complete


EMPTY = Row(-math.inf, None, NOTHING, 0, b"")


class Found(NamedTuple):
    """A row with one more token."""

    sum: float  # of its scores
    row: int
    token: int
    score: float


def is_plain(task: Task) -> bool:
    """Whether the loop here does all that is asked."""
    options = task.options
    return (
        options.temperature == 0
        and options.groups == 1
        and options.no_repeat_ngram == 0
        and options.repetition_penalty == 1
        and not (options.required or options.banned or task.watch.branches)
        and not any(sentence.opening.tokens or sentence.opening.banned for sentence in task.sentences)
    )


class PlainSearch:
    """See `loop.Search`."""

    @torch.inference_mode()
    def __init__(self, task: Task) -> None:
        network, options, sentences, watch = task.network, task.options, task.sentences, task.watch
        self.network, self.options, self.eos, self.device = network, options, task.eos, task.source.device
        self.guard, self.letters, self.watch = task.guard, task.letters, watch
        self.seen = task.seen.tolist()
        self.patience = patience(options)
        self.banned, self.banned_between = task.banned, task.banned_between
        self.tokens: Tensor | None = None  # see `shortlist.Logits`
        self.trace = Trace(watch)
        self.length = 0  # tokens that every row has written
        self.slots: list[Sentence | None] = list(sentences)  # None: finished, its rows not yet dropped
        self.rows = [Row(0.0, None, NOTHING, 0, b"")] * len(sentences)  # as many for each slot
        # What each source token got so far, (rows, source), if that counts; padding is covered.
        self.coverage = (~task.mask).float() if options.coverage_penalty else None
        self.uncovered: list[float] = []  # the coverage penalty of each row, if there is one
        self.token = torch.full((len(sentences),), task.decoder_start[-1], device=self.device)
        longest = max((sentence.longest for sentence in sentences), default=0)
        # Of hypotheses of 0, 1, 2 ... tokens; none has 0.
        self.penalties = [1.0, *(length_penalty(n, options.length_penalty) for n in range(1, longest + 2))]
        unseen = not (watch.stream or watch.choices)
        lasting = options.beam == 1 and self.patience > 1
        runs = getattr(network, "runs_ahead", False) and unseen and options.n_best == 1 and not lasting
        self.runner: Any = network if runs else None
        shortens = unseen and getattr(network, "takes_shortlists", False)
        if sentences:
            self.state = start(task, "beam", options.beam, task.shortlist if shortens else None)
            if shortens and task.shortlist:
                self.tokens, self.vocab = self.state.logits.tokens, task.shortlist.vocab
        # Of the logits: those that are closed where no letter is begun, and the end.
        self.closed = self._columns(self.banned_between)
        if self.tokens is not None:
            self.closed = torch.cat((self.closed, self.closed.new_tensor([len(self.tokens) - 1])))
        self.end = int(self._columns(torch.tensor([self.eos], device=self.device)))

    @property
    def active(self) -> bool:
        return any(self.slots)

    @torch.inference_mode()
    def advance(self) -> tuple[Progress, ...]:
        """One decoder step for all active sentences; several where the network can and nobody looks on."""
        records: list[Progress] = []
        beam = self.options.beam
        ahead = self.runner and not any(row.begun for row in self.rows)
        steps = min(_STEPS, _TOKENS // (beam * len(self.slots))) if ahead else 0
        if (
            steps < (_FEWEST if beam == 1 else _STEPS) or not self._run_ahead(steps, records)
        ) and self.active:
            self._go_one_step(records)
        return tuple(records)

    def _go_one_step(self, records: list[Progress]) -> None:
        tokens, scores, sums = self._step()
        self.length += 1
        each = len(self.rows) // len(self.slots)
        best_first = by_score(sums.reshape(len(self.slots), -1), 2 * self.options.beam)
        best_first += np.arange(0, sums.size, sums.size // len(self.slots))[:, None]
        chosen = (best_first // sums.shape[1], tokens.take(best_first), scores.take(best_first))
        fields = zip(*(field.tolist() for field in (sums.take(best_first), *chosen)), strict=True)
        alive = []
        for i, of_one in enumerate(fields):
            found = [one for one in map(Found, *of_one) if one.sum > -math.inf]
            alive.append(self._judge(i, found, records))
        self._grow(alive, max(map(len, alive)))
        self._settle(each)

    def _run_ahead(self, steps: int, records: list[Progress]) -> bool:
        """So many steps at once, or those before a rule stands against one: then False."""
        each, whole = 0, True
        taken, states = self.runner.ahead(steps, self._plan(), self._standing(), self.length, self.state)
        for one, state in zip(taken, states, strict=True):
            rows, tokens = one.rows.tolist(), one.tokens.tolist()
            if self._stands_against(rows, tokens):
                whole = False
                break
            self.length += 1
            self.state, each = state, state.rows // len(self.slots)
            self.trace.attended(one.attention)
            if one.coverage is not None and one.uncovered is not None:
                self.coverage, self.uncovered = one.coverage, one.uncovered.tolist()
            sums, scores, kept, news = (
                field.tolist() for field in (one.sums, one.scores, one.kept, one.news)
            )
            alive = []
            for i, of_one in enumerate(zip(sums, rows, tokens, scores, strict=True)):
                places = range(len(of_one[0])) if news[i] else kept[i]
                found = [Found(*[field[place] for field in of_one]) for place in places]
                found = [one for one in found if one.sum > -math.inf]
                alive.append(self._judge(i, found, records) if news[i] else found)
            self._grow(alive, len(kept[0]))
        if each:
            self._settle(each)
        return whole

    def _plan(self) -> Plan:
        longest = [sentence.longest if sentence else 0 for sentence in self.slots]
        return Plan(
            beam=self.options.beam,
            eos=self.eos,
            banned=self.closed,
            end=self.end,
            tokens=self.tokens,
            least=self.options.min_length,
            patience=self.patience,
            penalties=self.penalties,
            coverage_penalty=self.options.coverage_penalty,
            longest=torch.tensor(longest, device=self.device),
            at_longest=self._numbers([self.penalties[n] for n in longest]),
        )

    def _standing(self) -> Standing:
        return Standing(
            token=self.token,
            sums=self._numbers([row.sum for row in self.rows]),
            ended=self._numbers(
                [one.ended[0].score if one and one.ended else -math.inf for one in self.slots]
            ),
            complete=torch.tensor([one.complete if one else 0 for one in self.slots], device=self.device),
            done=torch.tensor([one is None for one in self.slots], device=self.device),
            coverage=self.coverage,
        )

    def _numbers(self, values: list[float]) -> Tensor:
        return torch.tensor(values, dtype=torch.float64, device=self.device)

    def _stands_against(self, rows: list[list[int]], tokens: list[list[int]]) -> bool:
        """Whether a rule forbids a candidate; rows and tokens (sentences, candidates)."""
        if any(row.begun for row in self.rows):
            return True
        forbidden = dict(self._forbidden())
        return bool(forbidden) and any(
            token in forbidden.get(row, ())
            for of_one in zip(rows, tokens, strict=True)
            for row, token in zip(*of_one, strict=True)
        )

    def _judge(self, slot: int, found: list[Found], records: list[Progress]) -> list[Found]:
        """What a sentence goes on with, of candidates best first; none if it is finished."""
        sentence, width = self.slots[slot], self.options.beam
        if sentence is None:
            return []
        for one in found[:width]:
            if one.token == self.eos:
                sentence.complete += 1
                if sentence.wants((0, -self._total(one))):
                    sentence.keep(self._hypothesis(sentence, one), distinct=False)
        living = [one for one in found if one.token != self.eos][:width]
        # Sums only fall, and no source need be uncovered in the end: no growing hypothesis can come to rank
        # before this.
        best = living[0].sum if living else -math.inf
        bound = 0, -best / max(self.penalties[self.length + 1], self.penalties[sentence.longest])
        stopped = self.length >= sentence.longest
        enough = sentence.complete >= self.patience and len(sentence.ended) == sentence.n_best
        finished = stopped or not living or enough or not sentence.wants(bound)
        if self.watch.stream or finished:
            shown = tuple(sentence.ended)
            if stopped or not finished:
                first = sorted(living, key=self._total, reverse=True)[: sentence.n_best]
                growing = [self._hypothesis(sentence, one, stopped) for one in first]
                shown = sentence.best(growing, distinct=False)
            records.append(Progress(sentence.number, shown, finished))
        if finished:
            self.slots[slot] = None
            return []
        return living

    def _step(self) -> tuple[Numbers, Scores, Scores]:
        """What each row may write next: tokens, their log-probabilities and the sums, each (rows, n)."""
        step = self.network.step(self.token, self.state)
        self.state = step.state
        self.trace.attended(step.attention)
        if self.coverage is not None and step.attention.shape[1]:
            self.coverage = self.coverage + step.attention.float().mean((1, 2))
            covered = self.coverage.numpy(force=True)
            self.uncovered = coverage_penalty(covered, self.options.coverage_penalty).tolist()
        own = step.logits.log_softmax(1, dtype=torch.float32)
        if begun := {r: row.begun for r, row in enumerate(self.rows) if row.begun}:
            own = self._whole(own)
            self.letters.keep(own, begun)
            self.trace.considered(own, self.banned)
        else:
            self.trace.considered(own, self.closed)
        best, columns = top(own, self.options.beam + 1)
        if self.tokens is not None and not begun:
            columns = self.tokens[columns]
        tokens, scores = columns.numpy(force=True), best.double().numpy(force=True)
        for r, forbidden in self._forbidden():
            if not forbidden.isdisjoint(tokens[r].tolist()):
                row = own[r : r + 1] if begun else self._whole(own[r : r + 1])
                row[0, list(forbidden)] = -torch.inf
                best, columns = top(row, tokens.shape[1])
                scores[r], tokens[r] = best[0].numpy(force=True), columns[0].numpy(force=True)
        sums: Scores = np.array([row.sum for row in self.rows])[:, None] + scores
        return tokens, scores, sums

    def _columns(self, tokens: Tensor) -> Tensor:
        """Where tokens stand in the logits, those that do; in no order."""
        if self.tokens is None:
            return tokens
        wanted = torch.zeros(self.vocab, dtype=torch.bool, device=self.device).index_fill(0, tokens, True)
        return wanted[self.tokens[:-1]].nonzero()[:, 0]

    def _whole(self, scores: Tensor) -> Tensor:
        """Scores (rows, vocab) of those that may be of a shortlist alone, (rows, columns)."""
        if self.tokens is None:
            return scores
        whole = scores.new_full((len(scores), self.vocab), -torch.inf)
        return whole.index_copy_(1, self.tokens[:-1], scores[:, :-1])

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

    def _total(self, found: Found) -> float:
        """What ranks a hypothesis that ends with `found`."""
        return found.sum / self.penalties[self.length] + self._uncovered(found)

    def _uncovered(self, found: Found) -> float:
        return self.uncovered[found.row] if self.uncovered else 0.0

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
            score=self._total(found),
            length_penalty=self.penalties[self.length],
            coverage_penalty=self._uncovered(found),
            stopped_by_length=stopped,
            missing=(),
            columns=self.trace.columns(origins, sentence.source),
            choices=self.trace.choices(origins),
            origins=origins,
        )

    def _grow(self, alive: list[list[Found]], width: int) -> None:
        """The next rows are those that live, `width` for each slot."""
        before, self.rows = self.rows, []
        for living in alive:
            for one in living:
                row = before[one.row]
                self.rows.append(
                    Row(
                        one.sum,
                        Token(row.last, one.token, one.score, one.row),
                        self.guard.grow(row.texts, one.token) if self.guard else NOTHING,
                        row.visible + (self.seen[one.token] if self.seen else 1),
                        self.letters.grow(row.begun, one.token),
                    )
                )
            self.rows += [EMPTY] * (width - len(living))

    def _settle(self, each: int) -> None:
        """Brings the state in line with the rows: drops finished sentences, and rows that nobody needs.

        each: rows that each slot has in the state.
        """
        if not self.active:
            return
        slots, wide = len(self.slots), len(self.rows) // len(self.slots)
        of_slots = [self.rows[i * wide : (i + 1) * wide] for i in range(slots)]
        width = max(sum(row.last is not None for row in rows) for rows in of_slots)
        kept = list(range(slots))
        if DROP * self.slots.count(None) >= slots:
            kept = [i for i in kept if self.slots[i] is not None]
        self.rows, order, tokens = [], [], []
        for i in kept:
            for row in of_slots[i][:width]:
                self.rows.append(row)
                order.append(row.last.origin if row.last else i * each)
                tokens.append(row.last.token if row.last else self.eos)
        self.slots = [self.slots[i] for i in kept]
        self.token = torch.tensor(tokens, device=self.device)
        if order != list(range(slots * each)):
            rows = torch.tensor(order, device=self.device)
            self.state = reorder(self.state, rows)
            self.coverage = None if self.coverage is None else self.coverage.index_select(0, rows)
