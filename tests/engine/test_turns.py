"""Which turns are read, and in which language a conversation goes on."""

import pytest

from engine.text.language import other_language
from engine.text.turns import TURNS, latest_turns, named_in, nothing_said, readable, seen, speakers, spoken

MARKS = (1, 2)


def test_speakers_alternate_and_the_last_turn_is_the_users() -> None:
    assert latest_turns([[5], [6, 6], [7]], MARKS, 99) == [1, 5, 2, 6, 6, 1, 7]
    assert speakers(3) == [0, 1, 0]
    assert speakers(2) == [1, 0]


@pytest.mark.parametrize(
    ("longest", "source"), [(7, [1, 5, 2, 6, 6, 1, 7]), (6, [2, 6, 6, 1, 7]), (4, [1, 7])]
)
def test_the_oldest_turns_go_when_there_is_no_room(longest: int, source: list[int]) -> None:
    assert latest_turns([[5], [6, 6], [7]], MARKS, longest) == source


def test_a_turn_that_is_too_long_keeps_its_end() -> None:
    assert latest_turns([[5], [6, 7, 8, 9]], MARKS, 3) == [1, 8, 9]


def test_no_more_turns_are_read_than_training_had() -> None:
    turns = [[i] for i in range(10, 30)]
    assert seen(turns, 999) == turns[-TURNS:]


@pytest.mark.parametrize("longest", [20, 25, 999])
def test_the_turn_that_tells_a_name_is_read_with_its_reply_however_long_ago(longest: int) -> None:
    turns = [[i] for i in range(10, 31)]
    read = seen(turns, longest, 2)
    assert read[:2] == turns[2:4]
    assert read[2:] == turns[-len(read[2:]) :]
    assert len(read) % 2 == 1  # the speakers still alternate, and the last is the user
    assert len(read) <= TURNS
    assert sum(len(turn) + 1 for turn in read) <= longest


def test_a_name_takes_no_more_than_half_the_room() -> None:
    turns = [[1] * 8, [2], *([i] for i in range(10, 31))]
    assert seen(turns, 20, 0) == seen(turns, 20)


@pytest.mark.parametrize(
    ("turns", "place"),
    [
        (("my name is Anna", "Hi!", "ok"), 0),
        (("Hello, I’m Anna", "Hi!", "ok"), 0),
        (("I am sam", "Hi!", "Call me Sam", "Hi Sam!", "I am German"), 2),
        (("Hi, I'm Sofia and I live in Oslo.", "Hi!", "can you call me a taxi?"), 0),
        (("Anna is my name", "Hi!", "what is my name?"), 0),
        (("what's my name?", "My name is Heed.", "do you know what my name is?"), None),
        (("你好，我叫李雷", "你好！", "我叫什么？"), 0),
        (("我是李雷", "你好！", "我是谁？"), 0),
        (("I am tired", "Call me Heed.", "ok"), None),
        (("x" * 300 + " my name is Anna", "Hi!", "ok"), None),
    ],
)
def test_a_turn_in_which_users_name_themselves_is_found(turns: tuple[str, ...], place: int | None) -> None:
    assert named_in(turns) == place


def test_nothing_said_is_a_users_turn_without_words() -> None:
    assert nothing_said(MARKS) == latest_turns([[]], MARKS, 9)


@pytest.mark.parametrize(
    ("turn", "language"),
    [
        ("hello", "en"),
        ("你好", "zh"),
        ("我叫Heed", "zh"),
        ("what does 好 mean in English?", "en"),
        ("", "en"),
        ("123 !?", "en"),
        ("😀", "en"),
        ("“Heed”是什么意思？", "zh"),
    ],
)
def test_language_is_that_of_the_letters(turn: str, language: str) -> None:
    assert spoken([turn]) == language


@pytest.mark.parametrize(
    ("turns", "language"),
    [
        (("你好", "你好！", "ok"), "zh"),
        (("你好", "你好！", "😀"), "zh"),
        (("你好", "你好！", "Heed"), "zh"),
        (("你好", "你好！", "let's speak English"), "en"),
        (("hello there", "Hi!", "谢谢"), "zh"),
        (("hello there", "你好！", "ok"), "en"),
        (("ok", "Yes?", "no"), "en"),
        ((), "en"),
    ],
)
def test_short_turn_goes_on_in_the_language_of_those_before(turns: tuple[str, ...], language: str) -> None:
    assert spoken(turns) == language


@pytest.mark.parametrize(
    ("turn", "language"),
    [
        ("Je ne sais pas où est la gare, et vous ?", "fr"),
        ("Ich weiß nicht, wo der Bahnhof ist und wer das ist.", "de"),
        ("No sé dónde está la estación, pero es para los otros.", "es"),
        ("I don't know where it is.", ""),
        ("What does “je ne sais pas” mean? I have seen it in a book.", ""),
        ("Café au lait", ""),
        ("你好", ""),
    ],
)
def test_other_languages_are_told_by_their_commonest_words(turn: str, language: str) -> None:
    assert other_language(turn, ["en", "zh"]) == language
    assert other_language(turn, ["en", "zh", language or "fr"]) == ""
    assert other_language(turn, ["en", "ca"]) == ""  # of which nothing is known here


def test_other_letters_are_not_readable() -> None:
    assert readable("hello", ["en"])
    assert readable("😀 12", ["en"])
    assert readable("Привет, my friend from Moscow", ["en", "zh"])
    assert not readable("Привет", ["en", "zh"])
    assert not readable("你好吗", ["en"])
    assert readable("Привет", ["en", "ru"])  # of a language without a list nobody knows
