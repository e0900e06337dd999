"""Hypotheses: as the search grows them, many at once, and as it hands them out."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Columns = NDArray[np.float32]
Numbers = NDArray[np.int64]
Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Hypothesis:
    """One target, whole or still growing. `tokens`, `scores` and `columns` run in parallel.

    Scores are the model's own: rules and temperature change which token is chosen, never its score.
    Drafts of one search share their columns: do not write into them.
    """

    tokens: tuple[int, ...]  # ends with EOS unless it still grows or was stopped by length
    scores: tuple[float, ...]  # log-probability of each token, nats
    score: float  # their sum after the length penalty: what ranks hypotheses
    stopped_by_length: bool
    # float32 (layers, heads, source), padding cut off: the attention that wrote each token.
    columns: tuple[Columns, ...] = field(compare=False, repr=False)


@dataclass(frozen=True)
class Progress:
    """What is known of one sentence after a decoder step: its best hypotheses, best first."""

    sentence: int  # its row in the source
    hypotheses: tuple[Hypothesis, ...]
    finished: bool  # no other record of this sentence follows


@dataclass(frozen=True)
class Written:
    """What the rows of a search have written so far, each array (rows, length). Never changed in place.

    `origins[r, t]` is the row in which the network wrote token t of row r. The attention of a step is
    kept once, for all rows; origins find a hypothesis its columns there.
    """

    tokens: Numbers
    scores: Scores
    origins: Numbers

    @classmethod
    def nothing(cls, rows: int) -> Written:
        return cls(np.empty((rows, 0), np.int64), np.empty((rows, 0)), np.empty((rows, 0), np.int64))

    def grow(self, rows: Numbers, tokens: Numbers, scores: Scores) -> Written:
        """Row i of the result is row `rows[i]` of this and one more token."""
        return Written(
            np.concatenate((self.tokens[rows], tokens[:, None]), 1),
            np.concatenate((self.scores[rows], scores[:, None]), 1),
            np.concatenate((self.origins[rows], rows[:, None]), 1),
        )
