"""Letters that are written byte by byte are not broken: what is written is always UTF-8 (RFC 3629)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

_INSIDE = range(0x80, 0xC0)  # bytes that stand inside of a letter
_MOST = 4  # bytes of a letter


class Letters:
    """The byte tokens of a vocab, and which of them may follow which.

    They are those of a tokenizer that falls back on bytes for letters without a token. Where longer tokens
    hold parts of letters too, letters are left to what the network has learnt.
    """

    def __init__(self, spelling: Sequence[bytes]) -> None:
        """spelling: what each token writes."""
        parts = {token: piece for token, piece in enumerate(spelling) if not _is_text(piece)}
        falls_back = all(len(piece) == 1 for piece in parts.values())
        self._bytes = parts if falls_back else {}
        # Where no letter is begun.
        self.banned = [token for token, byte in self._bytes.items() if not _is_begun(byte)]

    def grow(self, begun: bytes, token: int) -> bytes:
        """What is written of a letter that is not complete, after one more token; empty: all are."""
        if token not in self._bytes:
            return b""
        begun += self._bytes[token]
        return b"" if _is_text(begun) or not _is_begun(begun) else begun

    def whole(self, tokens: Sequence[int]) -> int:
        """How many of these tokens stand before a letter at the end that is not complete."""
        begun, whole = b"", 0
        for place, token in enumerate(tokens, 1):
            begun = self.grow(begun, token)
            if not begun:
                whole = place
        return whole

    def going_on(self, begun: bytes) -> list[int]:
        """The tokens that go on with a letter."""
        return [token for token, byte in self._bytes.items() if _is_begun(begun + byte)]

    def keep(self, scores: Tensor, begun: Mapping[int, bytes]) -> None:
        """Makes what would break a letter impossible: minus infinity in `scores`, (rows, vocab).

        begun: the rows in whose last letter bytes are missing, and what is written of it.
        """
        kept = []
        for row, letter in begun.items():
            tokens = self.going_on(letter)
            kept.append((row, tokens, scores[row, tokens]))
        if self.banned:
            scores.index_fill_(1, torch.tensor(self.banned, device=scores.device), -torch.inf)
        for row, tokens, values in kept:
            scores[row] = -torch.inf
            scores[row, tokens] = values


def _is_text(piece: bytes) -> bool:
    try:
        piece.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_begun(letter: bytes) -> bool:
    """Whether some more bytes, or none, make it one letter."""
    # What may stand inside of a letter depends on its first byte, but one of the two ends always may.
    rest = (bytes((end,)) * n for n in range(_MOST) for end in (_INSIDE[0], _INSIDE[-1]))
    return any(_is_text(whole) and len(whole.decode()) == 1 for whole in (letter + end for end in rest))
