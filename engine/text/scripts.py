"""Which scripts a text is written in, and which of them a model of some languages cannot read."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable
from functools import lru_cache

# The scripts of languages, as Unicode's names of letters begin. All others are written in Latin letters,
# which every model meets.
_LATIN = "LATIN"
_OF_LANGUAGES = {
    "zh yue wuu lzh": "CJK",
    "ja": "CJK HIRAGANA KATAKANA",
    "ko": "CJK HANGUL",
    "ru uk be bg sr mk kk ky mn tg tt ba cv os ab": "CYRILLIC",
    "el": "GREEK",
    "ar fa ur ps ug sd ckb": "ARABIC",
    "he yi": "HEBREW",
    "hi mr ne sa mai bho": "DEVANAGARI",
    "bn as": "BENGALI",
    "pa": "GURMUKHI",
    "gu": "GUJARATI",
    "or": "ORIYA",
    "ta": "TAMIL",
    "te": "TELUGU",
    "kn": "KANNADA",
    "ml": "MALAYALAM",
    "si": "SINHALA",
    "th": "THAI",
    "lo": "LAO",
    "km": "KHMER",
    "my": "MYANMAR",
    "bo dz": "TIBETAN",
    "ka": "GEORGIAN",
    "hy": "ARMENIAN",
    "am ti": "ETHIOPIC",
}
_SCRIPTS = {language: scripts.split() for all_, scripts in _OF_LANGUAGES.items() for language in all_.split()}
SCRIPTS = frozenset(script for scripts in _SCRIPTS.values() for script in scripts)

_LETTERS = re.compile(r"[^\W\d_]+")


def read_by(languages: Iterable[str]) -> frozenset[str]:
    """The scripts of some languages, by their codes. All that are known, if a code may be of any."""
    found = {_LATIN}
    for language in languages:
        base = re.split("[-_]", language)[0].lower()
        if base not in _SCRIPTS and len(base) != 2:
            return SCRIPTS
        found.update(_SCRIPTS.get(base, ()))
    return frozenset(found)


def unread(text: str, read: Collection[str]) -> Counter[str]:
    """The letters of the text by their script, of those scripts that are not `read`."""
    found = Counter[str]()
    if text.isascii():
        return found
    for letters in _LETTERS.findall(text):
        scripts = [_script(letter) for letter in letters]
        if scripts != ["GREEK"]:  # alone, it is a symbol
            found.update(script for script in scripts if script in SCRIPTS and script not in read)
    return found


def is_unreadable(text: str, read: Collection[str]) -> bool:
    """Whether half of the letters, or more, are of scripts that are not `read`."""
    strange = unread(text, read).total()
    return 0 < strange >= sum(map(len, _LETTERS.findall(text))) - strange


@lru_cache(4096)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]
