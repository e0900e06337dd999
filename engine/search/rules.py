"""What may not be written next, and how hypotheses of unequal length compare: pure functions."""

from __future__ import annotations

from torch import Tensor


def repeats(written: Tensor, n: int) -> tuple[Tensor, Tensor]:
    """Rows and tokens, each (found,), where the token would end an n-gram that its row already has.

    written (rows, length): the tokens so far, without BOS. EOS is never among what is found, as no
    growing row holds it. Paulus, Xiong, Socher 2018, "A deep reinforced model for abstractive
    summarization", section 2.5, who forbid trigrams.
    """
    length = written.shape[1]
    if length < n:
        nothing = written.new_empty(0)
        return nothing, nothing
    begun = written[:, length - n + 1 :]
    earlier = written[:, :-1].unfold(1, n - 1, 1)  # (rows, length - n + 1, n - 1)
    row, place = (earlier == begun[:, None]).all(-1).nonzero(as_tuple=True)
    return row, written[row, place + n - 1]


def length_penalty(length: int, a: float) -> float:
    """What the sum of log-probabilities of `length` tokens is divided by; EOS counts as a token.

    Wu et al. 2016, "Google's neural machine translation system", equation (14).
    """
    return float(((5 + length) / 6) ** a)
