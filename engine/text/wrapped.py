"""Sentences that stand in quotation marks, brackets or marks of Markdown or HTML as a whole.

A network that has mostly learnt from bare sentences translates them worse so. What is around them is layout,
and comes out as the target language writes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_QUOTES = {"“": "”", "«": "»", "„": "“", "‹": "›", "‘": "’", "「": "」", "『": "』"}
_BRACKETS = {"(": ")", "[": "]", "（": "）", "【": "】"}
_MARK = re.compile(r"(\*{1,3}|_{1,3}|~~|\")(?=\S)")
_TAG = re.compile(r"<([a-z][a-z\d]{0,9})>", re.IGNORECASE)

_QUOTED = {"en": ("“", "”"), "zh": ("“", "”"), "fr": ("« ", " »"), "de": ("„", "“"), "es": ("«", "»")}
_NEVER_STRAIGHT = ("fr", "de", "zh")  # most translations into these have their own marks for straight ones
_WIDE, _NARROW = str.maketrans("()[]", "（）【】"), str.maketrans("（）【】", "()[]")


@dataclass(frozen=True)
class Wrapped:
    """A sentence's span without what it is wrapped in, and what that is in another language."""

    begin: int
    end: int
    opening: str = ""
    closing: str = ""


def unwrapped(text: str, begin: int, end: int, target: str) -> Wrapped:
    """The sentence `text[begin:end]` out of all that it is wrapped in, which the target's language writes."""
    opening = closing = ""
    while marks := _marks(text[begin:end]):
        begin, end = begin + len(marks[0]), end - len(marks[1])
        begin += len(text[begin:end]) - len(text[begin:end].lstrip())
        end -= len(text[begin:end]) - len(text[begin:end].rstrip())
        outer, inner = _written(*marks, target)
        opening, closing = opening + outer, inner + closing
    return Wrapped(begin, end, opening, closing)


def _marks(text: str) -> tuple[str, str] | None:
    """What opens and closes all of a text and nothing inside it; None if there is none, or no word inside."""
    opening = text[:1]
    closing = _QUOTES.get(opening) or _BRACKETS.get(opening) or ""
    if match := _MARK.match(text):
        opening = closing = match[1]
    elif match := _TAG.match(text):
        opening, closing = match[0], f"</{match[1]}>"
    inner = text[len(opening) : len(text) - len(closing)]
    whole = closing and text.endswith(closing) and any(c.isalpha() for c in inner)
    return (opening, closing) if whole and opening not in inner and closing not in inner else None


def _written(opening: str, closing: str, target: str) -> tuple[str, str]:
    if opening in _QUOTES or (opening == '"' and target in _NEVER_STRAIGHT):
        return _QUOTED.get(target, (opening, closing))
    table = _WIDE if target == "zh" else _NARROW
    return (
        (opening.translate(table), closing.translate(table)) if opening in _BRACKETS else (opening, closing)
    )
