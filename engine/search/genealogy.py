"""Which hypothesis came from which, and what became of each, for those who look at the beam."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from engine.search.beam import Candidates
from engine.search.hypothesis import Branch, Columns, Numbers

_MOST_PRUNED = 8  # a step of a sentence


@dataclass(frozen=True)
class Pruned:
    """A candidate that a rule has taken out."""

    rule: str
    row: int
    token: int
    score: float  # the model's own
    sum: float


def branches(
    considered: Candidates,
    pruned: Iterable[Pruned],
    parents: Numbers,
    total: Callable[[int, float], float],
    coverage: Callable[[int], Columns | None],
    width: int,
    eos: int,
    living: str,
) -> tuple[tuple[Branch, ...], list[list[int]]]:
    """The branches of one sentence at one step, best first, and for each lane where its living are.

    considered (lanes of the sentence, n), as `beam.Pool.choose` goes through them. pruned counts as far
    as it would have lived. parents: the branch that each row is. total: what ranks, of a row and a sum.
    coverage: of a row, for those that are whole. living: the fate of those that live on.
    """
    found: list[Branch] = []
    alive: list[list[Branch]] = []
    least = math.inf
    for rows, tokens, scores, sums in zip(
        considered.rows.tolist(),
        considered.tokens.tolist(),
        considered.scores.tolist(),
        considered.sums.tolist(),
        strict=True,
    ):
        alive.append([])
        for place, (row, token, score, whole) in enumerate(zip(rows, tokens, scores, sums, strict=True)):
            if whole == -math.inf:
                continue
            fate = "beaten"
            if token == eos and place < width:
                fate = "ended"
            elif token != eos and len(alive[-1]) < width:
                fate = living
                least = min(least, whole)
            covered = coverage(row) if fate in ("ended", "stopped") else None
            found.append(Branch(int(parents[row]), token, score, total(row, whole), fate, covered))
            if fate == living:
                alive[-1].append(found[-1])
    worthy = sorted((p for p in pruned if p.sum >= least or least == math.inf), key=lambda p: -p.sum)
    found += [
        Branch(int(parents[p.row]), p.token, p.score, total(p.row, p.sum), p.rule)
        for p in worthy[:_MOST_PRUNED]
    ]
    found.sort(key=lambda branch: -branch.total)
    places = {id(branch): place for place, branch in enumerate(found)}
    return tuple(found), [[places[id(branch)] for branch in lane] for lane in alive]
