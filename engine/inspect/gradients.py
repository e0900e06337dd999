"""Gradients with respect to what a network reads: how far back it learns, and what a word did."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.networks.contract import Network


@contextmanager
def reading(network: Network, change: Callable[[Tensor], Tensor]) -> Iterator[None]:
    """While it lasts, gradients flow, and the network reads each source as `change` makes it.

    `change` gets the vectors of the source's tokens, (rows, source, width), as they are embedded.
    """
    is_source = True

    def keep(_: nn.Module, __: tuple[Tensor, ...], vectors: Tensor) -> Tensor | None:
        nonlocal is_source
        if not is_source:
            return None
        is_source = False
        return change(vectors.detach())

    handle = network.get_submodule("embedding").register_forward_hook(keep)
    try:
        # cuDNN has no gradient for recurrent layers outside training.
        with torch.enable_grad(), torch.backends.cudnn.flags(enabled=False):
            yield
    finally:
        handle.remove()


def gradient_norms(network: Network, source: Tensor, mask: Tensor, first: Tensor, gold: Tensor) -> Tensor:
    """The norm of the gradient of -log p(gold) with respect to the vector of each source token.

    source and mask (rows, source); first (rows,) is what the decoder reads, BOS; gold (rows,) is what it
    should write. Returns (rows, source) in the order in which the network reads. Where it falls with
    distance, what was read long ago cannot be learnt from: the vanishing gradient of Bengio, Simard,
    Frasconi 1994, "Learning long-term dependencies with gradient descent is difficult". A language
    model reads the last source token as it begins to write: there its norm is 0.
    """
    embedded: list[Tensor] = []

    def keep(vectors: Tensor) -> Tensor:
        embedded.append(vectors.requires_grad_())
        return vectors

    with reading(network, keep):
        logits = network(source, mask, first[:, None])[:, 0]
        (gradient,) = torch.autograd.grad(F.cross_entropy(logits, gold, reduction="sum"), embedded)
    norms: Tensor = gradient.norm(dim=-1)
    return norms
