"""A small draft with known pieces and random attention."""

import dataclasses

import numpy as np

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
    return Draft(
        text=TARGET,
        pieces=target,
        source_pieces=source,
        scores=(-0.1,) * len(target),
        score=-0.5,
        columns=tuple(weights),
    )


def first(whole: Draft, length: int) -> Draft:
    """The draft as it was when `length` tokens were written; it shares the columns."""
    pieces = whole.pieces[:length]
    return dataclasses.replace(
        whole,
        text=whole.text[: pieces[-1].end],
        pieces=pieces,
        scores=whole.scores[:length],
        columns=whole.columns[:length],
    )
