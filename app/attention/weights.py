"""The numbers behind the map: one choice of layer and head, the pieces that are shown."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.attention.names import Names
from engine.events import Draft, shared_columns
from engine.text.piece import Piece


@dataclass(frozen=True)
class Choice:
    """Whose attention is shown. None is the mean over all, or the maximum; a head needs its layer."""

    layer: int | None = None
    head: int | None = None
    maximum: bool = False

    def of(self, columns: NDArray[np.float32]) -> NDArray[np.float32]:
        """The weights (…, source) chosen from columns (…, layers, heads, source)."""
        layers = slice(None) if self.layer is None else slice(self.layer, self.layer + 1)
        heads = slice(None) if self.head is None else slice(self.head, self.head + 1)
        chosen = columns[..., layers, heads, :]
        sums = chosen.max if self.maximum else chosen.mean
        weights: NDArray[np.float32] = sums(axis=(-3, -2))
        return weights


def is_punctuation(piece: Piece) -> bool:
    """Whether a piece writes punctuation and nothing else."""
    return bool(piece.text) and all(unicodedata.category(character)[0] == "P" for character in piece.text)


class Weights:
    """The weights on the screen, and which pieces of the draft their rows and columns are.

    A streamed draft shares its columns with the one before, so only new columns are computed.
    """

    def __init__(self) -> None:
        self.rows: list[int] = []  # places in `source_pieces`
        self.columns: list[int] = []  # places in `pieces`
        self.names = Names(), Names()  # of the source and of the target
        self._shown: tuple[NDArray[np.float32], ...] = ()
        self._wants: list[bool] = []  # which of its columns are shown
        self._terms: tuple[Choice, bool, bool, tuple[Piece, ...]] | None = None
        self._values = np.empty((0, 0), np.float32)  # (target, source)

    @property
    def values(self) -> NDArray[np.float32]:
        """(source, target), shown pieces only."""
        return self._values.T

    def show(self, draft: Draft, choice: Choice, *, special: bool, punctuation: bool = True) -> None:
        """Take over `draft`; special pieces and punctuation are left out unless they are wanted."""
        terms = (choice, special, punctuation, draft.source_pieces)

        def wanted(piece: Piece) -> bool:
            return special if piece.special else punctuation or not is_punctuation(piece)

        # What a step looked at is the same for every token that it may have written.
        wants = [wanted(piece) for piece in draft.pieces[: len(draft.columns)]]
        kept = shared_columns(self._shown, draft.columns) if terms == self._terms else 0
        pairs = zip(self._wants[:kept], wants, strict=False)
        kept = next((place for place, (before, after) in enumerate(pairs) if before != after), kept)
        if kept == 0:
            self.rows = [i for i, piece in enumerate(draft.source_pieces) if wanted(piece)]
            self._values = np.empty((0, len(self.rows)), np.float32)
        del self.columns[bisect_left(self.columns, kept) :]
        new = [place for place in range(kept, len(draft.columns)) if wants[place]]
        values = self._values[: len(self.columns)]
        if new:
            fresh = choice.of(np.stack([draft.columns[place] for place in new]))
            values = np.concatenate([values, fresh[:, self.rows]])
        self._values = values
        self.columns += new
        self._terms, self._shown, self._wants = terms, draft.columns, wants

    def clear(self) -> None:
        self.rows, self.columns = [], []
        self._values = np.empty((0, 0), np.float32)
        self._terms, self._shown = None, ()
