"""Times of day on the clock of twenty-four hours: "3 p.m." is read as "15:00", "下午三点" too.

Our networks mix up the halves of the day, and get "15:00" right in every language.
"""

from __future__ import annotations

import re

from engine.text.chinese_numbers import DIGIT, value_of
from engine.text.normalise import Edit

_QUARTERS = {"半": 30, "一刻": 15, "三刻": 45}

# An hour, its minutes, the half of the day; before that perhaps an hour more, as in "2 to 5 p.m.".
_ENGLISH = re.compile(
    r"(?<![\d.,:$€£])(?:(?P<from>\d{1,2})(?::(?P<past>\d\d))?(?P<to> ?[-–] ?| to | and | until | till ))?"
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))? ?(?!am (?:I|not)\b)(?P<half>[ap])\.? ?m\b\.?",
    re.IGNORECASE,
)
_GERMAN = re.compile(
    r"(?<![\d.,:])(?P<hour>\d{1,2})(?P<minute>[:.]\d\d)? Uhr(?: (?P<past>\d\d)\b)?"
    r"(?P<half> nachmittags| abends| am Nachmittag| am Abend)?"
)
_CHINESE = re.compile(
    rf"(?P<half>凌晨|上午|下午|傍晚|晚上) ?(?P<hour>\d{{1,2}}|十[一二]?|{DIGIT})(?:点(?!点)|时(?!候|间))"
    r"(?:(?P<quarter>半|[一三]刻)|(?P<minute>\d{1,2}|[零一二三四五六七八九十]{1,3})分)?"
    r"[钟整]?"
)


def on_the_clock(text: str, language: str) -> list[Edit]:
    """How to read the times of day in a text, in order."""
    return {"en": _english, "de": _german, "zh": _chinese}.get(language, lambda _: [])(text)


def _english(text: str) -> list[Edit]:
    edits, size = [], len(text.rstrip())
    for match in _ENGLISH.finditer(text):
        hour, late = int(match["hour"]), match["half"] in "pP"
        if not 0 < hour <= 12 or int(match["minute"] or 0) > 59:
            continue
        ends = match[0].endswith(".") and match.end() >= size  # the sentence, too
        written = _time(hour % 12 + 12 * late, int(match["minute"] or 0)) + "." * ends
        if _is_span(match, text):
            first = int(match["from"]) % 12
            first += 12 * (late if first < hour % 12 else not late)
            edits.append(Edit(match.start(), match.start("to"), _time(first, int(match["past"] or 0))))
        edits.append(Edit(match.start("hour"), match.end(), written))
    return edits


def _is_span(match: re.Match[str], text: str) -> bool:
    """Whether the number before it is an hour, too: "from 2 to 5 p.m."."""
    joined = match["to"] != " and " or text[: match.start()][-8:].lower() == "between "
    return bool(match["from"]) and 0 < int(match["from"]) <= 12 and joined


def _german(text: str) -> list[Edit]:
    edits = []
    for match in _GERMAN.finditer(text):
        hour, minute = int(match["hour"]), int((match["minute"] or "")[1:] or match["past"] or 0)
        if match["half"] and 0 < hour < 12:
            hour += 12
        if 12 < hour < 24 and minute < 60:
            edits.append(Edit(*match.span(), f"{_time(hour, minute)} Uhr"))
    return edits


def _chinese(text: str) -> list[Edit]:
    edits = []
    for match in _CHINESE.finditer(text):
        hour = _count(match["hour"])
        minute = _QUARTERS.get(match["quarter"]) or _count(match["minute"] or "0")
        if hour is None or minute is None:
            continue
        if match["half"] in ("下午", "傍晚", "晚上") and hour < 12:
            hour += 12
        if minute < 60 and hour != 12 and hour < 24:
            edits.append(Edit(*match.span(), _time(hour, minute)))
    return edits


def _count(number: str) -> int | None:
    return int(number) if number.isdecimal() else value_of(number)


def _time(hour: int, minute: int) -> str:
    return f"{hour}:{minute:02}"
