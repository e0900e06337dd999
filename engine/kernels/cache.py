"""The memory of a search: what its rows have read, and what they have written so far."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from engine.kernels.shortlist import Logits

_ROOM = 16  # tokens of every row that a new cache has room for, beside half as much again as it holds


class Cache:
    """Keys and values of what was written, in columns: a list that grows at its end.

    States share it while one follows another. One that is not the latest copies its columns before it adds
    to them, so a state stays a value.
    """

    def __init__(self, layers: list[Tensor], used: int) -> None:
        """layers, each (2, sentences x heads, room, width / heads): keys and values. used: columns."""
        self.layers, self.used = layers, used

    @property
    def room(self) -> int:
        return self.layers[0].shape[2]

    def copied(self, columns: int | Tensor, more: int) -> Cache:
        """With room for `more` columns. columns: how many, or (sentences, n) which ones of each sentence."""
        n = columns if isinstance(columns, int) else columns.shape[1]
        layers = []
        for old in self.layers:
            two, heads, _, width = old.shape
            if isinstance(columns, int):
                kept = old[:, :, :n]
            else:
                chosen = columns.repeat_interleave(heads // len(columns), 0)
                kept = old.gather(2, chosen[None, :, :, None].expand(two, -1, -1, width))
            fresh = old.new_empty(two, heads, n + more, width)
            fresh[:, :, :n] = kept
            layers.append(fresh)
        return Cache(layers, n)

    def of(self, sentences: Tensor, before: int, columns: int) -> Cache:
        """Of some sentences among as many as there were before."""
        layers = []
        for old in self.layers:
            two, heads, room, width = old.shape
            parted = old.view(two, before, heads // before, room, width).index_select(1, sentences)
            layers.append(parted.view(two, -1, room, width))
        return Cache(layers, columns)


@dataclass(frozen=True)
class Source:
    """What the rows of a sentence share of its source."""

    keys: list[Tensor]  # per layer (sentences x heads, width / heads, source)
    values: list[Tensor]  # (sentences x heads, source, width / heads)
    mask: Tensor | None  # (sentences x heads, 1, source), 0 or minus infinity; None: there is no padding
    tokens: Tensor | None  # (sentences, source), for a network that copies

    def of(self, sentences: Tensor, before: int) -> Source:
        def chosen(tensor: Tensor) -> Tensor:
            parted = tensor.view(before, -1, *tensor.shape[1:]).index_select(0, sentences)
            return parted.view(-1, *tensor.shape[1:])

        return Source(
            [chosen(keys) for keys in self.keys],
            [chosen(values) for values in self.values],
            None if self.mask is None else chosen(self.mask),
            None if self.tokens is None else self.tokens.index_select(0, sentences),
        )


@dataclass(frozen=True)
class PackedState:
    """The rows of a sentence are neighbours, and every sentence has as many.

    A column of the cache is a token that one row has read. Every row knows which columns are its own past.
    So a beam is put into another order without a copy of keys and values, and one product serves its rows.
    """

    source: Source
    logits: Logits
    cache: Cache
    sentences: int
    rows: int
    length: int  # tokens read so far, the same for all rows
    columns: int  # of the cache
    own: Tensor | None  # (rows, columns), 0 where a column is of the row's past, else minus infinity;
    # None: all are
    places: Tensor | None  # (sentences, columns): where in the target each stands, if the network asks
    latest: Tensor | None = None  # (rows, 1), the token read last, for a network that copies

    @property
    def bytes(self) -> int:
        """Of its tensors, without what the cache has room for."""
        filled = sum(layer.nbytes for layer in self.cache.layers) * self.columns // max(self.cache.room, 1)
        others = (*self.source.keys, *self.source.values, self.source.mask, self.source.tokens, self.own)
        return filled + sum(tensor.nbytes for tensor in others if tensor is not None)

    def reordered(self, rows: Tensor) -> PackedState:
        """See `state.reorder`."""
        each = self.rows // self.sentences
        wanted = [row // each for row in rows.tolist()]
        kept = [(sentence, len(list(group))) for sentence, group in itertools.groupby(wanted)]
        if len({size for _, size in kept}) == 1:
            wanted = [sentence for sentence, _ in kept]
        after = replace(
            self,
            sentences=len(wanted),
            rows=len(rows),
            own=None if self.own is None else self.own.index_select(0, rows),
            latest=None if self.latest is None else self.latest.index_select(0, rows),
        )
        if wanted == list(range(self.sentences)):
            return after
        sentences = torch.tensor(wanted, device=rows.device)
        return replace(
            after,
            source=self.source.of(sentences, self.sentences),
            cache=self.cache.of(sentences, self.sentences, self.columns),
            places=None if self.places is None else self.places.index_select(0, sentences),
        )

    def with_room(self, more: int = 0) -> PackedState:
        """The same state, in whose cache there is room for so many more columns; 0: a token of every row.

        Where that takes a new cache, columns that are nobody's past any more stay behind.
        """
        each = self.rows // self.sentences
        if self.cache.used == self.columns and self.columns + (more or each) <= self.cache.room:
            return self
        if self.own is None:
            room = self.columns // 2 + max(_ROOM * each, more)
            return replace(self, cache=self.cache.copied(self.columns, room))
        alive = (self.own == 0).view(self.sentences, each, -1).any(1)
        columns = int(alive.sum(1).max())
        kept = alive.byte().argsort(dim=1, descending=True, stable=True)[:, :columns]
        return replace(
            self,
            cache=self.cache.copied(kept, columns // 2 + max(_ROOM * each, more)),
            columns=columns,
            own=self.own.gather(1, kept.repeat_interleave(each, 0)),
            places=None if self.places is None else self.places.gather(1, kept),
        )
