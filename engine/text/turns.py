"""Conversations: which turns a network reads, and which language they are in. (No torch here.)"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from typing import TypeVar

from engine.text.language import language_of
from engine.text.normalise import plain
from engine.text.words import without_spaces

T = TypeVar("T")
TURNS = 9  # that the network reads at most, in training too
_SHORT = 200  # characters of a turn that is looked at for a name
# How people tell their names; of the second kind many tell something else of themselves.
_NAMED = re.compile(
    r"\b(?:my name(?: is|'s)|(?<!n't )call me|i(?:'m| am) called) (?!what|later|back|when|if|an? |at )\w"
    r"|\b(?!what|that|this|it)\w+ is my name\b"
    r"|(?:我(?:的名字)?(?:是?叫)|叫我)(?!什么|啥|你|谁)\w|我的名字是\w",
    re.IGNORECASE,
)
_PERHAPS_NAMED = re.compile(
    r"\bI(?:'m| am) [A-Z][a-z]+\b(?! (?!and I |from |here)[a-z])"
    r"|^(?:你好[，,！]?\s*)?我是[^\W\d_]{2,3}[。！]?$"
)
_LETTERS = {"en": "LATIN", "zh": "CJK"}  # how the names of a language's letters begin in Unicode


def seen(turns: Sequence[Sequence[T]], longest: int, named: int | None = None) -> list[Sequence[T]]:
    """The last turn and as many before it as fit into `longest`, where each takes one for its mark.

    No more than `TURNS` in all. A last turn that is itself too long is cut to its end. named: an older turn
    of the user's that is read with its reply, if both are short, however long ago it was.
    """
    latest = _latest(turns, longest, TURNS)
    if named is None or named >= len(turns) - len(latest):
        return latest
    pair = turns[named : named + 2]
    room = longest - sum(len(turn) + 1 for turn in pair)
    if 2 * room < longest:
        return latest
    latest = _latest(turns, room, TURNS - 2)
    return [*pair, *latest[1 - len(latest) % 2 :]]  # the user's turn follows a reply


def _latest(turns: Sequence[Sequence[T]], longest: int, most: int) -> list[Sequence[T]]:
    fitting: list[Sequence[T]] = []
    room = longest
    for turn in reversed(turns[-most:]):
        if fitting and len(turn) + 1 > room:
            break
        fitting.append(turn[-(longest - 1) :])
        room -= len(fitting[-1]) + 1
    return fitting[::-1]


def named_in(turns: Sequence[str]) -> int | None:
    """The latest of the user's turns, every second one back from the last, that tells the user's name."""
    for says in (_NAMED, _PERHAPS_NAMED):
        for place in range(len(turns) - 1, -1, -2):
            if len(turns[place]) <= _SHORT and says.search(plain(turns[place])):
                return place
    return None


def latest_turns(
    turns: Sequence[Sequence[int]], marks: Sequence[int], longest: int, named: int | None = None
) -> list[int]:
    """The tokens of the turns that are `seen`, each behind the mark of its speaker; the last is the user's.

    marks: the user's and the program's.
    """
    fitting = seen(turns, longest, named)
    whose = speakers(len(fitting))
    return [token for who, turn in zip(whose, fitting, strict=True) for token in (marks[who], *turn)]


def speakers(count: int) -> list[int]:
    """Whose each of so many turns is: 0 is the user, who has the last, and 1 the program."""
    return [back % 2 for back in range(count - 1, -1, -1)]


def nothing_said(marks: Sequence[int]) -> list[int]:
    """What stands for a conversation of which nothing is known."""
    return [marks[0]]


def spoken(turns: Sequence[str], among: Collection[str] = ("en", "zh")) -> str:
    """The language of a conversation, by the user's last turn that tells it: "ok" and an emoji do not.

    The last of the turns is the user's, as every second one before it.
    """
    told = (turn for turn in turns[::-1][::2] if _tells(turn))
    return language_of(next(told, turns[-1] if turns else ""), among)


def _tells(turn: str) -> bool:
    """Whether the language can be told: more than one word, or letters of a script without spaces."""
    words = re.findall(r"[^\W\d_]+", turn)
    return len(words) > 1 or any(map(without_spaces, turn))


def readable(turn: str, languages: Sequence[str]) -> bool:
    """Whether half of the letters at least are of a script in which one of the languages is written."""
    scripts = tuple(_LETTERS.get(language, "") for language in languages)
    letters = [unicodedata.name(c, "") for c in turn if c.isalpha()]
    return 2 * sum(name.startswith(scripts) for name in letters) >= len(letters)
