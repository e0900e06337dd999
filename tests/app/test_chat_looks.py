"""What the page that chats shows of turns: their words, their buttons, what is read of them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextOption
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app import settings as table
from app.chat.page import ChatPage
from app.translate.editor import TargetView
from app.window import Window
from tests.app.acting import marked
from tests.app.chatting import bubble, click, say, send, texts
from tests.fakes import FakeRunner


def test_buttons_of_the_shortest_turn_are_seen_whole(qtbot: QtBot, window: Window, chat: ChatPage) -> None:
    say(qtbot, window, "hi")
    click(bubble(chat, 0).edit)
    QTest.keyClick(chat.composer.editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    say(qtbot, window, "yo")
    mine = bubble(chat, 0)
    for part in (mine.older, mine.version, mine.newer, mine.copy, mine.edit):
        qtbot.waitUntil(lambda part=part: part.width() >= part.sizeHint().width())  # type: ignore[misc]


def test_turns_are_no_sentences(qtbot: QtBot, window: Window, chat: ChatPage, runner: FakeRunner) -> None:
    say(qtbot, window, "hello world")
    runner.held.set()
    send(window, "the black cat sleeps")
    qtbot.waitUntil(lambda: texts(chat)[-1:] == ["le noir chat dort"])
    assert "sentence" not in window.status.text


def test_words_of_a_reply_light_up_what_fed_them(qtbot: QtBot, window: Window, chat: ChatPage) -> None:
    say(qtbot, window, "black cat")
    bubble(chat, 1).text.hovered.emit(0)
    assert [s.cursor.selectedText() for s in bubble(chat, 1).text.extraSelections()] == ["noir"]
    assert [s.cursor.selectedText() for s in bubble(chat, 0).text.extraSelections()] == ["black"]
    bubble(chat, 0).text.hovered.emit(7)
    assert [s.cursor.selectedText() for s in bubble(chat, 1).text.extraSelections()] == ["chat"]
    assert bubble(chat, 0).share.value() == 100


def test_words_point_while_the_reply_is_written(
    qtbot: QtBot, window: Window, chat: ChatPage, runner: FakeRunner
) -> None:
    runner.held.set()
    send(window, "black cat")
    qtbot.waitUntil(lambda: texts(chat) == ["black cat", "noir chat"])
    mine, reply = bubble(chat, 0), bubble(chat, 1)
    reply.text.hovered.emit(0)
    assert (marked(mine.text), marked(reply.text)) == (["black"], ["noir"])
    mine.text.hovered.emit(7)
    assert (marked(mine.text), marked(reply.text)) == (["cat"], ["chat"])


def test_meter_says_what_the_model_no_longer_sees(qtbot: QtBot, window: Window, chat: ChatPage) -> None:
    for text in ("one", "two", "three"):
        say(qtbot, window, text)
    assert chat.bar.meter.text() == "The model sees the last 3 of 5 turns"
    window.settings.set(table.LANGUAGE, "zh_CN")
    qtbot.waitUntil(lambda: chat.bar.meter.text() == "模型能看到 5 句中的最后 3 句")
    window.settings.set(table.LANGUAGE, "en")
    qtbot.waitUntil(lambda: chat.bar.meter.text() == "The model sees the last 3 of 5 turns")
    assert window.attention.map.accessibleName()


def test_meter_says_that_the_turn_with_a_name_is_still_seen(
    qtbot: QtBot, window: Window, chat: ChatPage, runner: FakeRunner
) -> None:
    for text in ("my name is Anna", "two", "three", "four"):
        say(qtbot, window, text)
    assert chat.bar.meter.text() == "The model sees 5 of 7 turns: your name and the last"
    runner.held.set()
    send(window, "the black cat sleeps")
    qtbot.waitUntil(lambda: len(texts(chat)) == 10)
    notes = [bool(bubble(chat, place).note.text()) for place in range(9)]
    assert notes == [False, False, True, True, True, True, False, False, False]


def test_long_paste_is_cut_with_a_word_and_only_its_end_is_read(window: Window, chat: ChatPage) -> None:
    QGuiApplication.clipboard().setText("hello " * 20_000)
    chat.composer.editor.paste()
    assert "20,000 characters were left out" in window.notice.text
    chat.bar.show_seen(1, 1, cut=True)
    assert chat.bar.meter.text() == "The model sees only the end of a long turn"
    chat.archive.new.click()
    assert chat.bar.meter.text() == ""
    QTest.keyClick(chat.composer.editor, Qt.Key.Key_Backspace)
    assert window.notice.text == ""


def test_text_without_spaces_is_broken_anywhere_and_others_at_words(chat: ChatPage) -> None:
    modes, editor = QTextOption.WrapMode, chat.composer.editor
    for text, mode in (
        ("x" * 50_000, modes.WrapAnywhere),
        ("a word " * 9, modes.WrapAtWordBoundaryOrAnywhere),
    ):
        editor.replace("")
        editor.replace(text)
        assert editor.wordWrapMode() == mode
        view = TargetView()
        view.write(0, text)
        assert view.wordWrapMode() == mode


def test_copying_a_turn(qtbot: QtBot, window: Window, chat: ChatPage) -> None:
    say(qtbot, window, "hello world")
    click(bubble(chat, 1).copy)
    assert QGuiApplication.clipboard().text() == "bonjour monde"


def test_a_long_conversation_shows_its_end_first(chat: ChatPage) -> None:
    parent, store = None, chat.keeper._store
    conversation = store.begin("en")
    for number in range(70):
        speaker = "heed" if number % 2 else "user"
        parent = store.say(conversation.id, parent, speaker, f"turn {number}").id
    chat._list()
    chat.archive.list.setCurrentRow(0)
    assert texts(chat)[0] == "turn 10"
    click(chat.transcript._earlier)
    assert texts(chat)[0] == "turn 0"
