"""Where no model goes directly, a third language is gone through, and the window says so."""

from __future__ import annotations

from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.window import Window
from engine.events import Draft
from engine.requests import Translate
from tests.app.acting import choose, entries, translated
from tests.fakes import FakeRunner


def test_pair_without_a_model_is_offered_and_marked(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    page = window.translate_page
    choose(page.pair_bar.source, "French")
    assert entries(page.pair_bar.target) == ["English", "Chinese (through English)"]
    assert entries(window.inspect_page.bar.pairs.target) != entries(page.pair_bar.target)
    assert not page.legs.isVisible()
    choose(page.pair_bar.target, "Chinese (through English)")
    translated(qtbot, window)
    request = runner.requests[-1]
    assert isinstance(request, Translate)
    assert (request.source_language, request.pivot, request.target_language) == ("fr", "en", "zh")
    assert page.legs.text.text() == "Through English: le noir chat dort."


def test_attention_of_each_leg_can_be_looked_at(qtbot: QtBot, window: Window) -> None:
    page = window.translate_page
    shown: list[tuple[Draft, str]] = []
    page.shown.connect(lambda draft, text: shown.append((draft, text)))
    choose(page.pair_bar.source, "French")
    choose(page.pair_bar.target, "Chinese (through English)")
    translated(qtbot, window)
    whole = shown[-1]
    choose(page.legs.picker, "French → English")
    assert shown[-1][0].text == "le noir chat dort."
    assert page.legs.chosen
    choose(page.legs.picker, "English → Chinese")
    assert shown[-1][1] == "le noir chat dort.", "its source is the text between"
    choose(page.legs.picker, "Attention of the whole way")
    assert shown[-1] == whole
    QTest.keyClicks(page.source, " It dreams.")
    choose(page.pair_bar.target, "English")
    with qtbot.waitSignal(window.dispatcher.ended):
        page.request()
    assert not page.legs.isVisible(), "a model goes directly"


def test_each_leg_can_be_inspected(qtbot: QtBot, window: Window) -> None:
    page, inspect = window.translate_page, window.inspect_page
    choose(page.pair_bar.source, "French")
    choose(page.pair_bar.target, "Chinese (through English)")
    translated(qtbot, window)
    window.actions_table["inspect"].trigger()
    assert "Choose a leg" in window.notice.text
    assert page.isVisible()
    for leg, pair in (("French → English", ("fr", "en")), ("English → Chinese", ("en", "zh"))):
        choose(page.legs.picker, leg)
        found = page.at_hand
        assert found is not None
        window.actions_table["inspect"].trigger()
        assert inspect.isVisible()
        assert inspect.bar.pairs.pair == pair
        texts = inspect.source.toPlainText(), inspect.target.toPlainText()
        assert texts == (found.of.text, found.target)
        window.actions_table["page_translate"].trigger()
