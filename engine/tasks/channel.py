"""Translations judged by the way back: how well the source can be foreseen from each.

The noisy channel of Yee, Dauphin and Auli 2019, "Simple and effective noisy channel modeling for neural
machine translation", over the hypotheses of one search, without a language model. It asks a model for the
opposite direction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch

from engine.checkpoint import Model
from engine.inspect.forced import log_probabilities
from engine.search.hypothesis import Hypothesis
from engine.tasks.sentences import Sentence, given_target, source_tokens

# One whose score is so far below the best is not asked about: reading them all takes most of the time.
_GAP = 0.6
_AT_ONCE = 2000  # tokens, source and target, filled up


def by_way_back(
    hypotheses: Sequence[Hypothesis], sentence: Sentence, model: Model, back: Model, weight: float
) -> tuple[Hypothesis, ...]:
    """The hypotheses, best first, with score + weight x the source's mean log-probability, nats a token.

    back: a model of ours from the target's language to the source's. Those too far behind get the least that
    another was given: they stay behind. Nothing changes where there is no choice, or a text is too long.
    """
    texts = [model.tokenizer.decode(hypothesis.tokens)[0] for hypothesis in hypotheses]
    best = max(hypothesis.score for hypothesis in hypotheses)
    asked = dict.fromkeys(
        text for text, h in zip(texts, hypotheses, strict=True) if text.strip() and h.score >= best - _GAP
    )
    if len(asked) < 2 or sentence.pair is None:
        return tuple(hypotheses)
    found = _foreseen(list(asked), sentence.inline.text, back, *sentence.pair)
    if not found:
        return tuple(hypotheses)
    added = dict(zip(asked, (weight * nats for nats in found), strict=True))
    least = min(added.values())
    judged = []
    for text, hypothesis in zip(texts, hypotheses, strict=True):
        channel = added.get(text, least)
        judged.append(replace(hypothesis, score=hypothesis.score + channel, channel=channel))
    return tuple(sorted(judged, key=lambda hypothesis: hypothesis.rank))


@torch.inference_mode()
def _foreseen(texts: Sequence[str], source: str, back: Model, a: str, b: str) -> list[float]:
    """The mean log-probability of the tokens of `source`, in language a, given each text in language b.

    Empty if one is too long for the network.
    """
    tokenizer = back.tokenizer
    read = [torch.tensor(source_tokens(text, back, b, a)) for text in texts]
    written = [
        torch.tensor((*tokenizer.encode(given_target(text, source, back, b, a))[0], tokenizer.eos))
        for text in texts
    ]
    longest = max(map(len, (*read, *written)))
    if longest > back.network.longest:
        return []
    nats, size = list[float](), max(1, _AT_ONCE // (2 * longest))
    for begin in range(0, len(texts), size):
        rows, targets = (
            torch.nn.utils.rnn.pad_sequence(some[begin : begin + size], True, tokenizer.pad).to(back.device)
            for some in (read, written)
        )
        sums = log_probabilities(back.network, rows, rows != tokenizer.pad, targets).sum(1)
        nats += (sums / (targets != tokenizer.pad).sum(1)).tolist()
    return nats
