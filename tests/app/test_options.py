"""Each page decodes with options of its own: what suits its model, until the user says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.window import Window
from engine.cards import InstalledModel
from engine.requests import CHATTING, SUMMARISING, TRANSLATING, Reply, Summarise, Translate
from engine.search.options import DecodingOptions
from tests.app.acting import choose, translated
from tests.fakes import MODELS, FakeRunner, installed

PUBLISHED = DecodingOptions(beam=2, min_length=3)


def imported() -> InstalledModel:
    model = installed("imported", ("en", "en"), task="chat")
    assert model.card is not None
    card = replace(model.card, origin="blenderbot: a/b", decoding={"beam": 2, "min_length": 3})
    return replace(model, card=card)


@pytest.fixture
def models() -> list[InstalledModel]:
    return [*MODELS, imported()]


def show(window: Window, page: str) -> None:
    window.actions_table[f"page_{page}"].trigger()


def set_beam(qtbot: QtBot, window: Window, beam: int) -> None:
    """Types it, and waits until it is told."""
    with qtbot.waitSignal(window.decoding.changed):
        control = window.decoding.controls["beam"]
        control.setFocus()
        control.selectAll()  # type: ignore[union-attr]
        QTest.keyClicks(control, str(beam))


def test_dock_has_the_options_of_the_page(window: Window) -> None:
    assert window.decoding.options == TRANSLATING
    for page, options in (("summarise", SUMMARISING), ("translate", TRANSLATING)):
        show(window, page)
        assert window.decoding.options == options
        assert not window.decoding.reset.isEnabled()


def test_model_from_elsewhere_brings_its_own(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    show(window, "chat")
    choose(window.chat_page.bar.model, "chat-small")
    assert window.decoding.options == CHATTING
    choose(window.chat_page.bar.model, "imported")
    assert window.decoding.options == PUBLISHED
    assert window.decoding.presets.picker.currentText() == "Suits the model"
    set_beam(qtbot, window, 7)
    with qtbot.waitSignal(window.dispatcher.ended):
        QTest.keyClicks(window.chat_page.composer.editor, "hello")
        QTest.keyClick(window.chat_page.composer.editor, Qt.Key.Key_Return)
    request = runner.requests[-1]
    assert isinstance(request, Reply)
    assert (request.model, request.options) == ("imported", replace(PUBLISHED, beam=7))
    with qtbot.waitSignal(window.decoding.changed):
        QTest.mouseClick(window.decoding.reset, Qt.MouseButton.LeftButton)
    assert window.chat_page.options == PUBLISHED


def test_summary_is_decoded_with_options_of_its_own(
    qtbot: QtBot, window: Window, runner: FakeRunner, open_window: Callable[[], Window]
) -> None:
    translated(qtbot, window)
    show(window, "summarise")
    page = window.summarise_page
    QGuiApplication.clipboard().setText("The black cat sleeps. My brother dreams of rain. Fish swim alone.")
    QTest.mouseClick(page.source.paste, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(page.linked):
        QTest.mouseClick(page.bar.go, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(page.linked):  # what was summed up is summed up anew
        set_beam(qtbot, window, 3)
    request = runner.requests[-1]
    assert isinstance(request, Summarise)
    assert request.options == replace(SUMMARISING, beam=3)
    show(window, "translate")
    assert window.decoding.options == TRANSLATING
    assert [r.options for r in runner.requests if isinstance(r, Translate)] == [TRANSLATING]
    window.close()
    again = open_window()
    show(again, "summarise")
    assert again.decoding.options == replace(SUMMARISING, beam=3)


def test_keys_of_the_translation_are_not_taken_elsewhere(
    qtbot: QtBot, window: Window, runner: FakeRunner
) -> None:
    translated(qtbot, window)
    count = len(runner.requests)
    for page in ("chat", "summarise", "settings"):
        show(window, page)
        window.setFocus()
        for key in (Qt.Key.Key_S, Qt.Key.Key_X, Qt.Key.Key_C):
            QTest.keyClick(
                window, key, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
            )
        QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert not window.actions_table["swap"].isVisible()
    assert len(runner.requests) == count
    assert window.translate_page.pair_bar.pair == ("en", "fr")
    assert window.translate_page.source.text()
    show(window, "translate")
    with qtbot.waitSignal(window.dispatcher.ended):
        QTest.keyClick(window.translate_page.source, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_edit_survives_another_model_that_decodes_alike(qtbot: QtBot, window: Window) -> None:
    with qtbot.waitSignal(window.decoding.changed):
        control = window.decoding.controls["beam"]
        control.setFocus()
        control.selectAll()  # type: ignore[union-attr]
        QTest.keyClicks(control, "3")
        window.options.suit("translate")
    assert window.decoding.options.beam == 3
