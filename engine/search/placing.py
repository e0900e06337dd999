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


def carrying_on(candidates: Numbers, written: Numbers, lexicon: Lexicon) -> tuple[Numbers, NDArray[np.bool_]]:
    """Tokens that carry on a required word and are no candidates yet, and which of them are real.

    candidates (rows, n); written (rows, length). Both results (rows, m): rows have unequally many.
    """
    lists = [
        sorted(lexicon.placing(row)[1] - set(known))
        for row, known in zip(written.tolist(), candidates.tolist(), strict=True)
    ]
    tokens = np.zeros((len(lists), max(map(len, lists))), np.int64)
    real = np.arange(tokens.shape[1]) < np.array([len(tokens) for tokens in lists])[:, None]
    tokens[real] = [token for tokens in lists for token in tokens]
    return tokens, real


def banks(pool: Pool, written: Numbers, lexicon: Lexicon) -> Numbers:
    """How many tokens of required words each candidate has placed, (lanes, candidates)."""
    found = np.zeros(pool.sums.size, np.int64)
    rows = written.tolist()
    tokens, sums = pool.tokens.ravel().tolist(), pool.sums.ravel()
    for place in np.flatnonzero(np.isfinite(sums)).tolist():
        found[place] = lexicon.placing([*rows[place // pool.each], tokens[place]])[0]
    return found.reshape(pool.sums.shape)
