"""What our networks read in the place of what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from engine.text.abbreviations import written_out
from engine.text.chinese_names import names_spelt
from engine.text.clock import on_the_clock
from engine.text.contractions import apostrophes
from engine.text.normalise import Edit
from engine.text.numerals import in_figures


def edits_to_read(text: str, language: str, target: str = "", glosses: Sequence[Edit] = ()) -> list[Edit]:
    """All edits, in order; where two overlap, the one that begins first, or is named first below.

    target: the language it is translated into. glosses: those that a model's dictionary adds.
    """
    edits, end = list[Edit](), 0
    for edit in sorted((*_found(text, language, target), *glosses), key=lambda e: e.begin):
        if edit.begin >= end:
            edits.append(edit)
            end = edit.end
    return edits


@lru_cache(2**14)  # a sentence is read once to be translated, and once more for the numbers in it
def _found(text: str, language: str, target: str) -> tuple[Edit, ...]:
    first = (names_spelt, on_the_clock, written_out)
    found = [edit for find in first for edit in find(text, language)]
    return (*found, *in_figures(text, language, target), *apostrophes(text, language))
