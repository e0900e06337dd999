"""All parameters in one tensor, so that a step, a clip, a sum over processes is one operation."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class FlatParameters:
    """Replaces a network's parameters and gradients by views of flat tensors.

    The optimizer works on `master`, float32. A network in bfloat16 keeps float32 masters beside its
    weights (Micikevicius et al. 2018, "Mixed precision training", section 3.1); `publish` copies
    them over. A float32 network is its own master.
    """

    def __init__(self, network: nn.Module, dtype: torch.dtype) -> None:
        parameters = list(network.parameters())
        self.names = [(name, list(p.shape)) for name, p in network.named_parameters()]
        self.master = torch.cat([p.detach().flatten().float() for p in parameters])
        network.to(dtype)
        self.weights = self.master if dtype == torch.float32 else self.master.to(dtype)
        self.gradients = torch.zeros_like(self.weights)
        at = 0
        for p in parameters:
            here = slice(at, at + p.numel())
            p.data = self.weights[here].view(p.shape)
            p.grad = self.gradients[here].view(p.shape)
            at += p.numel()

    def publish(self) -> None:
        """Shows the network what the optimizer did to the masters."""
        if self.weights is not self.master:
            self.weights.copy_(self.master)

    def named(self, flat: Tensor) -> dict[str, Tensor]:
        """Cuts a tensor like `master` into the network's parameters."""
        pieces, at = {}, 0
        for name, shape in self.names:
            size = torch.Size(shape).numel()
            pieces[name] = flat[at : at + size].view(shape)
            at += size
        return pieces
