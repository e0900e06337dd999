"""A small draft with known pieces and random attention."""

import dataclasses

import numpy as np
from numpy.typing import NDArray

from engine.events import Draft
from engine.text.piece import Piece

SOURCE = "The dog sleeps."
TARGET = "Der Hund schläft."


def draft(*, layers: int = 2, heads: int = 3, seed: int = 0) -> Draft:
    """ "The dog sleep-s ." with a language tag, to "Der Hund schläft ." with an end."""
    source = (
        Piece("<2de>", 0, 0, special=True),
        Piece("The", 0, 3),
        Piece("dog", 4, 7),
        Piece("sleep", 8, 13),
        Piece("s", 13, 14),
        Piece(".", 14, 15),
        Piece("</s>", 15, 15, special=True),
    )
    target = (
        Piece("Der", 0, 3),
        Piece("Hund", 4, 8),
        Piece("schläft", 9, 16),
        Piece(".", 16, 17),
        Piece("</s>", 17, 17, special=True),
    )
    weights = np.random.default_rng(seed).random((len(target), layers, heads, len(source)), np.float32)
    weights /= weights.sum(axis=-1, keepdims=True)
    return whole(TARGET, target, source, tuple(weights))


def whole(
    text: str,
    pieces: tuple[Piece, ...],
    source: tuple[Piece, ...],
    columns: tuple[NDArray[np.float32], ...],
) -> Draft:
    """A draft of which only the pieces and the attention matter."""
    return Draft(
        text=text,
        pieces=pieces,
        source_pieces=source,
        scores=(-0.1,) * len(pieces),
        score=-0.5,
        columns=columns,
        tokens=tuple(range(len(pieces))),
        candidates=((),) * len(pieces),
        entropies=(0.3,) * len(pieces),
        length_penalty=1.0,
        coverage_penalty=0.0,
    )


def first(draft: Draft, length: int) -> Draft:
    """The draft as it was when `length` tokens were written; it shares the columns."""
    pieces = draft.pieces[:length]
    return dataclasses.replace(
        draft,
        text=draft.text[: pieces[-1].end],
        pieces=pieces,
        scores=draft.scores[:length],
        columns=draft.columns[:length],
    )
