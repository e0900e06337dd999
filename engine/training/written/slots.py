"""What fills the slots of templates: things, numbers, prices, dates, times, names; in five languages alike.

A slot is drawn once and gives a `Filling`: a text for each language, keyed "fr", and grammatical forms of
it, keyed "de.dative". Numbers follow the usage of each language: 1,234.5; 1 234,5; 1.234,5; 1,234.5.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

LANGUAGES = ("en", "fr", "de", "es", "zh")
FOLDER = Path(__file__).resolve().parents[3] / "models" / "templates"

Filling = dict[str, str]


@functools.cache
def words(name: str) -> list[list[str]]:
    """The rows of a table of words.toml, cut at the bars."""
    tables = tomllib.loads((FOLDER / "words.toml").read_text(encoding="utf-8"))
    return [line.split("|") for line in tables[name].strip().splitlines()]


def word(chance: Random, name: str) -> str:
    """One of the words of a table without columns."""
    return chance.choice([w for row in words(name) for w in " ".join(row).split()])


def grouped(number: str, language: str) -> str:
    """A number such as "-1234567.5" as it is printed in a language."""
    whole, point, rest = number.partition(".")
    sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    mark = {"fr": " ", "de": ".", "es": "."}.get(language, ",")
    if len(whole) > 3:
        whole = f"{int(whole):,}".replace(",", mark)
    return sign + whole + ((_point(language) + rest) if point else "")


def _point(language: str) -> str:
    return "." if language in ("en", "zh") else ","


def _same(text: str) -> Filling:
    return dict.fromkeys(LANGUAGES, text)


def _alike(*texts: str) -> Filling:
    return dict(zip(LANGUAGES, texts, strict=True))


def _numbers(number: str) -> Filling:
    return {language: grouped(number, language) for language in LANGUAGES}


# Numbers -----------------------------------------------------------------------------------------


def _whole(chance: Random, digits: int) -> int:
    """A number of up to so many digits; short ones as often as long ones, round ones now and then."""
    size = chance.randint(1, digits)
    number = chance.randint(10 ** (size - 1), 10**size - 1)
    if size > 1 and chance.random() < 0.25:
        number -= number % 10 ** chance.randint(1, size - 1)
    return number


def _number(chance: Random) -> Filling:
    number = str(_whole(chance, 7))
    return _same(number) if chance.random() < 0.3 else _numbers(number)


def _decimal(chance: Random) -> Filling:
    return _numbers(_fraction(chance, 10 ** chance.choice((1, 1, 2, 3, 4))))


def _fraction(chance: Random, below: int) -> str:
    places = chance.randint(1, 2)
    return f"{chance.randint(2, below)}.{chance.randint(1, 10**places - 1):0{places}}"


def _percent(chance: Random) -> Filling:
    number = str(chance.randint(1, 100)) if chance.random() < 0.6 else _fraction(chance, 90)
    filling = _numbers(number)
    spaced = {"fr", "de", "es"}
    return {language: text + (" %" if language in spaced else "%") for language, text in filling.items()}


def _sum(chance: Random) -> Filling:
    a, b = chance.randint(1, 99), chance.randint(1, 99)
    return _arithmetic(f"{a} + {b} = {a + b}", a, b, a + b, ("plus", "plus", "plus", "más", "加"))


def _difference(chance: Random) -> Filling:
    b, c = chance.randint(1, 60), chance.randint(2, 60)
    return _arithmetic(f"{b + c} - {b} = {c}", b + c, b, c, ("minus", "moins", "minus", "menos", "减"))


def _arithmetic(signs: str, a: int, b: int, c: int, names: tuple[str, ...]) -> Filling:
    equals = (" is ", " font ", " ist ", " son ", "等于")
    spoken = {}
    for language, name, equal in zip(LANGUAGES, names, equals, strict=True):
        space = "" if language == "zh" else " "
        spoken[f"{language}.words"] = f"{a}{space}{name}{space}{b}{equal}{c}"
    return {**_same(signs), **spoken}


def _product(chance: Random) -> Filling:
    a, b = chance.randint(2, 30), chance.randint(2, 30)
    return _same(chance.choice((f"{a} x {b}", f"{a} x {b} = {a * b}", f"{a} × {b}", f"{a} × {b} = {a * b}")))


def _numeral(chance: Random) -> Filling:
    row = chance.choice(words("numerals"))
    return {**_alike(*row), "zh.alone": row[4].replace("两", "二")}


def _million(chance: Random) -> Filling:
    tenths = chance.choice((10 * chance.randint(2, 90), chance.randint(21, 99)))
    number = f"{tenths // 10}.{tenths % 10}".removesuffix(".0")
    return {**_numbers(number), "zh.ten_thousand": str(tenths * 10)}


# Things and people -------------------------------------------------------------------------------


def _counted(number: list[str], row: list[str], one: bool = False) -> Filling:
    """Things after a number, given in each language."""
    nouns = [row[i].partition(" ")[2] if one else row[i + 1] for i in range(0, 8, 2)]
    texts = [f"{n} {noun}" for n, noun in zip(number, nouns, strict=False)]
    return _alike(*texts, f"{number[4]}{row[8]}{row[9]}")


def _count(chance: Random, rows: list[list[str]] | None = None) -> Filling:
    number = 1 if chance.random() < 0.08 else chance.choice((chance.randint(2, 20), 1 + _whole(chance, 4)))
    printed = [grouped(str(number), language) for language in LANGUAGES]
    return _counted(printed, chance.choice(rows or words("nouns")), number == 1)


def _many(chance: Random) -> Filling:
    if chance.random() < 0.5:
        return _few(chance)
    return _counted([str(chance.randint(2, 99))] * 5, chance.choice(words("nouns")))


def _few(chance: Random) -> Filling:
    return _counted(chance.choice(words("numerals")), chance.choice(words("nouns")))


def _one(chance: Random) -> Filling:
    row = chance.choice(words("nouns"))
    return _alike(row[0], row[2], row[4], row[6], f"一{row[8]}{row[9]}")


def _crowd(chance: Random) -> Filling:
    number = str(1 + _whole(chance, 5))
    return _counted([grouped(number, language) for language in LANGUAGES], chance.choice(words("people")))


def _relative(chance: Random) -> Filling:
    english, french, german, spanish, chinese, _ = chance.choice(words("relatives"))
    return _alike(english, *(text[0].upper() + text[1:] for text in (french, german, spanish)), chinese)


def _name(chance: Random) -> Filling:
    if chance.random() < 0.4:
        name, chinese = chance.choice(words("known"))
        return {**_same(name), "zh": chinese}
    return _same(word(chance, "copied"))


def _person(chance: Random) -> Filling:
    if chance.random() < 0.1:
        name, chinese = chance.choice(words("chinese"))
        return {**_same(name), "zh": chinese}
    first = word(chance, "copied") if chance.random() < 0.7 else chance.choice(words("known"))[0]
    return _same(f"{first} {word(chance, 'surnames')}")


def _city(chance: Random) -> Filling:
    row = chance.choice(words("cities"))
    return {**_alike(*row), "fr.of": ("d'" if row[1][0] in "AEIOUÉ" else "de ") + row[1]}


def _country(chance: Random) -> Filling:
    english, french, german, spanish, chinese, french_from, german_from = chance.choice(words("countries"))
    filling = _alike(english, french, german, spanish, chinese)
    return {
        **filling,
        "fr.in": french,
        "de.in": german,
        "fr.from": french_from,
        "de.from": german_from,
    }


# Money and measures ------------------------------------------------------------------------------


def _price(chance: Random) -> Filling:
    one, many, french_one, french, german_one, german, spanish_one, spanish, chinese, sign = chance.choice(
        words("currencies")[: chance.choice((2, 3, 4))]
    )
    amount = str(_whole(chance, 5))
    if chance.random() < 0.5:
        cents = f"{_whole(chance, 3)}.{chance.choice((99, 50, 95, 25, 75, chance.randint(10, 99)))}"
        amount = cents if chance.random() < 0.6 else amount
        printed = _numbers(amount)
        return {
            "en": f"{sign}{printed['en']}",
            **{language: f"{printed[language]} {sign}" for language in ("fr", "de", "es")},
            "zh": printed["zh"] + chinese,
        }
    names = (one, french_one, german_one, spanish_one) if amount == "1" else (many, french, german, spanish)
    texts = [f"{grouped(amount, x)} {name}" for x, name in zip(LANGUAGES, names, strict=False)]
    return _alike(*texts, grouped(amount, "zh") + chinese)


def _money(chance: Random) -> Filling:
    _, english, _, french, _, german, _, spanish, chinese, _ = chance.choice(words("currencies")[:3])
    of = ("d'" if french[0] == "e" else "de ") + french
    return {**_alike(english, french, german, spanish, chinese), "fr.of": of}


def _measure(chance: Random, table: str) -> Filling:
    *names, chinese = chance.choice(words(table))
    number = str(1 + _whole(chance, 4)) if chance.random() < 0.7 else _fraction(chance, 50)
    texts = [f"{grouped(number, x)} {name}" for x, name in zip(LANGUAGES, names, strict=False)]
    return _alike(*texts, grouped(number, "zh") + chinese)


def _height(chance: Random) -> Filling:
    return _numbers(f"1.{chance.randint(48, 99)}")


def _duration(chance: Random, row: list[str] | None = None, least: int = 1) -> Filling:
    row = row or chance.choice(words("durations"))
    number = chance.choice((chance.randint(least, 12), chance.randint(least, 60)))
    one = number == 1
    english, french, german, spanish = (row[i] if one else row[i + 1] for i in (0, 2, 4, 7))
    texts = [f"{number} {name}" for name in (english, french, german, spanish)]
    dative = f"{number} {row[4] if one else row[6]}"
    return {**_alike(*texts, f"{number}{row[9]}"), "de.dative": dative}


# Dates and times ---------------------------------------------------------------------------------

_ORDER = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}


def _some_day(chance: Random) -> date:
    return date(1900, 1, 1) + timedelta(days=chance.randint(0, 50_000))


def _day(chance: Random, day: date | None = None, year: bool = False) -> Filling:
    day = day or _some_day(chance)
    _, french, german, spanish, chinese = words("months")[day.month - 1]
    english = words("months")[day.month - 1][0]
    number, in_year = day.day, f" {day.year}" if year else ""
    comma = f", {day.year}" if year else ""
    order = f"{number}{_ORDER.get(number, 'th')}"
    forms = (
        f"{english} {number}{comma}",
        f"{number} {english}{in_year}",
        f"{english} {order}{comma}",
    )
    return _alike(
        chance.choice(forms),
        f"{'1er' if number == 1 else number} {french}{in_year}",
        f"{number}. {german}{in_year}",
        f"{number} de {spanish}" + (f" de {day.year}" if year else ""),
        (f"{day.year}年" if year else "") + f"{chinese}{number}日",
    )


def _full_date(chance: Random) -> Filling:
    day = _some_day(chance)
    english, french, german, spanish, chinese = words("weekdays")[day.weekday()]
    plain = _day(chance, day, year=True)
    return {
        **_alike(
            f"{english}, {plain['en']}",
            f"{french} {plain['fr']}",
            f"{german}, {plain['de']}",
            f"{spanish} {plain['es']}",
            plain["zh"] + chinese,
        ),
        "de.dative": f"{german}, dem {plain['de']}",
        "de.nominative": f"{german}, der {plain['de']}",
    }


def _slash_date(chance: Random) -> Filling:
    # The day is above 12, so that nobody can take it for the month.
    day = _some_day(chance).replace(day=chance.randint(13, 28))
    forms = (f"{day:%m/%d/%Y}", f"{day:%d/%m/%Y}")
    return {
        **_same(f"{day:%d/%m/%Y}"),
        "en": chance.choice(forms),
        "de": f"{day:%d.%m.%Y}",
        "zh": f"{day.year}年{day.month}月{day.day}日",
    }


def _weekday(chance: Random) -> Filling:
    row = chance.choice(words("weekdays"))
    return {**_alike(*row), "zh": row[4] if chance.random() < 0.7 else row[4].replace("星期", "周")}


def _weekdays(chance: Random) -> Filling:
    english, french, german, spanish, chinese = chance.choice(words("weekdays"))
    many = spanish if spanish.endswith("s") else f"{spanish}s"
    return {**_alike(f"{english}s", french, f"{german}s", many, chinese), "de.small": f"{german.lower()}s"}


def _year(chance: Random) -> Filling:
    year = chance.choice((chance.randint(1950, 2030), chance.randint(1400, 2100)))
    return {**_same(str(year)), "de.in": f"im Jahr {year}"}


def _life(chance: Random) -> Filling:
    birth = chance.randint(1400, 1930)
    death = birth + chance.randint(25, 90)
    years = {f"{language}.from": str(birth) for language in LANGUAGES}
    return years | {f"{language}.to": str(death) for language in LANGUAGES}


def _time(chance: Random) -> Filling:
    hour, minute = chance.randint(2, 23), chance.choice((0, 15, 30, 45, chance.randint(1, 59)))
    clock, german = f"{hour}:{minute:02}", f"{hour}:{minute:02} Uhr"
    french = f"{hour}{chance.choice((' h ', 'h'))}{f'{minute:02}' if minute else ''}".strip()
    if hour == 12 or chance.random() < 0.65:
        return {**_same(clock), "fr": french, "de.oclock": german}
    noon = chance.choice(("p.m.", "PM") if hour > 12 else ("a.m.", "AM"))
    part = "早上" if hour < 9 else "上午" if hour < 12 else "下午" if hour < 18 else "晚上"
    minutes, twelve = f":{minute:02}" if minute else "", hour % 12
    english = f"{twelve}{minutes} {noon}"
    chinese = f"{part}{twelve}{minutes or '点'}"
    return {**_alike(english, french, clock, clock, chinese), "de.oclock": german}


def _clock(chance: Random) -> Filling:
    """A time in words, between two and twelve."""
    hours = words("numerals")
    at = chance.randint(1, 8)
    (en, fr, de, es, zh), (after, _, german_next, spanish_next, _) = hours[at], hours[at + 1]
    french_next, part = hours[at + 1][1], chance.randrange(4)
    return (
        _alike(f"{en} o'clock", f"{fr} heures", f"{de} Uhr", f"{es} en punto", f"{zh}点"),
        _alike(
            f"half past {en}", f"{fr} heures et demie", f"halb {german_next}", f"{es} y media", f"{zh}点半"
        ),
        _alike(
            f"a quarter past {en}",
            f"{fr} heures et quart",
            f"Viertel nach {de}",
            f"{es} y cuarto",
            f"{zh}点一刻",
        ),
        _alike(
            f"a quarter to {after}",
            f"{french_next} heures moins le quart",
            f"Viertel vor {german_next}",
            f"{spanish_next} menos cuarto",
            f"{zh}点三刻",
        ),
    )[part]


# What is copied ----------------------------------------------------------------------------------


def _digits(chance: Random, *sizes: int) -> str:
    return " ".join("".join(chance.choices("0123456789", k=size)) for size in sizes)


def _phone(chance: Random) -> Filling:
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
    return _same(chance.choice(forms)())


def _plain_letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isascii() and c.isalpha()) or "info"


def _email(chance: Random) -> Filling:
    first, last = _plain_letters(word(chance, "copied")), _plain_letters(word(chance, "surnames"))
    user = chance.choice((first, f"{first}.{last}", f"{first[0]}{last}", f"{last}{chance.randint(1, 99)}"))
    return _same(f"{user}@{word(chance, 'domains')}")


def _link(chance: Random) -> Filling:
    ends = "", "/", "/help", "/docs/index.html", f"/page/{chance.randint(1, 999)}", "/en/download"
    start = chance.choice(("https://", "https://www.", "http://", "www."))
    return _same(start + word(chance, "domains") + chance.choice(ends))


def _address(chance: Random) -> Filling:
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
    return _same(forms[row])


def _version(chance: Random) -> Filling:
    parts = [str(chance.randint(0, 24)) for _ in range(chance.randint(2, 3))]
    return _same(".".join(parts))


def _flight(chance: Random) -> Filling:
    lines = "LH", "AF", "BA", "IB", "CA", "MU", "KL", "UA"
    return _same(f"{chance.choice(lines)}{chance.choice(('', ' '))}{chance.randint(100, 9999)}")


def _order(chance: Random) -> Filling:
    number = chance.randint(1000, 9_999_999)
    return _same(chance.choice((f"#{number}", f"A-{number}", f"{number}", f"No-{number}X")))


def _code(chance: Random) -> Filling:
    letters = "abcdefghkmnpqrstuvwxyzABCDEFGHKLMNPQRSTUVWXYZ23456789"
    return _same("".join(chance.choices(letters, k=chance.randint(4, 8))))


def _row(table: str) -> Callable[[Random], Filling]:
    return lambda chance: _alike(*chance.choice(words(table)))


def _between(least: int, most: int) -> Callable[[Random], Filling]:
    return lambda chance: _same(str(chance.randint(least, most)))


SLOTS: dict[str, Callable[[Random], Filling]] = {
    "count": _count,
    "any": lambda chance: _count(chance, words("nouns") + words("others")),
    "many": _many,
    "few": _few,
    "a": _one,
    "crowd": _crowd,
    "relative": _relative,
    "name": _name,
    "person": _person,
    "surname": lambda chance: _same(word(chance, "surnames")),
    "city": _city,
    "country": _country,
    "n": _number,
    "big": lambda chance: _numbers(str(chance.randint(1000, 10 ** chance.randint(4, 7)))),
    "k": _between(2, 99),
    "small": _between(2, 30),
    "plain": _between(2, 999),
    "age": _between(2, 99),
    "old": _between(20, 95),
    "oven": lambda chance: _same(str(chance.randrange(150, 255, 5))),
    "speed": lambda chance: _same(str(chance.randrange(20, 140, 10))),
    "degrees": _between(-25, 40),
    "decimal": _decimal,
    "percent": _percent,
    "sum": _sum,
    "difference": _difference,
    "product_of": _product,
    "numeral": _numeral,
    "ordinal": _row("ordinals"),
    "million": _million,
    "money": _money,
    "price": _price,
    "distance": lambda chance: _measure(chance, "measures"),
    "mass": lambda chance: _measure(chance, "weights"),
    "height": _height,
    "duration": _duration,
    "years": lambda chance: _duration(chance, words("durations")[-1], least=2),
    "day": _day,
    "date": lambda chance: _day(chance, year=True),
    "fulldate": _full_date,
    "isodate": lambda chance: _same(_some_day(chance).isoformat()),
    "slashdate": _slash_date,
    "weekday": _weekday,
    "weekdays": _weekdays,
    "month": _row("months"),
    "year": _year,
    "life": _life,
    "time": _time,
    "clock": _clock,
    "phone": _phone,
    "email": _email,
    "url": _link,
    "address": _address,
    "product": lambda chance: _same(word(chance, "products")),
    "version": _version,
    "flight": _flight,
    "order": _order,
    "code": _code,
}
