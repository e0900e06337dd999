"""Texts as a model reads them, with where every character came from: Unicode normalisation, and edits."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_REPLACED = {
    **dict.fromkeys("\u2018\u2019\u02bc\u2032\u00b4\u1ffd", "'"),
    **dict.fromkeys("\u2010\u2011", "-"),
    "\u2581": "_",  # sentencepiece writes a space with it
}
# Full-width Latin letters and digits become plain; full-width punctuation is Chinese, and stays.
_FULL_WIDTH = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
# Controls, format characters (zero-width, soft hyphen, direction), half surrogates, private use.
# Not "Cn": what this Python's Unicode has not assigned may be next year's emoji.
_DROPPED_CATEGORIES = {"Cc", "Cf", "Cs", "Co"}
_JOINER = "\u200d"  # holds emoji together
_DROPPED = "\0"


class _Table(dict[int, str]):
    """What one character becomes before composition, `_DROPPED` if nothing; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        c = chr(code)
        if c.isspace():
            c = " "
        elif code in _FULL_WIDTH:
            c = chr(code - 0xFEE0)
        elif unicodedata.category(c) in _DROPPED_CATEGORIES and c != _JOINER:
            c = _DROPPED
        self[code] = c = _REPLACED.get(c, c)
        return c


_TABLE = _Table()


@dataclass(frozen=True)
class Normalised:
    """Text as the model reads it.

    `origin[i]` is the index in the original of the character `text[i]`; one more entry closes it.
    Characters that were composed together share an origin.
    """

    text: str
    origin: tuple[int, ...]

    def span(self, begin: int, end: int) -> tuple[int, int]:
        """The span of the original that became `text[begin:end]`."""
        if begin >= end:
            return self.origin[begin], self.origin[begin]
        while end < len(self.text) and self.origin[end] == self.origin[end - 1]:
            end += 1
        return self.origin[begin], self.origin[end]


@dataclass(frozen=True)
class Edit:
    """`text` in the place of a span: of none, where it is put in."""

    begin: int
    end: int
    text: str


def edited(text: str, edits: Sequence[Edit]) -> Normalised:
    """The text with edits, which are in order and do not overlap.

    All that one wrote comes from the whole of its span; what it put in, from the character behind.
    """
    kept: list[str] = []
    origin: list[int] = []
    at = 0
    for edit in (*edits, Edit(len(text), len(text), "")):
        kept += text[at : edit.begin], edit.text
        origin += [*range(at, edit.begin), *[edit.begin] * len(edit.text)]
        at = edit.end
    return Normalised("".join(kept), (*origin, len(text)))


def normalise(text: str) -> Normalised:
    """NFC; plain spaces (runs become one), apostrophes and hyphens; no control characters."""
    kept: list[str] = []
    origin: list[int] = []
    previous, end = " ", len(text)
    for at, c in enumerate(text.translate(_TABLE)):
        if c == _DROPPED or c == previous == " ":
            continue
        kept.append(c)
        origin.append(at)
        previous = c
    if kept and previous == " ":
        kept.pop()
        end = origin.pop()
    return _compose("".join(kept), [*origin, end])


def plain(text: str) -> str:
    """`normalise(text).text`, several times as fast: for text that nobody will point at."""
    kept = text.translate(_TABLE).replace(_DROPPED, "")
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def _compose(text: str, origin: list[int]) -> Normalised:
    if unicodedata.is_normalized("NFC", text):
        return Normalised(text, tuple(origin))
    begins = [i for i, c in enumerate(text) if i == 0 or c < "\u0300" or not _may_join(c)]
    clusters: list[str] = []
    composed_origin: list[int] = []
    for begin, end in pairwise([*begins, len(text)]):
        cluster = text[begin:end]
        if unicodedata.is_normalized("NFC", cluster):
            composed_origin += origin[begin:end]
        else:
            cluster = unicodedata.normalize("NFC", cluster)
            composed_origin += [origin[begin]] * len(cluster)
        clusters.append(cluster)
    return Normalised("".join(clusters), (*composed_origin, origin[-1]))


def _may_join(c: str) -> bool:
    """Can `c` change together with the character before it? Marks, Hangul jamo, a Kirat Rai vowel."""
    return (
        "\u1161" <= c <= "\u1175"
        or "\u11a8" <= c <= "\u11c2"
        or c == "\U00016d67"
        or unicodedata.category(c).startswith("M")
    )
