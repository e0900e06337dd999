"""How the program looks: theme, size of the text one reads, language of the interface."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app import settings as table
from app import theme
from app.language import InterfaceLanguage
from app.settings import Setting, Settings


class Appearance(QObject):
    """Follows the settings and, where they say so, the system."""

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.language = InterfaceLanguage(self)
        self.language.use(settings.get(table.LANGUAGE))
        self._apply_theme()
        settings.changed.connect(self._on_setting)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_colour_scheme)

    def larger(self) -> None:
        self._settings.step(table.READING_SIZE, 1)

    def smaller(self) -> None:
        self._settings.step(table.READING_SIZE, -1)

    def _on_setting(self, setting: Setting[Any]) -> None:
        if setting in (table.THEME, table.READING_SIZE):
            self._apply_theme()
        elif setting is table.LANGUAGE:
            self.language.use(self._settings.get(table.LANGUAGE))

    def _on_colour_scheme(self) -> None:
        if self._settings.get(table.THEME) == "system":
            self._apply_theme()

    def _apply_theme(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, self._settings.get(table.THEME), self._settings.get(table.READING_SIZE))
