"""What deserves a second look is shown quietly, with a reason and a remedy; the strip shows the whole."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.translate.checking import LONG
from app.window import Window
from engine.requests import Translate
from tests.app.acting import SENTENCE, marked, translated, type_text
from tests.fakes import FakeRunner

LEFT_OUT = 0.6  # above what the words of the tests' dictionary get at most, so that all are left out


@pytest.fixture
def nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.inspect.alarms.OMITTED", LEFT_OUT)


def test_sound_translation_has_no_alarm(qtbot: QtBot, window: Window) -> None:
    translated(qtbot, window)
    with qtbot.waitSignal(window.translate_page.checker.checked):
        pass
    assert not window.translate_page.alarms.isVisible()
    assert not window.translate_page.strip.isVisible()


@pytest.mark.usefixtures("nothing_is_read")
def test_omission_is_named_and_explained_and_marked(qtbot: QtBot, window: Window) -> None:
    translated(qtbot, window)
    page = window.translate_page
    qtbot.waitUntil(page.alarms.isVisible)
    assert page.alarms.label.text() == "Left out? “black”   Left out? “sleeps”"
    assert "looked at “black”" in page.alarms.toolTip()
    point = QPointF(20, 5)
    QApplication.sendEvent(page.alarms, QEnterEvent(point, point, point))
    assert marked(page.source) == ["black"]
    QApplication.sendEvent(page.alarms, QEvent(QEvent.Type.Leave))
    assert marked(page.source) == []
    QTest.mouseClick(page.alarms, Qt.MouseButton.LeftButton)
    assert page.source.caret() == SENTENCE.index("black")
    type_text(window, "x")
    assert not page.alarms.isVisible()


@pytest.mark.usefixtures("nothing_is_read")
def test_remedy_is_one_click_and_is_not_offered_twice(
    qtbot: QtBot, window: Window, runner: FakeRunner
) -> None:
    translated(qtbot, window)
    page = window.translate_page
    qtbot.waitUntil(page.alarms.isVisible)
    with qtbot.waitSignal(window.dispatcher.ended):
        QTest.mouseClick(page.alarms.mend, Qt.MouseButton.LeftButton)
    request = runner.requests[-1]
    assert isinstance(request, Translate)
    assert (request.options.beam, request.options.coverage_penalty) == (8, 0.5)
    assert window.decoding.options == request.options
    qtbot.waitUntil(page.alarms.isVisible)
    assert not page.alarms.mend.isVisible()
    assert not page.alarms.cut.isVisible()


@pytest.mark.usefixtures("nothing_is_read")
def test_long_sentence_can_be_split_in_the_middle(qtbot: QtBot, window: Window) -> None:
    half = "the black cat " * (LONG // 5)
    text = f"{half.strip()}, {half.strip()}."
    translated(qtbot, window, text)
    page = window.translate_page
    qtbot.waitUntil(page.alarms.cut.isVisible)
    with qtbot.waitSignal(window.dispatcher.ended):
        QTest.mouseClick(page.alarms.cut, Qt.MouseButton.LeftButton)
    assert page.source.text() == f"{half.strip()},\n{half.strip()}."
    page.source.undo()
    assert page.source.text() == text


def test_strip_shows_what_was_used_of_a_long_text(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = SENTENCE + " My brother bought a car. One two."
    translated(qtbot, window, text)
    page = window.translate_page
    qtbot.waitUntil(lambda: page.strip.isVisible() and len(page.strip.parts) == 14)
    assert [text[p.begin : p.end] for p in page.strip.parts if p.omitted] == []
    place = text.index("brother")
    assert "Sentence 2" in page.strip.reading(place)
    QTest.mouseClick(
        page.strip, Qt.MouseButton.LeftButton, pos=page.strip.box(place, place + 7).center().toPoint()
    )
    assert page.source.caret() in range(place, place + 8)
    qtbot.waitUntil(lambda: window.attention.map.canvas.rows.texts[0] == "My")
    monkeypatch.setattr("engine.inspect.alarms.OMITTED", LEFT_OUT)
    with qtbot.waitSignal(window.dispatcher.ended):
        page.request()
    qtbot.waitUntil(lambda: "was not used" in page.strip.reading(text.index("brother")))
