"""Summaries without a network, and what a summary owes to its document. (No torch: the app reads this.)"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engine.events import Draft, shared_columns
from engine.text.segment import segment
from engine.text.words import without_spaces

Span = tuple[int, int]
_WORD = re.compile(r"[^\W_]+")
_DAMPING = 0.85
_RANKED = 1000  # sentences that are compared with one another at once


def words(text: str) -> list[Span]:
    """The words of a text, numbers among them; in scripts without spaces each character is one."""
    found: list[Span] = []
    for match in _WORD.finditer(text):
        begin = match.start()
        for at, character in enumerate(match.group(), match.start()):
            if without_spaces(character):
                found += [(begin, at)] * (begin < at) + [(at, at + 1)]
                begin = at + 1
        found += [(begin, match.end())] * (begin < match.end())
    return found


def sentences(text: str, language: str) -> list[Span]:
    """The sentences of a text; all of it where there is nothing but signs."""
    found = [(s.begin, s.end) for s in segment(text, language)]
    return found or [(0, len(text))] * bool(text.strip())


def lead(text: str, count: int) -> str:
    """The first `count` words of a text, to the end of the last one."""
    found = words(text)[:count]
    return " ".join(text[: found[-1][1]].split()) if found else ""


def first_sentence(text: str, language: str) -> str:
    return next((text[begin:end] for begin, end in sentences(text, language)), "")


def key_sentences(text: str, language: str, count: int) -> list[Span]:
    """The `count` sentences most like all the others, in the order of the text; none comes twice."""
    there = sentences(text, language)
    found = sorted({text[begin:end].casefold(): (begin, end) for begin, end in there[::-1]}.values())
    if len(found) > _RANKED:  # first the best of each part, so that time grows with the text and no faster
        parts = [found[i : i + _RANKED] for i in range(0, len(found), _RANKED)]
        each = max(_RANKED, count) // len(parts) + 1
        found = [span for part in parts for span in _best(text, part, each)]
    return _best(text, found, count)


def _best(text: str, spans: Sequence[Span], count: int) -> list[Span]:
    ranks = text_rank([bag(text[begin:end]) for begin, end in spans])
    return [spans[i] for i in sorted(np.argsort(-ranks, kind="stable")[:count])]


def bag(text: str) -> list[str]:
    """The words of a text in small letters."""
    return [text[begin:end].casefold() for begin, end in words(text)]


def text_rank(bags: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """How central each sentence is, given as its words; the ranks sum to 1.

    PageRank over sentences tied by the words they share: Mihalcea and Tarau 2004, "TextRank: bringing
    order into text", sections 2.2 and 4.1.
    """
    count = len(bags)
    number: dict[str, int] = {}
    for bag in bags:
        for word in bag:
            number.setdefault(word, len(number))
    holds = np.zeros((count, len(number)), np.float32)
    for row, bag in enumerate(bags):
        holds[row, [number[word] for word in bag]] = 1
    lengths = np.log(np.array([max(len(bag), 2) for bag in bags], np.float64))
    ties = (holds @ holds.T) / (lengths[:, None] + lengths)
    np.fill_diagonal(ties, 0)
    sums = ties.sum(1, keepdims=True)
    # Who is tied to none leads to all alike.
    moves = np.where(sums > 0, ties / np.where(sums > 0, sums, 1), 1 / max(count, 1))
    ranks = np.full(count, 1 / max(count, 1))
    for _ in range(50):  # 0.85 ** 50 is below 1 in a thousand
        ranks = (1 - _DAMPING) / max(count, 1) + _DAMPING * (ranks @ moves)
    return ranks


def unsourced(summary: str, document: str) -> list[Span]:
    """The words of a summary that stand nowhere in the document, but for case."""
    known = set(bag(document))
    return [(begin, end) for begin, end in words(summary) if summary[begin:end].casefold() not in known]


def novelty(summary: str, document: str, n: int = 2) -> float:
    """The share of the summary's runs of n words that do not stand in the document; 0 if it has none.

    See, Liu, Manning 2017, figure 6.
    """
    mine = set(_runs(bag(summary), n))
    return len(mine - set(_runs(bag(document), n))) / len(mine) if mine else 0.0


def copied(summary: str, document: str) -> float:
    """The share of the summary's words that stand in fragments copied from the document, two words or more.

    Coverage by extractive fragments: Grusky, Naaman, Artzi 2018, "Newsroom", equation (1).
    """
    mine, theirs = bag(summary), bag(document)
    pairs = set(pairwise(theirs))
    taken = np.zeros(len(mine), bool)
    for i, pair in enumerate(pairwise(mine)):
        taken[i : i + 2] |= pair in pairs
    return float(taken.mean()) if mine else 0.0


class Wording:
    """The sentences of a document, as far as it matters how those of a summary are made of them."""

    def __init__(self, document: str, language: str) -> None:
        self._language = language
        self._where: dict[tuple[str, str], set[tuple[int, int]]] = {}  # sentence and place of each two words
        self._edges: set[tuple[str, ...]] = set()  # the first two words of sentences, and the last
        for number, (begin, end) in enumerate(sentences(document, language)):
            there = bag(document[begin:end])
            self._edges |= {tuple(there[:2]), tuple(there[-2:])}
            for place, pair in enumerate(pairwise(there)):
                self._where.setdefault(pair, set()).add((number, place))

    def joints(self, summary: str) -> tuple[int, int]:
        """How often a sentence of the summary goes on in another sentence of the document, and how often
        elsewhere in the same, without a word of its own between.

        People fuse sentences, too (Barzilay and McKeown 2005, "Sentence fusion for multidocument news
        summarization"), but they know what belongs together.
        """
        fused = skipped = 0
        for written in self._sentences(summary):
            following, lost = set[tuple[int, int]](), False  # where it would go on; whether words differed
            for pair in pairwise(written):
                there = self._where.get(pair)
                if there is None:
                    lost = True
                    continue
                here = following & there
                if following and not here:
                    here = {place for place in there if any(place[0] == number for number, _ in following)}
                    fused += not here
                    skipped += bool(here) and not lost
                following, lost = {(number, place + 1) for number, place in here or there}, False
        return fused, skipped

    def ragged(self, summary: str) -> int:
        """How many sentences of the summary begin, and how many end, where none of the document does."""
        edges = (tuple(edge) for s in self._sentences(summary) for edge in (s[:2], s[-2:]))
        return sum(edge not in self._edges for edge in edges)

    def _sentences(self, text: str) -> list[list[str]]:
        return [bag(text[begin:end]) for begin, end in sentences(text, self._language)]


def _runs(bag: Sequence[str], n: int) -> Iterator[tuple[str, ...]]:
    return zip(*(bag[i:] for i in range(n)), strict=False)


def source_shares(draft: Draft, summary: Sequence[Span], document: Sequence[Span]) -> NDArray[np.float64]:
    """(summary, document): how much of the attention that wrote each span went to each span.

    Spans are those of sentences, in the output and in the document. Read are the heads of the last
    layer, where what is written is decided; attention to marks and ends is left out, so that a row sums
    to at most 1. Without attention, 0.
    """
    return _by_sentence(draft, summary, _looks(draft, draft.columns, document))


class SharesSoFar:
    """`source_shares` while the draft grows: what one before has looked at is not computed again."""

    def __init__(self, document: Sequence[Span]) -> None:
        self._document = document
        self._draft: Draft | None = None
        self._looks = np.zeros((0, len(document)))

    def greatest(self, draft: Draft, summary: Sequence[Span]) -> NDArray[np.float64]:
        """(document,): the greatest share that any span of the summary gives to each."""
        known = self._draft
        kept = 0
        if known is not None and known.source_pieces == draft.source_pieces:
            kept = shared_columns(known.columns, draft.columns)
        fresh = _looks(draft, draft.columns[kept:], self._document)
        self._draft, self._looks = draft, np.concatenate([self._looks[:kept], fresh])
        shares: NDArray[np.float64] = _by_sentence(draft, summary, self._looks).max(0, initial=0.0)
        return shares


def _looks(
    draft: Draft, columns: Sequence[NDArray[np.float32]], document: Sequence[Span]
) -> NDArray[np.float64]:
    """(columns, document): the shares of what wrote each token."""
    real = np.array([not piece.special for piece in draft.source_pieces])
    if not columns or not columns[0].shape[0] or not real.any():
        return np.zeros((len(columns), len(document)))
    attention = np.stack([column[-1] for column in columns]).mean(1, dtype=np.float64) * real
    attention /= np.maximum(attention.sum(1, keepdims=True), 1e-9)
    read = _membership([(p.begin, p.end) for p in draft.source_pieces], document)
    looks: NDArray[np.float64] = attention @ read.T
    return looks


def _by_sentence(draft: Draft, summary: Sequence[Span], looks: NDArray[np.float64]) -> NDArray[np.float64]:
    """(summary, document): the means over the tokens of each span."""
    written = _membership([(p.begin, p.end) for p in draft.pieces], summary)[:, : len(looks)]
    shares: NDArray[np.float64] = written @ looks / np.maximum(written.sum(1, keepdims=True), 1)
    return shares


def _membership(pieces: Sequence[Span], spans: Sequence[Span]) -> NDArray[np.float64]:
    """(spans, pieces): 1 where a piece begins within a span."""
    begins = np.array([begin for begin, _ in pieces])
    found = [(begins >= begin) & (begins < end) for begin, end in spans]
    return np.array(found, np.float64).reshape(len(spans), len(pieces))


def links(shares: NDArray[np.float64], least: float = 0.2) -> list[list[int]]:
    """For each span of the summary those of the document that it comes from, the strongest first.

    shares: of `source_shares`. least: the smallest share that counts; the strongest always does.
    """
    found = []
    for row in shares:
        order = [int(i) for i in np.argsort(-row, kind="stable") if row[i] > 0]
        found.append([i for n, i in enumerate(order) if n == 0 or row[i] >= least])
    return found


UNUSED = 0.02  # of what a sentence of the summary attends to; less is no use


def unused(shares: NDArray[np.float64], least: float = UNUSED) -> list[int]:
    """The spans of the document that no span of the summary attended to by at least this share."""
    if not len(shares):
        return list(range(shares.shape[1]))
    return [int(i) for i in np.flatnonzero(shares.max(0) < least)]
