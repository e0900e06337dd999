"""What the search writes in bytes is whole letters."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch

from engine.kernels.transformer import PackedTransformer
from engine.networks.contract import Seq2Seq
from engine.search import search as module
from engine.search.letters import Letters
from engine.search.options import DecodingOptions
from engine.search.search import outcome, search
from tests.engine.networks import CONFIG, tiny_transformer

BYTES = [bytes((byte,)) for byte in range(256)]
# A letter, a space, and bytes of é, 中, 😀 and the like, some of which make no letter in any order.
SPELLING = [b"", b"", b"", b"", b"a", b" ", *(BYTES[b] for b in (0xC3, 0xA9, 0xE4, 0xB8, 0xAD, 0xF0, 0x9F))]
FEW = [chr(code) for code in (0x7F, 0xE9, 0x7FF, 0x800, 0x4E2D, 0xFFFF, 0x10000, 0x10FFFF)]


def test_a_byte_may_stand_where_some_letter_has_it() -> None:
    letters = Letters(BYTES)
    codes = (code for code in range(0x80, 0x110000) if not 0xD800 <= code < 0xE000)
    begins: dict[bytes, set[int]] = {}
    for letter in (chr(code).encode() for code in codes):
        for end in range(1, len(letter)):
            begins.setdefault(letter[:end], set()).add(letter[end])
    for begun, following in begins.items():
        assert set(letters.going_on(begun)) == following
    assert {*range(0x80, 0x100)} - {*letters.banned} == {begun[0] for begun in begins}


@pytest.mark.parametrize("letter", FEW)
def test_a_letter_is_begun_until_it_is_complete(letter: str) -> None:
    letters, begun = Letters(BYTES), b""
    for byte in letter.encode():
        assert not begun or byte in letters.going_on(begun)
        begun = letters.grow(begun, byte)
    assert begun == b""


def test_what_is_whole_of_a_text_is_known() -> None:
    letters = Letters(BYTES)
    written = "aé中😀".encode()
    ends = [len("aé中😀"[:n].encode()) for n in range(5)]
    assert [letters.whole(written[:n]) for n in range(11)] == [
        max(e for e in ends if e <= n) for n in range(11)
    ]


def test_tokens_that_hold_more_than_a_byte_are_left_alone() -> None:
    letters = Letters([*BYTES, b" \xe4\xb8"])
    assert (letters.banned, letters.grow(b"", 0xC3)) == ([], b"")


@pytest.mark.parametrize("loop", ["ahead", "plain", "general"])
@pytest.mark.parametrize(
    "options",
    [{"beam": 1}, {"beam": 4}, {"beam": 1, "temperature": 2.0, "n_best": 3, "repetition_penalty": 1.2}],
)
def test_no_letter_is_broken(loop: str, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    network: Seq2Seq = tiny_transformer(replace(CONFIG, vocab=len(SPELLING)))
    source = torch.randint(4, len(SPELLING), (40, 5), generator=torch.Generator().manual_seed(1))
    chosen = DecodingOptions(length_penalty=0.0, **options)

    def found(spelling: list[bytes]) -> list[tuple[int, ...]]:
        steps = search(network, source, source > 0, chosen, longest=[25] * len(source), spelling=spelling)
        return [h.tokens for hypotheses in outcome(steps) for h in hypotheses]

    def broken(tokens: tuple[int, ...]) -> bool:
        return "�" in b"".join(SPELLING[token] for token in tokens).decode(errors="replace")

    if loop == "ahead":
        network = PackedTransformer(network, script=False)  # type: ignore[arg-type]
    same = found(SPELLING)
    assert not any(map(broken, same))
    assert any(map(broken, found([])))
    if loop == "general" and "temperature" not in options:
        monkeypatch.setattr(module, "is_plain", lambda *_: False)
        assert found(SPELLING) == same
