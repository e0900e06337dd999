"""Variants of real pairs, as people type: without full stop, capitals, apostrophes or accents, misspelt.

What is odd about the source is mended in the target, except for a missing full stop and capitals, which
are the writer's wish; so the pairs are for one direction only. Capitals throughout are not learnt: what is
shouted is read in small letters (`text/capitals.py`).
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from random import Random

from engine.training.written.templates import unended

_SHARES = {"unended": 0.25, "lower": 0.25, "small": 0.15, "misspelt": 0.3}
_UNMARKED = 0.3  # of those with an apostrophe inside a word
_UNACCENTED = 0.5  # of those with an accent
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['’](?=[^\W\d_])")
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
_LIGATURES = str.maketrans({"ß": "ss", "œ": "oe", "Œ": "Oe", "æ": "ae"})
_LONGEST = 200  # characters; what is longer is rarely typed


def variant_pairs(
    pairs: Iterable[tuple[str, str]], language: str, chance: Random
) -> Iterator[tuple[str, str]]:
    """Each pair of source, in `language`, and target changed in one way, where that way changes anything."""
    kinds, shares = list(_SHARES), list(_SHARES.values())
    for source, target in pairs:
        unmarked = _APOSTROPHE.search(source) and chance.random() < _UNMARKED
        unaccented = without_accents(source) != source and chance.random() < _UNACCENTED
        kind = "unmarked" if unmarked else chance.choices(kinds, shares)[0]
        changed = (
            _unaccented(chance, source, target, language)
            if unaccented
            else _CHANGES[kind](chance, source, target)
        )
        if changed != (source, target) and max(map(len, changed)) <= _LONGEST:
            yield changed


def _lower(chance: Random, source: str, target: str) -> tuple[str, str]:
    """No capitals at all, and perhaps no mark at the end; a question stays one in the target."""
    if source.lower() == source:
        return source, target
    if chance.random() < 0.5:
        source, target = unended(source, target)
        source = source.rstrip("? ")
    return source.lower(), target


def _unmarked(chance: Random, source: str, target: str) -> tuple[str, str]:
    """No apostrophe in a word, such as "dont", and perhaps no capitals either."""
    bare = _APOSTROPHE.sub("", source)
    return _lower(chance, bare, target) if chance.random() < 0.5 else (bare, target)


def _unaccented(chance: Random, source: str, target: str, language: str) -> tuple[str, str]:
    """No accents, as from another keyboard, in German half the time "ue" for "ü"; perhaps no capitals."""
    if language == "de" and chance.random() < 0.5:
        source = source.translate(_SPELT_OUT)
    bare = without_accents(source)
    return _lower(chance, bare, target) if chance.random() < 0.3 else (bare, target)


def without_accents(text: str) -> str:
    """The text as from a keyboard without accents."""
    parts = unicodedata.normalize("NFD", text.translate(_LIGATURES))
    return unicodedata.normalize("NFC", "".join(c for c in parts if not unicodedata.combining(c)))


def _small(_: Random, source: str, target: str) -> tuple[str, str]:
    return source[:1].lower() + source[1:], target


def misspelt(chance: Random, text: str) -> str:
    """A text with one letter swapped, missing, doubled or wrong, inside a word of four letters or more."""
    places = [
        i
        for i in range(1, len(text) - 2)
        if all(c.isalpha() and c < "\u0250" for c in text[i - 1 : i + 3])  # Latin: no slips in characters
    ]
    if not places:
        return text
    i = chance.choice(places)
    slips = (
        text[i + 1] + text[i],
        text[i + 1],
        text[i] + text[i] + text[i + 1],
        chance.choice(string.ascii_lowercase) + text[i + 1],
    )
    return text[:i] + chance.choice(slips) + text[i + 2 :]


_CHANGES: dict[str, Callable[[Random, str, str], tuple[str, str]]] = {
    "unended": lambda _, source, target: unended(source, target),
    "lower": _lower,
    "small": _small,
    "unmarked": _unmarked,
    "misspelt": lambda chance, source, target: (misspelt(chance, source), target),
}
