"""What tokens write, and where: for tokenizers whose tokens each spell some bytes."""

from __future__ import annotations

from collections.abc import Sequence

from engine.text.piece import Piece


def written(spelled: Sequence[bytes], names: Sequence[str | None]) -> tuple[str, list[Piece]]:
    """The text of tokens that spell these bytes, and a piece for each.

    names: of control tokens, which write nothing; None for others. White space at both ends is left
    out. Bytes that make no character come out as U+FFFD; all bytes of a character have its span. The
    space that opens a word belongs to no word.
    """
    # A byte that makes no character becomes one lone surrogate, so that every byte has its character.
    raw = b"".join(spelled).decode("utf-8", "surrogateescape")
    character = [
        i for i, c in enumerate(raw) for _ in range(1 if "\udc80" <= c <= "\udcff" else len(c.encode()))
    ]
    whole = "".join("\ufffd" if "\udc80" <= c <= "\udcff" else c for c in raw)
    text = whole.strip()
    shift, at = len(whole) - len(whole.lstrip()), 0
    pieces = []
    for part, name in zip(spelled, names, strict=True):
        begin = character[at] if at < len(character) else len(whole)
        at += len(part)
        end = character[at - 1] + 1 if part else begin
        begin, end = trimmed(whole, begin, end)
        begin, end = (min(max(place - shift, 0), len(text)) for place in (begin, end))
        special = name is not None
        pieces.append(Piece(name if name is not None else text[begin:end], begin, end, special))
    return text, pieces


def trimmed(text: str, begin: int, end: int) -> tuple[int, int]:
    """The span without the white space at its ends."""
    while begin < end and text[begin].isspace():
        begin += 1
    while begin < end and text[end - 1].isspace():
        end -= 1
    return begin, end


def surface(name: str, spelled: bytes) -> str:
    """See `contract.Tokenizing.surface`."""
    try:
        return spelled.decode() or name
    except UnicodeDecodeError:
        return name
