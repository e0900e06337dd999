"""Rare Chinese words, read as a dictionary has them in English: "疟疾" as "malaria".

A network has met them too seldom to know them, and copies what it reads in Latin letters. Song et al. 2019,
"Code-switching for enhancing NMT with pre-specified translation".
"""

from __future__ import annotations

import lzma
import math
import re
from collections.abc import Iterator, Mapping

from engine.text.normalise import Edit

LONGEST = 8  # characters of a word
_LARGEST = 2**25  # bytes that a file of them unpacks to
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_BETWEEN_NAMES = "·"


class Glosses:
    """words: how often each was met. glosses: of those met seldom, what is read in their place."""

    def __init__(self, words: Mapping[str, int], glosses: Mapping[str, str]) -> None:
        self._words, self._glosses = words, glosses
        self._total = math.log(sum(words.values()) + 1)

    def __len__(self) -> int:
        return len(self._glosses)

    @classmethod
    def parse(cls, packed: bytes) -> Glosses:
        """Of a file that `pack` has made. ValueError if it is none."""
        try:
            unpacking = lzma.LZMADecompressor()
            text = unpacking.decompress(packed, _LARGEST).decode()
            if not unpacking.eof:
                raise ValueError("cut off, or too many")
            fields = text.removesuffix("\n").replace("\n", "\t").split("\t")  # far sooner than line by line
            words, counts, read = fields[0::3], fields[1::3], fields[2::3]
            seen = {word: max(0, int(count)) for word, count in zip(words, counts, strict=True)}
            glosses = {word: gloss for word, gloss in zip(words, read, strict=True) if gloss}
        except (lzma.LZMAError, ValueError) as error:
            raise ValueError(f"its glosses are not readable ({error})") from None
        return cls(seen, glosses)

    def pack(self) -> bytes:
        rows = (f"{word}\t{count}\t{self._glosses.get(word, '')}\n" for word, count in self._words.items())
        return lzma.compress("".join(rows).encode())

    def edits(self, text: str) -> list[Edit]:
        """How to read the rare words of a text, in order, with spaces around; two names as one."""
        found = [
            (at, at + len(word), self._glosses[word]) for at, word in self.cut(text) if word in self._glosses
        ]
        begins = {begin for begin, _, _ in found}
        return [
            Edit(begin, end + (text[end : end + 1] == _BETWEEN_NAMES and end + 1 in begins), f" {gloss} ")
            for begin, end, gloss in found
        ]

    def cut(self, text: str) -> Iterator[tuple[int, str]]:
        """The words of all Chinese in a text, each with its place: the likeliest way to cut it, where words
        follow one another by chance."""
        for match in _HAN.finditer(text):
            yield from ((match.start() + at, word) for at, word in self._cut(match[0]))

    def _cut(self, text: str) -> list[tuple[int, str]]:
        best, begun = [0.0], [0]
        for end in range(1, len(text) + 1):
            begins = range(max(0, end - LONGEST), end)
            scores = {at: best[at] + self._score(text[at:end]) for at in begins}
            begun.append(max(scores, key=scores.__getitem__))
            best.append(scores[begun[end]])
        words, end = list[tuple[int, str]](), len(text)
        while end:
            words.append((begun[end], text[begun[end] : end]))
            end = begun[end]
        return words[::-1]

    def _score(self, word: str) -> float:
        count = self._words.get(word)
        if count is None and len(word) > 1:
            return -math.inf
        return math.log((count or 0) + 0.5) - self._total
