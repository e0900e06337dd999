"""Summarising in the window, as a user does."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app import settings as table
from app.summarise.page import SummarisePage
from app.summarise.panes import DocumentPane
from app.window import Window
from engine.errors import OutOfMemory
from engine.requests import Summarise
from tests.app.acting import choose, marked, put_caret
from tests.app.summarising import (
    DOCUMENT,
    FIRST,
    LONG,
    SECOND,
    SUMMARY,
    THIRD,
    click,
    last,
    paste,
    summed_up,
)
from tests.fakes import MODELS, FakeRunner


@pytest.fixture
def page(window: Window) -> SummarisePage:
    window.actions_table["page_summarise"].trigger()
    return window.summarise_page


def asked(runner: FakeRunner) -> bool:
    return any(isinstance(request, Summarise) for request in runner.requests)


def test_document_is_summed_up(qtbot: QtBot, page: SummarisePage, runner: FakeRunner) -> None:
    summed_up(qtbot, page)
    assert page.summary.text() == SUMMARY
    assert last(runner).text == DOCUMENT
    assert (last(runner).language, last(runner).kind) == ("en", "auto")
    assert "summarise-small" in page.title.text()
    assert "whole text was read" in page.facts.text()
    assert page.count.text() == "7 words"
    qtbot.waitUntil(lambda: page.source.count.text() == "15 words")


def test_keys_begin_it_here_and_do_not_translate(
    qtbot: QtBot, page: SummarisePage, runner: FakeRunner
) -> None:
    page.document.setFocus()
    QTest.keyClicks(page.document, FIRST)
    with qtbot.waitSignal(page.linked):
        QTest.keyClick(page.document, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert last(runner).text == FIRST


def test_click_on_a_sentence_lights_where_it_comes_from(qtbot: QtBot, page: SummarisePage) -> None:
    summed_up(qtbot, page)
    middle = page.summary.cursorRect(page.summary.textCursor()).center()
    QTest.mouseClick(page.summary.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    page.source.unused.setChecked(False)
    put_caret(page.summary, 4)
    assert marked(page.document) == [FIRST]
    put_caret(page.document, 3)
    assert SUMMARY in marked(page.summary)


def test_what_was_not_used_is_grey_and_counted(qtbot: QtBot, page: SummarisePage) -> None:
    summed_up(qtbot, page)
    assert marked(page.document) == [f"{SECOND} {THIRD}"]
    assert page.source.unused.text() == "Not used: 2 of 3 sentences"
    click(page.source.unused)
    assert marked(page.document) == []


def test_grey_is_of_the_present_theme(qtbot: QtBot, window: Window, page: SummarisePage) -> None:
    summed_up(qtbot, page)
    for theme in ("dark", "light"):
        window.settings.set(table.THEME, theme)
        (grey,) = page.document.extraSelections()
        text = QGuiApplication.palette().color(QPalette.ColorRole.Text)
        assert grey.format.foreground().color().name() == text.name()


def test_what_is_lit_stays_lit_in_another_theme(qtbot: QtBot, window: Window, page: SummarisePage) -> None:
    summed_up(qtbot, page)
    put_caret(page.summary, 4)
    before = marked(page.document), marked(page.summary)
    assert FIRST in before[0]
    for theme in ("dark", "light"):
        window.settings.set(table.THEME, theme)
        assert (marked(page.document), marked(page.summary)) == before
        *_, lit = page.summary.extraSelections()
        assert (
            lit.format.background().color().name()
            == QGuiApplication.palette().color(QPalette.ColorRole.Accent).name()
        )


def test_words_that_do_not_stand_in_the_text_are_marked_and_named(qtbot: QtBot, page: SummarisePage) -> None:
    summed_up(qtbot, page, "The black zebra sleeps. Fish swim.")
    assert page.summary.text() == "le noir ZEBRA dort."
    assert marked(page.summary) == ["le", "noir", "dort"]
    assert "le, noir, dort" in page.facts.text()


def test_attention_of_the_summary_goes_to_the_dock(qtbot: QtBot, window: Window, page: SummarisePage) -> None:
    with qtbot.waitSignal(page.shown) as shown:
        summed_up(qtbot, page)
    assert shown.args is not None
    assert shown.args[1] == DOCUMENT
    assert not window.attention_dock.isHidden()


def test_kind_and_length_are_asked_for_and_a_change_sums_up_anew(
    qtbot: QtBot, page: SummarisePage, runner: FakeRunner
) -> None:
    summed_up(qtbot, page, LONG)
    with qtbot.waitSignal(page.linked):
        choose(page.bar.mode, "Full")
    with qtbot.waitSignal(page.linked):
        choose(page.bar.length, "Long")
    assert (last(runner).kind, last(runner).length) == ("full", "long")
    assert page.summary.text().splitlines() == [SUMMARY, "un vieux voiture."]
    assert "in 2 parts" in page.facts.text()


def test_key_points_are_a_list_with_sources(qtbot: QtBot, page: SummarisePage, runner: FakeRunner) -> None:
    choose(page.bar.mode, "Key points")
    summed_up(qtbot, page, LONG)
    assert last(runner).kind == "points"
    assert page.summary.text() == f"• {SUMMARY}\n• un vieux voiture."
    page.source.unused.setChecked(False)
    for place, source, text in ((len(SUMMARY) + 6, "One old car.", "un vieux voiture."), (4, FIRST, SUMMARY)):
        with qtbot.waitSignal(page.shown) as shown:
            put_caret(page.summary, place)
        assert marked(page.document) == [source]
        assert shown.args is not None
        assert shown.args[0].text == text


def test_long_document_says_how_it_was_read(qtbot: QtBot, page: SummarisePage) -> None:
    summed_up(qtbot, page, LONG)
    assert "in 2 parts" in page.facts.text()
    assert "1 of 8 sentences" in page.facts.text()


def test_stop_keeps_the_partial_summary_and_its_sources(
    qtbot: QtBot, window: Window, page: SummarisePage, runner: FakeRunner
) -> None:
    runner.held.set()
    paste(page, DOCUMENT)
    click(page.bar.go)
    qtbot.waitUntil(lambda: page.summary.text() == SUMMARY)
    with qtbot.waitSignal(page.linked):
        QTest.keyClick(window, Qt.Key.Key_Escape)
    assert page.summary.text() == SUMMARY
    assert "Stopped" in page.facts.text()
    put_caret(page.summary, 4)
    assert FIRST in marked(page.document)


def test_words_point_while_the_summary_is_written(
    qtbot: QtBot, page: SummarisePage, runner: FakeRunner
) -> None:
    runner.held.set()
    paste(page, DOCUMENT)
    click(page.bar.go)
    qtbot.waitUntil(lambda: page.summary.text() == SUMMARY)
    put_caret(page.summary, 4)
    assert (marked(page.document), marked(page.summary)) == (["black"], ["noir"])
    put_caret(page.document, 11)
    assert (marked(page.document), marked(page.summary)) == (["cat"], ["chat"])


def test_stop_while_it_still_reads(
    qtbot: QtBot, window: Window, page: SummarisePage, runner: FakeRunner
) -> None:
    runner.held_at_reading.set()
    paste(page, LONG)
    click(page.bar.go)
    qtbot.waitUntil(lambda: page.summary.placeholderText() == "Reading the text: 1 of 2 parts")
    assert marked(page.document)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert page.facts.text() == "Stopped before anything was written."
    assert marked(page.document) == []
    runner.held_at_reading.clear()


def test_another_text_drops_the_links_and_says_so(qtbot: QtBot, page: SummarisePage) -> None:
    summed_up(qtbot, page)
    QTest.keyClicks(page.document, "And ")
    assert page.summary.text() == SUMMARY
    assert "changed" in page.facts.text()
    assert marked(page.document) == marked(page.summary) == []


def test_key_sentences_are_taken_from_the_text_and_labelled(
    qtbot: QtBot, page: SummarisePage, runner: FakeRunner
) -> None:
    choose(page.bar.mode, "Key sentences")
    choose(page.bar.length, "Short")
    summed_up(qtbot, page, LONG)
    assert not asked(runner)
    lines = page.summary.text().splitlines()
    assert len(lines) == 3
    assert all(line in LONG for line in lines)
    assert "word for word" in page.title.text()


def test_without_a_model_there_are_key_sentences(
    qtbot: QtBot, window: Window, page: SummarisePage, runner: FakeRunner
) -> None:
    page.offer(MODELS[:3])
    summed_up(qtbot, page)
    assert not asked(runner)
    shown = page.summary.text().splitlines()
    assert len(shown) == 2  # of three: a summary is shorter than its text
    assert [line for line in (FIRST, SECOND, THIRD) if line in shown] == shown
    assert "No summary model is installed" in page.facts.text()
    assert not window.actions_table["stop"].isEnabled()


def test_language_without_a_model_gives_key_sentences_and_can_be_overruled(
    qtbot: QtBot, page: SummarisePage, runner: FakeRunner
) -> None:
    summed_up(qtbot, page, "Le chat dort sur le canapé et il rêve. Les poissons sont dans la mer.")
    assert "French" in page.facts.text()
    assert not asked(runner)
    with qtbot.waitSignal(page.linked):
        choose(page.bar.language, "English")
    assert last(runner).language == "en"


@pytest.mark.parametrize("text", ["Hello.", "12 %", "😀"])
def test_what_is_too_short_stands_as_it_is(qtbot: QtBot, page: SummarisePage, text: str) -> None:
    summed_up(qtbot, page, text)
    assert page.summary.text() == text
    assert "too short" in page.facts.text()


def test_nothing_to_sum_up_cannot_be_asked_for(page: SummarisePage, runner: FakeRunner) -> None:
    assert not page.bar.go.isEnabled()
    QTest.keyClicks(page.document, "  ")
    QTest.keyClick(page.document, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not page.bar.go.isEnabled()
    assert not asked(runner)


def test_too_long_a_text_is_cut_aloud(
    window: Window, page: SummarisePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DocumentPane, "longest", 20)
    paste(page, DOCUMENT)
    assert page.document.text() == DOCUMENT[:20]
    assert f"{len(DOCUMENT) - 20} at its end were left out" in window.notice.text


def test_failure_is_said_and_the_document_stays(
    qtbot: QtBot, window: Window, page: SummarisePage, runner: FakeRunner
) -> None:
    runner.failure = OutOfMemory()
    paste(page, DOCUMENT)
    with qtbot.waitSignal(window.dispatcher.ended):
        click(page.bar.go)
    assert "not enough memory" in window.notice.text
    assert page.document.text() == DOCUMENT


def test_strip_shows_which_sentences_were_used(qtbot: QtBot, page: SummarisePage) -> None:
    summed_up(qtbot, page)
    parts = page.strip.parts
    assert page.strip.isVisible()
    assert [(DOCUMENT[p.begin : p.end], p.omitted) for p in parts] == [
        (FIRST, False), (f"{SECOND} {THIRD}", True)
    ]  # fmt: skip
    assert page.strip.reading(DOCUMENT.index("rain")) == "The summary did not use this"
    assert page.strip.reading(0).startswith("Used: up to ")
    place = page.strip.box(len(FIRST) + 1, len(DOCUMENT)).center().toPoint()
    QTest.mouseClick(page.strip, Qt.MouseButton.LeftButton, pos=place)
    assert page.document.caret() > len(FIRST)
    QTest.keyClicks(page.document, "x")
    assert not page.strip.isVisible()


def test_strip_grows_with_the_summary(qtbot: QtBot, page: SummarisePage, runner: FakeRunner) -> None:
    runner.held.set()
    paste(page, DOCUMENT)
    click(page.bar.go)
    qtbot.waitUntil(lambda: bool(page.strip.parts), timeout=30_000)
    assert [DOCUMENT[p.begin : p.end] for p in page.strip.parts] == [FIRST]


def test_caret_in_a_long_document_scrolls_the_summary(qtbot: QtBot, page: SummarisePage) -> None:
    page.bar.mode.setCurrentIndex(page.bar.mode.findData("full"))
    page.bar.length.setCurrentIndex(page.bar.length.findData("long"))
    parts = [" ".join(f"The black cat {i} sleeps on the {i} sofa." for _ in range(4)) for i in range(8)]
    page.summary.setFixedHeight(60)
    summed_up(qtbot, page, "\n\n".join(parts))
    bar = page.summary.verticalScrollBar()
    assert bar.maximum() > 0
    put_caret(page.document, 3)
    assert bar.value() < bar.maximum() / 2
    put_caret(page.document, page.document.text().index("cat 7") + 1)
    assert bar.value() > bar.maximum() / 2
