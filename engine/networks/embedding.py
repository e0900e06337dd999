"""Tokens and their places as vectors."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn


def sinusoids(length: int, width: int) -> Tensor:
    """(length, width): sines in the even columns, cosines in the odd ones (Vaswani et al. 2017, 3.5)."""
    place = torch.arange(length).unsqueeze(1)
    rate = torch.exp(torch.arange(0, width, 2) * (-math.log(10_000.0) / width))
    table = torch.zeros(length, width)
    table[:, 0::2] = torch.sin(place * rate)
    table[:, 1::2] = torch.cos(place * rate)[:, : width // 2]
    return table


def sinusoids_in_halves(length: int, width: int) -> Tensor:
    """As `sinusoids`, but all sines stand before all cosines: Marian, PEGASUS."""
    place = torch.arange(length, dtype=torch.float64).unsqueeze(1)
    angle = place * 10_000.0 ** -(torch.arange(0, width, 2, dtype=torch.float64) / width)
    return torch.cat((torch.sin(angle), torch.cos(angle)[:, : width // 2]), 1).float()


def sinusoids_of_fairseq(length: int, width: int) -> Tensor:
    """In halves, the slowest wave 10,000 times slower than the first, from place 2 on: M2M100, NLLB."""
    half = width // 2
    rate = torch.exp(torch.arange(half).float() * -(math.log(10_000.0) / max(half - 1, 1)))
    angle = torch.arange(2, length + 2).float().unsqueeze(1) * rate
    return torch.cat((torch.sin(angle), torch.cos(angle), torch.zeros(length, width % 2)), 1)


# Name in a network's config -> a fixed table (length, width).
SINUSOIDS: dict[str, Callable[[int, int], Tensor]] = {
    "sinusoidal": sinusoids,
    "sinusoidal in halves": sinusoids_in_halves,
    "sinusoidal of fairseq": sinusoids_of_fairseq,
}


class Positions(nn.Module):
    """Adds to each token's vector that of its place: fixed sinusoids or a learned table.

    "relative" adds nothing: there, `RelativeBias` tells the attention how far apart places are.
    """

    def __init__(self, kind: str, length: int, width: int) -> None:
        super().__init__()
        self.relative = kind == "relative"
        if kind in SINUSOIDS:
            self.register_buffer("table", SINUSOIDS[kind](length, width), persistent=False)
        elif kind == "learned":
            self.table = nn.Parameter(torch.randn(length, width) * 0.02)
        elif not self.relative:
            raise ValueError(f"positions {kind!r} are neither sinusoidal nor learned nor relative")

    table: Tensor

    def forward(self, x: Tensor, begin: int = 0) -> Tensor:
        """x (rows, n, width), whose first column stands at place `begin`."""
        return x if self.relative else x + self.table[begin : begin + x.shape[1]]


class RelativeBias(nn.Module):
    """For each head a learned number for every distance between query and key, added to the energy.

    Raffel et al. 2020, "Exploring the limits of transfer learning with a unified text-to-text
    transformer", section 2.1. Near distances have a number each, farther ones share one, in steps that
    grow with the logarithm up to `furthest`. A causal bias has none for keys after the query.
    """

    def __init__(self, heads: int, *, causal: bool, buckets: int = 32, furthest: int = 128) -> None:
        super().__init__()
        self.causal, self.furthest = causal, furthest
        self.table = nn.Parameter(torch.zeros(buckets, heads))

    def forward(self, queries: int, keys: int) -> Tensor:
        """(heads, queries, keys). The last query stands at the same place as the last key."""
        key = torch.arange(keys, device=self.table.device)
        distance = key[keys - queries :, None] - key  # how far back the key stands
        return self.table[self._bucket(distance)].permute(2, 0, 1)

    def _bucket(self, distance: Tensor) -> Tensor:
        buckets = len(self.table)
        first = torch.zeros_like(distance)
        if self.causal:
            distance = distance.clamp(min=0)
        else:
            buckets //= 2
            first = torch.where(distance < 0, buckets, 0)
            distance = distance.abs()
        near = buckets // 2
        growth = torch.log(distance.clamp(min=1) / near) / math.log(self.furthest / near)
        far = (near + (growth * (buckets - near)).long()).clamp(max=buckets - 1)
        return first + torch.where(distance < near, distance, far)
