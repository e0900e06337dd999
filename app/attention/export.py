"""The numbers of a draft in formats of other programs.

All layers and heads, every piece, specials too. Everything is counted from 0; scores are
log-probabilities in nats. Weights are written with as many digits as float32 needs to be read back
unchanged.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.translate.alignment import CJK, Alignment
from engine.events import Draft
from engine.text.piece import Piece
from engine.text.words import Word

FORMAT = "heed-attention"
VERSION = 1  # of the JSON and NPZ files; a greater one is for what older readers would misread
HEADER = (
    "target", "target_piece", "target_begin", "target_end", "score",
    "layer", "head",
    "source", "source_piece", "source_begin", "source_end",
    "weight",
)  # fmt: skip


def as_csv(draft: Draft) -> str:
    """One line a weight, as tables of statistics programs are."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(HEADER)
    sources = [(i, piece.text, piece.begin, piece.end) for i, piece in enumerate(draft.source_pieces)]
    for target, (piece, score, column) in enumerate(
        zip(draft.pieces, draft.scores, draft.columns, strict=True)
    ):
        ahead = (target, piece.text, piece.begin, piece.end, score)
        shortest = column.astype(str)
        for layer, head in np.ndindex(column.shape[:2]):
            weights = shortest[layer, head].tolist()
            table.writerows(
                (*ahead, layer, head, *source, weight)
                for source, weight in zip(sources, weights, strict=True)
            )
    return text.getvalue()


def as_json(draft: Draft, source_text: str) -> str:
    """Spans are places in `source` and, less `target_begin`, in `target`.

    `weights` is nested as target, layer, head, source.
    """
    target_pieces = [
        {**_piece(piece), "score": score} for piece, score in zip(draft.pieces, draft.scores, strict=True)
    ]
    return json.dumps(
        {
            "format": FORMAT,
            "version": VERSION,
            "source": source_text,
            "target": draft.text,
            "target_begin": draft.pieces[0].begin,
            "source_pieces": [_piece(piece) for piece in draft.source_pieces],
            "target_pieces": target_pieces,
            "weights": weights(draft).astype(str).astype(np.float64).tolist(),
        },
        ensure_ascii=False,
    )


def as_npz(draft: Draft) -> bytes:
    """Arrays for numpy, readable without pickle; `weights` is (target, layers, heads, source)."""
    arrays: dict[str, NDArray[Any]] = {
        "version": np.array(VERSION),
        "weights": weights(draft),
        "scores": np.array(draft.scores, np.float64),
    }
    for side, pieces in (("source", draft.source_pieces), ("target", draft.pieces)):
        arrays[f"{side}_pieces"] = np.array([piece.text for piece in pieces])
        arrays[f"{side}_spans"] = np.array([(piece.begin, piece.end) for piece in pieces])
        arrays[f"{side}_special"] = np.array([piece.special for piece in pieces])
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def as_pharaoh(draft: Draft) -> str:
    """Links "source-target" between the words that spaces set apart, from the alignment that is marked.

    Where a script has no spaces, a word of the alignment is a word here.
    """
    alignment = Alignment.of(draft)
    source, target = list(_spaced(alignment.source)), list(_spaced(alignment.target))
    links = {(source[i], target[j]) for i, j in alignment.links()}
    return " ".join(f"{i}-{j}" for i, j in sorted(links)) + "\n"


def weights(draft: Draft) -> NDArray[np.float32]:
    """(target, layers, heads, source)"""
    return np.stack(draft.columns)


def _piece(piece: Piece) -> dict[str, Any]:
    return {"text": piece.text, "begin": piece.begin, "end": piece.end, "special": piece.special}


def _spaced(words: Sequence[Word]) -> Iterator[int]:
    """For each word the number of the spaced word that it is a part of: "dog" and "." are one."""
    number = -1
    before = None
    for word in words:
        joined = before and before.end == word.begin and before.text[-1] < CJK and word.text[0] < CJK
        number += not joined
        before = word
        yield number
