"""The table of actions. Menus, buttons and the list of shortcuts are made from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from app import theme
from app.language import QT_TRANSLATE_NOOP


@dataclass(frozen=True)
class Entry:
    name: str
    menu: str
    text: str
    icon: str = ""
    keys: tuple[str, ...] = ()  # the first is the one that is shown
    checkable: bool = False


MENUS = {
    "text": QT_TRANSLATE_NOOP("actions", "&Text"),
    "view": QT_TRANSLATE_NOOP("actions", "&View"),
    "help": QT_TRANSLATE_NOOP("actions", "&Help"),
}

TABLE = (
    Entry("translate", "text", QT_TRANSLATE_NOOP("actions", "Translate now"), "", ("Ctrl+Return",)),
    Entry("stop", "text", QT_TRANSLATE_NOOP("actions", "Stop"), "stop", ("Escape",)),
    Entry("swap", "text", QT_TRANSLATE_NOOP("actions", "Swap languages"), "swap", ("Ctrl+Shift+S",)),
    Entry("paste", "text", QT_TRANSLATE_NOOP("actions", "Paste"), "paste", ("Ctrl+Shift+V",)),
    Entry("copy", "text", QT_TRANSLATE_NOOP("actions", "Copy translation"), "copy", ("Ctrl+Shift+C",)),
    Entry("clear", "text", QT_TRANSLATE_NOOP("actions", "Clear text"), "clear", ("Ctrl+Shift+X",)),
    Entry(
        "alternatives",
        "text",
        QT_TRANSLATE_NOOP("actions", "Alternatives for the word"),
        "alternatives",
        ("F2",),
    ),
    Entry(
        "inspect",
        "text",
        QT_TRANSLATE_NOOP("actions", "Inspect what is shown"),
        "inspect",
        ("Ctrl+Shift+I",),
    ),
    Entry("undo", "text", QT_TRANSLATE_NOOP("actions", "Undo choice"), "undo", ("Ctrl+Z",)),
    Entry("redo", "text", QT_TRANSLATE_NOOP("actions", "Redo choice"), "redo", ("Ctrl+Shift+Z", "Ctrl+Y")),
    Entry("open", "text", QT_TRANSLATE_NOOP("actions", "Open session…"), "open", ("Ctrl+O",)),
    Entry("save", "text", QT_TRANSLATE_NOOP("actions", "Save session…"), "save", ("Ctrl+S",)),
    Entry("quit", "text", QT_TRANSLATE_NOOP("actions", "Quit"), "", ("Ctrl+Q",)),
    Entry(
        "page_translate", "view", QT_TRANSLATE_NOOP("actions", "Translate"), "translate", ("Ctrl+1",), True
    ),
    Entry("page_chat", "view", QT_TRANSLATE_NOOP("actions", "Chat"), "chat", ("Ctrl+2",), True),
    Entry(
        "page_summarise", "view", QT_TRANSLATE_NOOP("actions", "Summarise"), "summarise", ("Ctrl+3",), True
    ),
    Entry("page_inspect", "view", QT_TRANSLATE_NOOP("actions", "Inspect"), "inspect", ("Ctrl+4",), True),
    Entry("page_lab", "view", QT_TRANSLATE_NOOP("actions", "Lab"), "lab", ("Ctrl+5",), True),
    Entry("page_models", "view", QT_TRANSLATE_NOOP("actions", "Models"), "models", ("Ctrl+6",), True),
    Entry("page_settings", "view", QT_TRANSLATE_NOOP("actions", "Settings"), "settings", ("Ctrl+,",), True),
    Entry(
        "attention", "view", QT_TRANSLATE_NOOP("actions", "Attention"), "attention", ("Ctrl+Shift+A",), True
    ),
    Entry("decoding", "view", QT_TRANSLATE_NOOP("actions", "Decoding"), "decoding", ("Ctrl+Shift+D",), True),
    Entry("nbest", "view", QT_TRANSLATE_NOOP("actions", "N-best list"), "nbest", ("Ctrl+Shift+N",), True),
    Entry("beam", "view", QT_TRANSLATE_NOOP("actions", "Beam tree"), "tree", ("Ctrl+Shift+B",), True),
    Entry(
        "confidence",
        "view",
        QT_TRANSLATE_NOOP("actions", "Shade words by probability"),
        "confidence",
        ("Ctrl+Shift+P",),
        True,
    ),
    Entry("larger", "view", QT_TRANSLATE_NOOP("actions", "Larger text"), "", ("Ctrl++", "Ctrl+=")),
    Entry("smaller", "view", QT_TRANSLATE_NOOP("actions", "Smaller text"), "", ("Ctrl+-",)),
    Entry("shortcuts", "help", QT_TRANSLATE_NOOP("actions", "Shortcuts"), "keyboard", ("F1", "Ctrl+/")),
)

# What only some pages can do: elsewhere menus leave it out, and its shortcuts are not taken.
OF_A_PAGE = {
    "page_translate": (
        *("translate", "swap", "paste", "copy", "clear", "alternatives", "inspect"),
        *("undo", "redo", "save", "confidence"),
    ),
    "page_chat": ("inspect",),
    "page_summarise": ("inspect",),
}


class Actions(QObject):
    """One QAction for each entry, looked up by name. `existing` are actions that Qt made itself."""

    def __init__(self, window: QMainWindow, existing: Mapping[str, QAction]) -> None:
        super().__init__(window)
        self._actions = {entry.name: existing.get(entry.name) or QAction(window) for entry in TABLE}
        self._menus = {name: window.menuBar().addMenu("") for name in MENUS}
        for entry, action in self.entries():
            action.setObjectName(entry.name)
            action.setCheckable(entry.checkable)
            action.setIconVisibleInMenu(False)  # there the place is taken by the tick
            action.setShortcuts([QKeySequence(keys) for keys in entry.keys])
            self._menus[entry.menu].addAction(action)
        self.retranslate()
        self.recolour()

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def entries(self) -> Iterator[tuple[Entry, QAction]]:
        return ((entry, self._actions[entry.name]) for entry in TABLE)

    def pages(self) -> list[QAction]:
        return [action for entry, action in self.entries() if entry.name.startswith("page_")]

    def show_page(self, shown: str) -> None:
        """Leaves out what only other pages can do."""
        for name in {name for names in OF_A_PAGE.values() for name in names}:
            self[name].setVisible(name in OF_A_PAGE.get(shown, ()))

    def insert_menu(self, menu: QMenu, into: str, *, before: str) -> None:
        self._menus[into].insertMenu(self[before], menu)

    def retranslate(self) -> None:
        for name, menu in self._menus.items():
            menu.setTitle(QCoreApplication.translate("actions", MENUS[name]))
        for entry, action in self.entries():
            text = QCoreApplication.translate("actions", entry.text)
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setText(text)
            action.setToolTip(f"{text} ({keys})")

    def recolour(self) -> None:
        for entry, action in self.entries():
            if entry.icon:
                action.setIcon(theme.icon(entry.icon))
