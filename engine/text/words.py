"""Where words begin and end, for scripts with spaces and without. (No torch here.)"""

from __future__ import annotations


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
