"""Who wrote what, while a text is edited: the stretches that are the model's, all else is the user's."""

from __future__ import annotations

from collections.abc import Sequence

Stretch = tuple[int, int]


def after_edit(
    stretches: Sequence[Stretch], place: int, removed: int, added: int, *, by_model: bool
) -> list[Stretch]:
    """The model's stretches when `removed` units at `place` have become `added` ones."""
    end, by = place + removed, added - removed
    kept: list[Stretch] = []
    for begin, last in stretches:
        kept += [(begin, min(last, place)), (max(begin, end) + by, last + by)]
    if by_model:
        kept.append((place, place + added))
    return _joined(sorted(stretch for stretch in kept if stretch[0] < stretch[1]))


def _joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    joined: list[Stretch] = []
    for begin, end in stretches:
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def is_in(stretches: Sequence[Stretch], begin: int, end: int) -> bool:
    """Whether any of it is the model's."""
    return any(first < end and begin < last for first, last in stretches)
