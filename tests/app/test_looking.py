"""Whose attention the chat shows: the newest reply's, or that of the one the user looks into."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.attention.kinds import DECODER
from app.chat.page import ChatPage
from app.window import Window
from engine.errors import BadInput
from engine.requests import Inspect, Reply
from tests.app.acting import marked, put_caret
from tests.fakes import FakeRunner


@pytest.fixture
def chat(qtbot: QtBot, window: Window) -> ChatPage:
    """Two turns, two replies."""
    window.actions_table["page_chat"].trigger()
    for text in ("black cat", "good morning"):
        say(qtbot, window, text)
    return window.chat_page


def say(qtbot: QtBot, window: Window, text: str) -> None:
    with qtbot.waitSignal(window.dispatcher.ended):
        window.chat_page.send(text)


def reopened(window: Window, open_window: Callable[[], Window]) -> Window:
    window.close()
    again = open_window()
    again.actions_table["page_chat"].trigger()
    again.chat_page.archive.list.setCurrentRow(0)
    return again


def columns(window: Window) -> list[str]:
    panel = window.attention
    return panel.map.canvas.columns.texts if panel.map.isVisible() else []


def click_turn(window: Window, place: int) -> None:
    QApplication.processEvents()  # what was added is laid out
    text = window.chat_page.transcript.bubbles[place].text
    box = text.place_of(0, 1)
    middle = text.viewport().mapFromGlobal(box.center()) + QPoint(1, 0)
    QTest.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, pos=middle)


def test_click_on_an_earlier_reply_shows_its_attention(
    qtbot: QtBot, window: Window, chat: ChatPage, runner: FakeRunner
) -> None:
    qtbot.waitUntil(lambda: columns(window) == ["bon", "matin"], timeout=30_000)
    asked = len(runner.requests)
    click_turn(window, 1)
    qtbot.waitUntil(lambda: columns(window) == ["noir", "chat"], timeout=30_000)
    assert len(runner.requests) == asked, "it was known"
    bubbles = chat.transcript.bubbles
    assert bubbles[1].property("outlined")
    assert [bubble.share.isVisible() for bubble in bubbles] == [True, False, False, False]
    click_turn(window, 3)
    qtbot.waitUntil(lambda: columns(window) == ["bon", "matin"], timeout=30_000)
    assert not bubbles[1].property("outlined")


def test_words_mark_the_map_of_the_reply_that_is_shown(qtbot: QtBot, window: Window, chat: ChatPage) -> None:
    bubbles = chat.transcript.bubbles
    put_caret(bubbles[1].text, 5)  # in “noir”; the end would be behind it
    put_caret(bubbles[1].text, 2)
    qtbot.waitUntil(lambda: columns(window) == ["noir", "chat"], timeout=30_000)
    canvas = window.attention.map.canvas
    bubbles[0].text.hovered.emit(7)
    assert (marked(bubbles[0].text), marked(bubbles[1].text)) == (["cat"], ["chat"])
    assert canvas.marked_rows == canvas.marked_columns == {1}


@pytest.mark.usefixtures("chat")
def test_after_a_restart_attention_is_computed_anew(
    qtbot: QtBot, window: Window, open_window: Callable[[], Window], runner: FakeRunner
) -> None:
    again = reopened(window, open_window)
    assert columns(again) == []
    assert "Click an earlier reply" in again.attention.message.text()
    with qtbot.waitSignal(again.dispatcher.ended):
        click_turn(again, 1)
    request = runner.requests[-1]
    assert isinstance(request, Inspect)
    assert request.of == Reply(turns=("black cat",), model="chat-small")
    assert request.target == "noir chat"
    qtbot.waitUntil(lambda: columns(again) == ["noir", "chat"], timeout=30_000)
    assert again.chat_page.transcript.bubbles[0].share.isVisible()
    with qtbot.waitSignal(again.dispatcher.ended):
        click_turn(again, 3)
    assert columns(again)[:2] == ["bon", "matin"]


@pytest.mark.usefixtures("chat")
def test_what_cannot_be_computed_anew_is_said(
    qtbot: QtBot, window: Window, open_window: Callable[[], Window], runner: FakeRunner
) -> None:
    again = reopened(window, open_window)
    runner.failure = BadInput("The texts are too long.")
    with qtbot.waitSignal(again.dispatcher.ended):
        click_turn(again, 1)
    assert "too long" in again.notice.text
    runner.failure = None
    with qtbot.waitSignal(again.dispatcher.ended):
        click_turn(again, 1)
    qtbot.waitUntil(lambda: columns(again) == ["noir", "chat"], timeout=30_000)


@pytest.mark.usefixtures("chat")
def test_a_new_reply_is_shown_whatever_was_looked_into(qtbot: QtBot, window: Window) -> None:
    click_turn(window, 1)
    say(qtbot, window, "hello world")
    qtbot.waitUntil(lambda: columns(window) == ["bonjour", "monde"], timeout=30_000)


def test_strip_shows_which_turns_were_used(qtbot: QtBot, window: Window, chat: ChatPage) -> None:
    strip = chat.looking.strip
    say(qtbot, window, "one")  # the engine of the tests reads the last turn only
    assert not strip.isVisible()
    with qtbot.waitSignal(window.dispatcher.ended):  # but all of them where it is made to write
        chat.looking._pointing._sources.clear()
        click_turn(window, 3)
    qtbot.waitUntil(strip.isVisible, timeout=30_000)
    text = "black cat\nnoir chat\ngood morning"
    assert [text[part.begin : part.end] for part in strip.parts] == text.split("\n")
    assert sum(part.share for part in strip.parts) == pytest.approx(1)
    assert strip.parts[0].share > strip.parts[2].share
    assert strip.reading(0).startswith("Turn 1: ")
    assert strip.reading(len(text) - 1).startswith("Turn 3: ")


@pytest.mark.usefixtures("chat")
def test_self_attention_is_asked_for_after_the_reply(
    qtbot: QtBot, window: Window, runner: FakeRunner
) -> None:
    kinds = window.attention.bar.kinds
    with qtbot.waitSignal(window.dispatcher.ended):
        kinds.setCurrentIndex(kinds.findData(DECODER))
    request = runner.requests[-1]
    assert isinstance(request, Inspect)
    assert request.tokens
    assert isinstance(request.of, Reply)


@pytest.mark.usefixtures("chat")
def test_reply_is_inspected(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    click_turn(window, 1)
    with qtbot.waitSignal(window.dispatcher.ended):
        QTest.mouseClick(window.attention.bar.inspect, Qt.MouseButton.LeftButton)
    page = window.inspect_page
    assert page.isVisible()
    assert page.task == "chat"
    assert (page.source.text(), page.target.text()) == ("black cat", "noir chat")
    assert isinstance(runner.requests[-1], Inspect)
    assert page.panel is not None
    assert page.panel.map.isVisible()
