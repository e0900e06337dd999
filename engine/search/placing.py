"""Places required words: what a beam has to look at besides its best candidates, and in which order.

Post and Vilar 2018, "Fast lexically constrained decoding with dynamic beam allocation for neural
machine translation".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.search.beam import Pool
from engine.search.hypothesis import Numbers
from engine.search.lexicon import Lexicon


def with_what_carries_on(tokens: Numbers, written: Numbers, lexicon: Lexicon) -> Numbers:
    """The candidates (rows, n), best first, and after them all that would carry on a required word.

    written (rows, length). Rows that have fewer such tokens repeat their best candidate, see `repeated`.
    """
    carrying = [sorted(lexicon.placing(row)[1]) for row in written.tolist()]
    more = np.repeat(tokens[:, :1], max(map(len, carrying)), 1)
    for row, following in zip(more, carrying, strict=True):
        row[: len(following)] = following
    return np.concatenate((tokens, more), 1)


def repeated(tokens: Numbers) -> NDArray[np.bool_]:
    """True where a token already stands before in its row; tokens (rows, n)."""
    before: NDArray[np.bool_] = np.tril(tokens[:, :, None] == tokens[:, None, :], -1).any(2)
    return before


def banks(pool: Pool, written: Numbers, lexicon: Lexicon) -> Numbers:
    """How many tokens of required words each candidate has placed, (lanes, candidates)."""
    found = np.zeros(pool.sums.size, np.int64)
    rows = written.tolist()
    tokens, sums = pool.tokens.ravel().tolist(), pool.sums.ravel()
    for place in np.flatnonzero(np.isfinite(sums)).tolist():
        found[place] = lexicon.placing([*rows[place // pool.each], tokens[place]])[0]
    return found.reshape(pool.sums.shape)
