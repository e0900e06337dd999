"""What our networks read in the place of what was typed."""

from __future__ import annotations

from engine.text.abbreviations import written_out
from engine.text.chinese_names import names_spelt
from engine.text.clock import on_the_clock
from engine.text.contractions import apostrophes
from engine.text.normalise import Edit
from engine.text.numerals import in_figures


def edits_to_read(text: str, language: str) -> list[Edit]:
    """All edits, in order; where two overlap, the first of the table below."""
    edits: list[Edit] = []
    for find in (names_spelt, on_the_clock, written_out, in_figures, apostrophes):
        edits += [edit for edit in find(text, language) if not any(map(edit.overlaps, edits))]
    return sorted(edits, key=lambda edit: edit.begin)
