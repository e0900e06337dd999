"""How far two rankings of the same things agree. (No torch here.)"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def kendall(a: Sequence[float], b: Sequence[float]) -> float:
    """Tau-b, from -1 (the other way round) to 1 (the same order); nan if one has no order at all.

    Kendall 1945, "The treatment of ties in ranking problems".
    """
    one, other = _signs(a), _signs(b)
    return _quotient((one * other).sum(), np.sqrt((one**2).sum() * (other**2).sum()))


def spearman(a: Sequence[float], b: Sequence[float]) -> float:
    """The correlation of the ranks, equal values sharing theirs; nan if one has no order at all."""
    one, other = (_signs(values).sum(1) for values in (a, b))  # twice the rank from the middle
    return _quotient((one * other).sum(), np.sqrt((one**2).sum() * (other**2).sum()))


def _signs(values: Sequence[float]) -> NDArray[np.float64]:
    """For each pair 1 if the first is greater, -1 if the second is."""
    given = np.asarray(values, np.float64)
    signs: NDArray[np.float64] = np.sign(given[:, None] - given)
    return signs


def _quotient(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else float("nan")
