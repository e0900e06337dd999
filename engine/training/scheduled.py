"""Scheduled sampling: while it learns, a network reads some of its own writing."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.networks.contract import Network
from engine.search.sampling import draw
from engine.training.batches import Batch


@torch.no_grad()
def mixed_target(network: Network, batch: Batch, share: float) -> Tensor:
    """The batch's target, where each token but BOS is replaced with probability `share`.

    In its place comes a token that the network draws after what it has read so far, replaced tokens
    among it. Bengio, Vinyals, Jaitly, Shazeer 2015, "Scheduled sampling for sequence prediction with
    recurrent neural networks", section 2.4; `share` is the paper's 1 - epsilon. As there, no gradient
    flows through the draw, so it can be made before the pass that learns, for every network alike.
    """
    state = network.start(network.encode(batch.source, batch.mask))
    columns = [batch.target[:, 0]]
    for given in batch.target[:, 1:].unbind(1):
        step = network.step(columns[-1], state)
        state = step.state
        drawn = draw(step.logits.float(), torch.rand(len(given), device=given.device))[:, 0]
        replaced = torch.rand(len(given), device=given.device) < share
        columns.append(torch.where(replaced, drawn, given))
    return torch.stack(columns, 1)
