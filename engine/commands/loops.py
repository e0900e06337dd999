"""The command `check-loops`: whether a model loops, falls silent or copies, on thousands of odd inputs."""

from __future__ import annotations

import itertools
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator

from engine.cards import CHAT, SUMMARISE, TRANSLATE
from engine.commands.varied import varied_inputs
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.search.repetition import DIGITS
from engine.tasks.wishes import MARKS, Wish
from engine.text.normalise import plain
from engine.text.turns import readable

_AT_ONCE = 500  # inputs
_ALLOWED = 3  # times in a row, if the source has nothing more often
_SHOWN = 20  # examples of each fault
_PHRASES = re.compile(rf"(?=((.+?)\2{{{_ALLOWED},}}))", re.DOTALL)  # at every place the shortest


def check_loops(
    name: str, pairs: list[str], options: DecodingOptions, device: str, *, count: int, seed: int
) -> int:
    """Prints how often each fault came, for each pair and kind of input; how many loop or are empty."""
    runner = Runner(device, threads=os.cpu_count() or 1)
    wanted = [tuple(pair.split("-")) for pair in pairs] or list(runner.model(name).card.pairs)
    write = _WRITERS[runner.model(name).card.task]
    bad = 0
    for source, target in wanted:
        inputs = list(varied_inputs(source, count, seed))
        faults, unread = Counter[tuple[str, str]](), 0
        for begin in range(0, count, _AT_ONCE):
            part = inputs[begin : begin + _AT_ONCE]
            done = write(runner, [text for _, text in part], source, target, name, options)
            for (kind, text), (output, is_read) in zip(part, done, strict=True):
                unread += not is_read
                for fault, found in _FAULTS.items():
                    if found(text, output) and (is_read or fault == "loops"):
                        faults[fault, kind] += 1
                        if faults[fault, kind] <= _SHOWN:
                            print(f"{source}-{target}\t{fault}\t{kind}\t{text!r}\t{output!r}")
        totals = {f: sum(n for (fault, _), n in faults.items() if fault == f) for f in _FAULTS}
        said = [f"{count} inputs", *(f"{n} {fault}" for fault, n in totals.items()), f"{unread} unread"]
        print(f"{source}-{target}", *said, sep="\t", flush=True)
        bad += totals["loops"] + totals["empty"]
    return bad


_Written = list[tuple[str, bool]]  # outputs, and whether the model could read all of the input


def _translated(
    runner: Runner, texts: list[str], source: str, target: str, name: str, options: DecodingOptions
) -> _Written:
    done = runner.translate_many(texts, source, target, name, options)
    return [(translation.text, not translation.unread) for translation in done]


def _answered(
    runner: Runner, texts: list[str], source: str, _: str, name: str, options: DecodingOptions
) -> _Written:
    """What nothing can be answered to is not asked, and has no answer."""
    asked = [text for text in texts if plain(text).strip() and readable(text, [source])]
    replies = dict(
        zip(asked, runner.reply_many([[text] for text in asked], source, name, options), strict=True)
    )
    return [(replies.get(text, ""), text in replies) for text in texts]


def _summarised(
    runner: Runner, texts: list[str], source: str, _: str, name: str, options: DecodingOptions
) -> _Written:
    kinds = itertools.cycle(MARKS)
    wishes = [Wish(text, source, kind) for text, kind in zip(texts, kinds, strict=False)]
    return [(summary, True) for summary in runner.summarise_many(wishes, name, options)]


_WRITERS = {TRANSLATE: _translated, CHAT: _answered, SUMMARISE: _summarised}


def loops(source: str, output: str) -> bool:
    """Whether a phrase, of words or of characters, stands in a row more often than the source excuses."""
    excused = max(_ALLOWED, *(times_in_a_row(units(source)) for units in (_words, _characters)))
    digits = max(excused, DIGITS)
    return times_in_a_row(_words(output)) > excused or any(
        times > (digits if set(phrase) <= set("0123456789") else excused)
        for times, phrase in _phrases(_characters(output))
    )


def times_in_a_row(units: str) -> int:
    """How often a phrase stands in a row, where it is most; 0 if never too often. Characters are units."""
    return max((times for times, _ in _phrases(units)), default=0)


def _phrases(units: str) -> Iterator[tuple[int, str]]:
    for found in _PHRASES.finditer(units):
        yield len(found[1]) // len(found[2]), found[2]


def _characters(text: str) -> str:
    return text.casefold()


def _words(text: str) -> str:
    """A character for each different word."""
    words = re.findall(r"\w+", text.casefold())
    number = {word: chr(0x10000 + i) for i, word in enumerate(dict.fromkeys(words))}
    return "".join(number[word] for word in words)


def _copies(source: str, output: str) -> bool:
    """Whether several words came back as they were; addresses should."""
    words = re.findall(r"[^\W\d_]{2,}", re.sub(r"\S+://\S+", "", source))
    return len(words) > 2 and source.split() == output.split()


_FAULTS: dict[str, Callable[[str, str], bool]] = {
    "loops": loops,
    "empty": lambda source, output: bool(source.strip()) and not output.strip(),
    "copies": _copies,
}
