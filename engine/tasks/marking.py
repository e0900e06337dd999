"""Marks of a sentence put into its translation, where the attention says that the marked words came out.

What each target word looked at tells how much of it comes from the marked words of the source: the marks go
around the run of words of which that is more than half, as translators of web pages place them by alignment
(Müller 2017, "Treatment of markup in statistical machine translation").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.events import Draft
from engine.inspect.alignment import Reader
from engine.text.inline import Inline, Mark
from engine.text.piece import Piece
from engine.text.words import Word, words

_HALF = 0.5


@dataclass(frozen=True)
class _Edit:
    """`text[begin:end]` becomes `new`. order: of edits at one place; what closes comes before what opens."""

    begin: int
    end: int
    new: str
    order: tuple[int, ...]


def marked(written: Draft, source: Inline, begin: int) -> Draft:
    """The draft with the marks of its source, and what was to stay; as far as it is written.

    begin: where the sentence begins in the user's text. Where a draft has no attention, marks that cannot be
    placed are left out.
    """
    offset = written.pieces[0].begin if written.pieces else 0
    bare = [replace(p, begin=p.begin - offset, end=p.end - offset) for p in written.pieces]
    whole = bool(bare) and bare[-1].special
    found = words(bare)
    weights = _weights(written)
    shares = _Shares(source, begin, written.source_pieces, weights, found)
    edits = [*_kept(written.text, source, whole=whole)]
    edits += _marks(source, shares, found, len(written.text), whole=whole)
    return _edited(written, bare, edits, offset) if edits else written


def _weights(written: Draft) -> NDArray[np.float64] | None:
    """(target, source), or None without attention."""
    if not written.columns or not written.columns[0].shape[0]:
        return None
    return Reader.of(written.alignment).weights(np.stack(written.columns))


class _Shares:
    """How much of each target word comes from a span of the bare source."""

    def __init__(
        self,
        source: Inline,
        begin: int,
        pieces: Sequence[Piece],
        weights: NDArray[np.float64] | None,
        found: Sequence[Word],
    ) -> None:
        self.source, self.begin, self.pieces = source, begin, pieces
        rows = [np.zeros(len(pieces)) if weights is None else weights[list(w.pieces)].mean(0) for w in found]
        self.rows = np.array(rows).reshape(len(found), len(pieces))
        self.known = weights is not None

    def of(self, begin: int, end: int) -> NDArray[np.float64]:
        """(words,) of `source.text[begin:end]`."""
        first, last = (at + self.begin for at in self.source.place(begin, end))
        inside = [not p.special and p.begin < last and p.end > first for p in self.pieces]
        shares: NDArray[np.float64] = self.rows @ np.array(inside, float)
        return shares


def _kept(text: str, source: Inline, *, whole: bool) -> Iterator[_Edit]:
    """What stands in becomes what it stands for; what was lost comes at the end."""
    for kept in source.kept:
        found = [_Edit(*span, kept.text, (3,)) for span in kept.found(text)]
        yield from found
        if whole and not found:
            yield _Edit(len(text), len(text), f" {kept.text}", (4,))


def _marks(
    source: Inline, shares: _Shares, found: Sequence[Word], end: int, *, whole: bool
) -> Iterator[_Edit]:
    """Outer marks first: the inner ones stay inside them, and neighbours off each other."""
    taken: list[tuple[Mark, int, int]] = []
    for mark in source.marks:
        if mark.begin == mark.end:
            if place := _between(mark, source, shares, found, end, whole=whole):
                yield _Edit(*place, mark.opening, (1,))
            continue
        gain = shares.of(mark.begin, mark.end) - _HALF
        for other, first, last in taken:
            inside = other.begin <= mark.begin and mark.end <= other.end
            gain[[not (first <= i < last) if inside else first <= i < last for i in range(len(found))]] = -1.0
        run = _best_run(gain, sure=whole and shares.known)
        if run is None:
            continue
        first, last = _trimmed(*run, found, source.text[mark.begin : mark.end])
        taken.append((mark, first, last))
        width, inner = last - first, len(taken)
        yield _Edit(found[first].begin, found[first].begin, mark.opening, (2, -width, inner))
        yield _Edit(found[last - 1].end, found[last - 1].end, mark.closing, (0, width, -inner))


def _best_run(gain: NDArray[np.float64], *, sure: bool) -> tuple[int, int] | None:
    """The run of words with the greatest sum (Kadane's algorithm), if that is above 0.

    sure: else the best word.
    """
    best, at, total, begin = 0.0, None, 0.0, 0
    for i, value in enumerate(gain):
        if total <= 0:
            total, begin = 0.0, i
        total += float(value)
        if total > best:
            best, at = total, (begin, i + 1)
    if at is None and sure and len(gain) and gain.max() > -1.0:
        at = int(gain.argmax()), int(gain.argmax()) + 1
    return at


def _trimmed(first: int, last: int, found: Sequence[Word], source: str) -> tuple[int, int]:
    """Without a full stop or comma at an edge where the marked words have none."""
    while last - first > 1 and source[-1:].isalnum() and not found[last - 1].text[-1:].isalnum():
        last -= 1
    while last - first > 1 and source[:1].isalnum() and not found[first].text[:1].isalnum():
        first += 1
    return first, last


def _between(
    mark: Mark, source: Inline, shares: _Shares, found: Sequence[Word], end: int, *, whole: bool
) -> tuple[int, int] | None:
    """The place in the target with the fewest words on the wrong side of a mark that stands by itself."""
    if mark.begin == 0:
        return 0, 0
    if not source.text[mark.begin :].strip(".!?。！？… "):
        return (end, end) if whole else None
    if not whole or not found:
        return None
    before = shares.of(0, mark.begin)
    after = shares.of(mark.begin, len(source.text))
    wrong = [after[:i].sum() + before[i:].sum() for i in range(len(found) + 1)]
    i = int(np.argmin(wrong))
    at = found[i].begin if i < len(found) else end
    return at, at


def _edited(written: Draft, bare: Sequence[Piece], edits: Sequence[_Edit], offset: int) -> Draft:
    """The draft with its text changed, and its pieces where they are then."""
    ordered = sorted(edits, key=lambda edit: (edit.begin, edit.order))
    text, at, spans = "", 0, list[tuple[_Edit, int, int]]()
    for edit in ordered:
        if edit.begin < at:  # it overlaps with the one before
            continue
        text += written.text[at : edit.begin] + edit.new
        spans.append((edit, len(text) - len(edit.new), len(text)))
        at = edit.end
    text += written.text[at:]

    def moved(piece: Piece) -> Piece:
        begin, end, name = piece.begin, piece.end, piece.text
        first, last = begin, end
        for edit, start, stop in spans:
            if edit.begin < edit.end and edit.begin < end and begin < edit.end:
                return Piece(edit.new, start + offset, stop + offset, piece.special)
            if edit.end <= begin:
                first = begin - edit.end + stop
            if edit.end < end or (edit.end == end == begin):
                last = end - edit.end + stop
        return Piece(name, first + offset, last + offset, piece.special)

    return replace(written, text=text, pieces=tuple(map(moved, bare)))
