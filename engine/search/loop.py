"""The loop of the search: step, rules, candidates, the best of them, and again."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.kernels.top import top
from engine.networks.state import reorder, repeat
from engine.search import rules
from engine.search.bans import bans
from engine.search.beam import Candidate, Candidates, Pool, by_banks, by_groups, by_score
from engine.search.genealogy import Pruned, branches
from engine.search.hypothesis import Branch, Columns, Hypothesis, Numbers, Progress, Written
from engine.search.options import patience
from engine.search.penalties import coverage_penalty, length_penalty
from engine.search.placing import banks, carrying_on
from engine.search.repetition import NOTHING, Texts
from engine.search.sampling import draw, tempered, truncate
from engine.search.sentence import Sentence
from engine.search.start import start
from engine.search.task import Task
from engine.search.trace import Trace


class Search:
    """The loop of `search` as an object: a mode entered around a `yield` would leak into the caller.

    Rows lie sentence by sentence, in each sentence lane by lane; see `beam.Pool` for lanes.
    """

    @torch.inference_mode()
    def __init__(self, task: Task) -> None:
        options, sentences = task.options, task.sentences
        self.network, self.options, self.eos = task.network, options, task.eos
        self.device, self.active, self.seen = task.source.device, sentences, task.seen
        self.lexicon, self.guard, self.letters, self.watch = (
            task.lexicon,
            task.guard,
            task.letters,
            task.watch,
        )
        self.sampling = options.temperature > 0
        self.groups = 1 if self.sampling else options.groups
        self.width = options.n_best if self.sampling else options.beam // self.groups  # of a lane
        if self.lexicon:
            self.width += self.lexicon.places
        self.patience = math.inf if self.sampling else patience(options)
        self.random = torch.Generator().manual_seed(options.seed)
        self.banned, self.banned_between = task.banned, task.banned_between
        self.trace = Trace(self.watch)
        self.pruned: list[Pruned] = []  # in this step, if watched
        if sentences:
            option = "n_best" if self.sampling else "beam"
            width = self.groups * self.width
            first = start(task, option, width)
        # A beam begins as one row a lane: more would all write the same. Draws are apart at once.
        rows = self.width if self.sampling else 1
        self.sums = np.zeros((len(sentences) * self.groups, rows))  # minus infinity: dropped
        self.written = Written.nothing(self.sums.size)
        self.texts: list[Texts] = [NOTHING] * self.sums.size  # as the guard reads them
        self.begun = [b""] * self.sums.size  # of a letter that is not complete
        self.token = np.full(self.sums.size, task.decoder_start[-1])
        self.rows = np.arange(self.sums.size)  # of the state, in the order in which they go on
        self.branch = np.full(self.sums.size, -1)  # which one of the step before each row is, if watched
        each = self.groups * rows
        # What each source token got so far; padding is covered.
        self.coverage = (~task.mask).float().repeat_interleave(each, 0).numpy(force=True)
        self.uncovered = np.zeros(self.sums.size)  # the coverage penalty of each row
        if sentences:
            self.state, self.state_rows = repeat(first, each), self.sums.size

    @torch.inference_mode()
    def advance(self) -> tuple[Progress, ...]:
        """One decoder step for all active sentences."""
        pool = self._pool(*self._step())
        best_first = self._best_first(pool)
        live, ended = pool.choose(best_first, self.width, self.eos)
        length, a = self.written.tokens.shape[1] + 1, self.options.length_penalty
        self.penalty, next_penalty = length_penalty(length, a), length_penalty(length + 1, a)
        branch = np.full(live.rows.shape, -1)
        records, going_on = [], []
        ending, living = (group.by_sentence(len(self.active)) for group in (ended, live))
        for i, sentence in enumerate(self.active):
            for candidate in ending[i]:
                rank = self._rank(candidate)
                sentence.complete += rank[0] == 0
                if sentence.wants(rank):
                    sentence.keep(self._hypothesis(sentence, candidate), distinct=self.groups > 1)
            # Sums only fall, and no word need be missing, nor source uncovered, in the end: no growing
            # hypothesis can come to rank before this.
            best = max((candidate.sum for candidate in living[i]), default=-math.inf)
            bound = 0, -best / max(next_penalty, length_penalty(sentence.longest, a))
            stopped = length >= sentence.longest
            enough = sentence.complete >= self.patience and len(sentence.ended) == sentence.n_best
            finished = stopped or not living[i] or enough or not sentence.wants(bound)
            shown = tuple(sentence.ended)
            if stopped or (self.watch.stream and not finished):
                first = sorted(living[i], key=self._rank)[: sentence.n_best * self.groups]
                growing = [self._hypothesis(sentence, candidate, stopped) for candidate in first]
                shown = sentence.best(growing, distinct=self.groups > 1)
            family: tuple[Branch, ...] = ()
            if self.watch.branches:
                lanes = range(i * self.groups, (i + 1) * self.groups)
                fate = "stopped" if stopped else "overtaken" if finished else "alive"
                family, alive = self._branches(sentence, pool.pick(best_first).at((lanes,)), fate)
                for lane, places in zip(lanes, alive, strict=True):
                    branch[lane, : len(places)] = places
            if self.watch.stream or finished:
                records.append(Progress(sentence.number, shown, finished, family))
            if not finished:
                going_on.append(i)
        self._go_on(live, branch, going_on)
        return tuple(records)

    def _step(self) -> tuple[Tensor, Tensor]:
        """Log-probabilities (rows, vocab): the model's own, and what ranks, with the rules applied.

        They are one tensor where no rule tells them apart.
        """
        if not np.array_equal(self.rows, np.arange(self.state_rows)):
            self.state = reorder(self.state, self._tensor(self.rows))
            self.state_rows = len(self.rows)
        step = self.network.step(self._tensor(self.token), self.state)
        length = self.written.tokens.shape[1]
        self.state = step.state
        self.trace.attended(step.attention)
        own = step.logits.log_softmax(1, dtype=torch.float32)
        begun = {row: letter for row, letter in enumerate(self.begun) if letter}
        banned = self.banned if begun else self.banned_between
        if begun:
            self.letters.keep(own, begun)
        self.trace.considered(own, banned)
        ranking = own
        if self.options.repetition_penalty != 1 and length:
            written = self._tensor(self.written.tokens)
            logits = rules.less_repetition(step.logits.float(), written, self.options.repetition_penalty)
            ranking = logits.log_softmax(1)
            if begun:
                self.letters.keep(ranking, begun)
            ranking.index_fill_(1, banned, -torch.inf)
        self.attentive = step.attention.shape[1] > 0
        if self.attentive and (self.options.coverage_penalty or self.watch.branches):
            self.coverage = self.coverage + step.attention.float().mean((1, 2)).numpy(force=True)
            if self.options.coverage_penalty:
                self.uncovered = coverage_penalty(self.coverage, self.options.coverage_penalty)
        self._apply_rules(own, ranking)
        return own, ranking

    def _apply_rules(self, own: Tensor, ranking: Tensor) -> None:
        length, each = self.written.tokens.shape[1], self.sums.size // len(self.active)
        forced = [
            (slice(i * each, (i + 1) * each), sentence.opening.tokens[length])
            for i, sentence in enumerate(self.active)
            if length < len(sentence.opening.tokens)
        ]
        kept = [ranking[rows, token].clone() for rows, token in forced]
        found = bans(
            self.written,
            self.active,
            self.options,
            self.lexicon,
            self.guard,
            self.texts,
            self.seen,
            self.eos,
        )
        for rule, where, tokens in found:
            if len(where):
                self._prune(rule, self._tensor(where), self._tensor(tokens), own, ranking)
        for (rows, token), scores in zip(forced, kept, strict=True):
            if self.watch.branches:
                others = top(ranking[rows], self.width + 1)[1]
                row = torch.arange(rows.start, rows.stop, device=self.device)[:, None].expand_as(others)
                self._prune("prefix", row[others != token], others[others != token], own, ranking)
            ranking[rows] = -torch.inf
            ranking[rows, token] = scores

    def _prune(self, rule: str, rows: Tensor, tokens: Tensor, own: Tensor, ranking: Tensor) -> None:
        if self.watch.branches:
            sums = self.sums.ravel()
            numbers = (rows, tokens, own[rows, tokens], ranking[rows, tokens])
            for row, token, score, rank in zip(*(n.tolist() for n in numbers), strict=True):
                if rank > -math.inf and sums[row] > -math.inf:
                    self.pruned.append(Pruned(rule, row, token, score, sums[row] + rank))
        ranking[rows, tokens] = -torch.inf

    def _pool(self, own: Tensor, ranking: Tensor) -> Pool:
        """What each row may write next."""
        if self.sampling:
            uniform = torch.rand(self.width, generator=self.random)[: self.sums.shape[1]]
            uniform = uniform.repeat(len(self.active)).to(self.device)
            tokens = draw(truncate(tempered(ranking, self.options.temperature), self.options), uniform)
            ranks = ranking.gather(1, tokens)
        else:
            # A group pays for `beam` tokens at most, so its best are among so many more.
            paid = self.options.beam if self.groups > 1 else 0
            ranks, tokens = top(ranking, self.width + 1 + paid)
        if self.lexicon and self.options.required:
            carrying = carrying_on(tokens.numpy(force=True), self.written.tokens, self.lexicon)
            more, real = map(self._tensor, carrying)
            more_ranks = ranking.gather(1, more).masked_fill(~real, -torch.inf)
            ranks, tokens = torch.cat((ranks, more_ranks), 1), torch.cat((tokens, more), 1)
        scores = ranks if own is ranking else own.gather(1, tokens)
        lanes, each = len(self.sums), tokens.shape[1]
        sums = self.sums.reshape(-1, 1) + ranks.numpy(force=True)
        return Pool(
            tokens.numpy(force=True).reshape(lanes, -1),
            scores.numpy(force=True).astype(np.float64).reshape(lanes, -1),
            sums.reshape(lanes, -1),
            each,
        )

    def _best_first(self, pool: Pool) -> Numbers:
        """Places in the pool, (lanes, 2 x width), in the order in which they may live on."""
        if self.lexicon and self.options.required:
            return by_banks(pool.sums, banks(pool, self.written.tokens, self.lexicon), 2 * self.width)
        if self.groups > 1 and self.options.diversity:
            return by_groups(pool, self.groups, self.options.diversity, self.width, self.eos)
        return by_score(pool.sums, 2 * self.width)

    def _rank(self, candidate: Candidate) -> tuple[int, float]:
        """See `Hypothesis.rank`."""
        missing = self._missing(candidate) if self.options.required else ()
        return len(missing), -self._total(candidate.row, candidate.sum)

    def _total(self, row: int, whole: float) -> float:
        """What ranks a hypothesis of a row whose log-probabilities have this sum."""
        return float(whole / self.penalty + self.uncovered[row])

    def _missing(self, candidate: Candidate) -> tuple[str, ...]:
        if not self.lexicon:
            return ()
        return self.lexicon.missing((*self.written.tokens[candidate.row].tolist(), candidate.token))

    def _hypothesis(self, sentence: Sentence, candidate: Candidate, stopped: bool = False) -> Hypothesis:
        row = candidate.row
        origins = (*self.written.origins[row].tolist(), row)
        return Hypothesis(
            tokens=(*self.written.tokens[row].tolist(), candidate.token),
            scores=(*self.written.scores[row].tolist(), candidate.score),
            score=self._total(row, candidate.sum),
            length_penalty=self.penalty,
            coverage_penalty=float(self.uncovered[row]),
            stopped_by_length=stopped,
            missing=self._missing(candidate),
            columns=self.trace.columns(origins, sentence.source),
            choices=self.trace.choices(origins),
            origins=origins,
        )

    def _branches(
        self, sentence: Sentence, considered: Candidates, fate: str
    ) -> tuple[tuple[Branch, ...], list[list[int]]]:
        """See `genealogy.branches`."""
        each = self.sums.size // len(self.active)
        mine = considered.rows.min() // each
        pruned = [p for p in self.pruned if p.row // each == mine]

        def coverage(row: int) -> Columns | None:
            return self.coverage[row, : sentence.source] if self.attentive else None

        return branches(considered, pruned, self.branch, self._total, coverage, self.width, self.eos, fate)

    def _go_on(self, live: Candidates, branch: Numbers, going_on: list[int]) -> None:
        self.active = [self.active[i] for i in going_on]
        self.pruned = []
        if self.active:
            lanes = [i * self.groups + group for i in going_on for group in range(self.groups)]
            # The living come first, so columns that hold none but dropped ones are at the end.
            width = np.isfinite(live.sums[lanes]).sum(1).max()
            branch = branch[lanes, :width]
            live = live.at((lanes, slice(width)))
            self.sums, self.token, self.rows = live.sums, live.tokens.ravel(), live.rows.ravel()
            self.branch = branch.ravel()
            self.written = self.written.grow(self.rows, self.token, live.scores.ravel())
            grown = list(zip(self.rows.tolist(), self.token.tolist(), strict=True))
            self.begun = [self.letters.grow(self.begun[row], token) for row, token in grown]
            if self.guard:
                self.texts = [self.guard.grow(self.texts[row], token) for row, token in grown]
            self.coverage = self.coverage[self.rows]
            self.uncovered = self.uncovered[self.rows]

    def _tensor(self, numbers: NDArray[Any]) -> Tensor:
        return torch.from_numpy(numbers).to(self.device)
