"""What is wanted of a document. (No torch.)"""

from __future__ import annotations

from dataclasses import dataclass

# The control piece of each kind of summary; of "auto" none, so that the network chooses.
MARKS = {"auto": "", "headline": "<title>", "sentence": "<sentence>", "full": "<sentences>"}
# Sections of the document that a full summary takes up one by one; every other kind is of one.
SECTIONS = {"short": 1, "medium": 3, "long": 8}


@dataclass(frozen=True)
class Wish:
    """A document, and the summary that is wanted of it."""

    text: str
    language: str
    kind: str = "auto"  # a key of MARKS
    length: str = "medium"  # a key of SECTIONS

    @property
    def sections(self) -> int:
        return SECTIONS[self.length] if self.kind == "full" else 1
