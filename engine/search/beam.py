"""Which candidates of a step live on and which have ended. Numbers only: no network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.search.hypothesis import Numbers, Scores


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
    sums: Scores, tokens: Numbers, scores: Scores, width: int, eos: int
) -> tuple[Candidates, Candidates]:
    """The candidates that live on and those that have ended.

    sums (sentences, rows) of the hypotheses so far; tokens and scores (sentences x rows, n): what
    each row may write next, its `width` + 1 best tokens at least. The `width` best candidates that do
    not end live on. A candidate that ends counts if it is among the `width` best of all.
    """
    sentences, rows = sums.shape
    n = tokens.shape[1]
    totals = (sums[:, :, None] + scores.reshape(sentences, rows, n)).reshape(sentences, -1)
    best_first = np.argsort(-totals, 1, kind="stable")
    sentence = np.arange(sentences)[:, None]
    ends = tokens.reshape(sentences, -1)[sentence, best_first] == eos

    def pick(places: Numbers, ending: bool) -> Candidates:
        order = best_first[sentence, places]
        row, column = sentence * rows + order // n, order % n
        counts = ends[sentence, places] == ending
        total = np.where(counts, totals[sentence, order], -np.inf)
        return Candidates(row, tokens[row, column], scores[row, column], total)

    going_on_first = np.argsort(ends, 1, kind="stable")[:, :width]
    in_order = np.arange(min(width, rows * n))[None]
    return pick(going_on_first, False), pick(in_order, True)
