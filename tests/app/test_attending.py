"""The attention dock belongs to the page on the screen: each marks what the other points at."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.attention.canvas import Cell
from app.window import Window
from tests.app.acting import marked, translated

DOCUMENT = "The old cat sleeps on the red sofa. It dreams of fish and rain. My brother bought a new car."


def labels(window: Window) -> tuple[list[str], list[str]]:
    """Of the rows and the columns on the screen."""
    canvas = window.attention.map.canvas
    if not window.attention.map.isVisible():
        return [], []
    return canvas.rows.texts, canvas.columns.texts


def go_to(window: Window, page: str) -> None:
    window.actions_table[page].trigger()


def hover(window: Window, cell: Cell) -> None:
    heatmap = window.attention.map
    QTest.mouseMove(heatmap, QPoint(1, 1))
    QTest.mouseMove(heatmap, heatmap.canvas.place(cell).center())


def talk(qtbot: QtBot, window: Window) -> None:
    go_to(window, "page_chat")
    with qtbot.waitSignal(window.dispatcher.ended):
        window.chat_page.send("hello world")
    qtbot.waitUntil(lambda: labels(window) == (["hello", "world"], ["bonjour", "monde"]))


def sum_up(qtbot: QtBot, window: Window) -> None:
    go_to(window, "page_summarise")
    window.summarise_page.document.replace(DOCUMENT)
    with qtbot.waitSignal(window.summarise_page.linked):
        window.summarise_page.summarise()


def test_dock_shows_the_page_that_is_seen(qtbot: QtBot, window: Window) -> None:
    translated(qtbot, window)
    qtbot.waitUntil(lambda: len(labels(window)[1]) == 5)
    ours = labels(window)
    talk(qtbot, window)
    talks = labels(window)
    go_to(window, "page_summarise")
    qtbot.waitUntil(lambda: labels(window) == ([], []))
    go_to(window, "page_translate")
    qtbot.waitUntil(lambda: labels(window) == ours)
    go_to(window, "page_chat")
    qtbot.waitUntil(lambda: labels(window) == talks)


def test_cells_light_the_words_of_the_turns(qtbot: QtBot, window: Window) -> None:
    talk(qtbot, window)
    bubbles = window.chat_page.transcript.bubbles
    hover(window, Cell(1, 0))
    qtbot.waitUntil(lambda: marked(bubbles[0].text) == ["world"])
    assert marked(bubbles[1].text) == ["bonjour"]


def test_words_of_the_turns_mark_the_map(qtbot: QtBot, window: Window) -> None:
    talk(qtbot, window)
    canvas = window.attention.map.canvas
    window.chat_page.transcript.hovered.emit(1, 9)  # in “monde”
    assert canvas.marked_rows == {1}
    assert canvas.marked_columns == {1}
    window.chat_page.transcript.hovered.emit(0, 0)
    assert canvas.marked_rows == {0}
    assert canvas.marked_columns == {0}
    go_to(window, "page_translate")
    go_to(window, "page_chat")
    assert not canvas.marked_rows


def test_cells_light_the_words_of_document_and_summary(qtbot: QtBot, window: Window) -> None:
    sum_up(qtbot, window)
    page = window.summarise_page
    qtbot.waitUntil(lambda: labels(window)[1][:2] == ["le", "vieux"])
    hover(window, Cell(1, 1))
    qtbot.waitUntil(lambda: marked(page.document)[-1:] == ["old"])
    assert marked(page.summary)[-1:] == ["vieux"]


def test_words_of_a_summary_mark_the_map(qtbot: QtBot, window: Window) -> None:
    sum_up(qtbot, window)
    qtbot.waitUntil(lambda: labels(window)[1][:2] == ["le", "vieux"])
    window.summarise_page.summary.hovered.emit(4)  # in “vieux”
    canvas = window.attention.map.canvas
    assert canvas.marked_rows == {1}
    assert canvas.marked_columns == {1}


@pytest.mark.parametrize("page", ["translate", "chat", "summarise", "inspect"])
def test_who_goes_to_a_page_may_write_at_once(qtbot: QtBot, window: Window, page: str) -> None:
    go_to(window, "page_settings")
    go_to(window, f"page_{page}")
    pages = {
        "translate": window.translate_page.source,
        "chat": window.chat_page.composer.editor,
        "summarise": window.summarise_page.document,
        "inspect": window.inspect_page.source,
    }

    def has_focus(expected: object) -> bool:
        return QApplication.focusWidget() is expected

    qtbot.waitUntil(partial(has_focus, pages[page]))
