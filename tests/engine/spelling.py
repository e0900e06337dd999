"""A tokenizer of three letters for the tiny networks: it writes `a`, `b` and spaces."""

from __future__ import annotations

from collections.abc import Iterable

from engine.search.lexicon import Lexicon
from engine.search.options import DecodingOptions


class Letters:
    spelling = (b"", b"", b"", b"", b"a", b"b", b" ")
    unwritable = (0, 1, 2)

    def continuation(self, text: str) -> list[int]:
        return [4 + "ab ".index(letter) for letter in text]


def written(tokens: Iterable[int]) -> str:
    return b"".join(Letters.spelling[token] for token in tokens).decode()


def lexicon(options: DecodingOptions) -> Lexicon:
    return Lexicon(options, Letters())
