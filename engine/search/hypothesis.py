"""Hypotheses: as the search grows them, many at once, and as it hands them out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from engine.events import SelfAttention

Columns = NDArray[np.float32]
Numbers = NDArray[np.int64]
Scores = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Choice:
    """What the network would have written at a place: its own distribution, before any rule."""

    tokens: tuple[int, ...]  # the likeliest, best first
    scores: tuple[float, ...]  # their log-probabilities, nats
    entropy: float  # of the whole distribution, nats


@dataclass(frozen=True)
class Hypothesis:
    """One target, whole or still growing. `tokens`, `scores`, `columns`, `choices` run in parallel.

    Scores are the model's own: rules and temperature change which token is chosen, never its score.
    Drafts of one search share their columns: do not write into them.
    """

    tokens: tuple[int, ...]  # ends with EOS unless it still grows or was stopped by length
    scores: tuple[float, ...]  # log-probability of each token, nats
    # What ranks hypotheses: the sum of scores, made less by the repetition penalty if there is one,
    # divided by `length_penalty`, plus `coverage_penalty`, plus `channel`.
    score: float
    length_penalty: float
    coverage_penalty: float
    stopped_by_length: bool
    missing: tuple[
        str, ...
    ]  # required words that it does not hold; the fewer, the better, whatever the score
    # float32 (layers, heads, source), padding cut off: the attention that wrote each token.
    columns: tuple[Columns, ...] = field(compare=False, repr=False)
    choices: tuple[Choice, ...] = field(compare=False, repr=False)  # empty unless asked for
    # The row in which the network wrote each token: who watches the network finds a hypothesis there.
    origins: tuple[int, ...] = field(default=(), compare=False, repr=False)
    channel: float = 0.0  # what the way back has added
    looks: SelfAttention | None = field(default=None, compare=False, repr=False)

    @property
    def rank(self) -> tuple[int, float]:
        """The less, the better."""
        return len(self.missing), -self.score


@dataclass(frozen=True, slots=True)
class Branch:
    """A hypothesis at one step of the search, and what became of it; see `events.Node`."""

    parent: int
    token: int
    score: float
    total: float
    fate: str
    coverage: Columns | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Progress:
    """What is known of one sentence after a decoder step: its best hypotheses, best first."""

    sentence: int  # its row in the source
    hypotheses: tuple[Hypothesis, ...]
    finished: bool  # no other record of this sentence follows
    branches: tuple[Branch, ...] = ()  # best first, if asked for


@dataclass(frozen=True)
class Written:
    """What the rows of a search have written so far, each array (rows, length). Never changed in place.

    `origins[r, t]` is the row in which the network wrote token t of row r. What a step gives for each
    row, such as attention, is kept once; origins find a hypothesis its part of it there.
    """

    tokens: Numbers
    scores: Scores
    origins: Numbers

    @classmethod
    def nothing(cls, rows: int) -> Written:
        none = np.empty((rows, 0), np.int64)
        return cls(none, np.empty((rows, 0)), none)

    def grow(self, rows: Numbers, tokens: Numbers, scores: Scores) -> Written:
        """Row i of the result is row `rows[i]` of this and one more token."""
        return Written(
            np.concatenate((self.tokens[rows], tokens[:, None]), 1),
            np.concatenate((self.scores[rows], scores[:, None]), 1),
            np.concatenate((self.origins[rows], rows[:, None]), 1),
        )
