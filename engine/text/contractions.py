"""English words that people type without their apostrophe: "dont", "im", "thats".

Only such as are no other words: not "were", "well" or "ill"; "its" and "lets" only where what is around them
tells that nothing is owned ("its raining") and nobody is allowed to ("Lets go").
"""

from __future__ import annotations

import re

from engine.text.normalise import Edit

# What follows "it's" and hardly ever "its".
_AFTER_IT_IS = (
    "an?|the|not|been|my|your|his|her|our|their|me|you|him|us|them|ok|okay|so(?!-)|too|just|already|"
    "because|going to|time (?:to|for)|getting|raining|snowing"
)
_TYPED = re.compile(
    r"\b(?:"
    r"(?:do|does|did|is|are|was|were|have|has|had|could|should|would|must|need|ca|wo)n(?=t\b)"
    r"|(?-i:[Ii](?=m\b)|i(?=ve\b))"
    r"|(?:you|we|they)(?=ve\b)"
    r"|(?:you|they)(?=(?:re|ll)\b)"
    r"|(?:that|what|where|there|here|who|he|she)(?=s\b)"
    rf"|it(?=s (?:{_AFTER_IT_IS})\b)"
    r"|(?:^|(?<=[.!?:] ))let(?=s \w)"
    r")",
    re.IGNORECASE | re.MULTILINE,
)


def apostrophes(text: str, language: str) -> list[Edit]:
    """The apostrophes to put into a text, in order: of English alone."""
    if language != "en":
        return []
    return [Edit(match.end(), match.end(), "'") for match in _TYPED.finditer(text)]
