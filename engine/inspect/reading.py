"""The attention of a draft, read as alignment. (No torch here: the app reads this.)"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.events import Draft
from engine.inspect.alignment import Reader
from engine.text.words import Word

Matrix = NDArray[np.float64]


def piece_alignment(draft: Draft) -> Matrix:
    """(target, source) of pieces, special ones too, as the model's card reads it; see `Reader`.

    Without attention it is all 0.
    """
    if not draft.columns or not draft.columns[0].size:
        return np.zeros((len(draft.pieces), len(draft.source_pieces)))
    return Reader.of(draft.alignment).weights(np.stack(draft.columns))


def read_text(draft: Draft, text: str) -> str:
    """What a network read of a text, where parts were left out: its pieces, with all that stands between."""
    read, end = "", 0
    for piece in draft.source_pieces:
        if not piece.special and piece.end > end:
            between = text[end : piece.begin]
            joint = between if not between.strip() else " "  # a part was left out
            read += joint * bool(read) + text[max(piece.begin, end) : piece.end]
            end = piece.end
    return read


def word_alignment(draft: Draft, source: Sequence[Word], target: Sequence[Word]) -> Matrix:
    """`piece_alignment` of words: (target words, source words)."""
    return word_matrix(piece_alignment(draft), source, target)


def word_matrix(weights: Matrix, source: Sequence[Word], target: Sequence[Word]) -> Matrix:
    """Of words, from (target, source) of pieces: summed over a source word's, the mean of a target word's."""
    found = np.zeros((len(target), len(source)))
    for column, word in enumerate(source):
        of_pieces = weights[:, list(word.pieces)].sum(1)
        found[:, column] = [of_pieces[list(written.pieces)].mean() for written in target]
    return found
