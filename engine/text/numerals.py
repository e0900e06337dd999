"""Numbers in words, read in figures: "thirty-two" as "32", "三万五千" as "35,000", "1.2亿" as "120 million".

Our networks have met most of them too seldom to know them, and copy figures well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from text_to_num import find_numbers  # type: ignore[attr-defined]  # its __all__ holds no names

from engine.text.chinese_numbers import DIGIT, FIGURES, value_of
from engine.text.normalise import Edit

_LEAST = 13  # smaller ones are known well
_NEAR = 40  # characters around a number that can make it a time
_SIZES = {10**12: "trillion", 10**9: "billion", 10**6: "million"}
_MARKS = {"en": ",", "fr": " ", "de": ".", "es": "."}  # between thousands
_WORD = re.compile(r"[^\W\d_]+|\s+|\d+|[^\w\s]|_")
_HOURS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_STUNDEN = "eins|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf"
_SHARE = re.compile(r" per ?cent\b", re.IGNORECASE)
_HUNDRED = re.compile(r"\ba (?:hundred|thousand)\b", re.IGNORECASE)
# A time of day has such words before its minutes, or behind them. Networks learn those as they are.
_TIMES = {
    "en": (rf"\b(?:{_HOURS}) $", rf" (?:minutes )?(?:past|to|after) (?:{_HOURS})\b"),
    "fr": (r"\b(?:heures?|midi|minuit)(?: et| moins)? $", r"(?!)"),
    "de": (r"\bUhr $", rf" (?:Minuten )?(?:vor|nach) (?:{_STUNDEN})\b"),
    "es": (r"\blas? \w+ (?:y|menos) $", r"(?!)"),
}

_CHINESE = re.compile(
    rf"(?P<century>[12]\d|二?十{DIGIT}?)世纪(?P<decade>[1-9]0|{DIGIT}十)(?=年代)|"
    r"(?P<year>[一二][〇零一二三四五六七八九]{3})(?=年)"
    r"|(?<![点数上\d.])(?P<share>百分之)?"
    rf"(?P<number>\d[\d.,]*(?:万亿|[万亿])|(?:{DIGIT}|十)[零一二两三四五六七八九十百千万亿]*+)(?![点.时刻几多余])"
)


def in_figures(text: str, language: str, target: str = "") -> list[Edit]:
    """How to read the numbers in the words of a text, in order; for English, Chinese ones as it counts."""
    if language == "zh":
        return list(_chinese(text, target))
    return list(_western(text, language)) if language in _MARKS else []


@dataclass(frozen=True)
class _Word:
    """What the library asks of a word."""

    letters: str

    def text(self) -> str:
        return self.letters.replace("veintiún", "veintiuno")  # which the library lacks

    def nt_separated(self, _: object) -> bool:
        return False

    def not_a_number_part(self) -> bool:
        return self.letters.isdecimal()


def _western(text: str, language: str) -> Iterator[Edit]:
    words = list(_WORD.finditer(text))
    found = find_numbers([_Word(word[0]) for word in words], language, 0)
    spans = [(words[number.start].start(), words[number.end - 1].end()) for number in found]
    before, behind = _TIMES[language]
    century = 0  # where a year begins, as in "nineteen eighty-four"
    for i, (number, (begin, end)) in enumerate(zip(found, spans, strict=True)):
        following = found[i + 1].value if i + 1 < len(found) and text[end : spans[i + 1][0]] == " " else 0
        if language == "en" and 13 <= number.value <= 20 and 10 <= following < 100:
            century = int(number.value)
            continue
        if century:
            yield Edit(spans[i - 1][0], end, f"{century}{number.text}")
            century = 0
            continue
        if _stays(number.value) or (number.is_ordinal and language == "es"):
            continue
        around = text[max(begin - _NEAR, 0) : begin], text[end : end + _NEAR]
        if re.search(before, around[0], re.IGNORECASE) or re.match(behind, around[1], re.IGNORECASE):
            continue
        if language == "en" and _HUNDRED.match(text, max(begin - 2, 0)):
            begin -= 2
        written = number.text
        if number.is_ordinal:
            written = written.replace("ème", "e").removesuffix("." * text.startswith(".", end))
        elif number.value == int(number.value):
            written = _grouped(int(number.value), _MARKS[language])
        if language == "en" and (share := _SHARE.match(text, end)):
            end, written = share.end(), f"{written}%"
        yield Edit(begin, end, written)


def _chinese(text: str, target: str) -> Iterator[Edit]:
    for match in _CHINESE.finditer(text):
        if match["century"]:  # "20世纪80年代" is "1980年代"
            century, decade = (
                int(number) if number.isdecimal() else value_of(number) or 0
                for number in (match["century"], match["decade"])
            )
            yield Edit(*match.span(), str(100 * (century - 1) + decade))
            continue
        if match["year"]:
            yield Edit(*match.span(), "".join(str(FIGURES[c]) for c in match["year"]))
            continue
        value = value_of(match["number"])
        if value is None:
            continue
        if match["share"]:
            yield Edit(*match.span(), f"{value}%")
        elif value >= _LEAST and not (_is_round(value) or re.fullmatch(f"{DIGIT}百万", match["number"])):
            counted = _counted(value) if target == "en" else ""
            yield Edit(*match.span("number"), counted or _grouped(value, ","))


def _stays(value: float) -> bool:
    """Small numbers, and "five million", of which only the five would be in figures."""
    return value < _LEAST or _is_round(value) or value % 10**6 == 0


def _is_round(value: float) -> bool:
    """Hundreds and thousands, which are known well."""
    return 100 <= value < 10**4 and len(str(int(value)).rstrip("0")) == 1


def _counted(value: int) -> str:
    """In English, between spaces: "12 million"; empty for fewer, and for those with too many places."""
    for size, name in _SIZES.items():
        if value >= size:
            return f" {value / size:g} {name} " if value % (size // 100) == 0 else ""
    return ""


def _grouped(value: int, mark: str) -> str:
    return f"{value:,}".replace(",", mark) if value >= 10**4 else str(value)
