"""Traditional Chinese, read as simplified: our networks have seen no other. (OpenCC does it.)"""

from __future__ import annotations

from functools import cache

import opencc


def simplified(text: str) -> str:
    """The text in simplified characters, of the same length, so that places in it stay what they are."""
    converter = _converter()
    found: str = converter.convert(text)
    return found if len(found) == len(text) else "".join(map(_one, text))


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _one(character: str) -> str:
    found: str = _converter().convert(character)
    return found if len(found) == 1 else character
