"""What is wanted of a document. (No torch.)"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cached_property

# The control piece of each kind of summary; of "auto" none: see `choosing`. What is written of several parts
# is a sentence on each.
MARKS = {
    "auto": "",
    "headline": "<title>",
    "sentence": "<sentence>",
    "sentences": "<sentences>",
    "points": "<sentence>",
    "full": "<sentence>",
}
LENGTHS = ("short", "medium", "long")
# Parts of the document that are taken up one by one, at most; and at most as a share of its sentences.
_PARTS = {"points": (3, 5, 8), "full": (3, 6, 12)}
_SHARES = (1 / 3, 1 / 2, 2 / 3)
# The length of a sentence in a summary of several: a point is short.
_SENTENCES = {"points": ("short", "short", "medium"), "full": ("medium", "medium", "medium")}
# Sections of talks, or for models from elsewhere, that are summed up one by one in several sentences.
_SECTIONS = (1, 3, 8)
SPEAKS = re.compile(r"[^\W\d_][\w .'-]{0,40}[:：]\s*\S")
_PARAGRAPH = 4  # sentences of a summary


@dataclass(frozen=True)
class Wish:
    """A document, and the summary that is wanted of it."""

    text: str
    language: str
    kind: str = "auto"  # a key of MARKS
    length: str = "medium"  # of LENGTHS

    @property
    def several(self) -> bool:
        """Whether the document is taken up part by part."""
        return self.kind in _PARTS

    @cached_property
    def is_talk(self) -> bool:
        """Whether most of the lines say who speaks: on talks our networks write several sentences."""
        lines = [line for line in self.text.split("\n") if line.strip()]
        return len(lines) > 1 and 2 * sum(bool(SPEAKS.match(line)) for line in lines) > len(lines)

    @property
    def one_of_each(self) -> bool:
        """Whether a sentence is wanted of each part, of what is no talk: one of the text's own may do."""
        return (self.kind == "sentence" or self.several) and not self.is_talk

    @property
    def at_once(self) -> bool:
        """Whether what is said of a section is a summary, and no sentence among others."""
        return not self.several or self.is_talk

    @property
    def marks(self) -> tuple[str, ...]:
        """Control pieces that tell a network of ours what is wanted, of each part if there are several."""
        if self.several and self.is_talk:
            return "<sentences>", f"<{self.length}>"
        length = _SENTENCES[self.kind][self._place] if self.several else self.length
        return (MARKS[self.kind], f"<{length}>") if MARKS[self.kind] else ()

    def parts(self, sentences: int, *, ours: bool) -> int:
        """In how many parts a document of so many sentences is taken up, at most.

        ours: by a network that is asked for a sentence on each.
        """
        if not self.several:
            return 1
        if self.is_talk or not ours:
            return _SECTIONS[self._place]
        share = math.ceil(sentences * _SHARES[self._place])
        return max(1, min(_PARTS[self.kind][self._place], share))

    def before(self, part: int, *, ours: bool) -> str:
        """What stands between this part of the summary and the one before."""
        if not part:
            return ""
        if self.kind != "full" or self.is_talk or not ours:
            return "\n"
        if part % _PARAGRAPH == 0:
            return "\n\n"
        return "" if self.language == "zh" else " "

    @property
    def _place(self) -> int:
        return LENGTHS.index(self.length)
