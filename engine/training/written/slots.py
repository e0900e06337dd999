"""The slots of templates by name, and what fills each."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from engine.training.written import copied, numbers, things, times
from engine.training.written.filling import Filling, alike, printed, same, word, words


def _row(table: str) -> Callable[[Random], Filling]:
    return lambda chance: alike(*chance.choice(words(table)))


def _between(least: int, most: int) -> Callable[[Random], Filling]:
    return lambda chance: same(str(chance.randint(least, most)))


SLOTS: dict[str, Callable[[Random], Filling]] = {
    "count": things.count,
    "any": lambda chance: things.count(chance, words("nouns") + words("others")),
    "many": things.many,
    "few": things.few,
    "a": things.one,
    "crowd": things.crowd,
    "relative": things.relative,
    "name": things.name,
    "person": things.person,
    "surname": lambda chance: same(word(chance, "surnames")),
    "city": things.city,
    "country": things.country,
    "n": numbers.number,
    "big": lambda chance: printed(str(chance.randint(1000, 10 ** chance.randint(4, 7)))),
    "k": _between(2, 99),
    "small": _between(2, 30),
    "plain": _between(2, 999),
    "age": _between(2, 99),
    "old": _between(20, 95),
    "oven": lambda chance: same(str(chance.randrange(150, 255, 5))),
    "speed": lambda chance: same(str(chance.randrange(20, 140, 10))),
    "degrees": _between(-25, 40),
    "decimal": numbers.decimal,
    "percent": numbers.percent,
    "sum": numbers.addition,
    "difference": numbers.subtraction,
    "product_of": numbers.product,
    "numeral": numbers.numeral,
    "ordinal": _row("ordinals"),
    "million": numbers.million,
    "money": numbers.money,
    "price": numbers.price,
    "distance": lambda chance: numbers.measure(chance, "measures"),
    "mass": lambda chance: numbers.measure(chance, "weights"),
    "part": numbers.portion,
    "height": numbers.height,
    "duration": numbers.duration,
    "years": lambda chance: numbers.duration(chance, words("durations")[-1], least=2),
    "day": times.day,
    "date": lambda chance: times.day(chance, year=True),
    "fulldate": times.full_date,
    "isodate": lambda chance: same(times.some_day(chance).isoformat()),
    "slashdate": times.slash_date,
    "weekday": times.weekday,
    "weekdays": times.weekdays,
    "month": _row("months"),
    "year": times.year,
    "century": times.century,
    "decade": times.decade,
    "life": times.life,
    "time": times.time,
    "clock": times.clock,
    "phone": copied.phone,
    "email": copied.email,
    "url": copied.link,
    "address": copied.address,
    "product": lambda chance: same(word(chance, "products")),
    "version": copied.version,
    "flight": copied.flight,
    "order": copied.order,
    "code": copied.code,
}
