"""The small maps of all heads: of a long text, no more of them than there are pixels for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from app.attention.drawing import picture
from engine.events import shared_columns

Column = NDArray[np.float32]  # (layers, heads, source)
Images = list[list[QImage]]  # of each layer those of its heads


class Thumbnails:
    """A streamed draft shares its columns with the one before, so only new ones are looked into."""

    def __init__(self) -> None:
        self._columns: list[Column] = []  # that are shown
        self._places: list[int] = []  # of these, among all
        self._rows: list[int] = []  # of the source that are shown
        self._greatest = np.empty((0, 0, 0, 0), np.float32)  # (target, layers, heads, strips of the source)
        self._gathered: tuple[list[Column], list[int], list[int], int] = ([], [], [], 0)  # what that is of

    def show(self, columns: Sequence[Column], places: list[int], rows: list[int]) -> None:
        self._columns, self._places, self._rows = [columns[place] for place in places], [*places], rows

    @property
    def count(self) -> tuple[int, int]:
        """Layers and heads."""
        layers, heads = self._columns[0].shape[:2] if self._columns else (0, 0)
        return layers, heads

    def images(self, most: QSize) -> Images:
        """Of at most this size: where there are more weights than pixels, the greatest of neighbours.

        Means would let single weights of a long text fade. One scale for all, so that they can be compared.
        """
        if not self._columns or not self._rows:
            return []
        self._gather(min(len(self._rows), max(most.height(), 1)))
        starts = _starts(len(self._columns), min(len(self._columns), max(most.width(), 1)))
        shown = np.maximum.reduceat(self._greatest, starts, axis=0)
        top = max(float(shown.max()), 1e-9)
        return [
            [picture(values, top) for values in of_heads.transpose(1, 2, 0)]  # (heads, strips, target)
            for of_heads in shown.swapaxes(0, 1)
        ]

    def _gather(self, strips: int) -> None:
        columns, places, rows, before = self._gathered
        kept = 0
        if (strips, self._rows) == (before, rows):
            kept = shared_columns(columns, self._columns)
            if places[:kept] != self._places[:kept]:
                kept = 0
        self._gathered = self._columns, self._places, self._rows, strips
        greatest = self._greatest[:kept]
        if kept < len(self._columns):
            fresh = np.stack(self._columns[kept:])[..., self._rows]
            fresh = np.maximum.reduceat(fresh, _starts(len(self._rows), strips), axis=-1)
            greatest = np.concatenate([greatest, fresh]) if kept else fresh
        self._greatest = greatest


def _starts(count: int, parts: int) -> NDArray[np.intp]:
    """Where each of about equal parts begins."""
    return np.arange(parts) * count // parts
