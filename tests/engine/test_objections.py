"""What may not be said again, and in which language."""

import pytest

from engine.tasks.objections import Objections, spelt

TALK = ("Hi, I'm Ann.", "Nice! What do you do?", "I paint. Do you like art?")


@pytest.mark.parametrize(
    "text", ["", "  ", "nice, what do you DO", "I paint, do you like art?", "我喜欢。", "a\ufffd"]
)
def test_nothing_repetitions_echoes_and_other_languages_are_forbidden(text: str) -> None:
    assert Objections(TALK, "en").forbid(text)


@pytest.mark.parametrize("text", ["I can't see pictures.", "Nice! What do you paint?", "I paint."])
def test_what_is_new_may_be_said(text: str) -> None:
    assert not Objections(TALK, "en").forbid(text)


def test_chinese_turn_gets_no_english_reply() -> None:
    talk = Objections(("hello", "Hi!", "你好"), "zh")
    assert talk.forbid("Hello!")
    assert not talk.forbid("你好！我是Heed。")
    assert not talk.forbid("😀 1")
    assert not Objections(("what does 好 mean?",), "en").forbid("好 is good.")
    assert not Objections(("Bonjour",), "").forbid("好")


def test_the_more_of_a_reply_was_said_before_the_worse_it_is() -> None:
    talk = Objections(TALK, "en")
    new, half, old = (
        talk.loss(text) for text in ("How lovely.", "Nice! How lovely.", "What do you do? Nice.")
    )
    assert new == 0 < half < old


def test_names_of_whom_nobody_spoke_speak_against_a_reply() -> None:
    talk = Objections(TALK, "en")
    assert talk.loss("Hello, Tom!") > talk.loss("Hello, Ann!") == 0
    assert talk.loss("Hi, I am Heed.") == 0
    talk = Objections(("我叫小陈", "你好，小陈！", "我叫什么？"), "zh")
    assert talk.loss("你叫小明。") > talk.loss("你叫小陈。") == 0


def test_spelling_is_without_capitals_and_marks() -> None:
    assert spelt("How are YOU?!") == spelt("how are you")
    assert spelt("?!") != spelt("")
