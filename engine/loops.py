"""The command `check-loops`: whether a model loops, falls silent or copies, on thousands of odd inputs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.search.rules import excused, times_in_a_row
from engine.varied import varied_inputs

_AT_ONCE = 500  # inputs
_ALLOWED = 3  # times in a row, if the source has nothing more often
_SHOWN = 20  # examples of each fault


def check_loops(
    name: str, pairs: list[str], options: DecodingOptions, device: str, *, count: int, seed: int
) -> int:
    """Prints how often each fault came, for each pair and kind of input; how many outputs looped."""
    runner = Runner(device)
    wanted = [tuple(pair.split("-")) for pair in pairs] or list(runner.model(name).card.pairs)
    looped = 0
    for source, target in wanted:
        inputs = list(varied_inputs(source, count, seed))
        faults = Counter[tuple[str, str]]()
        for begin in range(0, count, _AT_ONCE):
            part = inputs[begin : begin + _AT_ONCE]
            done = runner.translate_many([text for _, text in part], source, target, name, options)
            for (kind, text), translation in zip(part, done, strict=True):
                for fault, found in _FAULTS.items():
                    if found(text, translation.text):
                        faults[fault, kind] += 1
                        if faults[fault, kind] <= _SHOWN:
                            print(f"{source}-{target}\t{fault}\t{kind}\t{text!r}\t{translation.text!r}")
        totals = {f: sum(n for (fault, _), n in faults.items() if fault == f) for f in _FAULTS}
        print(
            f"{source}-{target}\t{count} inputs\t", *(f"{n} {fault}" for fault, n in totals.items()), sep="\t"
        )
        looped += totals["loops"]
    return looped


def loops(source: str, output: str) -> bool:
    """Whether a phrase, of words or of characters, stands in a row more often than the source excuses."""
    return any(
        times_in_a_row(units(output)) > max(_ALLOWED, excused(units(source)))
        for units in (_words, _characters)
    )


def _words(text: str) -> list[int]:
    return _numbered(re.findall(r"\w+", text.casefold()))


def _characters(text: str) -> list[int]:
    return _numbered(list(text.casefold()))


def _numbered(units: list[str]) -> list[int]:
    number = {unit: i for i, unit in enumerate(dict.fromkeys(units))}
    return [number[unit] for unit in units]


def _copies(source: str, output: str) -> bool:
    """Whether several words came back as they were."""
    words = re.findall(r"[^\W\d_]{2,}", source)
    return len(words) > 2 and source.split() == output.split()


_FAULTS: dict[str, Callable[[str, str], bool]] = {
    "loops": loops,
    "empty": lambda source, output: bool(source.strip()) and not output.strip(),
    "copies": _copies,
}
