"""Translations judged by the way back: how well the source can be foreseen from each.

The noisy channel of Yee, Dauphin and Auli 2019, "Simple and effective noisy channel modeling for neural
machine translation", over the hypotheses of one search, without a language model. It asks a model for the
opposite direction.
"""

from __future__ import annotations

import math
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
    found: Sequence[tuple[Sequence[Hypothesis], Sentence]], model: Model, back: Model, weight: float
) -> list[tuple[Hypothesis, ...]]:
    """The hypotheses of each sentence, best first, with score + weight x the source's mean log-probability,
    nats a token.

    back: a model of ours from the target's language to the source's. Those too far behind get the least that
    another was given: they stay behind. Nothing changes where there is no choice, or a text is too long.
    """
    texts = [[model.tokenizer.decode(h.tokens)[0] for h in hypotheses] for hypotheses, _ in found]
    asked = [_near(*one, mine) for one, mine in zip(found, texts, strict=True)]
    sentences = [sentence for _, sentence in found]
    nats = iter(_foreseen([(t, s) for s, near in zip(sentences, asked, strict=True) for t in near], back))
    return [
        _judged(hypotheses, mine, {text: weight * next(nats) for text in near})
        for (hypotheses, _), mine, near in zip(found, texts, asked, strict=True)
    ]


def _near(hypotheses: Sequence[Hypothesis], sentence: Sentence, texts: Sequence[str]) -> list[str]:
    """The texts that the choice is between; none where there is no choice."""
    least = max(hypothesis.score for hypothesis in hypotheses) - _GAP
    pairs = zip(texts, hypotheses, strict=True)
    near = dict.fromkeys(text for text, h in pairs if text.strip() and h.score >= least)
    return list(near) if len(near) > 1 and sentence.pair is not None else []


def _judged(
    hypotheses: Sequence[Hypothesis], texts: Sequence[str], added: dict[str, float]
) -> tuple[Hypothesis, ...]:
    if not added or any(map(math.isnan, added.values())):
        return tuple(hypotheses)
    least, judged = min(added.values()), []
    for text, hypothesis in zip(texts, hypotheses, strict=True):
        channel = added.get(text, least)
        judged.append(replace(hypothesis, score=hypothesis.score + channel, channel=channel))
    return tuple(sorted(judged, key=lambda hypothesis: hypothesis.rank))


@torch.inference_mode()
def _foreseen(questions: Sequence[tuple[str, Sentence]], back: Model) -> list[float]:
    """The mean log-probability of the tokens of each sentence, given the text; nan if one is too long."""
    tokenizer, pad, nats = back.tokenizer, back.tokenizer.pad, [math.nan] * len(questions)
    read, written = list[torch.Tensor](), list[torch.Tensor]()
    for text, sentence in questions:
        assert sentence.pair is not None
        source, (a, b) = sentence.inline.text, sentence.pair
        read.append(torch.tensor(source_tokens(text, back, b, a)))
        given = tokenizer.encode(given_target(text, source, back, b, a))[0]
        written.append(torch.tensor((*given, tokenizer.eos)))
    lengths = [max(map(len, pair)) for pair in zip(read, written, strict=True)]
    order = sorted(range(len(questions)), key=lambda i: -lengths[i])
    waiting = [i for i in order if lengths[i] <= back.network.longest]
    while waiting:
        size = max(1, _AT_ONCE // (2 * lengths[waiting[0]]))
        batch, waiting = waiting[:size], waiting[size:]
        rows, targets = (
            torch.nn.utils.rnn.pad_sequence([some[i] for i in batch], True, pad).to(back.device)
            for some in (read, written)
        )
        sums = log_probabilities(back.fast, rows, rows != pad, targets).sum(1)
        for i, mean in zip(batch, (sums / (targets != pad).sum(1)).tolist(), strict=True):
            nats[i] = mean
    return nats
