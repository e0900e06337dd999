"""A window that is killed while a reply is written loses that reply and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.window import Window

# Says two things in a window of its own; the second reply stays unfinished.
TALK = """
from PySide6.QtCore import QTimer, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.window import Window
from tests.fakes import MODELS, FakeRunner

app = QApplication([])
runner = FakeRunner()
window = Window(lambda _: runner, MODELS)
window.show()
page = window.chat_page


def send(text):
    QTest.keyClicks(page.composer.editor, text)
    QTest.keyClick(page.composer.editor, Qt.Key.Key_Return)


def go_on():
    said = [bubble.text.text() for bubble in page.transcript.bubbles]
    if window.attention_dock.widget() is None:
        return
    if not said:
        window.actions_table["page_chat"].trigger()
        send("hello world")
    elif said == ["hello world", "bonjour monde"] and not window.dispatcher.runs:
        runner.held.set()
        send("the black cat sleeps")
    elif said[3:] == ["le noir chat dort"]:
        print("writing", flush=True)


timer = QTimer()
timer.timeout.connect(go_on)
timer.start(20)
app.exec()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_kill_in_the_middle_of_a_reply_loses_only_that_reply(
    qtbot: QtBot, open_window: Callable[[], Window]
) -> None:
    environment = {**os.environ, "PYTHONPATH": "."}
    talking = subprocess.Popen([sys.executable, "-c", TALK], stdout=subprocess.PIPE, env=environment)
    assert talking.stdout is not None
    assert talking.stdout.readline() == b"writing\n"
    talking.kill()
    talking.communicate()
    assert talking.returncode == -signal.SIGKILL

    window = open_window()
    window.actions_table["page_chat"].trigger()
    chat = window.chat_page
    chat.archive.list.setCurrentRow(0)
    kept = ["hello world", "bonjour monde", "the black cat sleeps"]
    assert [bubble.text.text() for bubble in chat.transcript.bubbles] == kept
    assert "damaged" not in window.notice.text
    with qtbot.waitSignal(window.dispatcher.ended):
        chat.send("good morning")  # in place of the turn that was not answered
    assert [bubble.text.text() for bubble in chat.transcript.bubbles] == [
        *kept[:2],
        "good morning",
        "bon matin",
    ]
