"""Attention: how a query chooses from keys and values."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn


def masked_softmax(energies: Tensor, mask: Tensor) -> Tensor:
    """Softmax over the last axis where `mask` is True, 0 elsewhere. Rows without any True give zeros."""
    lowest = torch.finfo(energies.dtype).min
    return energies.masked_fill(~mask, lowest).softmax(-1) * mask


class MultiHeadAttention(nn.Module):
    """Several scaled dot-product attentions side by side, each in its own projection.

    Vaswani et al. 2017, "Attention is all you need", section 3.2.2 and equation (1).
    """

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        if width % heads:
            raise ValueError(f"width {width} is not a multiple of heads {heads}")
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.memory = nn.Linear(width, 2 * width)  # keys and values in one product
        self.output = nn.Linear(width, width)
        self.dropout = nn.Dropout(dropout)

    def project(self, memory: Tensor) -> tuple[Tensor, Tensor]:
        """Keys and values, each (rows, heads, memory, width / heads), of memory (rows, memory, width)."""
        keys, values = self.memory(memory).chunk(2, -1)
        return self._split(keys), self._split(values)

    def forward(self, query: Tensor, keys: Tensor, values: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """What the query reads, (rows, query, width), and the attention, (rows, heads, query, memory).

        query (rows, query, width); keys and values from `project`; mask broadcasts to
        (rows, heads, query, memory), True where the query may look. The attention returned is what
        the softmax gives, before dropout.
        """
        queries = self._split(self.query(query)) / math.sqrt(keys.shape[-1])
        attention = masked_softmax(queries @ keys.transpose(-1, -2), mask)
        context = self.dropout(attention) @ values
        read: Tensor = self.output(context.transpose(1, 2).flatten(2))
        return read, attention

    def _split(self, x: Tensor) -> Tensor:
        rows, length, width = x.shape
        return x.view(rows, length, self.heads, width // self.heads).transpose(1, 2)
