"""Drawing tokens at random."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.search.options import DecodingOptions

_LEAST = torch.finfo(torch.float32).tiny  # a smaller share would be 0, and leave no token


def tempered(scores: Tensor, temperature: float) -> Tensor:
    """Energies whose softmax is that of scores / temperature; the greatest of each row is 0.

    scores (rows, vocab): logits or log-probabilities, minus infinity for what must not be drawn. A row
    that has nothing else comes back as it is.
    """
    # The difference first: at a tiny temperature the quotients alone would overflow.
    greatest = scores.amax(1, keepdim=True)
    return (scores - greatest.where(greatest.isfinite(), torch.zeros_like(greatest))) / temperature


def truncate(energies: Tensor, options: DecodingOptions) -> Tensor:
    """Energies (rows, vocab) with minus infinity for what `options` do not let be drawn.

    The cuts follow each other, each on the distribution that the one before left, and each leaves at
    least one token.
    """
    if options.top_k:
        energies = likeliest(energies, options.top_k)
    if options.top_p < 1:
        energies = nucleus(energies, options.top_p)
    if options.min_p > 0:
        energies = not_far_below(energies, options.min_p)
    if options.typical < 1:
        energies = typical(energies, options.typical)
    return energies


def likeliest(energies: Tensor, k: int) -> Tensor:
    """Only the k likeliest. Fan, Lewis, Dauphin 2018, "Hierarchical neural story generation"."""
    best, columns = energies.topk(min(k, energies.shape[1]))
    return torch.full_like(energies, -torch.inf).scatter(1, columns, best)


def nucleus(energies: Tensor, share: float) -> Tensor:
    """Only the fewest likeliest that together have this share.

    Holtzman et al. 2020, "The curious case of neural text degeneration", section 3.1.
    """
    return _fewest(energies, energies, share)


def not_far_below(energies: Tensor, share: float) -> Tensor:
    """Only those at least `share` times as likely as the likeliest. Nguyen et al. 2024, "Min-p sampling"."""
    least = energies.amax(1, keepdim=True) + torch.tensor(share).log()
    return energies.masked_fill(energies < least, -torch.inf)


def typical(energies: Tensor, share: float) -> Tensor:
    """Only the fewest with this share whose surprise is nearest to the expected one, the entropy.

    Meister et al. 2023, "Locally typical sampling", equation (10).
    """
    surprise = -energies.log_softmax(1)
    entropy = (surprise * (-surprise).exp()).nansum(1, keepdim=True)
    return _fewest(energies, -(surprise - entropy).abs(), share)


def _fewest(energies: Tensor, liking: Tensor, share: float) -> Tensor:
    """Only the tokens liked most, as few as have together at least `share` of the probability."""
    order = liking.argsort(dim=1, descending=True, stable=True)
    chances = energies.softmax(1).gather(1, order)
    before = chances.cumsum(1) - chances  # what those have that are liked more
    beyond = torch.zeros_like(order, dtype=torch.bool).scatter(1, order, before >= max(share, _LEAST))
    return energies.masked_fill(beyond, -torch.inf)


def draw(energies: Tensor, uniform: Tensor) -> Tensor:
    """One token a row, (rows, 1), from the softmax of energies (rows, vocab).

    uniform (rows,) in [0, 1) decides: the token is where the cumulative distribution reaches
    1 - uniform.
    """
    reached = energies.softmax(1).cumsum(1)
    # The goal is above 0, so the first place that reaches it never is a token of probability 0.
    goal = (1 - uniform)[:, None] * reached[:, -1:]
    # Past the end only in a row that may write nothing at all.
    return torch.searchsorted(reached, goal).clamp(max=energies.shape[1] - 1)
