"""Things that are counted, people and places."""

from __future__ import annotations

from random import Random

from engine.training.written.filling import LANGUAGES, Filling, alike, grouped, same, word, words
from engine.training.written.numbers import whole


def _counted(number: list[str], row: list[str], one: bool = False) -> Filling:
    """Things after a number, given in each language."""
    nouns = [row[i].partition(" ")[2] if one else row[i + 1] for i in range(0, 8, 2)]
    texts = [f"{n} {noun}" for n, noun in zip(number, nouns, strict=False)]
    return alike(*texts, f"{number[4]}{row[8]}{row[9]}")


def count(chance: Random, rows: list[list[str]] | None = None) -> Filling:
    number = 1 if chance.random() < 0.08 else chance.choice((chance.randint(2, 20), 1 + whole(chance, 4)))
    printed = [grouped(str(number), language) for language in LANGUAGES]
    return _counted(printed, chance.choice(rows or words("nouns")), number == 1)


def many(chance: Random) -> Filling:
    if chance.random() < 0.5:
        return few(chance)
    return _counted([str(chance.randint(2, 99))] * 5, chance.choice(words("nouns")))


def few(chance: Random) -> Filling:
    return _counted(chance.choice(words("numerals")), chance.choice(words("nouns")))


def one(chance: Random) -> Filling:
    row = chance.choice(words("nouns"))
    return alike(row[0], row[2], row[4], row[6], f"一{row[8]}{row[9]}")


def crowd(chance: Random) -> Filling:
    number = str(1 + whole(chance, 5))
    return _counted([grouped(number, language) for language in LANGUAGES], chance.choice(words("people")))


def relative(chance: Random) -> Filling:
    english, french, german, spanish, chinese, _ = chance.choice(words("relatives"))
    return alike(english, *(text[0].upper() + text[1:] for text in (french, german, spanish)), chinese)


def name(chance: Random) -> Filling:
    if chance.random() < 0.4:
        name, chinese = chance.choice(words("known"))
        return {**same(name), "zh": chinese}
    return same(word(chance, "copied"))


def person(chance: Random) -> Filling:
    if chance.random() < 0.1:
        name, chinese = chance.choice(words("chinese"))
        return {**same(name), "zh": chinese}
    first = word(chance, "copied") if chance.random() < 0.7 else chance.choice(words("known"))[0]
    return same(f"{first} {word(chance, 'surnames')}")


def city(chance: Random) -> Filling:
    row = chance.choice(words("cities"))
    return {**alike(*row), "fr.of": ("d'" if row[1][0] in "AEIOUÉ" else "de ") + row[1]}


def country(chance: Random) -> Filling:
    english, french, german, spanish, chinese, french_from, german_from = chance.choice(words("countries"))
    filling = alike(english, french, german, spanish, chinese)
    return {
        **filling,
        "fr.in": french,
        "de.in": german,
        "fr.from": french_from,
        "de.from": german_from,
    }
