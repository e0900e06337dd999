"""The names of scripts, for saying what a model cannot read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.language import QT_TRANSLATE_NOOP

translate = QCoreApplication.translate

# By the word with which Unicode's names of their letters begin: what `engine.events.Started` holds.
SCRIPTS = {
    "ARABIC": QT_TRANSLATE_NOOP("scripts", "Arabic"),
    "ARMENIAN": QT_TRANSLATE_NOOP("scripts", "Armenian"),
    "BENGALI": QT_TRANSLATE_NOOP("scripts", "Bengali"),
    "CJK": QT_TRANSLATE_NOOP("scripts", "Chinese characters"),
    "CYRILLIC": QT_TRANSLATE_NOOP("scripts", "Cyrillic"),
    "DEVANAGARI": QT_TRANSLATE_NOOP("scripts", "Devanagari"),
    "ETHIOPIC": QT_TRANSLATE_NOOP("scripts", "Ethiopic"),
    "GEORGIAN": QT_TRANSLATE_NOOP("scripts", "Georgian"),
    "GREEK": QT_TRANSLATE_NOOP("scripts", "Greek"),
    "GUJARATI": QT_TRANSLATE_NOOP("scripts", "Gujarati"),
    "GURMUKHI": QT_TRANSLATE_NOOP("scripts", "Gurmukhi"),
    "HANGUL": QT_TRANSLATE_NOOP("scripts", "Korean letters"),
    "HEBREW": QT_TRANSLATE_NOOP("scripts", "Hebrew"),
    "HIRAGANA": QT_TRANSLATE_NOOP("scripts", "Japanese hiragana"),
    "KANNADA": QT_TRANSLATE_NOOP("scripts", "Kannada"),
    "KATAKANA": QT_TRANSLATE_NOOP("scripts", "Japanese katakana"),
    "KHMER": QT_TRANSLATE_NOOP("scripts", "Khmer"),
    "LAO": QT_TRANSLATE_NOOP("scripts", "Lao"),
    "MALAYALAM": QT_TRANSLATE_NOOP("scripts", "Malayalam"),
    "MYANMAR": QT_TRANSLATE_NOOP("scripts", "Burmese"),
    "ORIYA": QT_TRANSLATE_NOOP("scripts", "Odia"),
    "SINHALA": QT_TRANSLATE_NOOP("scripts", "Sinhala"),
    "TAMIL": QT_TRANSLATE_NOOP("scripts", "Tamil"),
    "TELUGU": QT_TRANSLATE_NOOP("scripts", "Telugu"),
    "THAI": QT_TRANSLATE_NOOP("scripts", "Thai"),
    "TIBETAN": QT_TRANSLATE_NOOP("scripts", "Tibetan"),
}


def unread_said(scripts: Sequence[str]) -> str:
    """What the user should know of a text that holds scripts which the model cannot read."""
    names = translate("scripts", ", ").join(translate("scripts", SCRIPTS[script]) for script in scripts)
    said = translate("scripts", "This model does not read {scripts}. A sentence in it stays as it is.")
    return said.format(scripts=names)
