"""What a number in Chinese characters comes to: "三万五千" is 35,000."""

from __future__ import annotations

import re

FIGURES = {c: value for value, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
DIGIT = "[一二两三四五六七八九]"
_COUNT = re.compile(r"[\d,]{0,12}\d(?:\.\d{1,4})?")
_SECTION = re.compile(
    rf"(?:(?P<thousands>{DIGIT})千)?(?P<gap>零)?(?:(?P<hundreds>{DIGIT})百)?(?P<hole>零)?"
    rf"(?:(?P<tens>{DIGIT})?(?P<ten>十))?(?P<ones>{DIGIT})?"
)


def value_of(number: str) -> int | None:
    """Of a number in characters, or with figures before 万 or 亿; None if it is none, such as "两三百"."""
    for unit, size in (("万亿", 10**12), ("亿", 10**8), ("万", 10**4)):
        many, there, rest = number.partition(unit)
        if not there:
            continue
        if not many:
            return None
        if many[0].isdecimal():
            return round(float(many.replace(",", "")) * size) if _COUNT.fullmatch(many) else None
        parts = value_of(many), value_of(rest) if rest else 0
        if parts[0] is None or parts[1] is None:
            return None
        spoken = size // 10 if len(rest) == 1 else 1  # "三万五" is 35,000
        return parts[0] * size + parts[1] * spoken
    section = _SECTION.fullmatch(number)
    if section is None:
        return None
    thousands, hundreds, tens, ones = (
        FIGURES[section[k] or "零"] for k in ("thousands", "hundreds", "tens", "ones")
    )
    if ones and not (section["gap"] or section["hole"] or section["ten"]):
        ones *= 10 if hundreds else 100 if thousands else 1  # "一百五" is 150
    return 1000 * thousands + 100 * hundreds + 10 * (tens or bool(section["ten"])) + ones
