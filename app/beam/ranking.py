"""Ranks the finished hypotheses anew under other penalties, without decoding again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.beam.tree import Place, Tree
from engine.events import Draft
from engine.search.penalties import coverage_penalty, length_penalty


@dataclass(frozen=True)
class Finished:
    """A whole hypothesis."""

    text: str
    tokens: tuple[int, ...]
    sum: float  # log-probability, nats
    coverage: NDArray[np.float32] | None = None  # what each source piece got; None without attention

    def penalties(self, a: float, b: float) -> tuple[float, float]:
        """What the sum is divided by, and what is then added."""
        added = 0.0 if self.coverage is None else float(coverage_penalty(self.coverage, b))
        return length_penalty(len(self.tokens), a), added

    def score(self, a: float, b: float) -> float:
        divisor, added = self.penalties(a, b)
        return self.sum / divisor + added


def finished(tree: Tree, hypotheses: Sequence[Draft]) -> list[Finished]:
    """All that have ended: those of the n-best list, and those that the tree alone remembers."""
    known = {draft.tokens: _of_draft(draft) for draft in hypotheses}
    for step, nodes in enumerate(tree.steps):
        for number, node in enumerate(nodes):
            if node.fate in ("ended", "stopped"):
                branch = tree.branch(Place(step, number))
                whole = Finished(branch.text, branch.tokens, branch.sum, node.coverage)
                known.setdefault(branch.tokens, whole)
    return list(known.values())


def _of_draft(draft: Draft) -> Finished:
    coverage = None
    if draft.columns and draft.columns[0].size:
        coverage = np.sum([column.mean(axis=(0, 1)) for column in draft.columns], axis=0)
    return Finished(draft.text, draft.tokens, sum(draft.scores), coverage)


def ranked(hypotheses: Iterable[Finished], a: float, b: float) -> list[Finished]:
    return sorted(hypotheses, key=lambda hypothesis: -hypothesis.score(a, b))
