"""What changes the choice of a token or the rank of a hypothesis: pure functions."""

from __future__ import annotations

import torch
from torch import Tensor


def ban(logits: Tensor, tokens: Tensor) -> Tensor:
    """Logits (rows, vocab) with `tokens` (n,) at minus infinity."""
    return logits.index_fill(1, tokens, -torch.inf)


def no_repeat(logits: Tensor, written: Tensor, n: int) -> Tensor:
    """Logits (rows, vocab) where every token that would end an n-gram already written is banned.

    written (rows, length): the tokens so far, without BOS. EOS stays possible: it is never among
    them. Paulus, Xiong, Socher 2018, "A deep reinforced model for abstractive summarization",
    section 2.5, who ban trigrams.
    """
    length = written.shape[1]
    if length < n:
        return logits
    if n == 1:
        return logits.scatter(1, written, -torch.inf)
    begun = written[:, length - n + 1 :]
    earlier = written[:, :-1].unfold(1, n - 1, 1)  # (rows, length - n + 1, n - 1)
    row, place = (earlier == begun[:, None]).all(-1).nonzero(as_tuple=True)
    lowest = logits.new_tensor(-torch.inf)
    return logits.index_put((row, written[row, place + n - 1]), lowest)


def length_penalty(length: int, a: float) -> float:
    """What the sum of log-probabilities of `length` tokens is divided by; EOS counts as a token.

    Wu et al. 2016, "Google's neural machine translation system", equation (14).
    """
    return float(((5 + length) / 6) ** a)
