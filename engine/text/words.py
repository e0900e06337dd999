"""Where words begin and end, for scripts with spaces and without. (No torch here.)"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.text.piece import Piece


@dataclass(frozen=True)
class Word:
    text: str
    begin: int
    end: int
    pieces: tuple[int, ...]  # places among those that it was joined from


def words(pieces: Sequence[Piece]) -> list[Word]:
    """Pieces joined to words; special ones are left out. Chinese has no spaces: there a piece is a word.

    Of a character that is written in bytes each piece has the whole span, and they are one.
    """
    found: list[Word] = []
    for index, piece in enumerate(pieces):
        if piece.special:
            continue
        last = found[-1] if found else None
        if last is not None and piece.begin < last.end:
            found[-1] = Word(last.text, last.begin, last.end, (*last.pieces, index))
        elif last is not None and last.end == piece.begin and _joins(last.text, piece.text):
            found[-1] = Word(last.text + piece.text, last.begin, piece.end, (*last.pieces, index))
        else:
            found.append(Word(piece.text, piece.begin, piece.end, (index,)))
    return [word for word in found if word.text]


def _joins(left: str, right: str) -> bool:
    letters = (left[-1:], right[:1])  # a piece may be a part of a character, and have no text
    return all(not letter or (letter.isalnum() and not _unspaced(letter)) for letter in letters)


def joined(left: str, right: str) -> bool:
    """Whether two neighbouring characters belong to one word. A script without spaces joins nothing."""
    return left.isalnum() and right.isalnum() and not (_unspaced(left) or _unspaced(right))


def occurs(word: str, text: str, begin: int = 0) -> bool:
    """Whether `word`, which may be a phrase, stands in `text` as whole words, at `begin` or later."""
    at = text.find(word, begin)
    while at >= 0:
        end = at + len(word)
        if not joined(text[at - 1 : at], word[0]) and not joined(word[-1], text[end : end + 1]):
            return True
        at = text.find(word, at + 1)
    return False


def without_spaces(word: str) -> bool:
    """Whether a word begins in a script that writes no spaces between words, such as Chinese."""
    return _unspaced(word[0])


def _unspaced(character: str) -> bool:
    return (
        "\u2e80" <= character <= "\u9fff"  # Chinese, Japanese
        or "\uf900" <= character <= "\ufaff"
        or character >= "\U00020000"
        or "\u0e00" <= character <= "\u0eff"  # Thai, Lao
        or "\u1000" <= character <= "\u109f"  # Burmese
        or "\u1780" <= character <= "\u17ff"  # Khmer
    )
