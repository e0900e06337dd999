"""Questions after what the user has told, and what can answer them. (No torch.)"""

from __future__ import annotations

from collections.abc import Sequence

from engine.tasks import recall_chinese, recall_english


def told(turns: Sequence[str]) -> tuple[str, ...]:
    """The names in the user's turns before the last that may answer it, the latest first, each once.

    turns: all of them, the user's last.
    """
    return recall_chinese.answers(turns) or recall_english.answers(turns) or ()


def misremembers(text: str, turns: Sequence[str]) -> bool:
    """Whether the user asks after what was told, and this reply answers with what was not."""
    if (names := recall_chinese.answers(turns)) is not None:
        return recall_chinese.misses(text, turns, names)
    if (names := recall_english.answers(turns)) is not None:
        return recall_english.misses(text, turns, names)
    return False
