"""The command `check-everyday`: whether a model gets right what a person would type first."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

from engine.commands.loops import loops
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.tasks.figures import missing_figures
from engine.tasks.left_over import left_over
from engine.tasks.times import missing_times
from engine.text.capitals import shouted
from engine.training.corpus import read_lines


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


FAULTS = ("loops", "empty", "untranslated", "wrong numbers", "shouted")
_ABBREVIATED = 4  # letters of abbreviations at most


def faults(text: str, output: str, source: str, target: str) -> list[str]:
    """Those of `FAULTS` that a translation has."""
    found = (
        loops(text, output),
        not output.strip(),
        bool(left_over(text, output, source, target)),
        bool(missing_figures(text, output, source, target) or missing_times(text, output, source, target)),
        _shouted(text, output),
    )
    return [fault for fault, has in zip(FAULTS, found, strict=True) if has]


def _shouted(text: str, output: str) -> bool:
    """Whether a translation is in capitals of which the source has none, and no abbreviation."""
    letters = sum(c.isalpha() for c in output)
    return letters > _ABBREVIATED and shouted(output) and not shouted(text)
