"""Word links of training pairs, between their tokens: what guided attention learns from."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.training.config import GuidedConfig

Link = tuple[int, int]  # (source place, target place), 0-based


@dataclass(frozen=True)
class Links:
    """The links of many pairs in flat arrays: pair i has those of `offsets[i]:offsets[i + 1]`."""

    source: NDArray[np.uint16]  # place in the source sentence
    target: NDArray[np.uint16]
    offsets: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, index: int) -> NDArray[np.int64]:
        """(links, 2): target place, source place."""
        here = slice(self.offsets[index], self.offsets[index + 1])
        return np.stack((self.target[here], self.source[here]), 1).astype(np.int64)

    @property
    def reversed(self) -> Links:
        """Those of the other direction."""
        return Links(self.target, self.source, self.offsets)

    @classmethod
    def of(cls, pairs: Sequence[Iterable[Link]]) -> Links:
        rows = [sorted(pair) for pair in pairs]
        flat = np.array([link for row in rows for link in row], np.uint16).reshape(-1, 2)
        return cls(flat[:, 0], flat[:, 1], np.cumsum([0, *map(len, rows)], dtype=np.int64))

    def save(self, path: Path) -> None:
        beside = path.with_suffix(f".{os.getpid()}.tmp")
        with beside.open("wb") as file:
            np.savez(file, source=self.source, target=self.target, offsets=self.offsets)
        beside.replace(path)

    @classmethod
    def load(cls, path: Path) -> Links:
        with np.load(path, allow_pickle=False) as arrays:
            return cls(arrays["source"], arrays["target"], arrays["offsets"])


def alignment_loss(attention: Tensor, links: Tensor) -> Tensor:
    """The cross-entropy of attention with links, in nats, summed over the target tokens that have any.

    attention (batch, target, source); links (links, 3) of batch row, target place and source place.
    The links of one target token share it evenly; a token without links adds nothing. Chen, Matusov,
    Khadivi, Peter 2016, "Guided alignment training for topic-aware neural machine translation",
    equation (9).
    """
    rows, target, source = links.unbind(1)
    token = rows * attention.shape[1] + target
    fertility = torch.bincount(token, minlength=len(attention) * attention.shape[1])[token]
    paid = attention[rows, target, source].float()
    return -(paid.clamp_min(1e-9).log() / fertility).sum()


def guided_loss(attention: Tensor, links: Tensor, config: GuidedConfig) -> Tensor:
    """The `alignment_loss` of every head that the config guides.

    attention (batch, layers, heads, target, source), of a decoder that reads BOS first and should write
    EOS last: what it writes at one place it reads at the next. links as in `alignment_loss`, with
    target places among what is written.
    """
    loss = attention.new_zeros(())
    for place, later in ((config.output, 0), (config.input, 1)):
        if place:
            layer, head = map(int, place.split("."))
            moved = links + links.new_tensor([0, later, 0])
            loss = loss + alignment_loss(attention[:, layer, head], moved)
    return loss
