"""Which of the summaries that a search has found is the best one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean

from engine.checkpoint import Model
from engine.events import Draft
from engine.search.hypothesis import Hypothesis
from engine.tasks.extract import Wording, bag, novelty, unsourced
from engine.tasks.sentences import Sentence, draft
from engine.tasks.wishes import Wish

# What complete agreement is worth, in units of a score.
_AGREEMENT = 8.0
# What a summary's score loses: where none of its pairs of words stands in the text, the same for a headline,
# for each word that it has made up, and for a headline of more than one sentence.
_SPLICE, _LOOSE, _MADE_UP, _GOES_ON = 6.0, 1.5, 2.0, 2.0
# And what whole sentences lose each time that one goes on from one sentence of the text to another, or
# elsewhere in the same, and for each beginning and end that no sentence of the text has.
_FUSED, _SKIPPED, _RAGGED = 1.0, 0.5, 0.4
# How many times as much agreement and these count where sentences of the text's own are candidates: the
# network finds them unlikely.
_AMONG_OWN = 3.0
# How summaries begin that tell of a text in words of their own: "Learn how to ...". What begins otherwise and
# does not stand there as it is says what the text does not.
_TELLS_OF = {
    "en": re.compile(
        r"(?:an?|create|describes?|explains?|find|how to|i|introduc\w+"
        r"|learn|overview|provides?|shows?|this|use|we)\b(?!')"
        r"|\S+ (?:class|function|interface|method|struct\w*)\b",
        re.IGNORECASE,
    )
}
_STOP_INSIDE = re.compile(r"[.!?]\s|[。！？].")
_ENDS = tuple(".!?。！？…\"'”’」』)）")


def ranked(
    hypotheses: Sequence[Hypothesis],
    sentence: Sentence,
    wish: Wish,
    model: Model,
    offset: int,
    said: Sequence[str],
    heard: Sequence[str] = (),
) -> tuple[Draft, ...]:
    """What may be written of a section, best first: new before what is said already, whole sentences before
    others, then by score and by agreement with what was `heard` of the model, less `_objection`.

    heard: what it said when it was asked many times. That is minimum Bayes risk beside the score: Eikema
    and Aziz 2022, "Sampling-based approximations to minimum Bayes risk decoding for neural machine
    translation", section 3.
    """
    drafts = [draft(hypothesis, sentence, model, offset) for hypothesis in hypotheses]
    read = wish.text[sentence.begin : sentence.end]
    whole = model.marked and wish.kind not in ("auto", "headline")
    # Of talks little is left but what is joined.
    wording = Wording(read, wish.language) if whole and not wish.is_talk else None
    said_there = " ".join(read.split())
    times = _AMONG_OWN if wish.one_of_each else 1.0

    def rank(candidate: Draft) -> tuple[bool, bool, int, bool, float]:
        text = candidate.text
        loss = _objection(candidate, offset, read, whole=whole) if model.marked else 0.0
        broken = whole and not ends_well(text, read)
        if wording is not None:
            (fused, skipped), ragged = wording.joints(text), wording.ragged(text)
            as_it_stands = not (fused + skipped + ragged) and " ".join(text.split()) in said_there
            broken |= not as_it_stands and not tells_of(text, wish.language)
            loss += times * (_FUSED * fused + _SKIPPED * skipped + _RAGGED * ragged)
        if heard:
            loss -= times * _AGREEMENT * agreement(text, heard)
        return not text.strip(), text in said, len(candidate.missing), broken, loss - candidate.score

    return tuple(sorted(drafts, key=rank))


def tells_of(text: str, language: str) -> bool:
    """Whether it begins as summaries do. Of languages whose beginnings are not known, yes."""
    return language not in _TELLS_OF or _TELLS_OF[language].match(text) is not None


def agreement(text: str, heard: Sequence[str]) -> float:
    """The mean `overlap` of a text with others: its expected utility, where they are drawn from the model."""
    return fmean(overlap(text, other) for other in heard)


def overlap(text: str, other: str) -> float:
    """The mean of F1 over words and over pairs of words: ROUGE-1 and ROUGE-2 (Lin 2004) without stems."""
    mine, theirs = bag(text), bag(other)
    return (_f1(mine, theirs) + _f1(list(pairwise(mine)), list(pairwise(theirs)))) / 2


def _f1(one: Sequence[object], other: Sequence[object]) -> float:
    return 2 * (Counter(one) & Counter(other)).total() / max(1, len(one) + len(other))


def _objection(candidate: Draft, offset: int, read: str, *, whole: bool) -> float:
    """What speaks against a summary of our networks, in units of its score.

    A copying network goes on from one place of the text to another that has the same word, and so joins what
    does not belong together; a headline (not whole) may do so more freely. In the middle of a word it goes on
    alike, or with a piece of its own, and so makes up words, names and numbers.
    """
    joined = (_SPLICE if whole else _LOOSE) * novelty(candidate.text, read)
    if not whole and _STOP_INSIDE.search(candidate.text):
        joined += _GOES_ON
    return joined + _MADE_UP * len(made_up(candidate, offset, read))


def made_up(candidate: Draft, offset: int, read: str) -> list[str]:
    """The words that stand nowhere in the text and that the network has put together of pieces."""
    spans = [(piece.begin - offset, piece.end - offset) for piece in candidate.pieces]

    def parts(begin: int, end: int) -> int:
        return sum(first < end and last > begin for first, last in spans)

    found = unsourced(candidate.text, read)
    return [candidate.text[begin:end] for begin, end in found if parts(begin, end) > 1]


def ends_well(text: str, read: str) -> bool:
    """Whether this is a whole sentence: with one end, and none in the middle of a number."""
    figure = re.search(r"\d+\.$", text)
    if re.search(r"[^.]\.\.$", text):
        return False
    return text.endswith(_ENDS) and not (figure and re.search(re.escape(figure[0]) + r"\d", read))
