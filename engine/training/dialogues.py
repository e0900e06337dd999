"""Dialogues written by hand, in short: a file of prompts and replies grows into many training items.

A line that begins with `>` is the user's turn, one with `<` the reply; a blank line ends a dialogue.
` | ` stands between texts of which one is taken; `(a/b/)` takes one of the parts, the last one empty
here. `$city = Rome | Oslo` at a line's start gives `$city` a list, whose texts may name other lists, and
all of a dialogue has the same city. A turn that begins with `>>` may come later: something else may be said
before it. `#` begins a line that nobody reads.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.errors import BadInput
from engine.text.turns import named_in, seen

_CHOICE = re.compile(r"\(([^()]*/[^()]*)\)")
# What "an" is written before: not "university", "ukulele", "European".
_ARTICLE = re.compile(r"\b(a) (?=[ai]|e(?!u)|o(?!ne\b)|u(?!ni|k|s))", re.IGNORECASE)
_SLOT = re.compile(r"\$([a-z]+)")
_LONG = re.compile(r"[a-z]{5,}|\d+")
GROWTH = 7  # what the same file grows into changes with this number: nobody reads older caches then
_TIMES = 8  # how often each opening prompt is taken
_VARIED = 40  # one that has a list in it
_BEFORE = (0, 0, 0, 1, 1, 2, 3, 4)  # of these one is drawn: exchanges about other things before a dialogue
_BETWEEN = (0, 0, 1, 1, 2, 3)  # likewise, before a turn that may come later
_SMALL = 0.2  # of the names that users type begin with a small letter
_READ = {"en": 300, "zh": 90}  # characters of the latest turns that surely fit into what a network reads


@dataclass(frozen=True)
class Turn:
    texts: tuple[str, ...]
    later: bool = False  # something else may be said before it


Exchange = tuple[Turn, ...]  # the user's and the reply


@dataclass(frozen=True)
class Written:
    """A file of dialogues; the turns alternate, the user's first."""

    lists: dict[str, tuple[str, ...]]
    dialogues: tuple[tuple[Turn, ...], ...]


def read_written(lines: Iterable[str]) -> Written:
    """BadInput says in which line a turn stands where it cannot."""
    lists: dict[str, tuple[str, ...]] = {}
    dialogues: list[list[Turn]] = [[]]
    for number, line in enumerate(lines, 1):
        mark, rest = line[:1], line[1:].strip()
        if not line.strip():
            dialogues.append([])
        elif mark == "$":
            name, _, texts = rest.partition("=")
            lists[name.strip()] = _texts(texts)
        elif mark in "<>":
            if (mark == "<") != len(dialogues[-1]) % 2:
                raise BadInput(f"Line {number}: the turns must alternate, the user's (>) first.")
            later = rest.startswith(">")
            turn = Turn(_texts(rest.removeprefix(">")), later)
            if unknown := set(_SLOT.findall(line)) - set(lists):
                raise BadInput(f"Line {number}: there is no list ${unknown.pop()}.")
            dialogues[-1].append(turn)
        elif mark != "#":
            raise BadInput(f"Line {number} begins with none of > < $ #.")
    return Written(lists, tuple(tuple(d) for d in dialogues if d))


def _texts(line: str) -> tuple[str, ...]:
    return tuple(text.strip() for text in line.split(" | "))


def grown(written: Written, language: str, seed: int = 1) -> list[dict[str, Any]]:
    """The items, as a JSON-lines file would have them: context and reply, each pair once."""
    draw = random.Random(seed)
    items = {}
    for dialogue, others in zip(written.dialogues, _others(written.dialogues), strict=True):

        def about_others(counts: Sequence[int], others: Sequence[Exchange] = others) -> Iterator[str]:
            for _ in range(draw.choice(counts) if others else 0):
                yield from _spoken(draw.choice(others), _values(written, draw), language, draw)

        for opening in dialogue[0].texts:
            for _ in range(_VARIED if _SLOT.search(opening) else _TIMES):
                turns = (Turn((opening,)), *dialogue[1:])
                values = _values(written, draw)
                mine = [values[name] for name in sorted(_lists(dialogue))]
                spoken = _spoken(turns, values, language, draw)
                said = list(about_others(_BEFORE))
                for turn, prompt, reply in zip(turns[::2], spoken[::2], spoken[1::2], strict=True):
                    if turn.later:
                        said += about_others(_BETWEEN)
                    context = [*said, prompt]
                    if _is_read(reply, context, mine, language):
                        items[(*context, reply)] = {"context": context, "reply": reply}
                    said += prompt, reply
    return list(items.values())


def _others(dialogues: Sequence[Sequence[Turn]]) -> list[list[Exchange]]:
    """For each dialogue the exchanges that may stand before it, or before a later turn of it.

    They have none of its lists, so that nothing says another name or city. A dialogue that begins with what
    others ask later is one of a user who has told nothing yet: it stands before none, and no list before it.
    """
    asked = {text for dialogue in dialogues for turn in dialogue if turn.later for text in turn.texts}
    untold = [not asked.isdisjoint(dialogue[0].texts) for dialogue in dialogues]
    exchanges = [tuple(d[:2]) for d, none_told in zip(dialogues, untold, strict=True) if not none_told]
    return [
        [e for e in exchanges if _lists(e).isdisjoint(_lists(dialogue)) and not (none_told and _lists(e))]
        for dialogue, none_told in zip(dialogues, untold, strict=True)
    ]


def _lists(turns: Sequence[Turn]) -> set[str]:
    return {name for turn in turns for text in turn.texts for name in _SLOT.findall(text)}


def _is_read(reply: str, context: Sequence[str], values: Sequence[str], language: str) -> bool:
    """Whether each word that a reply takes from the context is in what the network reads of it.

    values: those of lists. Other short words are everywhere: nobody has to read them to say them.
    """
    read = "\n".join(map("".join, seen(context, _READ[language], named_in(context)))).lower()
    said, reply = "\n".join(context).lower(), reply.lower()
    words = (*map(str.lower, values), *_LONG.findall(reply))
    return all(word in read for word in words if word in reply and word in said)


def _values(written: Written, draw: random.Random) -> dict[str, str]:
    """One text of each list, those that it names put in."""
    values = {name: draw.choice(texts) for name, texts in written.lists.items()}
    return {name: _filled(text, values) for name, text in values.items()}


def _spoken(
    turns: Sequence[Turn], values: Mapping[str, str], language: str, draw: random.Random
) -> list[str]:
    """One way to say these turns, the user's as people type."""
    spoken = []
    for place, turn in enumerate(turns):
        text = _CHOICE.sub(lambda found: draw.choice(found[1].split("/")), draw.choice(turn.texts))
        if place % 2:
            text = _capital(_filled(text, values).strip())
        else:
            typed = {name: v.lower() if draw.random() < _SMALL else v for name, v in values.items()}
            text = _filled(_typed(text.strip(), language, draw), typed)
        spoken.append(text)
    return spoken


def _filled(text: str, values: Mapping[str, str]) -> str:
    """With the values in the place of their lists, and "an" before those that begin with a vowel."""
    if not _SLOT.search(text):
        return text
    return _ARTICLE.sub(r"\1n ", _SLOT.sub(lambda found: values[found[1]], text))


def _typed(text: str, language: str, draw: random.Random) -> str:
    """The text as somebody may type it: with or without capitals and full stops, sometimes with a slip."""
    kind = draw.random()
    if language == "zh":
        if kind < 0.5:
            return text.rstrip("？。！") or text
        return text.replace("？", "?") if kind < 0.6 else text
    if kind < 0.3:
        return _capital(text) + ("" if text[-1] in "?!.)" or draw.random() < 0.4 else ".")
    if kind < 0.55:
        return text
    text = text.rstrip("?!.") or text
    if kind < 0.75:
        return _capital(text)
    if kind < 0.88:
        return text.replace("'", "").lower() if "$" not in text else text
    return _slip(text, draw)


def _slip(text: str, draw: random.Random) -> str:
    """A letter of one longer word left out, doubled, or before its neighbour's place."""
    words = text.split(" ")
    longer = [i for i, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    if longer:
        place = draw.choice(longer)
        word = words[place]
        at = draw.randrange(1, len(word) - 1)
        words[place] = draw.choice(
            (
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            )
        )
    return " ".join(words)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
