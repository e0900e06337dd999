"""Words that a translation left as they were."""

from __future__ import annotations

import re

from engine.text.scripts import read_by

_HAN = re.compile(r"[\u4e00-\u9fff]+")
# Names begin with a capital; addresses and links are no words.
_SMALL = re.compile(r"(?<![\w@./:-])[a-zà-ÿß]{2,}(?![\w@/:])")
_FEW = 2  # small words that may be a name, or the same in both languages


def left_over(text: str, output: str, source: str, target: str) -> list[str]:
    """The words of a source that stand in its translation where none should.

    That is Chinese in what was translated from it, and where all was left as it was, whatever is not a name.
    """
    if "CJK" not in read_by([target]):
        if source == "zh" and (left := _HAN.findall(output)):
            return left
        if text.casefold().split() != output.casefold().split():
            return []
    elif target != "zh" or _HAN.search(output):
        return []
    small = _SMALL.findall(text)
    return small if len(small) > _FEW else []
