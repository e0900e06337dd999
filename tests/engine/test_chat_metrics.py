"""What is counted in replies."""

import pytest

from engine.tasks.formulas import is_dull
from engine.training.chat_metrics import bleu, distinct, repeated, units


@pytest.mark.parametrize(
    "reply",
    [
        "I don't know.",
        "Yeah, I agree!",
        "That's cool",
        "Oh, that's so nice to hear.",
        "Me too.",
        "我不知道。",
        "哈哈哈",
        "嗯，好的",
    ],
)
def test_dull_is_what_fits_everything(reply: str) -> None:
    assert is_dull(reply)


@pytest.mark.parametrize(
    "reply",
    [
        "I don't know that song.",
        "Yes, the red one.",
        "Nicely done, Tom",
        "So do cats",
        "我不知道他在哪里",
        "好的电影",
        "Right-handed",
    ],
)
def test_more_than_that_is_not(reply: str) -> None:
    assert not is_dull(reply)


def test_distinct_is_the_share_of_first_times() -> None:
    replies = [["a", "b", "a"], ["a", "b"]]
    assert distinct(replies, 1) == 2 / 5
    assert distinct(replies, 2) == 2 / 3
    assert distinct([], 2) == 0


def test_repeated_counts_what_was_given_before() -> None:
    assert repeated(["Yes.", "yes.", "No.", "Maybe."]) == 1 / 4


def test_units_are_words_or_characters() -> None:
    assert units("It's 5 o'clock!", "en") == ["it", "'", "s", "5", "o", "'", "clock", "!"]
    assert units("你好 啊", "zh") == ["你", "好", "啊"]


def test_bleu_of_the_same_is_full() -> None:
    assert bleu(["a cat sat"], ["a cat sat"], "en", 2) == pytest.approx(100)
    assert bleu(["你好吗"], ["你好吗"], "zh", 1) == pytest.approx(100)
