"""Real pairs with their names changed for invented ones: names come out as they were written.

A name that both sides write alike is a word that a network should copy; of those it has met it learns the
translation instead, and spells others as names that it knows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from random import Random

_NAME = re.compile(r"(?<![\w'’.@/-])[A-ZÀ-ÖØ-Þ][^\W\d_]{2,}(?![\w@/])")
_WORD = re.compile(r"[^\W\d_]+")
_ORDER = 3  # letters that tell the next
_LENGTHS = range(4, 15)
_END = "\n"


class Inventor:
    """Invents names: letter by letter, as in those it has seen (a Markov chain; Shannon 1948, section 3)."""

    def __init__(self, names: Iterable[str]) -> None:
        self.follow: dict[str, list[str]] = {}
        for name in sorted(set(names)):
            spelt = _END * _ORDER + name + _END
            for i in range(_ORDER, len(spelt)):
                self.follow.setdefault(spelt[i - _ORDER : i], []).append(spelt[i])

    def invent(self, chance: Random) -> str:
        while True:
            name = _END * _ORDER
            while len(name) == _ORDER or name[-1] != _END:
                name += chance.choice(self.follow[name[-_ORDER:]])
            if len(name.strip()) in _LENGTHS:
                return name.strip()


def named_pairs(pairs: Sequence[tuple[str, str]], chance: Random) -> Iterator[tuple[str, str]]:
    """The pairs that write a name alike on both sides, each with all such names changed."""
    small = Counter(word for left, _ in pairs for word in _WORD.findall(left) if word.islower())
    shared = [_shared(left, right, small) for left, right in pairs]
    seen = {name for names in shared for name in names}
    if not any(len(name) in _LENGTHS for name in seen):
        return
    inventor = Inventor(seen)
    for (left, right), names in zip(pairs, shared, strict=True):
        if names:
            new = {name: inventor.invent(chance) for name in sorted(names)}
            yield _renamed(left, new), _renamed(right, new)


def _shared(left: str, right: str, small: Counter[str]) -> set[str]:
    """Names on both sides; a word that is also written small is none, such as one that begins a sentence."""
    both = set(_NAME.findall(left)) & set(_NAME.findall(right))
    return {name for name in both if not name.isupper() and not small[name.lower()]}


def _renamed(text: str, new: dict[str, str]) -> str:
    return _NAME.sub(lambda match: new.get(match[0], match[0]), text)
