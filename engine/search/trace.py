"""What a search is asked to watch, and what it saw: kept once for all hypotheses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.kernels.top import top
from engine.search.hypothesis import Choice, Columns


@dataclass(frozen=True, kw_only=True)
class Watch:
    """What a search hands out beside tokens and scores."""

    stream: bool = False  # the sentences that are not finished too
    columns: bool = True  # the attention; without it a large batch needs less memory
    choices: int = 0  # this many of the likeliest tokens at each place, and the entropy
    branches: bool = False  # the genealogy of the beam
    looks: bool = False  # self-attention; of one sentence only


RESULT = Watch()


class Trace:
    """Attention and choices of every step so far; `Written.origins` finds a hypothesis its own."""

    def __init__(self, watch: Watch) -> None:
        self._keeps_columns, self._most = watch.columns, watch.choices
        self._columns: list[Columns] = []  # each (rows, layers, heads, source)
        self._choices: list[list[Choice]] = []

    def attended(self, attention: Tensor) -> None:
        """attention (rows, layers, heads, source)."""
        if self._keeps_columns:
            self._columns.append(attention.float().numpy(force=True))

    def considered(self, scores: Tensor, banned: Tensor) -> None:
        """scores (rows, vocab): log-probabilities; those of `banned` become minus infinity."""
        entropies = torch.special.entr(scores.exp()).sum(1).tolist() if self._most else []
        scores.index_fill_(1, banned, -torch.inf)
        if self._most:
            best, tokens = top(scores, self._most)
            self._choices.append(
                [
                    Choice(tuple(row), tuple(nats), entropy)
                    for row, nats, entropy in zip(tokens.tolist(), best.tolist(), entropies, strict=True)
                ]
            )

    def columns(self, origins: Sequence[int], source: int) -> tuple[Columns, ...]:
        """What a hypothesis attended to, each (layers, heads, source); origins: the row of each step."""
        steps = zip(self._columns, origins, strict=False)
        return tuple(step[origin, :, :, :source] for step, origin in steps)

    def choices(self, origins: Sequence[int]) -> tuple[Choice, ...]:
        return tuple(step[origin] for step, origin in zip(self._choices, origins, strict=False))
