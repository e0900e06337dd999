"""Tokens and their places as vectors."""

from __future__ import annotations

import math

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


class Positions(nn.Module):
    """Adds to each token's vector that of its place: fixed sinusoids or a learned table."""

    def __init__(self, kind: str, length: int, width: int) -> None:
        super().__init__()
        if kind == "sinusoidal":
            self.register_buffer("table", sinusoids(length, width), persistent=False)
        elif kind == "learned":
            self.table = nn.Parameter(torch.randn(length, width) * 0.02)
        else:
            raise ValueError(f"positions {kind!r} are neither sinusoidal nor learned")

    table: Tensor

    def forward(self, x: Tensor, begin: int = 0) -> Tensor:
        """x (rows, n, width), whose first column stands at place `begin`."""
        return x + self.table[begin : begin + x.shape[1]]
