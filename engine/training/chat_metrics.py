"""What is counted in replies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from sacrebleu.metrics.bleu import BLEU

from engine.text.normalise import plain

# Replies that fit nearly every turn: one or several of these, and nothing else.
_DULL = re.compile(
    r"(oh|well|ah|haha|lol|hmm|(yes|yeah|yep|no|nope|ok|okay|sure|right|true|exactly|cool|nice|wow|great|good)"
    r"|(that('s| is)|it('s| is)|sounds) (so |very |really |pretty )?"
    r"(true|cool|nice|great|good|awesome|interesting|right|fun|amazing|funny)( to (hear|know))?"
    r"|i (do not|don't|dont) (know|think so|really know)|i('m| am) not (so |really )?sure"
    r"|me (too|neither)|i (totally |completely |definitely )?agree( with you)?|i think so( too)?|i know,? right"
    r"|i see|i know|of course|you('re| are) (right|welcome)|thank you|thanks|really|so do i|i do|it is"
    r"|i love (it|that)( too)?|i like (it|that)( too)?|i have|i will|what('s| is) that|i bet|i hope so"
    r"|嗯+|哦+|好的?|好吧|是的?|是啊|对的?|对啊|哈+|我?不知道|我也是|真的吗?|谢谢|可以|没有|有|当然|不错|知道了|好)"
)
_BETWEEN = re.compile(r"[\s.,!?;:…。，！？、～~]*")


def dull(reply: str) -> bool:
    """Whether a reply is nothing but what could be said to anything."""
    rest, place = plain(reply).casefold().strip(), 0
    while place < len(rest):
        found = max(
            (match.end() for match in _DULL.finditer(rest, place) if match.start() == place), default=place
        )
        end = _BETWEEN.match(rest, found).end()  # type: ignore[union-attr]
        if end == place or (found < len(rest) and end == found and rest[found].isascii()):
            return False
        place = end
    return True


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
