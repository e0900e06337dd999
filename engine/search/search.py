"""Beam search and sampling over any network that keeps to `contract.Seq2Seq`."""

from __future__ import annotations

import math
from bisect import insort
from collections.abc import Generator, Iterable, Sequence

import numpy as np
import torch
from torch import Tensor

from engine.networks.contract import Seq2Seq
from engine.networks.state import reorder, repeat
from engine.search.beam import Candidates, choose, top
from engine.search.hypothesis import Columns, Hypothesis, Numbers, Progress, Scores, Written
from engine.search.options import DecodingOptions
from engine.search.rules import length_penalty, repeats
from engine.search.sampling import draw
from engine.text.tokenizer import BOS, EOS, PAD, UNK


def search(
    network: Seq2Seq,
    source: Tensor,
    mask: Tensor,
    options: DecodingOptions,
    *,
    longest: Sequence[int] | Tensor,
    banned: Sequence[int] = (PAD, UNK, BOS),
    bos: int = BOS,
    eos: int = EOS,
    stream: bool = False,
    columns: bool = True,
) -> Generator[tuple[Progress, ...], None, None]:
    """Translates many sentences at once and yields once after every decoder step.

    What is yielded: the sentences that this step has finished, each with its `n_best` best
    hypotheses, best first; with `stream` also the others, with the best of what they have so far,
    ended or growing. Closing the generator cancels.

    source and mask (sentences, source), padding at the end. longest: for each sentence the most
    tokens to write, EOS counted, at least 1 (see `options.longest`). banned: tokens never written.
    columns: False saves memory where nobody looks at the attention of a large batch. The network
    should be in eval mode, and `options` should have passed `options.check`.

    Temperature 0 is beam search; a beam of 1 is greedy search. A sentence is finished when none of its
    growing hypotheses can overtake the last of its `n_best` ended ones, whatever it writes, or at its
    `longest`, where growing hypotheses compete as they are, marked `stopped_by_length`. So a beam
    wider than the tree ranks exactly all targets that end within `longest` tokens and all those that
    have not ended after `longest` tokens.

    A temperature above 0 draws `n_best` hypotheses, each on its own, and ranks them. All sentences
    share one stream of random numbers, so a sentence gets the same text alone and in any batch.

    Should the rules leave a hypothesis nothing to write, it is dropped, and the sentence may come out
    with fewer than `n_best`. This takes a vocab smaller than the length.
    """
    run = _Search(network, source, mask, options, longest, banned, bos, eos, columns)
    while run.active:
        yield run.advance(stream)


def outcome(steps: Iterable[tuple[Progress, ...]]) -> list[tuple[Hypothesis, ...]]:
    """Runs a search to its end: the n-best of every sentence, in the order of the source."""
    finished = {p.sentence: p.hypotheses for step in steps for p in step if p.finished}
    return [finished[sentence] for sentence in sorted(finished)]


class _Sentence:
    """A sentence on its way, and the best hypotheses of it that have ended."""

    def __init__(self, number: int, source: int, longest: int, n_best: int) -> None:
        self.number = number  # its row in the source
        self.source = source  # tokens without padding
        self.longest = longest
        self.n_best = n_best
        self.ended: list[Hypothesis] = []

    def wants(self, score: float) -> bool:
        return len(self.ended) < self.n_best or score > self.ended[-1].score

    def keep(self, hypothesis: Hypothesis) -> None:
        insort(self.ended, hypothesis, key=_rank)
        del self.ended[self.n_best :]


class _Search:
    """The loop of `search` as an object: a mode entered around a `yield` would leak into the caller."""

    @torch.inference_mode()
    def __init__(
        self,
        network: Seq2Seq,
        source: Tensor,
        mask: Tensor,
        options: DecodingOptions,
        longest: Sequence[int] | Tensor,
        banned: Sequence[int],
        bos: int,
        eos: int,
        columns: bool,
    ) -> None:
        self.network, self.options, self.eos, self.columns = network, options, eos, columns
        self.device = source.device
        self.sampling = options.temperature > 0
        self.width = options.n_best if self.sampling else options.beam
        self.random = torch.Generator().manual_seed(options.seed)
        self.banned = torch.tensor(banned, dtype=torch.int64, device=self.device)
        self.banned_early = torch.tensor([*banned, eos], dtype=torch.int64, device=self.device)
        self.active = [
            _Sentence(number, real, int(most), options.n_best)
            for number, (real, most) in enumerate(zip(mask.sum(1).tolist(), longest, strict=True))
        ]
        # A beam begins as one row a sentence: more would all write the same. Draws are apart at once.
        rows = self.width if self.sampling else 1
        self.sums = np.zeros((len(self.active), rows))  # of log-probabilities; minus infinity: dropped
        self.written = Written.nothing(self.sums.size)
        self.token = np.full(self.sums.size, bos)
        self.rows = np.arange(self.sums.size)  # of the state, in the order in which they go on
        self.attention: list[Columns] = []  # of each step, (rows, layers, heads, source)
        if self.active:
            self.state = repeat(network.start(network.encode(source, mask)), rows)
            self.state_rows = self.sums.size

    @torch.inference_mode()
    def advance(self, stream: bool) -> tuple[Progress, ...]:
        """One decoder step for all active sentences."""
        live, ended = choose(self.sums, *self._candidates(), self.width, self.eos)
        length, a = self.written.tokens.shape[1] + 1, self.options.length_penalty
        penalty, next_penalty = length_penalty(length, a), length_penalty(length + 1, a)
        records, going_on = [], []
        # Lists, as numpy is slow in small things.
        for i, (live_sums, ended_sums) in enumerate(
            zip(live.sums.tolist(), ended.sums.tolist(), strict=True)
        ):
            sentence = self.active[i]
            for j, total in enumerate(ended_sums):
                if total > -math.inf and sentence.wants(total / penalty):
                    sentence.keep(self._hypothesis(sentence, ended, i, j, penalty))
            # Sums only fall, so no growing hypothesis can come to score more than this.
            bound = live_sums[0] / max(next_penalty, length_penalty(sentence.longest, a))
            stopped = length >= sentence.longest
            finished = stopped or bound == -math.inf or not sentence.wants(bound)
            shown = sentence.ended
            if stopped or (stream and not finished):
                growing = [
                    self._hypothesis(sentence, live, i, j, penalty, stopped)
                    for j, total in enumerate(live_sums[: sentence.n_best])
                    if total > -math.inf
                ]
                shown = sorted(shown + growing, key=_rank)[: sentence.n_best]
            if stream or finished:
                records.append(Progress(sentence.number, tuple(shown), finished))
            if not finished:
                going_on.append(i)
        self._go_on(live, going_on)
        return tuple(records)

    def _candidates(self) -> tuple[Scores, Numbers]:
        """What each row may write next, log-probabilities and tokens, each (rows, n)."""
        if not np.array_equal(self.rows, np.arange(self.state_rows)):
            self.state = reorder(self.state, self._tensor(self.rows))
            self.state_rows = len(self.rows)
        step = self.network.step(self._tensor(self.token), self.state)
        self.state = step.state
        if self.columns:
            self.attention.append(step.attention.float().numpy(force=True))
        scores = step.logits.log_softmax(1, dtype=torch.float32)
        early = self.written.tokens.shape[1] < self.options.min_length
        scores.index_fill_(1, self.banned_early if early else self.banned, -torch.inf)
        if self.options.no_repeat_ngram:
            scores[repeats(self._tensor(self.written.tokens), self.options.no_repeat_ngram)] = -torch.inf
        if self.sampling:
            uniform = torch.rand(self.width, generator=self.random)[: self.sums.shape[1]]
            uniform = uniform.repeat(len(self.active)).to(self.device)
            tokens = draw(scores, self.options.temperature, uniform)
            best = scores.gather(1, tokens)
        else:
            best, tokens = top(scores, self.width + 1)
        return best.numpy(force=True).astype(np.float64), tokens.numpy(force=True)

    def _hypothesis(
        self, sentence: _Sentence, group: Candidates, i: int, j: int, penalty: float, stopped: bool = False
    ) -> Hypothesis:
        row = group.rows[i, j : j + 1]
        whole = self.written.grow(row, group.tokens[i, j : j + 1], group.scores[i, j : j + 1])
        columns = (
            step[origin, :, :, : sentence.source]
            for step, origin in zip(self.attention, whole.origins[0], strict=False)
        )
        return Hypothesis(
            tuple(whole.tokens[0].tolist()),
            tuple(whole.scores[0].tolist()),
            float(group.sums[i, j] / penalty),
            stopped,
            tuple(columns),
        )

    def _go_on(self, live: Candidates, going_on: list[int]) -> None:
        self.active = [self.active[i] for i in going_on]
        if self.active:
            # The living come first, so columns that hold none but dropped ones are at the end.
            width = np.isfinite(live.sums[going_on]).sum(1).max()
            live = live.take(going_on, width)
            self.sums, self.token, self.rows = live.sums, live.tokens.ravel(), live.rows.ravel()
            self.written = self.written.grow(self.rows, self.token, live.scores.ravel())

    def _tensor(self, numbers: Numbers) -> Tensor:
        return torch.from_numpy(numbers).to(self.device)


def _rank(hypothesis: Hypothesis) -> float:
    return -hypothesis.score
