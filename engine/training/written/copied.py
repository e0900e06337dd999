"""What a translation copies: telephone numbers, addresses, links and codes."""

from __future__ import annotations

from random import Random

from engine.training.written.filling import Filling, same, word, words


def _digits(chance: Random, *sizes: int) -> str:
    return " ".join("".join(chance.choices("0123456789", k=size)) for size in sizes)


def phone(chance: Random) -> Filling:
    forms = (
        lambda: f"+44 20 {_digits(chance, 4, 4)}",
        lambda: f"+33 {chance.randint(1, 7)} {_digits(chance, 2, 2, 2, 2)}",
        lambda: f"+49 {chance.randint(30, 89)} {_digits(chance, 4, 4)}",
        lambda: f"+34 6{_digits(chance, 2, 3, 3)}",
        lambda: f"+86 13{_digits(chance, 1, 4, 4)}",
        lambda: f"555-{_digits(chance, 4)}",
        lambda: f"({_digits(chance, 3)}) 555-{_digits(chance, 4)}",
        lambda: f"0{chance.randint(1, 9)}{_digits(chance, 2, 3, 3)}",
        lambda: f"{chance.randint(2, 9)}{_digits(chance, 7)}",
    )
    return same(chance.choice(forms)())


def _plain_letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isascii() and c.isalpha()) or "info"


def email(chance: Random) -> Filling:
    first, last = _plain_letters(word(chance, "copied")), _plain_letters(word(chance, "surnames"))
    user = chance.choice((first, f"{first}.{last}", f"{first[0]}{last}", f"{last}{chance.randint(1, 99)}"))
    return same(f"{user}@{word(chance, 'domains')}")


def link(chance: Random) -> Filling:
    ends = "", "/", "/help", "/docs/index.html", f"/page/{chance.randint(1, 999)}", "/en/download"
    start = chance.choice(("https://", "https://www.", "http://", "www."))
    return same(start + word(chance, "domains") + chance.choice(ends))


def address(chance: Random) -> Filling:
    row, number = chance.randrange(4), chance.randint(1, 199)
    street = chance.choice(words("streets")[row])
    code = chance.randint(10_000, 95_000)
    places = (
        ("Paris", "Lyon", "Nantes"),
        ("Berlin", "Köln", "Leipzig"),
        ("Madrid", "Sevilla"),
        ("London", "York"),
    )
    place = chance.choice(places[row])
    forms = (
        f"{number} {street}, {code} {place}",
        f"{street} {number}, {code} {place}",
        f"{street}, {number}, {code} {place}",
        f"{number} {street}, {place}",
    )
    return same(forms[row])


def version(chance: Random) -> Filling:
    parts = [str(chance.randint(0, 24)) for _ in range(chance.randint(2, 3))]
    return same(".".join(parts))


def flight(chance: Random) -> Filling:
    lines = "LH", "AF", "BA", "IB", "CA", "MU", "KL", "UA"
    return same(f"{chance.choice(lines)}{chance.choice(('', ' '))}{chance.randint(100, 9999)}")


def order(chance: Random) -> Filling:
    number = chance.randint(1000, 9_999_999)
    return same(chance.choice((f"#{number}", f"A-{number}", f"{number}", f"No-{number}X")))


def code(chance: Random) -> Filling:
    letters = "abcdefghkmnpqrstuvwxyzABCDEFGHKLMNPQRSTUVWXYZ23456789"
    return same("".join(chance.choices(letters, k=chance.randint(4, 8))))
