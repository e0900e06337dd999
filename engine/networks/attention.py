"""Attention: how a query chooses from keys and values."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn


def masked_softmax(energies: Tensor, mask: Tensor) -> Tensor:
    """Softmax over the last axis where `mask` is True, 0 elsewhere. Rows without any True give zeros."""
    lowest = torch.finfo(energies.dtype).min
    return energies.masked_fill(~mask, lowest).softmax(-1) * mask


class DotAttention(nn.Module):
    """The energy is the product of query and memory.

    Luong, Pham, Manning 2015, "Effective approaches to attention-based neural machine translation",
    section 3.1, "dot"; with a scale of 1 / sqrt(width), Vaswani et al. 2017, equation (1).
    """

    def __init__(self, scale: float = 1.0) -> None:
        super().__init__()
        self.scale = scale

    def project(self, memory: Tensor) -> Tensor:
        """Keys (rows, source, width) of memory (rows, source, width), made once for each sentence."""
        return memory * self.scale

    def forward(self, query: Tensor, keys: Tensor, mask: Tensor) -> Tensor:
        """Weights over the source, (rows, query, source), summing to 1.

        query (rows, query, width); keys from `project`; mask (rows, source).
        """
        return masked_softmax(query @ keys.transpose(1, 2), mask[:, None])


class GeneralAttention(DotAttention):
    """The energy is bilinear in query and memory: Luong et al. 2015, section 3.1, "general"."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.key = nn.Linear(width, width, bias=False)

    def project(self, memory: Tensor) -> Tensor:
        keys: Tensor = self.key(memory)
        return keys


class AdditiveAttention(nn.Module):
    """The energy comes from a small network over query and memory.

    Bahdanau, Cho, Bengio 2015, "Neural machine translation by jointly learning to align and
    translate", equation (6) and appendix A.1.2. `project` and `forward` as in `DotAttention`.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.query = nn.Linear(width, width, bias=False)
        self.key = nn.Linear(width, width)
        self.energy = nn.Linear(width, 1, bias=False)

    def project(self, memory: Tensor) -> Tensor:
        keys: Tensor = self.key(memory)
        return keys

    def forward(self, query: Tensor, keys: Tensor, mask: Tensor) -> Tensor:
        bent = torch.tanh(self.query(query)[:, :, None] + keys[:, None])  # (rows, query, source, width)
        return masked_softmax(self.energy(bent)[..., 0], mask[:, None])


# Name in a network's config -> from a width to the attention.
ATTENTIONS: dict[str, Callable[[int], DotAttention | AdditiveAttention]] = {
    "dot": lambda _: DotAttention(),
    "scaled dot": lambda width: DotAttention(width**-0.5),
    "general": GeneralAttention,
    "additive": AdditiveAttention,
}


class MultiHeadAttention(nn.Module):
    """Several scaled dot-product attentions side by side, each in its own projection.

    Vaswani et al. 2017, "Attention is all you need", section 3.2.2 and equation (1).
    """

    def __init__(
        self, width: int, heads: int, dropout: float, *, head_width: int = 0, bias: bool = True
    ) -> None:
        """head_width: of each head's projection, 0 is width / heads. bias: of the linear layers."""
        super().__init__()
        if not head_width and width % heads:
            raise ValueError(f"width {width} is not a multiple of heads {heads}")
        inner = heads * head_width or width
        self.heads = heads
        self.query = nn.Linear(width, inner, bias)
        self.memory = nn.Linear(width, 2 * inner, bias)  # keys and values in one product
        self.output = nn.Linear(inner, width, bias)
        self.dropout = nn.Dropout(dropout)

    def project(self, memory: Tensor) -> tuple[Tensor, Tensor]:
        """Keys and values, each (rows, heads, memory, width / heads), of memory (rows, memory, width)."""
        keys, values = self.memory(memory).chunk(2, -1)
        return self._split(keys), self._split(values)

    def forward(
        self,
        query: Tensor,
        keys: Tensor,
        values: Tensor,
        mask: Tensor,
        bias: Tensor | None = None,
        lens: Callable[[Tensor], Tensor] | None = None,
    ) -> tuple[Tensor, Tensor]:
        """What the query reads, (rows, query, width), and the attention, (rows, heads, query, memory).

        query (rows, query, width); keys and values from `project`; mask broadcasts to
        (rows, heads, query, memory), True where the query may look; bias, of a shape that
        broadcasts likewise, is added to the energies. The attention returned is what the softmax gives,
        or what the lens makes of that, before dropout.
        """
        queries = self._split(self.query(query)) / math.sqrt(keys.shape[-1])
        energies = queries @ keys.transpose(-1, -2)
        attention = masked_softmax(energies if bias is None else energies + bias, mask)
        if lens is not None:
            attention = lens(attention)
        context = self.dropout(attention) @ values
        read: Tensor = self.output(context.transpose(1, 2).flatten(2))
        return read, attention

    def _split(self, x: Tensor) -> Tensor:
        rows, length, width = x.shape
        return x.view(rows, length, self.heads, width // self.heads).transpose(1, 2)
