"""Translations judged by the way back: how well the source can be foreseen from each.

The noisy channel of Yee, Dauphin and Auli 2019, "Simple and effective noisy channel modeling for neural
machine translation", over the hypotheses of one search, without a language model. It asks a model for the
opposite direction.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from engine.checkpoint import Model
from engine.inspect.forced import Question, mean_log_probabilities
from engine.search.hypothesis import Hypothesis
from engine.tasks.sentences import Sentence

# One whose score is so far below the best is not asked about: reading them all takes most of the time.
_GAP = 0.6


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
    questions = [_way_back(t, s) for s, near in zip(sentences, asked, strict=True) for t in near]
    nats = iter(mean_log_probabilities(questions, back))
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


def _way_back(text: str, sentence: Sentence) -> Question:
    assert sentence.pair is not None
    there, here = sentence.pair
    return Question(text, sentence.inline.text, here, there)
