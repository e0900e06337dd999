"""What is counted in replies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from sacrebleu.metrics.bleu import BLEU

from engine.text.normalise import plain


def units(reply: str, language: str) -> list[str]:
    """Words and marks; in Chinese, characters."""
    text = plain(reply).casefold()
    return [c for c in text if not c.isspace()] if language == "zh" else re.findall(r"\w+|[^\w\s]", text)


def distinct(replies: Sequence[Sequence[str]], n: int) -> float:
    """The share of n-grams (n is 1 or 2) that are there for the first time. Li et al. 2016, "distinct-n"."""
    grams = [gram for reply in replies for gram in (pairwise(reply) if n == 2 else reply)]
    return len(set(grams)) / len(grams) if grams else 0.0


def repeated(replies: Sequence[str]) -> float:
    """The share of replies that were already given to an earlier opener."""
    return 1 - len({reply.casefold() for reply in replies}) / len(replies) if replies else 0.0


def bleu(replies: Sequence[str], references: Sequence[str], language: str, order: int) -> float:
    """BLEU of the corpus with n-grams up to `order`."""
    metric = BLEU(tokenize="zh" if language == "zh" else "13a", max_ngram_order=order, force=True)
    return float(metric.corpus_score(replies, [references]).score)
