"""Conversations to files and back: Markdown and text of the branch shown, JSON with all branches.

Of Markdown and text each turn begins with who speaks; in text the lines after its first are indented.
"""

from __future__ import annotations

import dataclasses
import json
import re
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from app.chat.conversation import HEED, USER, Conversation, Turn, branch, title_of

FORMAT = 1
_NAME = "heed conversation"
_INDENT = "    "


@dataclass
class NotReadable(Exception):
    """A file that is no conversation; `reason` is one of the words in `takehome.unreadable`."""

    reason: str
    detail: str = ""


@dataclass(frozen=True)
class Parcel:
    """What a file holds."""

    title: str
    language: str
    turns: tuple[Turn, ...]
    tip: int | None


def to_markdown(conversation: Conversation, turns: Sequence[Turn], names: Mapping[str, str]) -> str:
    """`names` says how each speaker is called."""
    parts = [f"# {conversation.title}"]
    parts += [f"**{names[turn.speaker]}:** {turn.text}" for turn in branch(turns, conversation.tip)]
    return "\n\n".join(parts) + "\n"


def to_text(conversation: Conversation, turns: Sequence[Turn], names: Mapping[str, str]) -> str:
    lines = [
        f"{names[turn.speaker]}: {turn.text}".replace("\n", "\n" + _INDENT)
        for turn in branch(turns, conversation.tip)
    ]
    return "\n".join((*lines, ""))


def to_json(conversation: Conversation, turns: Sequence[Turn]) -> str:
    table = {
        "what": _NAME,
        "format": FORMAT,
        "title": conversation.title,
        "language": conversation.language,
        "tip": conversation.tip,
        "turns": [dataclasses.asdict(turn) for turn in turns],
    }
    return json.dumps(table, ensure_ascii=False, indent=2) + "\n"


def from_json(text: str) -> Parcel:
    """NotReadable with the reason if it is not what `to_json` wrote."""
    try:
        table = json.loads(text)
    except (ValueError, RecursionError):
        raise NotReadable("other") from None
    try:
        if not isinstance(table, dict) or table.get("what") != _NAME:
            raise NotReadable("other")
        if table["format"] > FORMAT:
            raise NotReadable("newer")
        turns = tuple(Turn(**turn) for turn in table["turns"])
        parcel = Parcel(str(table["title"]), str(table["language"]), turns, table["tip"])
    except NotReadable:
        raise
    except (ValueError, KeyError, TypeError):
        raise NotReadable("incomplete") from None
    seen: set[int | None] = {None}
    for turn in turns:
        sound = isinstance(turn.id, int) and isinstance(turn.text, str) and turn.speaker in (USER, HEED)
        if not sound or turn.parent not in seen or turn.id in seen:
            raise NotReadable("incomplete")
        seen.add(turn.id)
    if parcel.tip not in seen:
        raise NotReadable("incomplete")
    return parcel


def from_markdown(text: str, names: Mapping[str, Collection[str]]) -> Parcel:
    """`names` says how each speaker may be called. NotReadable if nobody of them speaks."""
    title = re.match(r"# (.+)\n", text)
    parts = re.split(rf"^\*\*({_any(names)}):\*\* ?", text, flags=re.MULTILINE)
    return _spoken(parts, names, title[1].strip() if title else "")


def from_text(text: str, names: Mapping[str, Collection[str]]) -> Parcel:
    """The same of text."""
    parts = re.split(rf"^({_any(names)}): ?", text, flags=re.MULTILINE)
    return _spoken([part.replace("\n" + _INDENT, "\n") for part in parts], names, "")


def _any(names: Mapping[str, Collection[str]]) -> str:
    return "|".join(re.escape(name) for called in names.values() for name in called)


def _spoken(parts: Sequence[str], names: Mapping[str, Collection[str]], title: str) -> Parcel:
    """parts: what stands before the first turn, then who speaks and what, in turn."""
    said: list[tuple[str, str]] = []
    for name, text in zip(parts[1::2], parts[2::2], strict=True):
        speaker = HEED if name in names[HEED] else USER
        if said and said[-1][0] == speaker:  # speakers take turns
            said[-1] = speaker, f"{said[-1][1]}\n{text.strip()}"
        else:
            said.append((speaker, text.strip()))
    if not any(text for _, text in said):
        raise NotReadable("other")
    turns = tuple(
        Turn(id=i, parent=i - 1 or None, speaker=speaker, text=text, made=time.time())
        for i, (speaker, text) in enumerate(said, 1)
    )
    return Parcel(title or title_of(turns[0].text), "", turns, len(turns))
