"""What may not be written next: pure functions of what was written."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from engine.search.hypothesis import Numbers


def repeats(written: Numbers, n: int) -> tuple[Numbers, Numbers]:
    """Rows and tokens, each (found,), where the token would end an n-gram that its row already has.

    written (rows, length): the tokens so far, without BOS. EOS is never among what is found, as no
    growing row holds it. Paulus, Xiong, Socher 2018, "A deep reinforced model for abstractive
    summarization", section 2.5, who forbid trigrams.
    """
    length = written.shape[1]
    if length < n:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    begun = written[:, length - n + 1 :]
    if n == 1:
        row, place = np.nonzero(np.ones_like(written))
    else:
        earlier = np.lib.stride_tricks.sliding_window_view(written[:, :-1], n - 1, 1)
        row, place = (earlier == begun[:, None]).all(-1).nonzero()
    return row, written[row, place + n - 1]


def less_repetition(logits: Tensor, written: Tensor, penalty: float) -> Tensor:
    """Logits in which the tokens that a row has written are less likely; (rows, vocab).

    written (rows, length). Keskar et al. 2019, "CTRL", section 4.1, divide every logit; a negative one
    is multiplied here, as dividing would make it likelier.
    """
    chosen = logits.gather(1, written)
    return logits.scatter(1, written, torch.where(chosen > 0, chosen / penalty, chosen * penalty))
