"""Abbreviations are read as the words that they stand for; spans stay those of what was typed."""

import pytest

from engine.runner import Runner
from engine.text.abbreviations import written_out
from engine.text.normalise import Edit, edited
from engine.text.segment import segment


@pytest.mark.parametrize(
    ("language", "typed", "read"),
    [
        ("en", "I like fruit, e.g. apples.", "I like fruit, for example apples."),
        ("en", "I.e. red; approx. 5 w/o tax", "That is red; about 5 without tax"),
        (
            "en",
            "No. 5 is on Mon. or on Sept. 3, in the sun.",
            "Number 5 is on Monday or on September 3, in the sun.",
        ),
        ("en", "No. That is a no. The sun.", "No. That is a no. The sun."),
        (
            "en",
            "He/she likes salt & pepper and/or Black & White",
            "He or she likes salt and pepper or Black & White",
        ),
        ("en", "Open Mon–Fri since WWII.", "Open Monday to Friday since World War II."),
        ("en", "45 min. and 10hrs, 6 ft.", "45 minutes and 10 hours, 6 feet."),
        ("en", "18 percent of 2 l, min 5", "18% of 2 litres, min 5"),
        ("de", "5 Min. und 3 Sek", "5 Minuten und 3 Sekunden"),
        ("de", "Salz & Pfeffer und/oder Öl", "Salz und Pfeffer oder Öl"),
        ("en", "Answer ASAP", "Answer as soon as possible"),
        (
            "de",
            "Obst, z. B. Äpfel, z.B. rote usw.",
            "Obst, zum Beispiel Äpfel, zum Beispiel rote und so weiter.",
        ),
        ("de", "Z. B. in der Hauptstr. 5, Nr. 3", "Zum Beispiel in der Hauptstraße 5, Nummer 3"),
        ("de", "Fr. Berg kommt am Fr. um 8", "Frau Berg kommt am Fr. um 8"),
        ("fr", "Venez svp, c.-à-d. au n° 5", "Venez s'il vous plaît, c'est-à-dire au numéro 5"),
        ("es", "P. ej. en la pág. 3", "Por ejemplo en la página 3"),
        ("zh", "例如 e.g.", "例如 e.g."),
        ("de", "", ""),
        ("fr", "svpr, Esvp, rdvs", "svpr, Esvp, rdvs"),
        (
            "en",
            "We saw a Trojan. 5 of us ran on 5 Jan. 2020.",
            "We saw a Trojan. 5 of us ran on 5 January 2020.",
        ),
    ],
)
def test_words_stand_for_their_abbreviations(language: str, typed: str, read: str) -> None:
    assert edited(typed, written_out(typed, language)).text == read


def test_what_was_edited_comes_from_all_of_its_span() -> None:
    found = edited("a bc d", [Edit(0, 0, "x"), Edit(2, 4, "efg")])
    assert found.text == "xa efg d"
    assert found.span(3, 6) == found.span(4, 5) == (2, 4)
    assert found.span(6, 8) == (4, 6)
    assert found.span(0, 1) == (0, 1)
    assert edited("a bc", []).span(2, 4) == (2, 4)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Er wohnt in der Hauptstr. 5 mit max. 20 Personen."),
        ("es", "Véase p. ej. el capítulo del dpto. 3 en la pág. 5."),
        ("fr", "Tél. 01 23 pour env. 5 personnes max. Merci svp"),
        ("en", "The govt. Office has an appt. Monday."),
    ],
)
def test_abbreviations_end_no_sentence(language: str, text: str) -> None:
    assert len(segment(text, language)) == 1


def test_source_is_that_of_the_words() -> None:
    tokenizer, typed = Runner("cpu").model("translate-small").tokenizer, "Ich mag Obst, z. B. Äpfel."
    tokens, pieces = tokenizer.source(typed, "de", "en")
    assert tokens == tokenizer.source("Ich mag Obst, zum Beispiel Äpfel.", "de", "en")[0]
    spans = {(piece.begin, piece.end) for piece in pieces if piece.text in ("zum", "Beispiel")}
    assert spans == {(14, 19)}
    assert typed[14:19] == "z. B."
    assert tokenizer.source(typed, "de", "de")[0] != tokens
