"""Entries of a dictionary that real sentences bear out: of many translations of a word the usual ones."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SHARE = 0.25  # a translation stays that is found at least so often as the likeliest, as a share
_UNSEEN = 2  # translations that stay of a word in no sentence
_LONGEST = 3  # words of an entry
_COMMON = 50  # times that a Chinese character is found before an unseen entry may hold it


def borne_out(
    entries: Iterable[tuple[str, str]], sentences: Sequence[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """The entries (English, other language) that stand side by side in pairs of sentences, where any does.

    Of words that no sentence holds the first entries stay, where they are in characters that are in use.
    """
    offered: dict[str, list[str]] = defaultdict(list)
    for english, other in entries:
        whole = not re.search(r"[\[\](){}\"/;,]", english + other)
        if whole and 0 < len(english.split()) <= _LONGEST and other not in offered[english]:
            offered[english].append(other)
    by_word: dict[str, list[str]] = defaultdict(list)  # the entries that a word can be the longest of
    for english in offered:
        by_word[max(english.lower().split(), key=len, default="")].append(english)
    read, found, used = Counter[str](), Counter[tuple[str, str]](), Counter[str]()
    for left, right in sentences:
        used.update(_HAN.findall(right))
        words = _WORD.findall(left.lower())
        spaced, others = f" {' '.join(words)} ", f" {' '.join(_WORD.findall(right.lower()))} "
        for english in {entry for word in words for entry in by_word.get(word, ())}:
            if f" {english.lower()} " in spaced:
                read[english] += 1
                found.update((english, other) for other in offered[english] if _stands(other, right, others))
    for english, translations in offered.items():
        best = max((found[english, other] for other in translations), default=0)
        if best:
            usual = [other for other in translations if found[english, other] >= _SHARE * best]
        else:
            usual = [] if read[english] > _COMMON else [x for x in translations if _in_use(x, used)][:_UNSEEN]
        yield from ((english, other) for other in usual)


def _stands(word: str, text: str, words: str) -> bool:
    return word in text if _HAN.search(word) else f" {word.lower()} " in words


def _in_use(word: str, used: Counter[str]) -> bool:
    return all(character < "\u2e80" or used[character] >= _COMMON for character in word)
