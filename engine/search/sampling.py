"""Drawing tokens at random."""

from __future__ import annotations

from torch import Tensor, searchsorted


def draw(scores: Tensor, temperature: float, uniform: Tensor) -> Tensor:
    """One token a row, (rows, 1), from the softmax of scores / temperature.

    scores (rows, vocab): logits or log-probabilities, minus infinity for what must not be drawn;
    uniform (rows,) in [0, 1) decides: the token is where the cumulative distribution reaches
    1 - uniform.
    """
    # The difference first: at a tiny temperature the quotients alone would overflow.
    energies = (scores - scores.amax(1, keepdim=True)) / temperature
    reached = energies.softmax(1).cumsum(1)
    # The goal is above 0, so the first place that reaches it never is a token of probability 0.
    goal = (1 - uniform)[:, None] * reached[:, -1:]
    # Past the end only in a row that may write nothing at all.
    return searchsorted(reached, goal).clamp(max=scores.shape[1] - 1)
