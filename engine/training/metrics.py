"""BLEU and chrF, by sacrebleu."""

from __future__ import annotations

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
