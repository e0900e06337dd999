"""Attention turned into links between words.

Which layer and heads align best differs from model to model and is rarely the last layer; a card
names them, chosen on hand-made links (see `choose`). "Shift" is the other choice: the attention paid
when a word is the decoder's output, or one step later, when it is its input (Chen et al. 2020,
"Accurate word alignment induced from neural machine translation").
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.text.piece import Piece

if TYPE_CHECKING:  # the app reads attention too, and must not load torch
    from engine.checkpoint import Model

Matrix = NDArray[np.float64]
Links = set[tuple[int, int]]  # (source word, target word), 0-based
_SPACELESS = {"zh", "ja"}


@dataclass(frozen=True)
class Reader:
    """How a model's attention is read as alignment; `card.alignment` holds it."""

    layer: int | None = None  # None: the mean over all layers
    head: int | None = None  # None: the mean over the heads
    shift: bool = False  # True: the attention paid when the word is the decoder's input
    threshold: float = 0.15  # of the geometric mean of both directions; below, there is no link
    both: bool = True  # directions combined where the model has both; False: the one asked for alone

    @classmethod
    def of(cls, card: Mapping[str, Any]) -> Reader:
        return cls(**card)

    def to_card(self) -> dict[str, Any]:
        return asdict(self)

    def weights(self, attention: NDArray[np.float32]) -> Matrix:
        """(target, source) from (target, layers, heads, source), the last target being EOS."""
        layers = attention if self.layer is None else attention[:, self.layer : self.layer + 1]
        heads = layers if self.head is None else layers[:, :, self.head : self.head + 1]
        weights: Matrix = heads.mean((1, 2), dtype=np.float64)
        return np.concatenate((weights[1:], weights[-1:])) if self.shift else weights


def words_of(tokens: Sequence[str], language: str) -> tuple[str, list[tuple[int, int]]]:
    """The text that given tokens make, and each token's span. Chinese is written without the spaces."""
    space = "" if language in _SPACELESS else " "
    ends = list(itertools.accumulate(len(token) + len(space) for token in tokens))
    spans = [
        (end - len(space) - len(token), end - len(space)) for end, token in zip(ends, tokens, strict=True)
    ]
    return space.join(tokens), spans


def word_weights(
    weights: Matrix,
    source: Sequence[Piece],
    source_words: Sequence[tuple[int, int]],
    target: Sequence[Piece],
    target_words: Sequence[tuple[int, int]],
) -> Matrix:
    """(target words, source words): summed over a source word's pieces, mean over a target word's."""
    to_target = _membership(target, target_words)
    to_target /= np.maximum(to_target.sum(1, keepdims=True), 1)
    found: Matrix = to_target @ weights @ _membership(source, source_words).T
    return found


def _membership(pieces: Sequence[Piece], words: Sequence[tuple[int, int]]) -> Matrix:
    """(words, pieces): 1 where a piece writes a part of a word."""
    table = np.zeros((len(words), len(pieces)))
    for column, piece in enumerate(pieces):
        for row, (begin, end) in enumerate(words):
            if not piece.special and piece.begin < end and begin < piece.end:
                table[row, column] = 1
    return table


def links(forward: Matrix, backward: Matrix | None, threshold: float) -> Links:
    """Links from (target words, source words) and, if there is one, the other direction's own matrix.

    Both directions: the geometric mean decides; a link is the best of its row or its column and not
    below the threshold. One direction: each target word has its best source word.
    """
    if not forward.size:
        return set()
    if backward is None:
        return {(int(row.argmax()), j) for j, row in enumerate(forward) if row.max() > 0}
    both = np.sqrt(forward * backward.T)
    best = (both == both.max(1, keepdims=True)) | (both == both.max(0, keepdims=True))
    return {(int(i), int(j)) for j, i in zip(*np.nonzero(best & (both >= threshold)), strict=True)}


@dataclass(frozen=True)
class Forced:
    """A pair of tokenised texts, and the attention that a model pays when made to write the target."""

    attention: NDArray[np.float32]  # (target, layers, heads, source), tags and ends counted
    source_pieces: list[Piece]
    source_words: list[tuple[int, int]]
    target_pieces: list[Piece]
    target_words: list[tuple[int, int]]

    @classmethod
    def of(cls, model: Model, source: Sequence[str], target: Sequence[str], a: str, b: str) -> Forced:
        """The languages of source and target are a and b. BadInput if a text is too long for the network."""
        from engine.inspect.forced import force
        from engine.tasks.sentences import given_target

        source_text, source_words = words_of(source, a)
        target_text, target_words = words_of(target, b)
        _, attention = force(model, source_text, target_text, a, b)
        return cls(
            attention.float().numpy(force=True),
            model.tokenizer.source(source_text, a, b)[1],
            source_words,
            model.tokenizer.encode(given_target(source_text, target_text, model, a, b))[1],
            target_words,
        )

    def matrix(self, reader: Reader) -> Matrix:
        """(target words, source words)."""
        weights = reader.weights(self.attention)[:-1]  # without the end
        return word_weights(
            weights, self.source_pieces, self.source_words, self.target_pieces, self.target_words
        )


def align(
    model: Model, way_back: Model | None, reader: Reader, source: str, target: str, a: str, b: str
) -> Links:
    """The links of one pair of texts with spaces between their words, in languages a and b.

    way_back: a model from b to a, whose attention is combined with that of `model`.
    """
    words = source.split(), target.split()
    if not all(words):
        return set()
    forward = Forced.of(model, *words, a, b).matrix(reader)
    backward = None
    if reader.both and way_back is not None:
        backward = Forced.of(way_back, *words[::-1], b, a).matrix(reader)
    return links(forward, backward, reader.threshold)


def alignment_error_rate(found: Iterable[Links], sure: Iterable[Links], possible: Iterable[Links]) -> float:
    """In per cent, over all pairs (Och and Ney 2003, section 6). `possible` holds the sure links too."""
    hits = total = 0
    for a, s, p in zip(found, sure, possible, strict=True):
        hits += len(a & s) + len(a & (p | s))
        total += len(a) + len(s)
    return 100 * (1 - hits / total) if total else 0.0
