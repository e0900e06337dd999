"""Which sentences are seen when: a pure function of seed and position, so that a run resumes exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.errors import BadInput
from engine.text.tokenizer import BOS, EOS, PAD, Tokenizer
from engine.training.corpus import Corpus


@dataclass(frozen=True)
class Batch:
    source: Tensor  # (batch, source), tag first and EOS last
    mask: Tensor  # (batch, source), True where a token is real
    target: Tensor  # (batch, target), BOS first: what the decoder reads
    gold: Tensor  # (batch, target), EOS last: what it should write; PAD elsewhere
    links: Tensor | None = None  # (links, 3): row, place in gold, place in source

    def to(self, device: torch.device) -> Batch:
        source, mask, target, gold = (t.to(device) for t in (self.source, self.mask, self.target, self.gold))
        return Batch(source, mask, target, gold, None if self.links is None else self.links.to(device))


@dataclass(frozen=True)
class Position:
    """The place of a run in its data: `pool` many pools are used up, and `group` groups of the next."""

    pool: int = 0
    group: int = 0


UNSPACED = frozenset({"zh"})
_GONE = -1


def inside_of(tokenizer: Tokenizer) -> NDArray[np.int64]:
    """What the first token of a text becomes behind a text in a script without spaces, (vocab,).

    Mostly the same piece without the space that it begins with; nothing, where it is only that.
    """
    pieces = [tokenizer.piece(token) for token in range(tokenizer.vocab)]
    named = {piece: token for token, piece in enumerate(pieces)}
    bare = (piece.removeprefix("▁") for piece in pieces)
    return np.array([named.get(piece, token) if piece else _GONE for token, piece in enumerate(bare)])


@dataclass(frozen=True)
class Drawn:
    """A training pair: one of a corpus, or several joined to a longer one."""

    corpus: Corpus
    places: tuple[int, ...]
    inside: NDArray[np.int64] | None = None  # see `inside_of`

    @property
    def source(self) -> NDArray[np.uint16]:
        return np.concatenate(self._parts(0))

    @property
    def target(self) -> NDArray[np.uint16]:
        return np.concatenate(self._parts(1))

    @property
    def links(self) -> NDArray[np.int64]:
        """(links, 2): places in target and source. Those of a joined pair begin where it does."""
        if self.corpus.links is None:
            return np.zeros((0, 2), np.int64)
        found, begin = [], np.zeros(2, np.int64)
        for i, source, target in zip(self.places, self._parts(0), self._parts(1), strict=True):
            gone = len(self.corpus.target[i]) - len(target), len(self.corpus.source[i]) - len(source)
            links = self.corpus.links[i] - gone
            found.append(links[(links >= 0).all(1)] + begin)
            begin += len(target), len(source)
        return np.concatenate(found)

    def _parts(self, side: int) -> list[NDArray[np.uint16]]:
        sentences = (self.corpus.source, self.corpus.target)[side]
        parts = [sentences[i] for i in self.places]
        if self.inside is not None and self.corpus.direction[side] in UNSPACED:
            for i, part in enumerate(parts[1:], 1):
                first = self.inside[part[:1]]
                parts[i] = np.concatenate((first[first != _GONE].astype(part.dtype), part[1:]))
        return parts


def make_batch(pairs: Sequence[Drawn]) -> Batch:
    sources = [np.concatenate(([pair.corpus.tag], pair.source, [EOS])) for pair in pairs]
    targets = [np.concatenate(([BOS], pair.target, [EOS])) for pair in pairs]
    source, target = _padded(sources), _padded(targets)
    links = _linked(pairs) if any(pair.corpus.links for pair in pairs) else None
    return Batch(source, source != PAD, target[:, :-1].contiguous(), target[:, 1:].contiguous(), links)


def _linked(pairs: Sequence[Drawn]) -> Tensor:
    """`Batch.links`."""
    links = [pair.links for pair in pairs]
    rows = np.repeat(np.arange(len(pairs)), [len(found) for found in links])
    target, source = np.concatenate(links).T
    return torch.from_numpy(np.stack((rows, target, source + 1), 1))  # the tag stands before the source


def _padded(rows: Sequence[NDArray[np.int64]]) -> Tensor:
    table = np.full((len(rows), max(map(len, rows))), PAD, dtype=np.int64)
    for i, row in enumerate(rows):
        table[i, : len(row)] = row
    return torch.from_numpy(table)


class Batches:
    """Endless batches of about `tokens` tokens a side, padding counted; sentences of like length together.

    Pairs are drawn in pools: `pool` pairs, as many of each corpus as its rate says, each corpus in a
    shuffled order that goes on from pool to pool, so that none is seen twice before all are seen
    once. The share `joined` of them is made longer by joining two to five of a corpus: corpora of
    short sentences make models that stop early (Kondo et al. 2021, "Sentence concatenation approach
    to data augmentation for neural machine translation"). A pool is sorted by length and cut into
    batches; `world` neighbours form a group, one for each process of a run; groups come in random
    order.
    """

    def __init__(
        self,
        corpora: Sequence[Corpus],
        tokens: int,
        seed: int,
        world: int = 1,
        pool: int = 40_000,
        joined: float = 0.0,
        longest: int = 100,
        inside: NDArray[np.int64] | None = None,
    ) -> None:
        self.corpora, self.tokens, self.seed, self.world, self.pool = corpora, tokens, seed, world, pool
        self.joined, self.longest = joined, longest  # no joined pair has a side of more tokens
        self.inside = inside  # see `inside_of`
        self.shares = np.array([len(c) * c.rate for c in corpora])
        self.shares /= self.shares.sum()

    def after(self, position: Position, rank: int = 0) -> Iterator[tuple[Batch, Position]]:
        """The batches of process `rank` from `position` on, each with the position that follows it."""
        while True:
            groups = self._groups(position.pool)
            for number in range(position.group, len(groups)):
                last = number + 1 == len(groups)
                position = Position(position.pool + 1, 0) if last else Position(position.pool, number + 1)
                yield make_batch(groups[number][rank]), position

    def _groups(self, pool: int) -> list[list[list[Drawn]]]:
        """Groups of `world` batches of pairs."""
        random = np.random.default_rng((self.seed, pool))
        pairs = [
            pair
            for corpus, wanted in zip(self.corpora, self._drawn(pool), strict=True)
            for pair in self._joined(corpus, wanted.tolist(), random)
        ]
        source = np.array([len(pair.source) for pair in pairs])
        target = np.array([len(pair.target) for pair in pairs])
        # By target length, coarser as it grows, then by source length: hardly any padding on either side.
        # A little noise keeps sentences of one length from always meeting the same neighbours.
        order = np.lexsort((source + random.random(len(source)), np.round(6 * np.log2(target + 3))))
        batches: list[list[Drawn]] = []
        batch: list[Drawn] = []
        longest = np.zeros(2, dtype=np.int64)
        for k in order:
            grown = np.maximum(longest, (source[k] + 2, target[k] + 1))
            if batch and grown.sum() * (len(batch) + 1) > 2 * self.tokens:
                batches.append(batch)
                batch, grown = [], np.array((source[k] + 2, target[k] + 1))
            batch.append(pairs[k])
            longest = grown
        batches.append(batch)
        whole = len(batches) - len(batches) % self.world  # what is left over is too little for a group
        if not whole:
            raise BadInput(f"The training files are too small for {self.world} processes.")
        groups = [batches[i : i + self.world] for i in range(0, whole, self.world)]
        return [groups[i] for i in random.permutation(len(groups))]

    def _joined(self, corpus: Corpus, wanted: Sequence[int], random: np.random.Generator) -> Iterator[Drawn]:
        """The wanted pairs, some of them joined to longer ones."""
        begin = 0
        while begin < len(wanted):
            size = int(random.integers(2, 6)) if random.random() < self.joined else 1
            pair = Drawn(corpus, tuple(wanted[begin : begin + size]), self.inside)
            if size > 1 and max(len(pair.source), len(pair.target)) > self.longest:
                pair = Drawn(corpus, (wanted[begin],))
            yield pair
            begin += len(pair.places)

    def _drawn(self, pool: int) -> list[NDArray[np.int64]]:
        """For each corpus the indices that this pool takes."""
        drawn = []
        for number, (corpus, share) in enumerate(zip(self.corpora, self.shares, strict=True)):
            # Rounding the running total, not each pool's part, lets small corpora have their turn.
            begin, end = round(pool * self.pool * share), round((pool + 1) * self.pool * share)
            drawn.append(endless(len(corpus), begin, end, (self.seed, number)))
        return drawn


def endless(size: int, begin: int, end: int, seed: tuple[int, int]) -> NDArray[np.int64]:
    """Places `begin` to `end` of an endless order of 0..size-1, shuffled anew for every pass."""
    parts = [np.empty(0, dtype=np.int64)]
    for turn in range(begin // size, -(-end // size)):
        order = np.random.default_rng((*seed, turn)).permutation(size)
        parts.append(order[max(begin - turn * size, 0) : end - turn * size])
    return np.concatenate(parts)
