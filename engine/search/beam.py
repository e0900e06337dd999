"""The best candidates of a step: which live on, which have ended. No network here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from engine.search.hypothesis import Numbers, Scores


class Candidate(NamedTuple):
    """One of `Candidates`."""

    row: int
    token: int
    score: float
    sum: float


@dataclass(frozen=True)
class Candidates:
    """Rows with one more token, each array (lanes, n), best first."""

    rows: Numbers  # which of all rows grows
    tokens: Numbers
    scores: Scores  # the model's own log-probability of the token
    sums: Scores  # what ranks: the whole hypothesis; minus infinity: there is no candidate here

    def by_sentence(self, sentences: int) -> list[list[Candidate]]:
        """Those that are there, for each sentence; its lanes are neighbours."""
        found: list[list[Candidate]] = [[] for _ in range(sentences)]
        each = self.sums.size // sentences
        there = np.flatnonzero(self.sums > -np.inf)  # as lists from here: numpy is slow in small things
        fields = (field.take(there).tolist() for field in (self.rows, self.tokens, self.scores, self.sums))
        for place, *fields_of_one in zip(there.tolist(), *fields, strict=True):
            found[place // each].append(Candidate(*fields_of_one))
        return found

    def at(self, places: tuple[Any, ...]) -> Candidates:
        """All four arrays at these places."""
        return Candidates(self.rows[places], self.tokens[places], self.scores[places], self.sums[places])


@dataclass(frozen=True)
class Pool:
    """All candidates of a step, each array (lanes, candidates), the rows of a lane one after another.

    A lane is what competes: the beam of a sentence, or one group of it.
    """

    tokens: Numbers
    scores: Scores
    sums: Scores
    each: int  # candidates a row

    def pick(self, best_first: Numbers) -> Candidates:
        """The candidates at some places of each lane; best_first (lanes, n)."""
        return self._at(best_first + self._first())

    def choose(self, best_first: Numbers, width: int, eos: int) -> tuple[Candidates, Candidates]:
        """The candidates that live on and those that have ended, each (lanes, width).

        best_first (lanes, 2 x width) from one of the functions below: each row has one end at most, so
        the `width` best that do not end are among them, and live on. A candidate that ends counts if
        it is among the `width` best of all.
        """
        places = best_first + self._first()
        ends = self.tokens.take(places) == eos
        ended = self._at(places[:, :width])
        ended.sums[~ends[:, :width]] = -np.inf
        others_first = np.argsort(ends, 1, kind="stable")[:, :width]
        others_first += places.shape[1] * np.arange(len(places))[:, None]
        live = self._at(places.take(others_first))
        live.sums[live.tokens == eos] = -np.inf
        return live, ended

    def _first(self) -> Numbers:
        """Where each lane begins, when all are one after another."""
        first: Numbers = np.arange(0, self.sums.size, self.sums.shape[1])[:, None]
        return first

    def _at(self, places: Numbers) -> Candidates:
        return Candidates(
            places // self.each, self.tokens.take(places), self.scores.take(places), self.sums.take(places)
        )


def by_score(sums: Scores, n: int) -> Numbers:
    """Places of the `n` best of each lane, best first; sums (lanes, candidates)."""
    return np.argsort(-sums, 1, kind="stable")[:, :n]


def by_banks(sums: Scores, banks: Numbers, n: int) -> Numbers:
    """The best of each bank, the fullest bank first, then the second best of each, and so on.

    So every bank gets its share of the beam, and what one leaves free goes to the others. Post and
    Vilar 2018, "Fast lexically constrained decoding with dynamic beam allocation", section 3.2, where
    a bank is the hypotheses that have placed as much of what is required.
    """
    order = np.lexsort((-sums, -banks), axis=1)
    bank = np.take_along_axis(banks, order, 1)
    places = np.arange(sums.shape[1])
    first = np.where(np.diff(bank, axis=1, prepend=-1) != 0, places, 0)
    within = np.empty_like(order)
    np.put_along_axis(within, order, places - np.maximum.accumulate(first, 1), 1)
    return np.lexsort((-banks, within, np.isinf(sums)), axis=1)[:, :n]


def by_groups(pool: Pool, groups: int, diversity: float, width: int, eos: int) -> Numbers:
    """As `by_score`, but a token costs `diversity` for each hypothesis of the groups before that wrote it.

    The groups of a sentence are neighbouring lanes. The price decides who lives on and is forgotten
    then: sums are without it. Vijayakumar et al. 2018, "Diverse beam search", equation (5), with the
    Hamming diversity of section 5.
    """
    sentences = len(pool.sums) // groups
    written = np.zeros((sentences, int(pool.tokens.max()) + 1))
    best_first = []
    for group in range(groups):
        tokens, sums = pool.tokens[group::groups], pool.sums[group::groups]
        best = by_score(sums - diversity * np.take_along_axis(written, tokens, 1), 2 * width)
        best_first.append(best)
        for sentence, places in enumerate(best):
            likely = tokens[sentence, places[np.isfinite(sums[sentence, places])]]
            np.add.at(written[sentence], likely[likely != eos][:width], 1)
    return np.stack(best_first, 1).reshape(len(pool.sums), -1)
