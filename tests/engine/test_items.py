"""Conversations and documents as training pairs."""

from pathlib import Path

import pytest

from engine.text.tokenizer import HEED, LENGTHS, USER, Tokenizer, train_tokenizer
from engine.training.items import chat_pairs, controls, summary_pairs


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    lines = ["how are you", "I am well", "what is that", "it is a cat", "a cat and a dog"] * 20
    return train_tokenizer(lines, vocab=280, kind="unigram", control=["<2en>"])


def test_more_control_pieces_follow_the_others(tokenizer: Tokenizer) -> None:
    more = tokenizer.extended(controls("chat"))
    assert more.vocab == tokenizer.vocab + 2
    assert [more.control(USER), more.control(HEED)] == [tokenizer.vocab, tokenizer.vocab + 1]
    text = "how is a <user> cat?"
    assert more.tokens([text]) == tokenizer.tokens([text])
    assert more.decode(more.encode(text)[0])[0] == text
    assert set(more.unwritable) == {*tokenizer.unwritable, tokenizer.vocab, tokenizer.vocab + 1}
    assert Tokenizer(more.model).control("<2en>") == tokenizer.control("<2en>")


def test_chat_pairs_hold_context_and_reply(tokenizer: Tokenizer) -> None:
    more = tokenizer.extended(controls("chat"))
    ((source, target),) = chat_pairs(
        [{"context": ["how are you", "I am well"], "reply": "what is that"}], more, 50
    )
    assert more.tokens(["what is that"]) == [target]
    first, second = more.tokens(["how are you", "I am well"])
    assert source == [more.control(HEED), *first, more.control(USER), *second]


def test_summaries_say_what_they_are(tokenizer: Tokenizer) -> None:
    more = tokenizer.extended(controls("summarise"))
    record = {"document": "a cat and a dog", "summary": "a cat", "kind": "<title>"}
    longest = len(more.tokens(["a cat"])[0]) + 2
    (source, target), *_, (unmarked, chosen) = summary_pairs([record] * 12, more, longest)
    assert source[:2] == [more.control("<title>"), more.control(LENGTHS[0])]
    assert source[2:] == more.tokens(["a cat and a dog"])[0][: longest - 2]
    assert target == more.tokens(["a cat"])[0]
    assert unmarked == more.tokens(["a cat and a dog"])[0][: longest - 2]
    assert chosen == [*source[:2], *target]


def test_file_names_are_read(tmp_path: Path) -> None:
    from engine.training.items import find_items

    (tmp_path / "some.en.jsonl").write_text("{}\n")
    assert find_items([tmp_path], "some", "en") == tmp_path / "some.en.jsonl"
    assert find_items([tmp_path], "some", "zh") is None
