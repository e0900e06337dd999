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


def language_name(code: str) -> str:
    """The name of a language in the language of the interface."""
    return QCoreApplication.translate("languages", LANGUAGES[code]) if code in LANGUAGES else code


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
