"""Parallel pairs written from templates, so that numbers, dates, prices and names come out right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

from engine.training.written.filling import FOLDER, LANGUAGES, Filling
from engine.training.written.slots import SLOTS
from engine.training.written.times import HOURS, clocks

_PARALLEL = FOLDER.parent / "written" / "parallel"
_SLOT = re.compile(r"\{(([a-z_]+)\d?)(?:\.([a-z_]+))?\}")  # name with number, name, form
_STOPS = (".", "。")
_DRAWS = 200  # pairs of a template with slots
_TIMES = (  # what a time in words stands in
    dict.fromkeys(LANGUAGES, "{}"),
    dict(zip(LANGUAGES, ("It's {}.", "Il est {}.", "Es ist {}.", "Son las {}.", "现在{}。"), strict=True)),
    dict(zip(LANGUAGES, ("at {}", "à {}", "um {}", "a las {}", "在{}"), strict=True)),
)
_UNENDED = 0.08  # the share of pairs without their full stops


def templates() -> list[dict[str, str]]:
    """All of sentences.txt: a text for each language."""
    return _blocks(FOLDER / "sentences.txt")


@cache
def _blocks(path: Path) -> list[dict[str, str]]:
    """The texts of a file, a line for each language and a blank line between.

    A file's name tells its languages, as those of corpora do (`travel.en-zh.txt`); without it has all.
    """
    _, *pair = path.stem.split(".")
    languages = pair[0].split("-") if pair else LANGUAGES
    text = path.read_text(encoding="utf-8")
    blocks = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).strip().split("\n\n")
    lines = [[line for line in block.splitlines() if line] for block in blocks]
    return [dict(zip(languages, texts, strict=True)) for texts in lines if texts]


@cache
def _rows(name: str) -> list[dict[str, str]]:
    """The texts of a file, those of all languages in one line."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    texts = [line.split("|") for line in lines if line and not line.startswith("#")]
    return [dict(zip(LANGUAGES, row, strict=True)) for row in texts]


def template_pairs(language: str, seed: int = 0) -> Iterator[tuple[str, str]]:
    """Distinct pairs of English and another language; the same ones for the same seed."""
    chance = Random(f"{seed} {language}")
    seen = set[tuple[str, str]]()
    for template in templates():
        slots = {match[1]: match[2] for text in template.values() for match in _SLOT.finditer(text)}
        for _ in range(_DRAWS if slots else 1):
            filled = {slot: SLOTS[kind](chance) for slot, kind in slots.items()}
            whole = fill(template["en"], "en", filled), fill(template[language], language, filled)
            pair = unended(*whole) if chance.random() < _UNENDED else whole
            if pair not in seen:
                seen.add(pair)
                yield pair


def phrase_pairs(language: str) -> Iterator[tuple[str, str]]:
    """Distinct pairs of English and another language of phrases.txt and basics.txt, in all their forms.

    And all times in words, which languages tell too differently to be guessed.
    """
    seen = {
        (frame["en"].format(time[0]), frame[language].format(time[LANGUAGES.index(language)]))
        for hour in HOURS
        for time in clocks(hour)
        for frame in _TIMES
    }
    for phrase in _blocks(FOLDER / "phrases.txt"):
        pair = phrase["en"], phrase[language]
        seen.update([pair, unended(*pair)])
    for row in _rows("basics.txt"):
        small = row["en"], row[language]
        large = _capital(small[0]), _capital(small[1])
        closed = [] if small[0].endswith("?") else [(f"{large[0]}.", f"{large[1]}{_stop(language)}")]
        seen.update([small, large, *closed])
    yield from sorted(seen)


def parallel_pairs(language: str) -> Iterator[tuple[str, str]]:
    """The sentences that were written in English and a language side by side, each once."""
    blocks = [block for path in sorted(_PARALLEL.glob("*.txt")) for block in _blocks(path)]
    yield from dict.fromkeys((block["en"], block[language]) for block in blocks if language in block)


def fill(text: str, language: str, filled: dict[str, Filling]) -> str:
    """A template of a language with its slots filled."""

    def filling(match: re.Match[str]) -> str:
        slot, form = filled[match[1]], match[3]
        return slot[f"{language}.{form}"] if form else slot[language]

    return _SLOT.sub(filling, text).replace(".m..", ".m.")  # one stop closes "7 p.m." and the sentence


def unended(left: str, right: str) -> tuple[str, str]:
    """A pair without the full stops that close both sides; as it is if one side has none."""
    if left.endswith(_STOPS) and right.endswith(_STOPS):
        return left[:-1].rstrip(), right[:-1].rstrip()
    return left, right


def _capital(text: str) -> str:
    return re.sub(r"^[¿¡]?\w", lambda begin: begin[0].upper(), text)


def _stop(language: str) -> str:
    return "。" if language == "zh" else "."
