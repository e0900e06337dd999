"""Words without their apostrophes are read as what they are; spans stay those of what was typed."""

import pytest

from engine.runner import Runner
from engine.text.contractions import apostrophes
from engine.text.normalise import edited

TYPED = "i dont know why theyre here, im not sure"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (TYPED, "i don't know why they're here, i'm not sure"),
        (
            "DONT! I Cant, wouldnt; youll see whats there.",
            "DON'T! I Can't, wouldn't; you'll see what's there.",
        ),
        ("Its well, we were ill: she lets its shed.", "Its well, we were ill: she lets its shed."),
        (
            "its raining and ITS not my fault. Lets go home! its so-called owner, its tail: lets see",
            "it's raining and IT'S not my fault. Let's go home! its so-called owner, its tail: let's see",
        ),
        ("Jony Ive, donts, images, wonton, this, theses", "Jony Ive, donts, images, wonton, this, theses"),
        ("I don't, that's it", "I don't, that's it"),
        ("", ""),
    ],
)
def test_only_what_is_no_other_word_gets_an_apostrophe(typed: str, read: str) -> None:
    found = edited(typed, apostrophes(typed, "en"))
    assert found.text == read
    assert "".join(typed[i] for i in sorted(set(found.origin[:-1]))) == typed


@pytest.fixture(scope="module")
def runner() -> Runner:
    return Runner("cpu")


def test_source_is_that_of_the_word_as_it_is_written(runner: Runner) -> None:
    tokenizer = runner.model("translate-small").tokenizer
    tokens, pieces = tokenizer.source(TYPED, "en", "fr")
    expected, _ = tokenizer.source(edited(TYPED, apostrophes(TYPED, "en")).text, "en", "fr")
    assert tokens == expected
    shown = [piece for piece in pieces if piece.text and not piece.special]  # some write nothing but a space
    assert all(0 <= piece.begin < piece.end <= len(TYPED) for piece in shown)
    assert [piece.begin for piece in shown] == sorted(piece.begin for piece in shown)
    assert {i for piece in shown for i in range(piece.begin, piece.end)} >= {
        i for i, c in enumerate(TYPED) if not c.isspace()
    }


def test_other_languages_are_read_as_they_are(runner: Runner) -> None:
    tokenizer = runner.model("translate-small").tokenizer
    for source, target in (("fr", "en"), ("en", "en")):
        tokens, _ = tokenizer.source(TYPED, source, target)
        assert tokens[1:-1] == tokenizer.encode(TYPED)[0]
