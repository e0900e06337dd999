"""English words that people type without their apostrophe: "dont", "im", "thats".

Only such as are no other words: not "were", "well" or "ill"; "its" and "lets" only where what is around them
tells that nothing is owned ("its raining") and nobody is allowed to ("Lets go").
"""

from __future__ import annotations

import re
from bisect import bisect_left

from engine.text.piece import Piece

# What follows "it's" and hardly ever "its".
_AFTER_IT_IS = (
    "an?|the|not|been|my|your|his|her|our|their|me|you|him|us|them|ok|okay|so(?!-)|too|just|already|"
    "because|going to|time (?:to|for)|getting|raining|snowing"
)
_TYPED = re.compile(
    r"\b(?:"
    r"(?:do|does|did|is|are|was|were|have|has|had|could|should|would|must|need|ca|wo)n(?=t\b)"
    r"|(?-i:[Ii](?=m\b)|i(?=ve\b))"
    r"|(?:you|we|they)(?=ve\b)"
    r"|(?:you|they)(?=(?:re|ll)\b)"
    r"|(?:that|what|where|there|here|who|he|she)(?=s\b)"
    rf"|it(?=s (?:{_AFTER_IT_IS})\b)"
    r"|(?:^|(?<=[.!?:] ))let(?=s \w)"
    r")",
    re.IGNORECASE | re.MULTILINE,
)


def with_apostrophes(text: str) -> tuple[str, list[int]]:
    """The text with the apostrophes that are missing, and where in it these stand."""
    ends = [match.end() for match in _TYPED.finditer(text)]
    if not ends:
        return text, []
    begins = [0, *ends]
    parts = [text[begin:end] for begin, end in zip(begins, [*ends, len(text)], strict=True)]
    return "'".join(parts), [end + i for i, end in enumerate(ends)]


def as_typed(pieces: list[Piece], added: list[int]) -> list[Piece]:
    """The pieces, with their spans in the text as it was before apostrophes were added at these places.

    One that is nothing but an added apostrophe gets the span of the letter behind it.
    """

    def typed(piece: Piece) -> Piece:
        begin, end = (at - bisect_left(added, at) for at in (piece.begin, piece.end))
        return Piece(piece.text, begin, max(end, begin + (piece.end > piece.begin)))

    return [typed(piece) for piece in pieces]
