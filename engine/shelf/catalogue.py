"""Models that can be had from the hub: the table `resources/catalogue.toml`. No torch: the app reads this."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "resources" / "catalogue.toml"

# What a model is good for, as the table names it.
USES = {
    "pair": "one direction, small and quick",
    "pair, larger": "one direction, better and three times as large",
    "group": "several related languages in one model",
    "many": "many languages, each into each other; large",
    "study": "a small network to look into rather than to work with",
    "news": "news in a few sentences",
    "one sentence": "an article in one sentence",
    "instructed": "short texts; follows simple instructions",
    "chat": "small talk, small",
    "chat, larger": "small talk, with more to say",
}
# Rows of a beam, keys and values, the program itself.
_BESIDES = 700 * 10**6


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One model of the hub. `pairs` are (source, target); a summary and a chat have (en, en)."""

    name: str
    family: str  # `model_type` of its config
    task: str
    pairs: tuple[tuple[str, str], ...] = ()
    languages: tuple[str, ...] = ()  # each of them into each other
    tell_pairs: bool = False  # the checkpoint does not say its languages
    prefix: str | None = None
    parameters: int  # millions
    megabytes: int  # of the download
    licence: str
    use: str  # a key of USES
    revision: str = "main"

    def does(self, source: str, target: str) -> bool:
        """Whether it goes from one language to the other; "" is any."""
        if self.languages:
            known = all(language in ("", *self.languages) for language in (source, target))
            return known and (not source or source != target)
        return any(source in ("", a) and target in ("", b) for a, b in self.pairs)

    @property
    def memory(self) -> int:
        """Bytes that it takes in memory while it works, about: weights in 32 bits, and all around them."""
        return self.parameters * 10**6 * 4 + _BESIDES

    @property
    def all_pairs(self) -> tuple[tuple[str, str], ...]:
        return (*self.pairs, *permutations(self.languages, 2))


@cache
def catalogue() -> tuple[Entry, ...]:
    """The whole table, in its order."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["model"]
    return tuple(_entry(row) for row in rows)


def _entry(row: dict[str, object]) -> Entry:
    pairs, languages = row.pop("pairs", ()), row.pop("languages", ())
    assert isinstance(pairs, Sequence)
    assert isinstance(languages, Sequence)
    both = tuple(tuple(pair.split("-", 1)) for pair in pairs)
    return Entry(**row, pairs=both, languages=tuple(languages))  # type: ignore[arg-type]


def search(
    entries: Iterable[Entry],
    *,
    text: str = "",
    task: str = "",
    source: str = "",
    target: str = "",
    memory: int = 0,
) -> list[Entry]:
    """Entries that fit, those for the fewest languages first, and among them the smallest.

    text: words that its name, task, licence or use must hold; memory: bytes that there are, 0 is any.
    """
    words = text.casefold().split()
    found = [
        entry
        for entry in entries
        if task in ("", entry.task)
        and entry.does(source, target)
        and (not memory or entry.memory <= memory)
        and all(word in _read(entry) for word in words)
    ]
    return sorted(found, key=lambda entry: (_breadth(entry), entry.megabytes))


def _breadth(entry: Entry) -> int:
    """How many languages it is for: 1 or 2, several, or many."""
    count = len(entry.languages) or len({language for pair in entry.pairs for language in pair})
    return 2 if count <= 2 else 12 if count <= 12 else 100


def _read(entry: Entry) -> str:
    return f"{entry.name} {entry.family} {entry.task} {entry.licence} {USES[entry.use]}".casefold()
