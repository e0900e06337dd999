"""What may not be written next: pure functions of what was written."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from engine.search.hypothesis import PERIODS, Numbers


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


def loops(runs: Numbers, written: Numbers, most: Numbers) -> tuple[Numbers, Numbers]:
    """Rows and tokens, each (found,), where a phrase stands `most` times in a row and would begin anew.

    It is stopped as it begins: a network that may write most of it leaves the loop only to come back.
    A phrase that may stand once, though, is a repetition only when all of it comes again.
    runs (rows, PERIODS) from `Written`; most (rows,), at least 1. EOS is never among what is found.
    """
    periods = np.arange(1, PERIODS + 1)
    full = runs >= np.maximum(periods * (most[:, None] - 1), periods - 1)
    full &= periods <= written.shape[1]
    row, period = full.nonzero()
    return row, written[row, -1 - period]


def times_in_a_row(tokens: Sequence[int]) -> int:
    """How often a phrase of at most PERIODS tokens stands in a row, for the phrase where it is most."""
    most = min(1, len(tokens))
    for period in range(1, min(PERIODS, len(tokens) // 2) + 1):
        run = 0
        for token, earlier in zip(tokens[period:], tokens, strict=False):
            run = run + 1 if token == earlier else 0
            if run >= most * period:
                most = 1 + run // period
    return most


def excused(source: Sequence[int]) -> int:
    """How often a phrase may stand in a row because the source does so too.

    A token counts as repeated there also across one other token, as the zeros of 100,000 may be
    written without the comma.
    """
    most = times_in_a_row(source)
    last, run = dict[int, int](), dict[int, int]()
    for place, token in enumerate(source):
        near = token in last and place - last[token] <= 2
        last[token], run[token] = place, run[token] + 1 if near else 1
        most = max(most, run[token])
    return most


def less_repetition(logits: Tensor, written: Tensor, penalty: float) -> Tensor:
    """Logits in which the tokens that a row has written are less likely; (rows, vocab).

    written (rows, length). Keskar et al. 2019, "CTRL", section 4.1, divide every logit; a negative one
    is multiplied here, as dividing would make it likelier.
    """
    chosen = logits.gather(1, written)
    return logits.scatter(1, written, torch.where(chosen > 0, chosen / penalty, chosen * penalty))
