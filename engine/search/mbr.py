"""The choice of one text among many by what it shares with the others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sacrebleu.metrics.chrf import CHRF


def consensus(texts: Sequence[str]) -> list[int]:
    """Places of the texts, the one with the greatest mean chrF to all the others first.

    Eikema and Aziz 2020, "Is MAP decoding all you need?", equation (7), with chrF (Popović 2015) as the
    utility and each text as likely as another: a text drawn twice counts twice. Equal ones stay in
    their order.
    """
    chrf = CHRF()

    @cache
    def utility(text: str, reference: str) -> float:
        return float(chrf.sentence_score(text, [reference]).score)

    means = [
        sum(utility(text, other) for j, other in enumerate(texts) if j != i) for i, text in enumerate(texts)
    ]
    return sorted(range(len(texts)), key=lambda i: -means[i])
