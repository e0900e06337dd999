"""How finished hypotheses compare. (No torch here: the app re-ranks with the same functions.)"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def length_penalty(length: int, a: float) -> float:
    """What the sum of log-probabilities of `length` tokens is divided by; EOS counts as a token.

    Wu et al. 2016, "Google's neural machine translation system", equation (14).
    """
    return float(((5 + length) / 6) ** a)


def coverage_penalty(coverage: NDArray[np.float32], b: float) -> NDArray[np.float64]:
    """What is added to a score, 0 or below, for source that got little attention; also equation (14).

    coverage (..., source): what each source token got from all target tokens together, where each
    pays 1 in all; with many heads and layers, their mean. Without any source 0.
    """
    # A source token without any attention would cost infinitely much.
    short: NDArray[np.float64] = np.log(np.clip(coverage, 1e-6, 1, dtype=np.float64)).sum(-1)
    return b * short
