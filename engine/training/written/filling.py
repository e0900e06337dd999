"""What a slot of a template gives: a text for each language; and the tables of words they come from.

A slot is drawn once and gives a `Filling`: a text for each language, keyed "fr", and grammatical forms of
it, keyed "de.dative". Numbers follow the usage of each language: 1,234.5; 1 234,5; 1.234,5; 1,234.5.
"""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from random import Random

LANGUAGES = ("en", "fr", "de", "es", "zh")
FOLDER = Path(__file__).resolve().parents[3] / "models" / "templates"

Filling = dict[str, str]


@functools.cache
def words(name: str) -> list[list[str]]:
    """The rows of a table of words.toml, cut at the bars."""
    tables = tomllib.loads((FOLDER / "words.toml").read_text(encoding="utf-8"))
    return [line.split("|") for line in tables[name].strip().splitlines()]


def word(chance: Random, name: str) -> str:
    """One of the words of a table without columns."""
    return chance.choice([w for row in words(name) for w in " ".join(row).split()])


def grouped(number: str, language: str) -> str:
    """A number such as "-1234567.5" as it is printed in a language."""
    whole, point, rest = number.partition(".")
    sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    mark = {"fr": " ", "de": ".", "es": "."}.get(language, ",")
    if len(whole) > 3:
        whole = f"{int(whole):,}".replace(",", mark)
    return sign + whole + ((_point(language) + rest) if point else "")


def _point(language: str) -> str:
    return "." if language in ("en", "zh") else ","


def roman(number: int) -> str:
    """Of a century or a king: 1 to 39."""
    return "X" * (number // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[number % 10]


def same(text: str) -> Filling:
    return dict.fromkeys(LANGUAGES, text)


def alike(*texts: str) -> Filling:
    return dict(zip(LANGUAGES, texts, strict=True))


def printed(number: str) -> Filling:
    return {language: grouped(number, language) for language in LANGUAGES}
