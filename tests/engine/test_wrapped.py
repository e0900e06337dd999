"""Sentences in quotation marks, brackets or marks are translated as without, and stand in them again."""

import pytest

from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.text.wrapped import Wrapped, unwrapped

MODEL = "translate-small"


@pytest.mark.parametrize(
    ("text", "target", "opening", "inner", "closing"),
    [
        ("“Go home!”", "fr", "« ", "Go home!", " »"),
        ("“Go home!”", "de", "„", "Go home!", "“"),
        ("„Geh!“", "en", "“", "Geh!", "”"),
        ("« Va ! »", "zh", "“", "Va !", "”"),
        ("「走吧！」", "es", "«", "走吧！", "»"),
        ('"Go!"', "fr", "« ", "Go!", " »"),
        ('"Go!"', "es", '"', "Go!", '"'),
        ('"Va !"', "en", '"', "Va !", '"'),
        ("(Go [home].)", "fr", "(", "Go [home].", ")"),
        ("（走吧！）", "en", "(", "走吧！", ")"),
        ("(Go!)", "zh", "（", "Go!", "）"),
        ("**Go!**", "de", "**", "Go!", "**"),
        ("<b>Go!</b>", "de", "<b>", "Go!", "</b>"),
        ("***( “Go!” )***", "fr", "***(« ", "Go!", " »)***"),
        ("“Go!”", "ja", "“", "Go!", "”"),
    ],
)
def test_what_is_around_is_written_as_the_target_writes_it(
    text: str, target: str, opening: str, inner: str, closing: str
) -> None:
    found = unwrapped(f"  {text} ", 2, len(text) + 2, target)
    assert (found.opening, f"  {text} "[found.begin : found.end], found.closing) == (opening, inner, closing)


@pytest.mark.parametrize(
    "text",
    [
        *("“Go,” he said.", "He said “go”", '"Go," he said, "home"', "(He) and (she)", "“He” and “she”"),
        *("()", "(", "“”", "**", "(5)", "<b></b>", "<b>Go!</i>", "* Go *", "", "Go!", "((Go!)", "“Go"),
    ],
)
def test_what_is_not_around_the_whole_stays(text: str) -> None:
    assert unwrapped(text, 0, len(text), "fr") == Wrapped(0, len(text))


@pytest.fixture(scope="module")
def runner() -> Runner:
    return Runner("cpu")


def test_wrapped_sentence_is_translated_as_without(runner: Runner) -> None:
    texts = ["I love you. Go home!", "“I love you.” (Go home!)", "*I love you.*\n- **Go home!**"]
    done = runner.translate_many(texts, "en", "fr", MODEL, DecodingOptions(beam=1))
    first, second = (drafts[0].text for drafts in done[0].sentences)
    assert done[1].text == f"« {first} » ({second})"
    assert done[2].text == f"*{first}*\n- **{second}**"
    for translation in done:
        for drafts in translation.sentences:
            for piece in drafts[0].pieces:
                assert piece.special or translation.text[piece.begin : piece.end] == piece.text


def test_stops_stay_inside_marks(runner: Runner) -> None:
    texts = ["**你好。**", "<b>你好！</b>\n*请坐。*"]
    done = runner.translate_many(texts, "zh", "en", None, DecodingOptions(beam=1))
    first, (second, third) = done[0].text, done[1].text.split("\n")
    assert first.startswith("**") and first.endswith(".**")  # noqa: PT018
    assert second.startswith("<b>") and second.endswith("!</b>")  # noqa: PT018
    assert third.startswith("*") and third.endswith(".*")  # noqa: PT018


def test_quotes_keep_what_is_shouted_in_them(runner: Runner) -> None:
    done = runner.translate_many(["“I LOVE YOU.”", "I love you."], "en", "fr", MODEL, DecodingOptions(beam=1))
    assert done[0].text == f"« {done[1].text.upper()} »"
