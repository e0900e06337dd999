"""Which language a text is in, by script and commonest words: enough to choose a model. (No torch.)"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection

# Words that stand everywhere in one language and seldom in the others.
_COMMON = {
    "en": "the of and to is that it was for with as this are be you what have not",
    "fr": "le les des et est une dans que pour qui sur pas du il elle je vous sont au avec",
    "de": "der die das und ist nicht ein eine zu den mit von auf sich dem ich sie auch wird",
    "es": "el los las y una que del en por con para su es lo como más pero fue está",
    "it": "il di che e un una per non sono della con gli del le è anche si nel questo",
    "pt": "o os as e um uma que do da em não para com por mais foi ao são como se",
    "nl": "het een en van is dat niet op te zijn voor met die aan ook wordt maar naar",
}
_SCRIPTS = {"CJK": "zh", "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "CYRILLIC": "ru"}
_SCRIPTS |= {"ARABIC": "ar", "HEBREW": "he", "GREEK": "el", "DEVANAGARI": "hi", "THAI": "th"}
_WORTH = {"CJK": 4, "HIRAGANA": 16, "KATAKANA": 16}  # a character is a word; kana make it Japanese
_READ = 5000  # characters from the beginning


_SURE = 3  # of the commonest words, for a language that nobody expects


def other_language(text: str, among: Collection[str]) -> str:
    """The language of a text that is surely in none of `among`; else nothing, as where one is unknown."""
    if not set(among) <= {*_COMMON, *_SCRIPTS.values()}:
        return ""
    found = Counter(re.findall(r"[^\W\d_]+", text[:_READ].casefold()))
    common = {code: sum(found[word] for word in words.split()) for code, words in _COMMON.items()}
    best = max(common, key=lambda code: common[code])
    known = max((common.get(code, 0) for code in among), default=0)
    return best if best not in among and common[best] >= max(_SURE, 2 * known) else ""


def language_of(text: str, among: Collection[str] = ()) -> str:
    """The language's code, of those in `among` if any are named; "en" where nothing tells."""
    text = text[:_READ]
    scripts = Counter(LATIN=0)
    for character in filter(str.isalpha, text):
        script = unicodedata.name(character, "?").split()[0].partition("-")[0]
        scripts[script] += _WORTH.get(script, 1)
    script = max(scripts, key=lambda name: scripts[name], default="LATIN")
    if script in _SCRIPTS and (not among or _SCRIPTS[script] in among):
        return _SCRIPTS[script]
    found = Counter(re.findall(r"[^\W\d_]+", text.casefold()))
    able = [code for code in _COMMON if not among or code in among] or ["en"]
    return max(able, key=lambda code: sum(found[word] for word in _COMMON[code].split()))
