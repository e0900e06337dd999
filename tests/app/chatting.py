"""What a user does on the page that chats."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.chat.bubble import Bubble
from app.chat.page import ChatPage
from app.window import Window


def texts(chat: ChatPage) -> list[str]:
    return [bubble.text.text() for bubble in chat.transcript.bubbles]


def say(qtbot: QtBot, window: Window, text: str) -> None:
    """Writes, sends with Enter, and waits for the reply."""
    with qtbot.waitSignal(window.dispatcher.ended):
        send(window, text)


def send(window: Window, text: str) -> None:
    if text.isascii():
        QTest.keyClicks(window.chat_page.composer.editor, text)
    else:  # which QTest has no keys for
        window.chat_page.composer.editor.replace(text)
    QTest.keyClick(window.chat_page.composer.editor, Qt.Key.Key_Return)


def click(button: object) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]


def bubble(chat: ChatPage, place: int) -> Bubble:
    return chat.transcript.bubbles[place]
