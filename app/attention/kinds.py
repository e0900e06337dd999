"""Which attention is shown. Each kind becomes a draft, so that every view and file takes all alike."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.events import Draft, Inspected
from engine.inspect.alignment import Reader
from engine.text.piece import Piece

CROSS, ALIGNMENT, ENCODER, DECODER = range(4)
SELF = (ENCODER, DECODER)


def reader_of(draft: Draft) -> Reader:
    """How the model's card says its attention is read as alignment; else the mean of all."""
    return Reader.of(draft.alignment)


def table_of(kind: int, draft: Draft, source_text: str, inspected: Inspected | None) -> tuple[Draft, str]:
    """The draft whose columns are this attention, and the text that its `source_pieces` are places in.

    Of self-attention both sides are the same text: a column is a piece that looks, its rows are what it
    looks at. What it says of scores is of the translation, where there is one.
    """
    if kind == ALIGNMENT:
        columns = draft.columns
        if reader_of(draft).shift and columns:
            columns = (*columns[1:], columns[-1])
        return replace(draft, columns=columns), source_text
    if kind == ENCODER and inspected is not None:
        pieces = draft.source_pieces
        begin, end = pieces[0].begin, pieces[-1].end
        return replace(
            draft,
            text=source_text[begin:end],
            pieces=pieces,
            scores=(0.0,) * len(pieces),
            columns=tuple(inspected.encoder.transpose(2, 0, 1, 3)),
        ), source_text
    if kind == DECODER and inspected is not None:
        begin, length = draft.pieces[0].begin, len(draft.pieces)
        read = (Piece("<s>", begin, begin, special=True), *draft.pieces[:-1])
        weights = inspected.decoder[:, :, :length, :length]
        return replace(
            draft, source_pieces=read, columns=tuple(weights.transpose(2, 0, 1, 3))
        ), " " * begin + draft.text
    return draft, source_text


def own(draft: Draft) -> Inspected | None:
    """The self-attention that a draft has brought along, as far as it is written."""
    looks = draft.looks
    if looks is None:
        return None
    length = len(looks.decoder)
    layers, heads = looks.decoder[0].shape[:2] if length else (0, 0)
    decoder = np.zeros((layers, heads, length, length), np.float32)
    for place, paid in enumerate(looks.decoder):
        decoder[:, :, place, : place + 1] = paid
    return Inspected(number=0, draft=draft, encoder=looks.encoder, decoder=decoder)


def belongs(inspected: Inspected | None, draft: Draft) -> bool:
    """Whether this is what was found out about the draft."""
    if inspected is None:
        return False
    tokens = inspected.draft.tokens[: len(draft.tokens)]
    same_source = [p.text for p in inspected.draft.source_pieces] == [p.text for p in draft.source_pieces]
    return tokens == draft.tokens and same_source
