"""BLEU and chrF, by sacrebleu; and how many names come out as they were written."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF


def bleu_and_chrf(
    hypotheses: Sequence[str], references: Sequence[str], language: str
) -> tuple[dict[str, float], str]:
    """{"BLEU": ..., "chrF": ...} of the corpus, and BLEU's signature.

    Papineni et al. 2002; Popović 2015; Post 2018 for the tokenisation, which is `zh` for Chinese.
    """
    # force: no word on stderr about outputs that look tokenised.
    bleu = BLEU(tokenize="zh" if language == "zh" else "13a", force=True)
    scores = {
        "BLEU": bleu.corpus_score(hypotheses, [references]).score,
        "chrF": CHRF().corpus_score(hypotheses, [references]).score,
    }
    return scores, str(bleu.get_signature())


_NAME = re.compile(r"\b[A-ZÀ-ÖØ-Þ]\w{2,}")


def names_kept(sources: Sequence[str], references: Sequence[str], hypotheses: Sequence[str]) -> float:
    """Of the words with a capital that a source and its reference share, the share that the output has, too.

    1.0 where there are none, as in most pairs with Chinese.
    """
    shared = kept = 0
    for source, reference, hypothesis in zip(sources, references, hypotheses, strict=True):
        names = set(_NAME.findall(source)) & set(_NAME.findall(reference))
        shared += len(names)
        kept += len(names & set(_NAME.findall(hypothesis)))
    return kept / shared if shared else 1.0
