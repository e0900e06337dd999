"""What a model cannot read is known by its script, and stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.text.scripts import SCRIPTS, is_unreadable, read_by, unread
from tests.engine.models import save_tiny_model

ENGLISH, CHINESE = read_by(["en", "fr"]), read_by(["en", "zh"])


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("สวัสดี", "THAI"),
        ("Привет мир", "CYRILLIC"),
        ("안녕하세요", "HANGUL"),
        ("나", "HANGUL"),
        ("مرحبا", "ARABIC"),
        ("שלום", "HEBREW"),
        ("नमस्ते", "DEVANAGARI"),
        ("Γειά σου", "GREEK"),
        ("你好", "CJK"),
    ],
)
def test_scripts_that_no_language_of_the_model_uses_are_unreadable(text: str, script: str) -> None:
    assert is_unreadable(text, ENGLISH)
    assert list(unread(text, ENGLISH)) == [script]


@pytest.mark.parametrize(
    "text",
    ["", "Straße", "İstanbul", "œuvre", "12 €", "🇫🇷", "α + β = 2 π", "5 µm", "x²", "ﬁn", "¿Qué?"],
)
def test_letters_of_every_european_text_and_symbols_are_readable(text: str) -> None:
    assert not unread(text, ENGLISH)
    assert not is_unreadable(text, ENGLISH)


def test_a_text_is_unreadable_from_half_of_its_letters_on() -> None:
    assert is_unreadable("мир abc", ENGLISH)
    assert not is_unreadable("мир abcd", ENGLISH)
    assert unread("мир abcd", ENGLISH) == {"CYRILLIC": 3}


def test_a_model_reads_the_scripts_of_its_languages() -> None:
    assert not is_unreadable("你好", CHINESE)
    assert is_unreadable("こんにちは", CHINESE)
    assert not is_unreadable("こんにちは", read_by(["ja"]))
    assert not is_unreadable("Привет", read_by(["sr_RS"]))


def test_of_a_model_with_languages_nobody_knows_nothing_is_said() -> None:
    assert not is_unreadable("Привет", read_by(["en", "x-own", "multi"]))


def test_the_window_has_a_name_for_every_script() -> None:
    from app.scripts import SCRIPTS as NAMES

    assert set(NAMES) == SCRIPTS


def test_an_output_is_written_in_the_scripts_of_its_language_and_of_its_source(tmp_path: Path) -> None:
    """A tiny random network of three languages writes characters into French unless they are kept out."""
    save_tiny_model(tmp_path / "tiny")
    runner = Runner("cpu", (tmp_path,))
    model = runner.model("tiny")
    chinese = {t for t in range(model.tokenizer.vocab) if unread(model.tokenizer.surface(t), {"LATIN"})}
    assert set(model.outside(read_by(["fr"]))) == chinese
    texts = ["the old cat sleeps", "a red house", "the tree is old", "a big tree"]
    texts += [f"{text} 世" for text in texts] + [f"世 {text}" for text in texts]
    options = DecodingOptions(temperature=2.0, seed=5)
    for target, free in (("fr", set(range(4, 12))), ("zh", set(range(12)))):
        done = runner.translate_many(texts, "en", target, "tiny", options)
        written = {i for i, found in enumerate(done) if set(found.sentences[0][0].tokens) & chinese}
        assert written <= free
        assert written
