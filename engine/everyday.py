"""The command `check-everyday`: whether a model gets right what a person would type first."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

from engine.loops import loops
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.training.corpus import read_lines
from engine.training.written.filling import LANGUAGES, words

_VALUES = (*range(2, 13), 15, 20, 30, 40, 50)  # of the table of numerals
_ONE = {"en": "one a an", "fr": "un une", "de": "ein eine einen einem einer eins", "es": "un una uno"}
_TIME = re.compile(r"(\d{1,2})(?: ?: ?\d\d| ?h\b| ?[ap]\.?m\b|点| Uhr)", re.IGNORECASE)


def check_everyday(name: str, pairs: list[str], data: Path, options: DecodingOptions, device: str) -> int:
    """Prints every input of `everyday.LL.txt` whose output is faulty, and totals; how many are faulty."""
    runner = Runner(device, threads=os.cpu_count() or 1)
    wanted = [tuple(pair.split("-")) for pair in pairs] or list(runner.model(name).card.pairs)
    faulty = 0
    for source, target in wanted:
        inputs = [line for line in read_lines(data / f"everyday.{source}.txt") if line]
        outputs = [t.text for t in runner.translate_many(inputs, source, target, name, options)]
        counted = Counter[str]()
        for text, output in zip(inputs, outputs, strict=True):
            found = faults(text, output, source, target)
            counted.update(found)
            faulty += bool(found)
            if found:
                print(f"{source}-{target}\t{', '.join(found)}\t{text}\t{output}")
        totals = ", ".join(f"{counted[fault]} {fault}" for fault in FAULTS)
        print(f"{source}-{target}\t{len(inputs)} inputs\t{totals}", flush=True)
    return faulty


FAULTS = ("loops", "empty", "untranslated", "wrong numbers")


def faults(text: str, output: str, source: str, target: str) -> list[str]:
    """Those of `FAULTS` that a translation has."""
    found = (
        loops(text, output),
        not output.strip(),
        untranslated(text, output, target),
        bool(missing_figures(text, output, source, target)),
    )
    return [fault for fault, has in zip(FAULTS, found, strict=True) if has]


def untranslated(text: str, output: str, target: str) -> bool:
    """Whether words were left as they were, where they are not names: Chinese, or the whole of a sentence."""
    written, left = _han(text), _han(output)
    if target != "zh" and left:
        return True
    if written and text.strip() == output.strip():
        return target != "zh"
    # Names begin with a capital; addresses and links are no words.
    small = re.findall(r"(?<![\w@./:-])[a-zà-ÿß]{2,}(?![\w@/:])", text)
    if target == "zh":
        return len(small) > 2 and not left
    return len(small) > 2 and text.casefold().split() == output.casefold().split()


def _han(text: str) -> list[str]:
    return re.findall(r"[\u4e00-\u9fff]", text)


def missing_figures(text: str, output: str, source: str, target: str) -> list[str]:
    """The runs of figures of a source that its translation has in no form.

    How thousands and decimals are marked does not matter. A small number may be a word, an hour after noon
    may be one of the morning, a month may have its name, and millions may be counted as Chinese does.
    """
    if re.search(r"[万亿]", text + output):  # counted in ten thousands: the figures differ
        return []
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
        if _spelt(number, output, target) or (number in months and _month(number, output, target)):
            continue
        missing.append(figure)
    return missing


def _figures(text: str) -> list[str]:
    return [str(int(run)) for run in re.findall(r"[0-9]+", text)]


def _ungrouped(text: str) -> str:
    """A text without the marks between thousands."""
    return re.sub(r"(?<=\d)[ .,'\u00a0\u202f](?=\d{3}(?!\d))", "", text)


def _split(text: str, output: str) -> str:
    """The source with its thousands as the output has them: marked, or not."""
    runs = set(_figures(output))
    grouped = re.compile(r"\d{1,3}(?:[ .,'\u00a0\u202f]\d{3})+(?!\d)")
    return grouped.sub(lambda m: joined if (joined := _ungrouped(m[0])) in runs else m[0], text)


def _spelt(number: int, output: str, language: str) -> bool:
    """Whether a number stands as a word in a text."""
    if number == 1:
        return "一" in output if language == "zh" else _holds(output, _ONE[language].split())
    if number not in _VALUES:
        return False
    word = words("numerals")[_VALUES.index(number)][LANGUAGES.index(language)]
    return word in output or (number == 2 and "二" in output) if language == "zh" else _holds(output, [word])


def _month(number: int, output: str, language: str) -> bool:
    return 0 < number < 13 and _holds(output, [words("months")[number - 1][LANGUAGES.index(language)]])


def _holds(text: str, sought: list[str]) -> bool:
    return any(re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE) for word in sought)
