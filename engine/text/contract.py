"""What the engine knows of a tokenizer, our own or one that came with a model from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from engine.text.piece import Piece


class Tokenizing(Protocol):
    """Text to tokens and back. No text of a user gives a control token."""

    def __hash__(self) -> int: ...

    @property
    def vocab(self) -> int:
        """How many tokens there are; the network may have more."""
        ...

    @property
    def pad(self) -> int:
        """Fills the rows of a batch; the mask decides, not the token."""
        ...

    @property
    def eos(self) -> int:
        """Ends every target."""
        ...

    @property
    def separator(self) -> str:
        """What stands between the turns of a conversation; "" where marks tell whose each is."""
        ...

    @property
    def unwritable(self) -> Sequence[int]:
        """Tokens no output may hold."""
        ...

    @property
    def spelling(self) -> Sequence[bytes]:
        """What each token writes, in UTF-8, with the space that opens a word; control tokens nothing."""
        ...

    def source(self, text: str, source: str, target: str) -> tuple[list[int], list[Piece]]:
        """All that the network reads of a text, in language `source`, to write in language `target`.

        The pieces run parallel to the tokens, with spans of `text` as it was given; tags, the tokens of
        a prefix, the end are special pieces. KeyError names what stands for a language and is missing.
        """
        ...

    def decoder_start(self, target: str) -> tuple[int, ...]:
        """What the decoder reads before it writes, at least one token. KeyError as in `source`."""
        ...

    def as_read(self, text: str, language: str, *, surely: bool = False) -> str:
        """A sentence as `source` reads it, of the same length: without capitals that say nothing, in
        simplified Chinese. A tokenizer that came with a model reads what was typed.

        surely: it is shouted, even if it is a single word; and may be any part of a sentence.
        """
        ...

    def encode(self, text: str) -> tuple[list[int], list[Piece]]:
        """Tokens that write `text` as a target, and their pieces, without any control token."""
        ...

    def decode(self, tokens: Iterable[int]) -> tuple[str, list[Piece]]:
        """The text of `tokens` and, for each, its piece with its span of that text.

        Bytes that make no character yet come out as U+FFFD. Control tokens are special pieces.
        """
        ...

    def control(self, piece: str) -> int:
        """The token of a control piece; KeyError if there is none of that name."""
        ...

    def piece(self, token: int) -> str:
        """Its name."""
        ...

    def surface(self, token: int) -> str:
        """What a token writes, for a reader; its name if that is not whole characters."""
        ...

    def continuation(self, text: str) -> list[int]:
        """Tokens that write `text` as it is behind others: a new word begins with a space."""
        ...
