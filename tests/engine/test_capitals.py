"""Capitals that say nothing are read without, what is shouted is answered so, and every place stays."""

from pathlib import Path

import pytest

from engine.events import Finished, SentenceFinished
from engine.requests import Prefix, Reply, Translate
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.text.capitals import loud, shouted

MODEL = "translate-small"
EVERYDAY = Path("tests/data/everyday.en.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def runner() -> Runner:
    return Runner("cpu")


def translated(runner: Runner, text: str, **wanted: object) -> tuple[SentenceFinished, str]:
    request = Translate(text=text, source_language="en", target_language="fr", model=MODEL, **wanted)  # type: ignore[arg-type]
    events = list(runner.run(request))
    sentence = next(event for event in events if isinstance(event, SentenceFinished))
    assert isinstance(events[-1], Finished)
    return sentence, events[-1].text


@pytest.mark.parametrize(
    ("language", "typed", "read"),
    [
        ("en", "I LOVE YOU", "I love you"),
        ("en", "HE LIVES IN PARIS WITH TOM.", "He lives in Paris with Tom."),
        ("en", "DON'T SHOUT!", "Don't shout!"),
        ("en", "HELP!", "help!"),
        ("en", "I said NO!", "I said no!"),
        ("en", "DO NOT TOUCH this button.", "Do not touch this button."),
        ("en", "How To Train Your Dog", "How to train your dog"),
        ("en", "The Old Man and the Sea", "The old man and the sea"),
        ("en", "They Live In Paris", "They live in Paris"),
        ("fr", "JE NE SAIS PAS OÙ IL EST.", "Je ne sais pas où il est."),
        ("de", "ICH HABE KEIN HAUS.", "Ich habe kein Haus."),
        ("de", "ich habe kein haus.", "Ich habe kein Haus."),
        ("de", "mein haus", "mein Haus"),
        ("de", "Der Alte Mann Und Das Haus", "Der alte Mann und das Haus"),
        ("es", "¿DÓNDE ESTÁ LA ESTACIÓN?", "¿Dónde está la estación?"),
    ],
)
def test_words_are_read_as_they_are_mostly_written(
    runner: Runner, language: str, typed: str, read: str
) -> None:
    assert runner.model(MODEL).tokenizer.as_read(typed, language) == read


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The WHO and the UN met in the US."),
        ("en", "He works for IBM, I think."),
        ("en", "USA"),
        ("en", "TV"),
        ("en", "New York Times"),
        ("en", "Mr. Smith lives in New York."),
        ("en", "Use SELECT and FROM."),
        ("de", "Guten Morgen, Herr Müller"),
        ("zh", "我用USB"),
        ("zh", "USB STICK"),
        ("ja", "HELP ME"),
        ("en", ""),
        ("en", "123 !"),
        ("en", "I"),
    ],
)
def test_names_abbreviations_and_other_scripts_stay(runner: Runner, language: str, text: str) -> None:
    assert runner.model(MODEL).tokenizer.as_read(text, language) == text


def test_only_capitals_change_and_no_place_moves(runner: Runner) -> None:
    quiet = runner.model(MODEL).tokenizer.as_read
    odd = [
        "İSTANBUL IS NICE",
        "DŽ ǅ ß",
        "STRASSE ẞ",
        "\u0345A B",
        "👍 OK 👍 NO",
        "L’EAU EST FROIDE",
        "A-B C.D",
    ]
    for text in [*EVERYDAY, *map(str.upper, EVERYDAY), *map(str.title, EVERYDAY), *odd]:
        for language in ("en", "fr", "de", "es"):
            read = quiet(text, language)
            assert len(read) == len(text)
            assert all(a == b or a.casefold() == b.casefold() for a, b in zip(text, read, strict=True))


def test_what_is_said_quietly_stays(runner: Runner) -> None:
    quiet = runner.model(MODEL).tokenizer.as_read
    lower = [line.lower() for line in EVERYDAY]
    assert [quiet(line, "en") for line in lower] == lower


def test_loud_text_is_as_long_and_in_capitals() -> None:
    for text in ("Straße, ǰ", "où est-ce ?", "你好 a", "ﬁn"):
        assert len(loud(text)) == len(text)
    assert loud("Straße") == "STRAẞE"
    assert shouted(loud("où est-ce ?"))


def test_shouted_text_is_translated_as_if_said_quietly(runner: Runner) -> None:
    said, quiet = translated(runner, "I love you. My house is big.")
    cried, text = translated(runner, "I LOVE YOU. MY HOUSE IS BIG.")
    assert text == loud(quiet)
    assert text.isupper()
    best, drafted = said.hypotheses[0], cried.hypotheses[0]
    assert drafted.tokens == best.tokens
    assert drafted.scores == best.scores
    for piece in drafted.pieces:
        assert piece.special or text[piece.begin : piece.end] == piece.text


def test_only_the_shouted_sentence_is_answered_in_capitals(runner: Runner) -> None:
    _, text = translated(runner, "STOP! I am here.")
    stop, _, rest = text.partition("!")
    assert stop.isupper()
    assert not rest.isupper()


def test_alternatives_of_a_shouted_sentence_are_in_capitals(runner: Runner) -> None:
    sentence, _ = translated(runner, "I LOVE YOU")
    written = [one.text for choice in sentence.hypotheses[0].candidates for one in choice]
    assert written
    assert written == [loud(text) for text in written]


def test_forced_beginning_of_a_shouted_sentence(runner: Runner) -> None:
    _, text = translated(runner, "I LIKE YOUR HOUSE.", prefixes=(Prefix(sentence=0, text="J'ADORE"),))
    _, quiet = translated(runner, "I like your house.", prefixes=(Prefix(sentence=0, text="J'adore"),))
    assert text == loud(quiet)
    assert text.startswith("J'ADORE")


def test_many_texts_are_read_alike(runner: Runner) -> None:
    options = DecodingOptions(beam=1)
    texts = ["Where is the station?", "WHERE IS THE STATION?"]
    quiet, cried = runner.translate_many(texts, "en", "fr", MODEL, options)
    assert cried.text == loud(quiet.text)


def test_given_target_of_a_shouted_source_is_read_alike(runner: Runner) -> None:
    pairs = [("I love this house.", "J'aime cette maison."), ("I LOVE THIS HOUSE.", "J'AIME CETTE MAISON.")]
    (quiet, cried) = runner.score(pairs, "en", "fr", MODEL)
    assert cried == quiet
    (linked, shouting) = runner.align(pairs, "en", "fr", MODEL)
    assert linked
    assert shouting == linked


def test_chat_hears_what_is_shouted(runner: Runner) -> None:
    def replied(*turns: str) -> str:
        options = DecodingOptions(beam=4)
        events = list(runner.run(Reply(turns=turns, model="chat-small", options=options)))
        assert isinstance(events[-1], Finished)
        return events[-1].text

    assert replied("WHAT IS YOUR NAME?") == replied("What is your name?")
    assert "Anna" in replied("MY NAME IS ANNA.", "Hello, Anna!", "WHAT IS MY NAME?")
