"""What a user does, for the tests of the window."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from app.translate.alternatives import Alternatives
from app.translate.editor import TextPane
from app.window import Window
from engine.requests import Prefix, Translate
from tests.fakes import FakeRunner

SENTENCE = "The black cat sleeps."
TRANSLATED = "le noir chat dort."


def type_text(window: Window, text: str) -> None:
    QTest.keyClicks(window.translate_page.source, text)


def translated(qtbot: QtBot, window: Window, text: str = SENTENCE) -> None:
    """Types and waits for the end of the translation."""
    with qtbot.waitSignal(window.dispatcher.ended):
        type_text(window, text)


def streaming(qtbot: QtBot, window: Window, runner: FakeRunner, text: str = SENTENCE) -> None:
    """Types and waits until the engine is in the middle of it."""
    runner.held.set()
    type_text(window, text)
    qtbot.waitUntil(lambda: window.translate_page.target.text() == TRANSLATED)


def choose(picker: QComboBox, text: str) -> None:
    """Opens a picker and takes the entry, by keyboard as a user would."""
    picker.showPopup()
    view = picker.view()
    view.setCurrentIndex(picker.model().index(picker.findText(text), 0))
    QTest.keyClick(view, Qt.Key.Key_Return)


def entries(picker: QComboBox) -> list[str]:
    return [picker.itemText(index) for index in range(picker.count())]


def marked(pane: TextPane) -> list[str]:
    return [selection.cursor.selectedText() for selection in pane.extraSelections()]


def put_caret(pane: TextPane, place: int) -> None:
    cursor = QTextCursor(pane.document())
    cursor.setPosition(place)
    pane.setTextCursor(cursor)


def point_at(window: Window, word: str, *, after: int = 0) -> QPoint:
    """The middle of a word of the translation, in the target's viewport."""
    target = window.translate_page.target
    cursor = QTextCursor(target.document())
    begin = target.toPlainText().index(word, after)
    cursor.setPosition(begin)
    first = target.cursorRect(cursor)
    cursor.setPosition(begin + len(word))
    return (first.center() + target.cursorRect(cursor).center()) / 2


def click_word(qtbot: QtBot, window: Window, word: str, *, after: int = 0) -> Alternatives:
    """Clicks a word of the translation; returns the list that opens."""
    viewport = window.translate_page.target.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=point_at(window, word, after=after))
    popup = window.translate_page.steerer.popup
    qtbot.waitUntil(popup.isVisible)
    return popup


def last_prefixes(runner: FakeRunner) -> tuple[Prefix, ...]:
    request = runner.requests[-1]
    assert isinstance(request, Translate)
    return request.prefixes
