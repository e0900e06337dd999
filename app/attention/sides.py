"""What the two sides of attention are called in each task."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.language import QT_TRANSLATE_NOOP
from engine.cards import CHAT, SUMMARISE, TRANSLATE

_SIDES = {
    TRANSLATE: (QT_TRANSLATE_NOOP("sides", "Source"), QT_TRANSLATE_NOOP("sides", "Translation")),
    CHAT: (QT_TRANSLATE_NOOP("sides", "Conversation"), QT_TRANSLATE_NOOP("sides", "Reply")),
    SUMMARISE: (QT_TRANSLATE_NOOP("sides", "Document"), QT_TRANSLATE_NOOP("sides", "Summary")),
}


def sides(task: str) -> tuple[str, str]:
    """What is read, and what is written."""
    source, target = _SIDES[task]
    translate = QCoreApplication.translate
    return translate("sides", source), translate("sides", target)
