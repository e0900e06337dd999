"""Conversations to files and back: Markdown and text of the branch shown, JSON with all branches."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.chat.conversation import HEED, USER, Conversation, Turn, branch

FORMAT = 1
_NAME = "heed conversation"


class NotReadable(Exception):
    """A file that is no conversation; the text says why."""


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
    return "".join(f"{names[turn.speaker]}: {turn.text}\n" for turn in branch(turns, conversation.tip))


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
        if not isinstance(table, dict) or table.get("what") != _NAME:
            raise NotReadable("it is not a conversation")
        if table["format"] > FORMAT:
            raise NotReadable(f"its format {table['format']} is newer than this program reads ({FORMAT})")
        turns = tuple(Turn(**turn) for turn in table["turns"])
        parcel = Parcel(str(table["title"]), str(table["language"]), turns, table["tip"])
    except NotReadable:
        raise
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotReadable(f"it is incomplete ({error})") from None
    seen: set[int | None] = {None}
    for turn in turns:
        sound = isinstance(turn.id, int) and isinstance(turn.text, str) and turn.speaker in (USER, HEED)
        if not sound or turn.parent not in seen or turn.id in seen:
            raise NotReadable("its turns do not follow one another")
        seen.add(turn.id)
    if parcel.tip not in seen:
        raise NotReadable("its last turn is not there")
    return parcel
