"""Sizes, times and languages, as people say them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale

from app.language import QT_TRANSLATE_NOOP, language_name
from engine.cards import CHAT, LANGUAGE_MODEL, SUMMARISE, TRANSLATE

translate = QCoreApplication.translate
TASKS = {
    TRANSLATE: QT_TRANSLATE_NOOP("models", "Translation"),
    CHAT: QT_TRANSLATE_NOOP("models", "Chat"),
    SUMMARISE: QT_TRANSLATE_NOOP("models", "Summaries"),
    LANGUAGE_MODEL: QT_TRANSLATE_NOOP("models", "Language model"),
}
MOST = 4  # pairs and languages that are named


def task(name: str) -> str:
    return translate("models", TASKS[name]) if name in TASKS else name


def size(count: float) -> str:
    """Bytes, in the units that disks are sold in."""
    for limit, unit in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if count >= limit:
            digits = 1 if count / limit < 100 and unit != "kB" else 0
            return f"{QLocale().toString(count / limit, 'f', digits)} {unit}"
    return f"{int(count)} B"


def parameters(count: float) -> str:
    millions = QLocale().toString(count / 1e6, "f", 0 if count >= 1e8 or count % 1e6 == 0 else 1)
    return translate("models", "{n} million parameters").format(n=millions)


def left(seconds: float) -> str:
    """How long it will take."""
    if seconds < 60:
        return translate("models", "{n} s left").format(n=max(round(seconds), 1))
    if seconds < 5400:
        return translate("models", "{n} min left").format(n=round(seconds / 60))
    return translate("models", "{n} h left").format(n=QLocale().toString(seconds / 3600, "f", 1))


def pairs(both: Sequence[tuple[str, str]], languages: Sequence[str] = ()) -> str:
    """The first few of them by name, and how many more there are."""
    if languages:
        names = [language_name(code) for code in languages[:MOST]]
        said = translate("models", "{languages}, each into each other")
        return said.format(languages=_and_more(names, len(languages)))
    joined: dict[str, None] = {}
    for a, b in both[: 8 * MOST]:
        if f"{language_name(b)} ↔ {language_name(a)}" in joined:
            continue
        arrow = "↔" if (b, a) in both else "→"
        joined[language_name(a) if a == b else f"{language_name(a)} {arrow} {language_name(b)}"] = None
    shown = [*joined]
    return _and_more(shown[:MOST], len(shown) if len(both) <= 8 * MOST else len(both))


def _and_more(names: Sequence[str], count: int) -> str:
    listed = translate("models", ", ").join(names)
    if count <= len(names):
        return listed
    return translate("models", "{list} and {n} more").format(list=listed, n=count - len(names))
