"""Dates and times of day."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from engine.training.written.filling import LANGUAGES, Filling, alike, roman, same, words

_ORDER = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}


def some_day(chance: Random) -> date:
    return date(1900, 1, 1) + timedelta(days=chance.randint(0, 50_000))


def day(chance: Random, day: date | None = None, year: bool = False) -> Filling:
    day = day or some_day(chance)
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
    return alike(
        chance.choice(forms),
        f"{'1er' if number == 1 else number} {french}{in_year}",
        f"{number}. {german}{in_year}",
        f"{number} de {spanish}" + (f" de {day.year}" if year else ""),
        (f"{day.year}年" if year else "") + f"{chinese}{number}日",
    )


def full_date(chance: Random) -> Filling:
    drawn = some_day(chance)
    english, french, german, spanish, chinese = words("weekdays")[drawn.weekday()]
    plain = day(chance, drawn, year=True)
    return {
        **alike(
            f"{english}, {plain['en']}",
            f"{french} {plain['fr']}",
            f"{german}, {plain['de']}",
            f"{spanish} {plain['es']}",
            plain["zh"] + chinese,
        ),
        "de.dative": f"{german}, dem {plain['de']}",
        "de.nominative": f"{german}, der {plain['de']}",
    }


def slash_date(chance: Random) -> Filling:
    # The day is above 12, so that nobody can take it for the month.
    day = some_day(chance).replace(day=chance.randint(13, 28))
    forms = (f"{day:%m/%d/%Y}", f"{day:%d/%m/%Y}")
    return {
        **same(f"{day:%d/%m/%Y}"),
        "en": chance.choice(forms),
        "de": f"{day:%d.%m.%Y}",
        "zh": f"{day.year}年{day.month}月{day.day}日",
    }


def weekday(chance: Random) -> Filling:
    row = chance.choice(words("weekdays"))
    return {**alike(*row), "zh": row[4] if chance.random() < 0.7 else row[4].replace("星期", "周")}


def weekdays(chance: Random) -> Filling:
    english, french, german, spanish, chinese = chance.choice(words("weekdays"))
    many = spanish if spanish.endswith("s") else f"{spanish}s"
    return {**alike(f"{english}s", french, f"{german}s", many, chinese), "de.small": f"{german.lower()}s"}


def century(chance: Random) -> Filling:
    number = chance.randint(1, 21)
    order, figures = f"{number}{_ORDER.get(number, 'th')}", roman(number)
    return alike(order, f"{figures}{'er' if number == 1 else 'e'}", f"{number}.", figures, str(number))


def decade(chance: Random) -> Filling:
    """Ten years of the 18th century or later, as 1980 to 1989."""
    hundreds, tens = chance.randint(17, 19), 10 * chance.randint(1, 9)
    year = 100 * hundreds + tens
    chinese = chance.choice((f"{hundreds + 1}世纪{tens}", str(year)))
    return alike(f"{year}s", str(year), f"{year}er", str(year), chinese)


def year(chance: Random) -> Filling:
    year = chance.choice((chance.randint(1950, 2030), chance.randint(1400, 2100)))
    return {**same(str(year)), "de.in": f"im Jahr {year}"}


def life(chance: Random) -> Filling:
    birth = chance.randint(1400, 1930)
    death = birth + chance.randint(25, 90)
    years = {f"{language}.from": str(birth) for language in LANGUAGES}
    return years | {f"{language}.to": str(death) for language in LANGUAGES}


def time(chance: Random) -> Filling:
    hour, minute = chance.randint(2, 23), chance.choice((0, 15, 30, 45, chance.randint(1, 59)))
    clock = f"{hour}:{minute:02}"
    german = f"{clock} Uhr" if minute or chance.random() < 0.4 else f"{hour} Uhr"
    hours = chance.choice((" h ", "h") if minute else (" h", "h", " heures", " heures"))
    french = f"{hour}{hours}{f'{minute:02}' if minute else ''}"
    if hour == 12 or chance.random() < 0.65:
        return {**same(clock), "fr": french, "de.oclock": german}
    noon = chance.choice(("p.m.", "PM") if hour > 12 else ("a.m.", "AM"))
    part = "早上" if hour < 9 else "上午" if hour < 12 else "下午" if hour < 18 else "晚上"
    minutes, twelve = f":{minute:02}" if minute else "", hour % 12
    english = f"{twelve}{minutes} {noon}"
    chinese = f"{part}{twelve}{minutes or '点'}"
    spanish = clock
    if twelve > 1:
        spanish = f"{twelve}{minutes} de la {'mañana' if hour < 12 else 'tarde' if hour < 21 else 'noche'}"
    return {**alike(english, french, clock, spanish, chinese), "de.oclock": german}


def clock(chance: Random) -> Filling:
    """A time in words, between two and twelve."""
    return alike(*chance.choice(clocks(chance.choice(HOURS))))


HOURS = range(10)  # places in the table of numerals; the next hour is there, too


def clocks(hour: int) -> list[tuple[str, str, str, str, str]]:
    """The times of an hour in words, in the order of the languages."""
    (en, fr, de, es, zh), (after, fr_next, de_next, es_next, zh_next) = words("numerals")[hour : hour + 2]
    ways = [
        (f"{en} o'clock", f"{fr} heures", f"{de} Uhr", f"{es} en punto", f"{zh}点"),
        (f"half past {en}", f"{fr} heures et demie", f"halb {de_next}", f"{es} y media", f"{zh}点半"),
        (
            f"a quarter past {en}",
            f"{fr} heures et quart",
            f"Viertel nach {de}",
            f"{es} y cuarto",
            f"{zh}点一刻",
        ),
        (
            f"a quarter to {after}",
            f"{fr_next} heures moins le quart",
            f"Viertel vor {de_next}",
            f"{es_next} menos cuarto",
            f"{zh}点三刻",
        ),
    ]
    for few, fr_few, de_few, es_few, zh_few in words("minutes"):
        ways += [
            (
                f"{few} past {en}",
                f"{fr} heures {fr_few}",
                f"{de_few} nach {de}",
                f"{es} y {es_few}",
                f"{zh}点{zh_few}分",
            ),
            (
                f"{few} to {after}",
                f"{fr_next} heures moins {fr_few}",
                f"{de_few} vor {de_next}",
                f"{es_next} menos {es_few}",
                f"差{zh_few}分{zh_next}点",
            ),
        ]
    return ways
