"""Mouse, caret and attention point at words; both texts show what belongs together."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.window import Window
from tests.app.acting import SENTENCE, TRANSLATED, marked, put_caret, translated, type_text


def test_caret_marks_the_aligned_words_on_both_sides(qtbot: QtBot, window: Window) -> None:
    translated(qtbot, window)
    with qtbot.waitSignal(window.translate_page.pointed) as pointed:
        put_caret(window.translate_page.source, SENTENCE.index("cat"))
    assert marked(window.translate_page.source) == ["cat"]
    assert marked(window.translate_page.target) == ["chat"]
    assert pointed.args == [(10, 13), (8, 12)]


def test_mouse_marks_the_aligned_words_on_both_sides(qtbot: QtBot, window: Window) -> None:
    translated(qtbot, window)
    target = window.translate_page.target
    cursor = QTextCursor(target.document())
    cursor.setPosition(TRANSLATED.index("noir") + 1)
    QTest.mouseMove(target.viewport(), target.cursorRect(cursor).center() + QPoint(3, 0))
    qtbot.waitUntil(lambda: marked(target) == ["noir"])
    assert marked(window.translate_page.source) == ["black"]


def test_attention_marks_both_texts(qtbot: QtBot, window: Window) -> None:
    translated(qtbot, window)
    window.attention.pointed.emit([(4, 9)], [(3, 7)])
    assert marked(window.translate_page.source) == ["black"]
    assert marked(window.translate_page.target) == ["noir"]
    window.attention.pointed.emit([], [])
    assert marked(window.translate_page.source) == []


def test_editing_clears_the_marks(qtbot: QtBot, window: Window) -> None:
    translated(qtbot, window)
    put_caret(window.translate_page.source, 5)
    assert marked(window.translate_page.source)
    type_text(window, "x")
    assert marked(window.translate_page.source) == []
    assert marked(window.translate_page.target) == []


def test_caret_chooses_the_sentence_whose_attention_is_shown(qtbot: QtBot, window: Window) -> None:
    shown: list[Any] = []
    window.translate_page.shown.connect(lambda draft, _: shown.append(draft.text))
    translated(qtbot, window, SENTENCE + " One. Two.")
    assert shown[-1] == "deux."
    put_caret(window.translate_page.source, 3)
    assert shown[-1] == TRANSLATED
    put_caret(window.translate_page.target, len(TRANSLATED) + 2)
    assert shown[-1] == "un."


def test_wide_characters_are_marked_in_place(qtbot: QtBot, window: Window) -> None:
    QGuiApplication.clipboard().setText("😀 black cat")
    with qtbot.waitSignal(window.dispatcher.ended):
        window.actions_table["paste"].trigger()
    put_caret(window.translate_page.source, 4)
    assert marked(window.translate_page.source) == ["black"]
    assert marked(window.translate_page.target) == ["noir"]


def test_caret_scrolls_the_other_text_to_the_partner(qtbot: QtBot, window: Window) -> None:
    text = " ".join([SENTENCE] * 100)
    QGuiApplication.clipboard().setText(text)
    with qtbot.waitSignal(window.dispatcher.ended, timeout=30_000):
        window.actions_table["paste"].trigger()
    source, target = window.translate_page.source, window.translate_page.target
    bar = target.verticalScrollBar()
    put_caret(source, 5)
    assert bar.value() < 40
    put_caret(source, len(text) - 4)
    assert bar.value() > bar.maximum() / 2
    put_caret(target, 3)
    assert source.verticalScrollBar().value() < 40
