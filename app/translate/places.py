"""Places in a text: the engine counts characters, Qt counts UTF-16 units; emoji are two of these."""

import re
from bisect import bisect_left

WIDE = re.compile("[\U00010000-\U0010ffff]")


class Places:
    """Converts between both for one text, quickly also when the text is long."""

    def __init__(self, text: str) -> None:
        wide = [found.start() for found in WIDE.finditer(text)]
        self._wide = wide
        self._wide_units = [place + before for before, place in enumerate(wide)]

    def unit(self, place: int) -> int:
        return place + bisect_left(self._wide, place)

    def place(self, unit: int) -> int:
        return unit - bisect_left(self._wide_units, unit)
