"""Numbers, arithmetic, money and measures."""

from __future__ import annotations

from random import Random

from engine.training.written.filling import LANGUAGES, Filling, alike, grouped, printed, same, words


def whole(chance: Random, digits: int) -> int:
    """A number of up to so many digits; short ones as often as long ones, round ones now and then."""
    size = chance.randint(1, digits)
    number = chance.randint(10 ** (size - 1), 10**size - 1)
    if size > 1 and chance.random() < 0.25:
        number -= number % 10 ** chance.randint(1, size - 1)
    return number


def number(chance: Random) -> Filling:
    number = str(whole(chance, 7))
    return same(number) if chance.random() < 0.3 else printed(number)


def decimal(chance: Random) -> Filling:
    return printed(_fraction(chance, 10 ** chance.choice((1, 1, 2, 3, 4))))


def _fraction(chance: Random, below: int) -> str:
    places = chance.randint(1, 2)
    return f"{chance.randint(2, below)}.{chance.randint(1, 10**places - 1):0{places}}"


def percent(chance: Random) -> Filling:
    number = str(chance.randint(1, 100)) if chance.random() < 0.6 else _fraction(chance, 90)
    filling = printed(number)
    spaced = {"fr", "de", "es"}
    return {language: text + (" %" if language in spaced else "%") for language, text in filling.items()}


def addition(chance: Random) -> Filling:
    a, b = chance.randint(1, 99), chance.randint(1, 99)
    return _arithmetic(f"{a} + {b} = {a + b}", a, b, a + b, ("plus", "plus", "plus", "más", "加"))


def subtraction(chance: Random) -> Filling:
    b, c = chance.randint(1, 60), chance.randint(2, 60)
    return _arithmetic(f"{b + c} - {b} = {c}", b + c, b, c, ("minus", "moins", "minus", "menos", "减"))


def _arithmetic(signs: str, a: int, b: int, c: int, names: tuple[str, ...]) -> Filling:
    equals = (" is ", " font ", " ist ", " son ", "等于")
    spoken = {}
    for language, name, equal in zip(LANGUAGES, names, equals, strict=True):
        space = "" if language == "zh" else " "
        spoken[f"{language}.words"] = f"{a}{space}{name}{space}{b}{equal}{c}"
    return {**same(signs), **spoken}


def product(chance: Random) -> Filling:
    a, b = chance.randint(2, 30), chance.randint(2, 30)
    return same(chance.choice((f"{a} x {b}", f"{a} x {b} = {a * b}", f"{a} × {b}", f"{a} × {b} = {a * b}")))


def numeral(chance: Random) -> Filling:
    row = chance.choice(words("numerals"))
    return {**alike(*row), "zh.alone": row[4].replace("两", "二")}


def million(chance: Random) -> Filling:
    tenths = chance.choice((10 * chance.randint(2, 90), chance.randint(21, 99)))
    number = f"{tenths // 10}.{tenths % 10}".removesuffix(".0")
    return {**printed(number), "zh.ten_thousand": str(tenths * 10)}


def price(chance: Random) -> Filling:
    one, many, french_one, french, german_one, german, spanish_one, spanish, chinese, sign = chance.choice(
        words("currencies")[: chance.choice((2, 3, 4))]
    )
    amount = str(whole(chance, 5))
    if chance.random() < 0.5:
        cents = f"{whole(chance, 3)}.{chance.choice((99, 50, 95, 25, 75, chance.randint(10, 99)))}"
        amount = cents if chance.random() < 0.6 else amount
        marked = printed(amount)
        return {
            "en": f"{sign}{marked['en']}",
            **{language: f"{marked[language]} {sign}" for language in ("fr", "de", "es")},
            "zh": marked["zh"] + chinese,
        }
    names = (one, french_one, german_one, spanish_one) if amount == "1" else (many, french, german, spanish)
    texts = [f"{grouped(amount, x)} {name}" for x, name in zip(LANGUAGES, names, strict=False)]
    return alike(*texts, grouped(amount, "zh") + chinese)


def money(chance: Random) -> Filling:
    _, english, _, french, _, german, _, spanish, chinese, _ = chance.choice(words("currencies")[:3])
    of = ("d'" if french[0] == "e" else "de ") + french
    return {**alike(english, french, german, spanish, chinese), "fr.of": of}


def measure(chance: Random, table: str) -> Filling:
    *names, chinese = chance.choice(words(table))
    number = str(1 + whole(chance, 4)) if chance.random() < 0.7 else _fraction(chance, 50)
    texts = [f"{grouped(number, x)} {name}" for x, name in zip(LANGUAGES, names, strict=False)]
    return alike(*texts, grouped(number, "zh") + chinese)


def portion(chance: Random) -> Filling:
    """So much of something, as recipes have it."""
    *units, chinese_unit = chance.choice(words("kitchen"))
    *parts, chinese = chance.choice(words("ingredients"))
    number = str(chance.choice((chance.randint(2, 9), chance.randint(2, 20) * 5, chance.randint(2, 20) * 50)))
    if units[0] not in ("g", "grams", "ml", "millilitres"):
        number = str(chance.randint(2, 12))
    between = (" of ", " ", " ", " de ")
    texts = [f"{number} {unit}{of}{part}" for unit, of, part in zip(units, between, parts, strict=True)]
    return alike(*texts, f"{number}{chinese_unit}{chinese}")


def height(chance: Random) -> Filling:
    return printed(f"1.{chance.randint(48, 99)}")


def duration(chance: Random, row: list[str] | None = None, least: int = 1) -> Filling:
    row = row or chance.choice(words("durations"))
    number = chance.choice((chance.randint(least, 12), chance.randint(least, 60)))
    one = number == 1
    english, french, german, spanish = (row[i] if one else row[i + 1] for i in (0, 2, 4, 7))
    texts = [f"{number} {name}" for name in (english, french, german, spanish)]
    dative = f"{number} {row[4] if one else row[6]}"
    return {**alike(*texts, f"{number}{row[9]}"), "de.dative": dative}
