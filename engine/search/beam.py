"""The best candidates of a step: which live on, which have ended. No network here."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from engine.search.hypothesis import Numbers, Scores

GROUPS = 256


def top(scores: Tensor, n: int) -> tuple[Tensor, Tensor]:
    """The `n` best scores of each row, best first, and their columns, each (rows, n).

    `torch.topk` in two passes when that is faster: every 256th column makes a group, and the n best
    lie in the n groups with the greatest maxima. 64 rows of 8,000: 0.5 ms instead of 1.3 ms; 16,000:
    0.7 instead of 2.5 (one thread).
    """
    rows, vocab = scores.shape
    n = min(n, vocab)
    if scores.numel() < 2**17 or n >= GROUPS or vocab < 4 * GROUPS:
        return scores.topk(n)
    depth = vocab // GROUPS
    grouped, rest = depth * GROUPS, torch.arange(depth * GROUPS, vocab, device=scores.device)
    group = scores[:, :grouped].view(rows, depth, GROUPS).amax(1).topk(n, sorted=False).indices
    members = GROUPS * torch.arange(depth, device=scores.device)[:, None] + group[:, None]
    columns = torch.cat((members.flatten(1), rest.expand(rows, -1)), 1)
    best, place = scores.gather(1, columns).topk(n)
    return best, columns.gather(1, place)


@dataclass(frozen=True)
class Candidates:
    """Rows with one more token, each array (sentences, n), best first."""

    rows: Numbers  # which of all rows grows
    tokens: Numbers
    scores: Scores  # log-probability of the token
    sums: Scores  # and of the whole hypothesis; minus infinity: there is no candidate here

    def take(self, sentences: list[int], n: int) -> Candidates:
        """The first `n` candidates of some sentences."""
        return Candidates(
            self.rows[sentences, :n],
            self.tokens[sentences, :n],
            self.scores[sentences, :n],
            self.sums[sentences, :n],
        )


def choose(
    sums: Scores, scores: Scores, tokens: Numbers, width: int, eos: int
) -> tuple[Candidates, Candidates]:
    """The candidates that live on and those that have ended.

    sums (sentences, rows) of the hypotheses so far; scores and tokens (sentences x rows, n): what
    each row may write next, its `width` + 1 best tokens at least. The `width` best candidates that do
    not end live on. A candidate that ends counts if it is among the `width` best of all.
    """
    sentences, n = len(sums), scores.shape[1]
    totals = (sums.reshape(-1, 1) + scores).reshape(sentences, -1)
    # Each row has one end at most. So the `width` best that do not end are among twice as many.
    best_first = np.argsort(-totals, 1, kind="stable")[:, : 2 * width]
    best_first += totals.shape[1] * np.arange(sentences)[:, None]
    ends = tokens.take(best_first) == eos

    def pick(places: Numbers) -> Candidates:
        return Candidates(places // n, tokens.take(places), scores.take(places), totals.take(places))

    ended = pick(best_first[:, :width])
    ended = replace(ended, sums=np.where(ends[:, :width], ended.sums, -np.inf))
    others_first = np.argsort(ends, 1, kind="stable")[:, :width]
    live = pick(np.take_along_axis(best_first, others_first, 1))
    return replace(live, sums=np.where(live.tokens == eos, -np.inf, live.sums)), ended
