"""What may not be said again, and in which language."""

import pytest

from engine.tasks.objections import Objections, spelt

TALK = ("Hi, I'm Ann.", "Nice! What do you do?", "I paint. Do you like art?")


@pytest.mark.parametrize(
    "text",
    ["", "  ", "nice, what do you DO", "I paint, do you like art?", "我喜欢。", "a\ufffd"],
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


@pytest.mark.parametrize("text", ["You told me your name is Tom.", "Tom, as you said.", "You're Tom."])
def test_user_is_not_told_a_name_that_was_never_said(text: str) -> None:
    assert Objections(TALK, "en").forbid(text)
    assert not Objections(TALK, "en").forbid(text.replace("Tom", "Ann"))
    assert not Objections(("I like Tom Sawyer.",), "en").forbid(text)
    assert Objections(("Tell me a joke, tom or not",), "en").forbid(text)  # nobody is called so
    assert not Objections(("hi, i'm tom",), "en").forbid(text)
    assert Objections(("我叫小陈", "你好！", "我叫什么？"), "zh").forbid("你叫小明。")


def test_drawn_out_letters_and_words_speak_against_a_reply() -> None:
    talk = Objections(("x" * 900,), "en")
    assert talk.loss("Xxxxx, xxx.") > talk.loss("That is a long word.") == 0
    assert talk.loss("I like rock and rock.") > talk.loss("I like it more and more, rock and all.") == 0


def test_names_of_whom_nobody_spoke_speak_against_a_reply() -> None:
    talk = Objections(TALK, "en")
    assert talk.loss("Hello, Tom!") > talk.loss("Hello, Ann!") == 0
    assert talk.loss("Hi, I am Heed.") == 0
    assert talk.loss("You said, An.") == talk.loss("You said, Tom.") > 0  # a part of a word is no name
    talk = Objections(("我叫小陈", "你好，小陈！", "我叫什么？"), "zh")
    assert talk.loss("你叫小明。") > talk.loss("你叫小陈。") == 0


@pytest.mark.parametrize(
    ("turn", "unfeeling", "fitting"),
    [
        (
            "Someone stole my bicycle.",
            "That's great! What colour is it?",
            "That's annoying. What will you do?",
        ),
        ("I burned the rice again.", "Sounds good! Enjoy it!", "Oh no. Is there anything else?"),
        ("I won a prize.", "Oh no, I'm sorry to hear that.", "Congratulations! What is it for?"),
        ("我失业了。", "真好！开心吗？", "怎么了？想说说吗？"),
        ("我今天很开心。", "抱歉听到这个。", "真好！为什么？"),
    ],
)
def test_joy_at_bad_news_and_pity_for_good_ones_speak_against_a_reply(
    turn: str, unfeeling: str, fitting: str
) -> None:
    talk = Objections((turn,), "")
    assert talk.loss(unfeeling) > talk.loss(fitting) == 0
    assert Objections(("What is your name?",), "").loss(unfeeling) == 0


def test_spelling_is_without_capitals_and_marks() -> None:
    assert spelt("How are YOU?!") == spelt("how are you")
    assert spelt("?!") != spelt("")
