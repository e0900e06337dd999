"""The numbers of a sentence, and whether a translation of it has them all."""

from __future__ import annotations

import re
from collections import Counter

from engine.text.normalise import edited
from engine.text.numerals import in_figures
from engine.text.reading import edits_to_read
from engine.training.written.filling import LANGUAGES, roman, words

_VALUES = (*range(2, 13), 15, 20, 30, 40, 50)  # of the table of numerals
_ONE = {"en": "one a an", "fr": "un une", "de": "ein eine einen einem einer eins", "es": "un una uno"}
_TIME = re.compile(r"(\d{1,2})(?: ?: ?\d\d| ?h\b| ?[ap]\.?m\b|点| Uhr)", re.IGNORECASE)


def missing_figures(text: str, output: str, source: str, target: str) -> list[str]:
    """The runs of figures of a source that its translation has in no form.

    How thousands and decimals are marked does not matter. A small number may be a word, an hour after noon
    may be one of the morning, a month may have its name, a century Roman figures, and millions may be
    counted as Chinese does.
    """
    if re.search(r"[万亿]", text + output):  # counted in ten thousands: the figures differ
        return []
    text = edited(text, edits_to_read(text, source, target)).text
    output = edited(output, in_figures(output, target)).text
    there = Counter(_figures(output))
    whole = Counter(_figures(_ungrouped(output)))
    hours = {int(match[1]) for match in _TIME.finditer(text)}
    months = {int(match[1]) for match in re.finditer(r"(\d+)月", text)} if source == "zh" else set[int]()
    missing = []
    for figure, count in Counter(_figures(_split(text, output))).items():
        number = int(figure)
        forms = {number, (number + 12) % 24 if number in hours else number}
        if any(there[str(form)] >= count for form in forms) or whole[figure] >= count:
            continue
        if number < 40 and _holds(output, [roman(number)]):
            continue
        if _spelt(number, output, target) or (number in months and _month(number, output, target)):
            continue
        missing.append(figure)
    return missing


def to_require(figure: str, text: str, source: str, target: str) -> str:
    """How a missing figure should stand in the translation: a month by its name, all else as it is."""
    month = source == "zh" and target in LANGUAGES[:-1] and re.search(rf"(?<!\d)0?{figure}月", text)
    named = month and 0 < int(figure) < 13
    return words("months")[int(figure) - 1][LANGUAGES.index(target)] if named else figure


def _figures(text: str) -> list[str]:
    return [str(int(run)) for run in re.findall(r"\d+", text)]


def _ungrouped(text: str) -> str:
    """A text without the marks between thousands."""
    return re.sub(r"(?<=\d)[ .,'\u00a0\u202f](?=\d{3}(?!\d))", "", text)


def _split(text: str, output: str) -> str:
    """The source with its thousands as the output has them: marked, or not."""
    runs = set(_figures(output))
    grouped = re.compile(r"\d{1,3}(?:[ .,'\u00a0\u202f]\d{3})+(?!\d)")
    return grouped.sub(lambda m: joined if (joined := _ungrouped(m[0])) in runs else m[0], text)


def _spelt(number: int, output: str, language: str) -> bool:
    """Whether a number stands as a word in a text; in a language without a table it may."""
    if language not in LANGUAGES:
        return number == 1 or number in _VALUES
    if number == 1:
        return "一" in output if language == "zh" else _holds(output, _ONE[language].split())
    if number not in _VALUES:
        return False
    word = words("numerals")[_VALUES.index(number)][LANGUAGES.index(language)]
    return word in output or (number == 2 and "二" in output) if language == "zh" else _holds(output, [word])


def _month(number: int, output: str, language: str) -> bool:
    """Whether a month stands as a word in a text."""
    if language not in LANGUAGES:
        return True
    return 0 < number < 13 and _holds(output, [words("months")[number - 1][LANGUAGES.index(language)]])


def _holds(text: str, sought: list[str]) -> bool:
    return any(re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE) for word in sought)
