"""Times of day in words, such as “half past seven”, and whether a translation tells the same time.

Languages tell them so differently that a network gets them wrong sooner than figures: “half past seven” is
“halb acht” in German.
"""

from __future__ import annotations

import re
from functools import cache

from engine.training.written.filling import LANGUAGES, words
from engine.training.written.times import HOURS, clocks

Time = tuple[int, int]  # hour, of twelve, and minute
_MINUTES = (0, 30, 15, 45, 5, 55, 10, 50, 20, 40, 25, 35)  # in the order of `clocks`
_FEW = {15: 11, 30: 13}  # places in the table of numerals
_SPOKEN = {  # the hour, then the minutes
    "en": ("{} {}", "{}-{}"),
    "fr": ("{} heures {}",),
    "de": ("{} uhr {}",),
    "es": ("{} y {}",),
    "zh": ("{}点{}",),
}
_AFTER_NOON = r"(?<!\d)(?:1[3-9]|2[0-3])"
_NO_TIME = {  # words beside figures that no clock goes with
    "en": rf"{_AFTER_NOON}:\d\d ?([ap]\.?m\b\.?)|\bat (?:1?\d|2[0-3]) (hours)\b",
    "fr": rf"{_AFTER_NOON} ?(?:h|heures?|:)(?: ?\d\d)? (du matin)",
    "de": rf"{_AFTER_NOON}(?::\d\d)? Uhr (morgens|vormittags|am Morgen)",
    "es": rf"{_AFTER_NOON}(?::\d\d)? (de la mañana)",
    "zh": rf"(上午|早上|清晨|凌晨) ?{_AFTER_NOON}[:：点]",
}
_FIGURES = re.compile(r"(?<!\d)(\d{1,2}) ?(?:[:.h点]|heures|uhr)(?: ?(\d\d))?(?!\d)|(\d{1,2})点半")


def missing_times(text: str, output: str, source: str, target: str) -> list[str]:
    """The times in words of a source that its translation does not tell, in the target's words."""
    if not {source, target} <= set(LANGUAGES):
        return []
    there = _told(output.lower(), target)
    wanted = [_times(source)[match[1]] for match in _pattern(source).finditer(text.lower())]
    return [_form(time, target) for time in dict.fromkeys(wanted) if time not in there]


def beside_times(text: str, output: str, source: str, target: str) -> list[str]:
    """Words of a translation that no clock goes with: “p.m.” in “15:00 p.m.”, unless its source has such."""
    if not {source, target} <= set(LANGUAGES) or re.search(_NO_TIME[source], text):
        return []
    return [word for match in re.finditer(_NO_TIME[target], output) for word in match.groups() if word]


def _told(output: str, language: str) -> set[Time]:
    """Every time that a text may tell, in words or figures."""
    found = {time for form, time in _forms(language).items() if form in output}
    for match in _FIGURES.finditer(output):
        hour, minute = (match[3], "30") if match[3] else (match[1], match[2] or "0")
        found.add((int(hour) % 12, int(minute)))
    return found


@cache
def _clocks(language: str) -> dict[str, Time]:
    """The table of times in words, in small letters."""
    at = LANGUAGES.index(language)
    return {
        form[at].lower().removeprefix("a "): (hour + 2, minute)
        for hour in HOURS
        for form, minute in zip(clocks(hour), _MINUTES, strict=True)
    }


@cache
def _times(language: str) -> dict[str, Time]:
    """The times in words that mean nothing else: not “ten to twelve”, which may be people."""
    people = {35, 40, 50, 55} if language == "en" else set[int]()
    return {form: time for form, time in _clocks(language).items() if time[1] and time[1] not in people}


@cache
def _forms(language: str) -> dict[str, Time]:
    """All that tells a time in words."""
    at, numerals = LANGUAGES.index(language), words("numerals")
    spelt = {
        way.format(numerals[hour][at], numerals[place][at]): (hour + 2, minute)
        for hour in HOURS
        for minute, place in _FEW.items()
        for way in _SPOKEN[language]
    }
    return _clocks(language) | spelt


@cache
def _pattern(language: str) -> re.Pattern[str]:
    forms = "|".join(map(re.escape, sorted(_times(language), key=len, reverse=True)))
    if language == "zh":
        return re.compile(rf"(?<![一二三四五六七八九十])({forms})")
    before = r"(?<=las )" if language == "es" else r"(?<!\w)"
    return re.compile(rf"{before}({forms})(?!\w)")


def _form(time: Time, language: str) -> str:
    hour, minute = time
    form = clocks(hour - 2)[_MINUTES.index(minute)]
    return form[LANGUAGES.index(language)]
