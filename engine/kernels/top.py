"""The best of many scores."""

from __future__ import annotations

import torch
from torch import Tensor


def top(scores: Tensor, n: int, groups: int = 256) -> tuple[Tensor, Tensor]:
    """The `n` best scores of each row, best first, and their columns, each (rows, n).

    `torch.topk` in two passes when that is faster: every column that is so many `groups` further makes a
    group with it, and the n best lie in the n groups with the greatest maxima. 4 rows of 16,000: 33 us
    instead of 83; 64 rows: 0.7 ms instead of 2.5 (one thread).
    """
    rows, vocab = scores.shape
    n = min(n, vocab)
    if n == 1 and scores.numel() < 2**15:
        best, columns = scores.max(1, keepdim=True)
        return best, columns
    if scores.numel() < 2**14 or n >= groups or vocab < 4 * groups:
        best, columns = scores.topk(n)
        return best, columns
    depth = vocab // groups
    grouped, rest = depth * groups, torch.arange(depth * groups, vocab, device=scores.device)
    group = scores[:, :grouped].view(rows, depth, groups).amax(1).topk(n, sorted=False).indices
    members = groups * torch.arange(depth, device=scores.device)[:, None] + group[:, None]
    columns = torch.cat((members.flatten(1), rest.expand(rows, -1)), 1)
    best, place = scores.gather(1, columns).topk(n)
    return best, columns.gather(1, place)
