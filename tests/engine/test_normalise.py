"""Normalised text is NFC and plain, and every character of it knows its original."""

import sys
import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.text.normalise import normalise, plain

# Characters that compose, reorder, vanish or turn into others; hypothesis alone seldom lines them up.
TRICKY = (
    "aeoÅ\u0301\u0302\u0323\u0327\u0345ᄒ\u1161\u11ab각\u0915\u093c\u0958\u09c7\u09be\u0b9c\u0bbe"
    "\u200b\u200d\u00ad\ufe0f\u3000 \tＡ１。’‐\u2581\u1ffd"
)
texts = st.text() | st.text(st.sampled_from(TRICKY))


@pytest.mark.parametrize(
    ("original", "text"),
    [
        ("", ""),
        ("   ", ""),
        ("  a \t\n b  ", "a b"),
        ("a\u00a0b\u202fc\u3000d\x85e", "a b c d e"),
        ("cafe\u0301", "café"),
        ("l’eau ‘x’", "l'eau 'x'"),
        ("“quotes” «stay»", "“quotes” «stay»"),
        ("non‑breaking hy\u00adphen", "non-breaking hyphen"),
        ("ＡＢＣ１２３，。！", "ABC123，。！"),
        ("Ａ\u0301", "Á"),
        ("e\u200b\u0301\u200e!\ufeff", "é!"),
        ("👩‍👩‍👧 ❤️", "👩‍👩‍👧 ❤️"),
        ("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글"),
        ("\u0995\u09c7\u09be", "\u0995\u09cb"),
        ("\u0958", "\u0915\u093c"),
        ("a\ud800\ue000\0b", "ab"),
        ("\u2581a", "_a"),
    ],
    ids=ascii,
)
def test_text(original: str, text: str) -> None:
    assert normalise(original).text == text
    assert plain(original) == text


@given(texts)
@example("a\u0301" * 3 + " b\u0323\u0307")
def test_plain_is_the_text_of_normalise(original: str) -> None:
    assert plain(original) == normalise(original).text


@given(texts)
def test_normalising_twice_changes_nothing(original: str) -> None:
    text = plain(original)
    assert plain(text) == text
    assert unicodedata.is_normalized("NFC", text)
    assert normalise(text).origin == tuple(range(len(text) + 1))


@given(texts)
def test_spans_are_ordered_and_inside_the_original(original: str) -> None:
    normalised = normalise(original)
    assert len(normalised.origin) == len(normalised.text) + 1
    assert list(normalised.origin) == sorted(normalised.origin)
    for i in range(len(normalised.text)):
        begin, end = normalised.span(i, i + 1)
        assert 0 <= begin < end <= len(original)
        assert normalised.text[i] in plain(original[begin:end]) or normalised.text[i] == " "


@given(texts)
def test_the_span_of_all_normalises_to_all(original: str) -> None:
    normalised = normalise(original)
    begin, end = normalised.span(0, len(normalised.text))
    assert plain(original[begin:end]) == normalised.text


@pytest.mark.parametrize(
    ("original", "word", "cut"),
    [
        ("un cafe\u0301 noir", "café", "cafe\u0301"),
        ("e\u0301te\u0301", "t", "t"),
        ("say ＡＢＣ now", "ABC", "ＡＢＣ"),
        ("a\u00a0\u00a0b", "b", "b"),
        ("co\u00adop now", "coop", "co\u00adop"),
        ("x 👩‍👩‍👧 y", "👩‍👩‍👧", "👩‍👩‍👧"),
        ("x \u1112\u1161\u11ab\u1100\u1173\u11af y", "글", "\u1100\u1173\u11af"),
        ("x \u0915\u093f y", "\u093f", "\u093f"),
        ("x \u0995\u09c7\u09be y", "\u0995\u09cb", "\u0995\u09c7\u09be"),
        ("  b  ", "b", "b"),
        ("l’eau", "'", "’"),
        ("e\u0301 x q\u0323\u0307", "q\u0323\u0307", "q\u0323\u0307"),
    ],
    ids=ascii,
)
def test_span_cuts_out_the_original(original: str, word: str, cut: str) -> None:
    normalised = normalise(original)
    at = normalised.text.index(word)
    begin, end = normalised.span(at, at + len(word))
    assert original[begin:end] == cut


def test_characters_composed_together_share_a_span() -> None:
    normalised = normalise("e\u0301\u0323!")  # the marks change places, and one of them composes
    assert normalised.text == "\u1eb9\u0301!"
    whole = normalised.span(0, len(normalised.text) - 1)
    assert whole == (0, 3)
    assert all(normalised.span(i, i + 1) == whole for i in range(len(normalised.text) - 1))


def test_empty_span_has_no_width() -> None:
    assert normalise(" a b").span(1, 1) == (2, 2)
    assert normalise(" a ").span(1, 1) == (2, 2)


def test_every_mark_that_changes_places_is_a_mark() -> None:
    for c in map(chr, range(sys.maxunicode + 1)):
        assert not unicodedata.combining(c) or unicodedata.category(c).startswith("M")


def test_every_composed_character_is_composed() -> None:
    for code in range(sys.maxunicode + 1):
        parts = unicodedata.normalize("NFD", chr(code))
        if len(parts) > 1:
            assert normalise(parts).text == plain(parts) == plain(chr(code))


@pytest.mark.parametrize("text", ["A plain sentence. ", "Une phrase accentuée. ", "一个句子。", "e\u0301t "])
def test_a_million_characters_take_no_time(text: str) -> None:
    text *= 1_000_000 // len(text)
    begin = time.process_time()
    plain(text)
    middle = time.process_time()
    normalise(text)
    assert middle - begin < 2  # a fifth of it on a slow machine
    assert time.process_time() - middle < 15  # one, and three if much is composed
