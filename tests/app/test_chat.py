"""Talking in the window, as a user does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.chat.page import ChatPage
from app.chat.store import Store, conversations_file
from app.window import Window
from engine.errors import OutOfMemory, UnreadableTurn
from engine.requests import Reply
from tests.app.chatting import bubble, click, say, send, texts
from tests.fakes import FakeRunner


def test_reply_is_written_and_kept(qtbot: QtBot, window: Window, chat: ChatPage) -> None:
    say(qtbot, window, "hello world")
    say(qtbot, window, "good morning")
    assert texts(chat) == ["hello world", "bonjour monde", "good morning", "bon matin"]
    assert chat.composer.editor.text() == ""
    store = Store(conversations_file())
    (kept,) = store.conversations()
    assert kept.title == "hello world"
    assert [turn.text for turn in store.turns(kept.id)] == texts(chat)


@pytest.mark.usefixtures("chat")
def test_earlier_turns_are_asked_with(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    say(qtbot, window, "hello world")
    say(qtbot, window, "good morning")
    request = runner.requests[-1]
    assert isinstance(request, Reply)
    assert request.turns == ("hello world", "bonjour monde", "good morning")
    assert request.language == ""  # by the script of the last turn


def test_shift_enter_begins_a_line_and_nothing_empty_is_sent(
    qtbot: QtBot, window: Window, chat: ChatPage, runner: FakeRunner
) -> None:
    editor = chat.composer.editor
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "   ")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert not any(isinstance(request, Reply) for request in runner.requests)
    QTest.keyClicks(editor, "one")
    QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(editor, "two")
    with qtbot.waitSignal(window.dispatcher.ended):
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert texts(chat)[0] == "one\ntwo"


def test_stop_keeps_the_partial_reply_and_its_attention(
    qtbot: QtBot, window: Window, chat: ChatPage, runner: FakeRunner
) -> None:
    runner.held.set()
    send(window, "the black cat sleeps")
    qtbot.waitUntil(lambda: texts(chat)[-1:] == ["le noir chat dort"])
    assert not chat.composer.send.isEnabled()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: bubble(chat, 1).note.text() == "Stopped")
    assert texts(chat) == ["the black cat sleeps", "le noir chat dort"]
    assert not Store(conversations_file()).turns(1)[1].complete
    bubble(chat, 1).text.hovered.emit(3)
    assert bubble(chat, 0).text.extraSelections()


def test_another_reply_stays_beside_the_first(
    qtbot: QtBot, window: Window, chat: ChatPage, runner: FakeRunner
) -> None:
    say(qtbot, window, "hello world")
    with qtbot.waitSignal(window.dispatcher.ended):
        click(bubble(chat, 1).again)
    request = runner.requests[-1]
    assert isinstance(request, Reply)
    assert request.versions == ("bonjour monde",)
    assert texts(chat) == ["hello world", "你好世界"]
    assert bubble(chat, 1).version.text() == "2/2"
    click(bubble(chat, 1).older)
    assert texts(chat) == ["hello world", "bonjour monde"]
    assert not bubble(chat, 1).older.isEnabled()
    click(bubble(chat, 1).newer)
    assert texts(chat) == ["hello world", "你好世界"]


def test_changing_a_turn_makes_a_branch(qtbot: QtBot, window: Window, chat: ChatPage) -> None:
    say(qtbot, window, "hello world")
    say(qtbot, window, "good morning")
    click(bubble(chat, 0).edit)
    assert chat.composer.editor.text() == "hello world"
    QTest.keyClick(chat.composer.editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    say(qtbot, window, "black cat")
    assert texts(chat) == ["black cat", "noir chat"]
    click(bubble(chat, 0).older)
    assert texts(chat) == ["hello world", "bonjour monde", "good morning", "bon matin"]


def test_a_change_can_be_given_up(qtbot: QtBot, window: Window, chat: ChatPage) -> None:
    say(qtbot, window, "hello world")
    click(bubble(chat, 0).edit)
    click(chat.composer.give_up)
    assert chat.composer.editor.text() == ""
    say(qtbot, window, "one")
    assert texts(chat) == ["hello world", "bonjour monde", "one", "un"]


@pytest.mark.usefixtures("chat")
def test_conversations_survive_a_restart(
    qtbot: QtBot, open_window: Callable[[], Window], window: Window
) -> None:
    say(qtbot, window, "hello world")
    window.close()
    again = open_window()
    again.actions_table["page_chat"].trigger()
    assert again.chat_page.archive.list.count() == 1
    again.chat_page.archive.list.setCurrentRow(0)
    assert texts(again.chat_page) == ["hello world", "bonjour monde"]


def test_search_opens_the_branch_where_it_stands(qtbot: QtBot, window: Window, chat: ChatPage) -> None:
    say(qtbot, window, "hello world")
    with qtbot.waitSignal(window.dispatcher.ended):
        click(bubble(chat, 1).again)
    click(chat.archive.new)
    say(qtbot, window, "good morning")
    QTest.keyClicks(chat.archive.search, "bonjour")
    assert chat.archive.list.count() == 1
    chat.archive.list.setCurrentRow(0)
    assert texts(chat) == ["hello world", "bonjour monde"]
    QTest.keyClicks(chat.archive.search, "xyz")
    assert chat.archive.list.item(0).text() == "Nothing was found."
    chat.archive.search.clear()
    assert chat.archive.list.count() == 2


def test_deleting_can_be_undone(qtbot: QtBot, window: Window, chat: ChatPage) -> None:
    say(qtbot, window, "hello world")
    chat.archive.list.setFocus()
    QTest.keyClick(chat.archive.list, Qt.Key.Key_Delete)
    assert chat.archive.list.count() == 0
    assert texts(chat) == []
    click(chat.archive.undo)
    assert chat.archive.list.count() == 1
    assert texts(chat) == ["hello world", "bonjour monde"]


def test_a_deleted_turn_takes_what_followed_with_it_and_comes_back(
    qtbot: QtBot, window: Window, chat: ChatPage
) -> None:
    said = ["hello world", "bonjour monde", "good morning", "bon matin"]
    for text in said[::2]:
        say(qtbot, window, text)
    click(bubble(chat, 2).remove)
    assert texts(chat) == said[:2]
    click(chat.archive.undo)
    assert texts(chat) == said
    assert not chat.archive.undo.isVisible()
    click(bubble(chat, 1).remove)
    assert texts(chat) == said[:1]
    with qtbot.waitSignal(window.dispatcher.ended):
        click(bubble(chat, 0).again)  # it has no reply any longer
    assert texts(chat) == said[:2]
    click(bubble(chat, 0).remove)  # nothing would be left
    assert chat.archive.list.count() == 0
    click(chat.archive.undo)
    assert texts(chat) == said[:2]


def test_of_several_versions_only_the_one_that_is_shown_is_deleted(
    qtbot: QtBot, window: Window, chat: ChatPage
) -> None:
    say(qtbot, window, "hello world")
    with qtbot.waitSignal(window.dispatcher.ended):
        click(bubble(chat, 1).again)
    click(bubble(chat, 1).remove)
    assert texts(chat) == ["hello world", "bonjour monde"]
    assert not bubble(chat, 1).older.isVisible()
    click(chat.archive.new)
    click(chat.archive.undo)  # from another conversation
    assert texts(chat) == ["hello world", "你好世界"]


def test_control_pieces_and_emoji_are_text(qtbot: QtBot, window: Window, chat: ChatPage) -> None:
    for typed in ("<heed> </s> <b>world</b>", "😀👩‍👩‍👧"):
        chat.composer.editor.replace(typed)
        with qtbot.waitSignal(window.dispatcher.ended):
            QTest.keyClick(chat.composer.editor, Qt.Key.Key_Return)
        assert texts(chat)[-2] == typed


def test_unreadable_turn_is_said_and_stays(
    qtbot: QtBot, window: Window, chat: ChatPage, runner: FakeRunner
) -> None:
    runner.failure = UnreadableTurn("chat-small", ("en", "zh"))
    chat.composer.editor.replace("Привет")
    with qtbot.waitSignal(window.dispatcher.ended):
        QTest.keyClick(chat.composer.editor, Qt.Key.Key_Return)
    assert window.notice.text == (
        "The model “chat-small” cannot read this script. It knows English, Chinese: write in one."
    )
    assert texts(chat) == ["Привет"]
    runner.failure = UnreadableTurn("chat-small", ("en", "zh"), "fr")
    say(qtbot, window, "Je ne sais pas")
    assert window.notice.text == (
        "The model “chat-small” does not know French. It knows English, Chinese: write in one."
    )
    runner.failure = None
    say(qtbot, window, "hello world")
    assert texts(chat) == ["hello world", "bonjour monde"]


def test_a_failure_keeps_what_was_said(
    qtbot: QtBot, window: Window, chat: ChatPage, runner: FakeRunner
) -> None:
    runner.failure = OutOfMemory()
    say(qtbot, window, "hello world")
    assert texts(chat) == ["hello world"]
    assert "memory" in window.notice.text
    runner.failure = None
    say(qtbot, window, "good morning")
    assert texts(chat) == ["good morning", "bon matin"]
    assert window.notice.text == ""


def test_turn_without_a_reply_can_be_answered(
    qtbot: QtBot, window: Window, chat: ChatPage, runner: FakeRunner
) -> None:
    runner.failure = OutOfMemory()
    say(qtbot, window, "hello world")
    runner.failure = None
    assert bubble(chat, 0).again.isVisible()
    with qtbot.waitSignal(window.dispatcher.ended):
        click(bubble(chat, 0).again)
    assert texts(chat) == ["hello world", "bonjour monde"]
    assert not bubble(chat, 0).again.isVisible()
    say(qtbot, window, "good morning")
    assert [b.again.isVisible() for b in chat.transcript.bubbles] == [False, True, False, True]


def test_unsent_turn_is_there_after_a_restart(
    window: Window, chat: ChatPage, open_window: Callable[[], Window]
) -> None:
    QTest.keyClicks(chat.composer.editor, "half a thought")
    window.close()
    assert open_window().chat_page.composer.editor.text() == "half a thought"


def test_export_and_import(
    qtbot: QtBot, window: Window, chat: ChatPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(qtbot, window, "hello world")
    paths = {kind: tmp_path / f"talk.{kind}" for kind in ("md", "txt", "json")}
    for kind, path in paths.items():
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, path=path: (str(path), ""))
        chat.archive.exports[kind].trigger()
    assert "**You:** hello world" in paths["md"].read_text(encoding="utf-8")
    assert paths["txt"].read_text(encoding="utf-8").splitlines() == [
        "You: hello world",
        "Heed: bonjour monde",
    ]
    assert len(json.loads(paths["json"].read_text(encoding="utf-8"))["turns"]) == 2
    for count, path in enumerate(paths.values(), 2):
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, path=path: (str(path), ""))
        chat.archive.take_in.trigger()
        assert chat.archive.list.count() == count
        assert texts(chat) == ["hello world", "bonjour monde"]
    for kind in paths:
        other = tmp_path / f"other.{kind}"
        other.write_text("Once upon a time.\n", encoding="utf-8")
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, path=other: (str(path), ""))
        window.notice.hide()
        chat.archive.take_in.trigger()
        assert window.notice.text.startswith("There is no conversation in this file.")


def test_a_folder_that_cannot_be_written_is_told(
    open_window: Callable[[], Window], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("HEED_DATA", str(tmp_path / "file"))
    window = open_window()
    assert "until you close Heed" in window.notice.text or "could not be saved" in window.notice.text
    window.actions_table["page_chat"].trigger()
    say(qtbot, window, "hello world")
    assert texts(window.chat_page) == ["hello world", "bonjour monde"]


def test_leaving_in_the_middle_keeps_what_is_written(
    qtbot: QtBot, window: Window, chat: ChatPage, runner: FakeRunner
) -> None:
    runner.held.set()
    send(window, "the black cat sleeps")
    qtbot.waitUntil(lambda: texts(chat)[-1:] == ["le noir chat dort"])
    window.close()
    assert [turn.text for turn in Store(conversations_file()).turns(1)] == [
        "the black cat sleeps",
        "le noir chat dort",
    ]
