"""The unit the interface sees: a word part with its place in the text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A token's text and its span `[begin, end)` in the text it was cut from or written into.

    A special piece (a language tag, the end of the sentence) has a name in `text` and no width.
    """

    text: str
    begin: int
    end: int
    special: bool = False
