"""The language of the interface. Translations are read from the .ts files as they are.

Qt's own way compiles them first; a few hundred sentences need no compiling, and so there is
nothing to build after a clone and nothing to forget in a bundle.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator
from PySide6.QtGui import QFontDatabase

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "i18n"


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: ARG001
    """Marks a text of a table for pyside6-lupdate, as Qt's own does, but with types."""
    return text


LANGUAGES = {
    "ar": QT_TRANSLATE_NOOP("languages", "Arabic"),
    "de": QT_TRANSLATE_NOOP("languages", "German"),
    "en": QT_TRANSLATE_NOOP("languages", "English"),
    "es": QT_TRANSLATE_NOOP("languages", "Spanish"),
    "fr": QT_TRANSLATE_NOOP("languages", "French"),
    "it": QT_TRANSLATE_NOOP("languages", "Italian"),
    "ja": QT_TRANSLATE_NOOP("languages", "Japanese"),
    "ko": QT_TRANSLATE_NOOP("languages", "Korean"),
    "nl": QT_TRANSLATE_NOOP("languages", "Dutch"),
    "pl": QT_TRANSLATE_NOOP("languages", "Polish"),
    "pt": QT_TRANSLATE_NOOP("languages", "Portuguese"),
    "ru": QT_TRANSLATE_NOOP("languages", "Russian"),
    "zh": QT_TRANSLATE_NOOP("languages", "Chinese"),
}
# What other models speak.
_MORE = {
    "bg": QT_TRANSLATE_NOOP("languages", "Bulgarian"),
    "bn": QT_TRANSLATE_NOOP("languages", "Bengali"),
    "ca": QT_TRANSLATE_NOOP("languages", "Catalan"),
    "cs": QT_TRANSLATE_NOOP("languages", "Czech"),
    "da": QT_TRANSLATE_NOOP("languages", "Danish"),
    "el": QT_TRANSLATE_NOOP("languages", "Greek"),
    "fa": QT_TRANSLATE_NOOP("languages", "Persian"),
    "fi": QT_TRANSLATE_NOOP("languages", "Finnish"),
    "gu": QT_TRANSLATE_NOOP("languages", "Gujarati"),
    "ha": QT_TRANSLATE_NOOP("languages", "Hausa"),
    "he": QT_TRANSLATE_NOOP("languages", "Hebrew"),
    "hi": QT_TRANSLATE_NOOP("languages", "Hindi"),
    "hu": QT_TRANSLATE_NOOP("languages", "Hungarian"),
    "id": QT_TRANSLATE_NOOP("languages", "Indonesian"),
    "jv": QT_TRANSLATE_NOOP("languages", "Javanese"),
    "kn": QT_TRANSLATE_NOOP("languages", "Kannada"),
    "ml": QT_TRANSLATE_NOOP("languages", "Malayalam"),
    "mr": QT_TRANSLATE_NOOP("languages", "Marathi"),
    "no": QT_TRANSLATE_NOOP("languages", "Norwegian"),
    "pa": QT_TRANSLATE_NOOP("languages", "Punjabi"),
    "ro": QT_TRANSLATE_NOOP("languages", "Romanian"),
    "sv": QT_TRANSLATE_NOOP("languages", "Swedish"),
    "sw": QT_TRANSLATE_NOOP("languages", "Swahili"),
    "ta": QT_TRANSLATE_NOOP("languages", "Tamil"),
    "te": QT_TRANSLATE_NOOP("languages", "Telugu"),
    "th": QT_TRANSLATE_NOOP("languages", "Thai"),
    "tl": QT_TRANSLATE_NOOP("languages", "Tagalog"),
    "tr": QT_TRANSLATE_NOOP("languages", "Turkish"),
    "uk": QT_TRANSLATE_NOOP("languages", "Ukrainian"),
    "ur": QT_TRANSLATE_NOOP("languages", "Urdu"),
    "vi": QT_TRANSLATE_NOOP("languages", "Vietnamese"),
}


def language_name(code: str) -> str:
    """The name of a language in the language of the interface; of rare ones, in English."""
    if name := LANGUAGES.get(code, _MORE.get(code)):
        return QCoreApplication.translate("languages", name)
    found = QLocale(code).language()
    return QLocale.languageToString(found) if "-" not in code and found != QLocale.Language.C else code


def percent(share: float) -> str:
    """A share of 1 in the writing of the interface; what is nearly nothing is not called nothing."""
    text = QLocale().toString(100 * share, "f", 0)
    return QCoreApplication.translate("numbers", "{n} %").format(n="<1" if 0 < share < 0.005 else text)


class TsTranslator(QTranslator):
    """The finished translations of one .ts file."""

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts: dict[tuple[str, str], str] = {}
        for context in ElementTree.parse(path).getroot().iter("context"):
            for message in context.iter("message"):
                translation = message.find("translation")
                if translation is not None and translation.text and "type" not in translation.attrib:
                    key = (context.findtext("name", ""), message.findtext("source", ""))
                    self._texts[key] = translation.text

    def isEmpty(self) -> bool:
        return not self._texts

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:  # noqa: ARG002
        # None becomes Qt's null string, which lets Qt ask the next translator.
        return self._texts.get((context, source))  # type: ignore[return-value]


class InterfaceLanguage(QObject):
    """Switches the language of the running program; widgets hear of it by `LanguageChange`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._installed: list[QTranslator] = []
        self.is_unreadable = False  # the language is wanted, but no font here has it

    def use(self, choice: str) -> None:
        """`choice` is "system" or a language code of the settings table."""
        for translator in self._installed:
            QCoreApplication.removeTranslator(translator)
        self._installed = []
        code = QLocale.system().name() if choice == "system" else choice
        path = FOLDER / f"{'zh_CN' if code.startswith('zh') else code}.ts"
        self.is_unreadable = path.stem == "zh_CN" and not chinese_is_readable()
        if self.is_unreadable or not path.is_file():  # English is what the program is written in
            return
        buttons_of_qt = QTranslator(self)
        buttons_of_qt.load(
            f"qtbase_{path.stem}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        )
        for translator in (buttons_of_qt, TsTranslator(path, self)):
            QCoreApplication.installTranslator(translator)
            self._installed.append(translator)


def chinese_is_readable() -> bool:
    """Whether some font here has Chinese characters."""
    return bool(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))
