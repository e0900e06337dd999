"""How a hypothesis is scored: the one place of the window that knows the formula."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def length_penalty(length: int, a: float) -> float:
    """What the sum of log-probabilities is divided by; the end counts as a token.

    Wu et al. 2016, "Google's neural machine translation system", equation (14), as the next.
    """
    return float(((5 + length) / 6) ** a)


def coverage_penalty(columns: Sequence[NDArray[np.float32]], b: float) -> float:
    """What is added after that, 0 or below: for source pieces that got less than one whole look."""
    if not b or not columns or not columns[0].size:
        return 0.0
    looks = sum(column.mean(axis=(0, 1)) for column in columns)
    return b * sum(math.log(min(max(float(look), 1e-9), 1.0)) for look in looks)


def score(total: float, length: int, columns: Sequence[NDArray[np.float32]], a: float, b: float) -> float:
    """Of a whole hypothesis; `total` is the sum of its tokens' log-probabilities."""
    return total / length_penalty(length, a) + coverage_penalty(columns, b)
