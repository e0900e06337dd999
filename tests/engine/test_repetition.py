"""The repetition guard ends every loop, and lets stand what is honest."""

from __future__ import annotations

import random
import re

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.search.options import DecodingOptions
from engine.search.repetition import NOTHING, Guard, runs
from engine.search.search import outcome, search
from engine.text.tokenizer import EOS
from tests.engine import exhaustive
from tests.engine.networks import Scripted, sources
from tests.engine.spelling import Letters

# Words, parts of words, bytes, marks and digits, as a tokenizer has them.
WORDS = (" no", " No", " thing", "thing", " sorry", " a", " b", "s", "ss", "en", "ba", "哈", "哈哈", "斯")
MARKS = ("·", ",", ".", "...", " ", "-", " 1", "1", "2", "0", "00")
SPELLING = (*(piece.encode() for piece in WORDS + MARKS), *(bytes((byte,)) for byte in "咒😀".encode()))


@given(st.text("ab ", max_size=30), st.text("abcdefgh", max_size=25), st.integers(0, 6), st.integers(1, 4))
def test_runs_of_a_source_are_found_whatever_their_length(
    before: str, phrase: str, times: int, most: int
) -> None:
    text = f"{before}{phrase * times} and no more".encode()
    wherever = re.finditer(rb"(.+?)\1{%d,}" % most, text, re.DOTALL)
    assert list(runs(text, most)) == [len(found[0]) // len(found[1]) for found in wherever]


def written(parts: str, *, most: int = 3, source: str = "") -> str:
    """As much of the parts, with bars between, as the guard lets be written one after another."""
    guard = Guard(SPELLING, most)
    excuses = guard.excused([SPELLING.index(part.encode()) for part in source.split("|") if part])
    texts, text = NOTHING, ""
    for part in parts.split("|"):
        for piece in [part.encode()] if part.encode() in SPELLING else [bytes((b,)) for b in part.encode()]:
            token = SPELLING.index(piece)
            if token in guard.forbidden(texts, excuses):
                return text
            texts = guard.grow(texts, token)
        text += part
    return text


@pytest.mark.parametrize(
    ("looping", "stopped"),
    [
        (" no" + "| no" * 4, " no no no"),
        (" sorry|," + "| sorry|," * 4, " sorry, sorry, sorry,"),
        (" no|,| no|.| No|,| No", " no, no. No,"),
        (" a| b" + "| a| b" * 3, " a b a b a b"),
        (" a| b| no| thing| sorry" + "| a| b| no| thing| sorry" * 3, " a b no thing sorry" * 3),
        ("s|ss|s|ss", "sss"),
        (" a|ba|ba|ba|ba", " abababa"),
        (" thing|en|en|en|en", " thingenenen"),
        ("哈|哈|哈|哈", "哈哈哈"),
        ("哈|哈哈|哈哈", "哈哈哈"),
        ("斯|·|斯|·|斯|·|斯", "斯·斯·斯·"),
        ("咒|咒|咒|咒|咒", "咒咒咒"),
        ("😀|😀|😀|😀", "😀😀😀"),
        (" 1|,| 1|2|,| 1|0|,| 1|1|,| 1|2|,| 1|0|,| 1|0|,| 1", " 1, 12, 10, 11, 12, 10,"),
        (" 1" + "|0" * 20, " 1000000000"),
        (" 1|,| 1|.| 1|-| 1", " 1, 1. 1-"),
        (" no| 1|,| No| 1| no| 1|-| no", " no 1, No 1 no 1-"),
        (" no|s|ss| No|ss|s| no|s|s|s| no", " nosss Nosss nosss"),
    ],
)
def test_a_loop_is_stopped_where_it_begins_anew(looping: str, stopped: str) -> None:
    assert written(looping) == stopped


@pytest.mark.parametrize(
    "honest",
    [
        " no| no| no| thing",
        " no| thing| no| thing| no| no| thing",
        " 1|00|00|00",
        " 1|,| 1|2|,| 1|0|,| 1|1",
        " no| 1|,| no| 2|,| no| 1|2|,| no| 1|0",
        "...|-|...",
        " sorry|s|s|en",
        "哈哈|-|哈哈|-|哈",
    ],
)
def test_honest_texts_pass(honest: str) -> None:
    assert written(honest) == honest.replace("|", "")


def test_what_the_source_repeats_may_be_repeated_as_often_and_no_second_time() -> None:
    source = "哈" + "|哈" * 5
    assert written(" no" + "| no" * 8, source=source) == " no" * 6
    twice = " no" + "| no" * 5 + "| thing" + "| sorry" * 6
    assert written(twice, source=source) == " no" * 6 + " thing" + " sorry" * 3
    assert written(twice, source=source + "|-|" + source) == twice.replace("|", "")


@pytest.mark.parametrize("most", [1, 2, 5])
def test_the_option_says_how_often_words_may_follow_themselves(most: int) -> None:
    assert written(" no" + "| no" * 8, most=most) == " no" * most
    assert written(" a| b" + "| a| b" * 8, most=most) == (" a b" * most if most > 1 else " a b a")
    assert written("s" + "|s" * 8, most=most) == "s" * max(most, 3)


@given(st.lists(st.integers(4, 6), max_size=24), st.lists(st.integers(4, 6), max_size=16), st.integers(1, 4))
def test_the_guard_agrees_with_one_that_looks_everywhere(
    tokens: list[int], read: list[int], most: int
) -> None:
    guard, texts = Guard(Letters.spelling, most), NOTHING
    for token in tokens:
        texts = guard.grow(texts, token)
    forbidden = guard.forbidden(texts, guard.excused(read))
    options = DecodingOptions(repetition_guard=most)
    assert forbidden == {t for t in (4, 5, 6) if exhaustive.begins_anew(tokens, t, read, options)}


@given(st.integers(1, 12), st.randoms(use_true_random=False))
def test_no_loop_goes_on_whatever_its_length(period: int, chance: random.Random) -> None:
    """A text that only repeats itself ends soon, however its tokens are cut."""
    guard, texts = Guard(SPELLING, 3), NOTHING
    phrase = [chance.randrange(len(WORDS)) for _ in range(period)]
    for place in range(6 * period):
        token = phrase[place % period]
        if token in guard.forbidden(texts, ((), (), ())):
            return
        texts = guard.grow(texts, token)
    raise AssertionError(texts[0].decode())


def test_the_guard_is_on_and_lets_a_loop_end() -> None:
    chances = torch.full((30, 7), 1e-9)
    chances[:, 4], chances[:, EOS] = 0.9, 0.01
    source, mask = (part[1:2] for part in sources())
    steps = search(
        Scripted(chances.log()), source, mask, DecodingOptions(), longest=[30], spelling=Letters.spelling
    )
    assert outcome(steps)[0][0].tokens == (4, 4, 4, EOS)


def test_an_output_is_never_blank_unless_asked_for() -> None:
    chances = torch.full((9, 7), 1e-9)
    chances[:, EOS], chances[:, 6], chances[:, 5] = 0.9, 0.09, 0.01  # the end, a space, a letter
    source, mask = (part[1:2] for part in sources())
    for least, text in ((0, (EOS,)), (1, (5, EOS)), (2, (5, 5, EOS))):
        options = DecodingOptions(min_length=least, beam=9)
        steps = search(Scripted(chances.log()), source, mask, options, longest=[9], spelling=Letters.spelling)
        assert outcome(steps)[0][0].tokens == text


@given(st.lists(st.integers(0, len(SPELLING) - 1), max_size=24), st.sampled_from([2, 3, 4]))
def test_a_quick_look_overlooks_nothing(tokens: list[int], most: int) -> None:
    guard = Guard(SPELLING, most)
    texts = NOTHING
    for token in tokens:
        texts = guard.grow(texts, token)
    if not guard._may_forbid(*texts):
        guard._may_forbid = lambda *_: True  # type: ignore[method-assign]
        assert guard.forbidden(texts, ((), (), ())) == set()
