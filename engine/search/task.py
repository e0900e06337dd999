"""All that a search is given, in one record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from engine.kernels.shortlist import Shortlist
from engine.networks.contract import Seq2Seq
from engine.search.letters import Letters
from engine.search.lexicon import Lexicon
from engine.search.options import DecodingOptions
from engine.search.repetition import Guard
from engine.search.sentence import Sentence
from engine.search.trace import Watch


@dataclass(frozen=True, kw_only=True)
class Task:
    """See `search.search`, which makes it."""

    network: Seq2Seq
    source: Tensor  # (sentences, source)
    mask: Tensor  # (sentences, source)
    options: DecodingOptions
    sentences: list[Sentence]
    lexicon: Lexicon | None
    guard: Guard | None
    letters: Letters
    banned: Tensor  # (tokens,), never written
    banned_between: Tensor  # those, and what may not be written where no letter is begun
    seen: NDArray[np.bool_]  # (vocab,): which tokens write something that one can see; empty: all
    decoder_start: Sequence[int]
    eos: int
    watch: Watch
    shortlist: Shortlist | None = None  # of tokens that, with those of the source, are enough
