"""Lines in, lines out: the manners of the command line."""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from engine.errors import BadInput
from engine.events import Draft
from engine.tasks.wishes import LENGTHS, MARKS, Wish
from engine.text.language import language_of

_MOST = 512  # lines taken together: enough to batch well, few enough to keep memory flat


def line_groups() -> Iterator[list[str]]:
    """Lines of stdin, without their ends, in groups: whatever is there, at least one, at most 512.

    So a file is read in large groups, and a person who types is answered line by line. Only `\\n`
    (and `\\r\\n`) ends a line. BadInput if a line is not UTF-8, or nothing can be read.
    """
    lines: queue.Queue[bytes | None] = queue.Queue(maxsize=4 * _MOST)
    problems: list[OSError] = []
    # Not sys.stdin itself: Python aborts at its end if a thread still waits in there.
    stdin = open(os.dup(sys.stdin.fileno()), "rb")  # noqa: SIM115

    def read() -> None:
        try:
            with stdin:
                for line in stdin:
                    lines.put(line)
        except OSError as error:
            problems.append(error)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    number = 0
    while (line := lines.get()) is not None:
        group = [line]
        ended = False
        while len(group) < _MOST and not (ended or lines.empty()):
            line = lines.get()
            ended = line is None
            if line is not None:
                group.append(line)
        decoded = []
        for raw in group:
            number += 1
            try:
                decoded.append(raw.decode("utf-8").removesuffix("\n").removesuffix("\r"))
            except UnicodeDecodeError:
                raise BadInput(
                    f"Line {number} is not UTF-8. Convert the text, for example with iconv."
                ) from None
        yield decoded
        if ended:
            break
    if problems:
        raise BadInput(f"stdin cannot be read: {problems[0]}.")


def whole_input() -> str:
    """All of stdin. BadInput if it is not UTF-8."""
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("stdin is not UTF-8. Convert the text, for example with iconv.") from None
    except OSError as error:
        raise BadInput(f"stdin cannot be read: {error}.") from None


def wish_of(line: str, number: int, given: Wish) -> Wish:
    """A line such as {"document": "...", "kind": "headline"}; what it leaves open is as `given`."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict) or not isinstance(record.get("document"), str):
        raise BadInput(f'Line {number} must be a JSON record with a text, such as {{"document": "..."}}.')
    text = record["document"]
    kind, length = str(record.get("kind", given.kind)), str(record.get("length", given.length))
    if kind not in MARKS or length not in LENGTHS:
        raise BadInput(
            f"Line {number}: kind must be one of {', '.join(MARKS)}, and length of {', '.join(LENGTHS)}."
        )
    return Wish(text, str(record.get("language", given.language)) or language_of(text), kind, length)


def pairs(group: list[str], first: int) -> list[tuple[str, str]]:
    """Lines of two texts with a tab between them; `first` is the number of the group's first line.

    Either text may be empty: what is asked of many pairs should not end at a gap in them.
    """
    found = []
    for number, line in enumerate(group, first):
        left, tab, right = line.partition("\t")
        if not tab:
            raise BadInput(f"Line {number} needs a source text, a tab and a target text.")
        found.append((left, right))
    return found


def contexts(group: list[str], first: int) -> list[list[str]]:
    """Lines such as {"context": ["Hi!"]}: their turns. `first` is the number of the group's first line."""
    found = []
    for number, line in enumerate(group, first):
        try:
            turns = json.loads(line)["context"]
        except (ValueError, TypeError, KeyError, RecursionError):
            turns = None
        if not isinstance(turns, list) or not turns or not all(isinstance(turn, str) for turn in turns):
            raise BadInput(f'Line {number} needs a JSON record such as {{"context": ["Hi!"]}}.')
        found.append(turns)
    return found


def unread_said(number: int, scripts: Sequence[str]) -> str:
    """That a line holds what the model cannot read; the scripts as Unicode calls them."""
    names = ", ".join("Chinese characters" if script == "CJK" else script.title() for script in scripts)
    return f"Line {number}: this model does not read {names}. A sentence in it stays as it is."


def record_of(draft: Draft) -> dict[str, Any]:
    """A hypothesis for JSON; with candidates, also its pieces and what else might have stood there."""
    record: dict[str, Any] = {"text": draft.text, "score": draft.score, "tokens": len(draft.tokens)}
    if draft.missing:
        record["missing"] = draft.missing
    if draft.candidates:
        record["places"] = [
            {
                "text": piece.text,
                "token": token,
                "score": score,
                "entropy": entropy,
                "candidates": [{"text": c.text, "token": c.token, "score": c.score} for c in candidates],
            }
            for piece, token, score, entropy, candidates in zip(
                draft.pieces, draft.tokens, draft.scores, draft.entropies, draft.candidates, strict=True
            )
        ]
    return record
