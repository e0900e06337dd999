"""Saving a translation and opening it again, by the menu and by dropping it on the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSpinBox
from pytestqt.qtbot import QtBot

from app.window import Window
from engine.requests import TRANSLATING, Translate
from tests.app.acting import SENTENCE, TRANSLATED, click_word, put_caret, translated
from tests.fakes import FakeRunner

TEXT = SENTENCE + " My brother bought a new car."


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = tmp_path / "cat.heed"
    monkeypatch.setattr("app.sessions.Sessions.ask_where", lambda *_: found)
    monkeypatch.setattr("app.sessions.Sessions.ask_which", lambda *_: found)
    return found


def saved(qtbot: QtBot, window: Window) -> None:
    with qtbot.waitSignal(window.sessions.said):
        QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)


def translations(runner: FakeRunner) -> int:
    return sum(isinstance(request, Translate) for request in runner.requests)


def test_session_opens_as_it_was_without_the_engine(
    qtbot: QtBot, open_window: Callable[[], Window], runner: FakeRunner, path: Path
) -> None:
    first = open_window()
    translated(qtbot, first, TEXT)
    popup = click_word(qtbot, first, "noir")
    with qtbot.waitSignal(first.dispatcher.ended):
        popup.list.itemClicked.emit(popup.list.item(1))
    saved(qtbot, first)
    put_caret(first.translate_page.source, 3)  # so that the first sentence is shown
    text, values = first.translate_page.target.text(), first.attention.map.canvas.values.copy()
    first.translate_page.clear()
    first.close()
    second = open_window()
    asked = translations(runner)
    QTest.keyClick(second, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    page = second.translate_page
    assert page.source.text() == TEXT
    assert page.target.text() == text != TRANSLATED
    put_caret(page.source, 3)
    np.testing.assert_array_equal(second.attention.map.canvas.values, values)
    assert translations(runner) == asked
    before = path.read_bytes()
    saved(qtbot, second)
    assert path.read_bytes() == before
    with qtbot.waitSignal(second.dispatcher.ended):
        page.request()
    assert page.target.text() == text  # with the choice that was made
    assert translations(runner) == asked + 1


@pytest.mark.usefixtures("path")
def test_options_come_back_with_the_text(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    translated(qtbot, window)
    beam = window.decoding.controls["beam"]
    assert isinstance(beam, QSpinBox)
    saved(qtbot, window)
    with qtbot.waitSignal(window.dispatcher.ended):
        beam.setValue(7)
    window.sessions.open()
    assert window.decoding.options == TRANSLATING
    with qtbot.waitSignal(window.dispatcher.ended):
        window.translate_page.request()
    request = runner.requests[-1]
    assert isinstance(request, Translate)
    assert request.options == TRANSLATING


def test_nothing_finished_cannot_be_saved(window: Window, path: Path) -> None:
    window.actions_table["save"].trigger()
    assert "no finished translation" in window.notice.text
    assert not path.exists()


def test_damaged_file_changes_nothing_and_says_why(qtbot: QtBot, window: Window, path: Path) -> None:
    translated(qtbot, window)
    path.write_bytes(b"PK no")
    window.sessions.open()
    assert "cannot be opened" in window.notice.text
    assert window.translate_page.target.text() == TRANSLATED
    path.unlink()
    window.sessions.open()
    assert "cannot be read" in window.notice.text


@pytest.mark.usefixtures("path")
def test_model_that_is_missing_here_is_named(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    translated(qtbot, window)
    saved(qtbot, window)
    monkeypatch.setattr(window.sessions, "_models", ())
    window.sessions.open()
    assert "en-fr-small" in window.notice.text
    assert window.translate_page.target.text() == TRANSLATED


@pytest.mark.usefixtures("path")
def test_model_that_is_another_version_is_named(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashes = iter(["1111", "2222"])
    monkeypatch.setattr("engine.session.fingerprint", lambda _: next(hashes))
    translated(qtbot, window)
    saved(qtbot, window)
    window.sessions.open()
    assert "another version" in window.notice.text


def test_dropped_file_is_opened(qtbot: QtBot, window: Window, path: Path) -> None:
    translated(qtbot, window)
    saved(qtbot, window)
    window.translate_page.clear()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    assert not window.translate_page.source.canInsertFromMimeData(mime)
    where = QPoint(300, 200)
    actions, button, held = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter = QDragEnterEvent(where, actions, mime, button, held)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(where, actions, mime, button, held))
    assert window.translate_page.target.text() == TRANSLATED
    assert window.translate_page.source.text() == SENTENCE
