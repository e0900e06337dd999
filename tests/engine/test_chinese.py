"""Traditional Chinese is read as simplified, and every place stays."""

from pathlib import Path

import pytest

from engine.events import Finished
from engine.requests import Reply
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.text.chinese import simplified

EVERYDAY = Path("tests/data/everyday.zh.txt").read_text(encoding="utf-8").splitlines()
PAIRS = [
    ("我喜歡你的書。", "我喜欢你的书。"),
    ("請問，車站在哪裡？", "请问，车站在哪里？"),
    ("乾杯！", "干杯！"),
]


def test_characters_are_simplified_one_by_one() -> None:
    for traditional, simple in PAIRS:
        assert simplified(traditional) == simple
    everything = [chr(code) for code in (*range(0x20, 0xD800), *range(0xE000, 0x30000))]
    assert all(len(simplified(c)) == 1 for c in everything)
    mixed = "".join(everything)
    assert len(simplified(mixed)) == len(mixed)


def test_simplified_text_stays() -> None:
    assert [simplified(line) for line in EVERYDAY] == EVERYDAY
    assert simplified("") == ""
    assert simplified("Hello, Wörld! ㈠ 👍") == "Hello, Wörld! ㈠ 👍"


@pytest.fixture(scope="module")
def runner() -> Runner:
    return Runner("cpu")


def test_traditional_is_translated_as_simplified(runner: Runner) -> None:
    texts = [text for pair in PAIRS for text in pair]
    done = runner.translate_many(texts, "zh", "en", None, DecodingOptions(beam=1))
    for traditional, simple in zip(done[::2], done[1::2], strict=True):
        assert traditional.text == simple.text


def test_given_traditional_target_is_read_alike(runner: Runner) -> None:
    pairs = [("I like your book.", text) for text in PAIRS[0]]
    traditional, simple = runner.score(pairs, "en", "zh", "translate-small")
    assert traditional == simple
    traditional_links, simple_links = runner.align(pairs, "en", "zh", "translate-small")
    assert traditional_links == simple_links != []


def test_chat_understands_traditional(runner: Runner) -> None:
    options = DecodingOptions(beam=2)
    replies = []
    for text in ("你叫什麼名字？", "你叫什么名字？"):
        *_, finished = runner.run(Reply(turns=(text,), model="chat-small", options=options))
        assert isinstance(finished, Finished)
        replies.append(finished.text)
    assert replies[0] == replies[1]
