"""A sentence on its way through the search."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from engine.search.hypothesis import Hypothesis
from engine.search.repetition import Excuses


@dataclass(frozen=True)
class Opening:
    """How a target must begin: with `tokens`, and then with none of `banned`. With EOS it is all of it."""

    tokens: tuple[int, ...] = ()
    banned: tuple[int, ...] = ()


class Sentence:
    """What the search was told of a sentence, and the best hypotheses of it that have ended."""

    def __init__(
        self, number: int, source: int, longest: int, n_best: int, opening: Opening, excuses: Excuses
    ) -> None:
        self.number = number  # its row in the source
        self.source = source  # tokens without padding
        self.longest = longest
        self.n_best = n_best
        self.opening = opening
        self.excuses = excuses  # what it may repeat more often than others
        self.ended: list[Hypothesis] = []
        self.complete = 0  # how many have ended with all required words

    def wants(self, rank: tuple[int, float]) -> bool:
        return len(self.ended) < self.n_best or rank < self.ended[-1].rank

    def keep(self, hypothesis: Hypothesis, distinct: bool) -> None:
        if not distinct or all(other.tokens != hypothesis.tokens for other in self.ended):
            insort(self.ended, hypothesis, key=attrgetter("rank"))
            del self.ended[self.n_best :]

    def best(self, growing: Iterable[Hypothesis], distinct: bool) -> tuple[Hypothesis, ...]:
        """The best of what has ended and of what still grows. distinct: drop what comes twice."""
        known = [*self.ended, *growing]
        if distinct:
            known = list({h.tokens: h for h in known}.values())
        return tuple(sorted(known, key=attrgetter("rank"))[: self.n_best])
