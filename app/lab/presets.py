"""Sentences of growing length. Each begins as the one before, so what is lost is lost to length alone."""

from __future__ import annotations

LANGUAGE = "en"
_PARTS = (
    "The old man reads books",
    " in his garden every morning",
    " while his wife makes coffee",
    " and their children play with the dog near the river",
    ", but when it rains they all stay at home and talk about their last summer",
)
SENTENCES = tuple("".join(_PARTS[: count + 1]) + "." for count in range(len(_PARTS)))
