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


def edits_to_read(text: str, language: str, glosses: Sequence[Edit] = ()) -> list[Edit]:
    """All edits, in order; where two overlap, the one that begins first, or is named first below.

    glosses: those that a model's dictionary adds.
    """
    edits, end = list[Edit](), 0
    for edit in sorted((*_found(text, language), *glosses), key=lambda e: e.begin):
        if edit.begin >= end:
            edits.append(edit)
            end = edit.end
    return edits


@lru_cache(2**14)  # a sentence is read once to be translated, and once more for the numbers in it
def _found(text: str, language: str) -> tuple[Edit, ...]:
    finders = (names_spelt, on_the_clock, written_out, in_figures, apostrophes)
    return tuple(edit for find in finders for edit in find(text, language))
