from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLabel, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app import settings as table
from app import status
from app.remembering import NARROW
from app.shortcuts import ShortcutList
from app.status import StatusLine
from app.translate.editor import LONGEST
from app.window import Window
from engine.errors import BadOption, DamagedModel, NoModelForPair
from engine.events import Drafted, Finished, Started
from engine.requests import CHATTING, TRANSLATING, Prepare, Translate
from engine.search.options import DecodingOptions
from tests.app import drafts
from tests.app.acting import SENTENCE, TRANSLATED, choose, entries, streaming, translated, type_text
from tests.fakes import FakeRunner


def test_first_request_prepares_the_model(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    qtbot.waitUntil(lambda: len(runner.requests) == 1)
    assert isinstance(runner.requests[0], Prepare)
    qtbot.waitUntil(lambda: window.status.text == "en-fr-small")


def test_typing_translates_after_a_pause(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    translated(qtbot, window)
    assert window.translate_page.target.text() == TRANSLATED
    assert window.translate_page.target.toPlainText() == TRANSLATED
    asked = [request for request in runner.requests if isinstance(request, Translate)]
    assert [request.text for request in asked] == [SENTENCE]
    assert "tokens/s" in window.status.text


def test_translation_streams(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    runner.pace = 0.04
    seen: list[str] = []
    target = window.translate_page.target
    target.textChanged.connect(lambda: seen.append(target.toPlainText()))
    target.document().contentsChanged.connect(lambda: seen.append(target.toPlainText()))
    translated(qtbot, window, "The black cat sleeps on the old red sofa.")
    parts = [text for text in dict.fromkeys(seen) if text]
    assert len(parts) > 2
    assert all(later.startswith(earlier) for earlier, later in pairwise(parts))


def test_newer_request_ends_the_older(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    streaming(qtbot, window, runner)
    older = runner.requests[-1].number
    runner.held.clear()
    runner.pace = 0.0
    with qtbot.waitSignal(window.dispatcher.ended):
        type_text(window, " Hello")
    assert window.translate_page.target.text() == TRANSLATED + " bonjour"
    assert runner.requests[-1].number > older


def test_typing_ends_what_runs(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    streaming(qtbot, window, runner)
    running = runner.requests[-1].number
    type_text(window, " ")
    qtbot.waitUntil(lambda: running in runner.ended_early)


def test_stop_keeps_the_partial_text(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    streaming(qtbot, window, runner, SENTENCE + " It dreams.")
    QTest.keyClick(window.translate_page.source, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: runner.requests[-1].number in runner.ended_early)
    assert window.translate_page.target.text() == TRANSLATED
    assert window.status.text.startswith("Stopped")
    assert not window.actions_table["stop"].isEnabled()


def test_status_is_that_of_the_page_on_the_screen(qtbot: QtBot, window: Window) -> None:
    translated(qtbot, window)
    of_translation = window.status.text
    assert "tokens/s" in of_translation
    window.actions_table["page_chat"].trigger()
    assert window.status.text == ""
    QTest.keyClicks(window.chat_page.composer.editor, "Hello")
    with qtbot.waitSignal(window.dispatcher.ended):
        QTest.keyClick(window.chat_page.composer.editor, Qt.Key.Key_Return)
    assert "chat-small" in window.status.text
    window.actions_table["page_translate"].trigger()
    assert window.status.text == of_translation
    window.actions_table["page_chat"].trigger()
    assert "chat-small" in window.status.text


def test_figures_of_drafts_wait_until_one_can_read_them(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    line, draft, now = StatusLine(), drafts.draft(), [0.0]
    qtbot.addWidget(line)
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    line.take(Started(number=1, model="small", device="cpu", spans=((0, 3),)))
    texts = [line.text]
    for pauses in (0.5, 1.5, 1.6):
        now[0] = pauses * status.PAUSE
        line.take(Drafted(number=1, sentence=0, before="", offset=0, draft=draft))
        texts.append(line.text)
    assert texts[0] == texts[1] != texts[2] == texts[3]
    assert "tokens/s" in texts[2]
    line.take(Finished(number=1, text=draft.text, tokens=5, seconds=0.5))
    assert line.text.startswith("10 tokens/s")


def test_long_text_tells_how_far_it_is(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    streaming(qtbot, window, runner, SENTENCE + " One. Two.")
    assert "sentence 1 of 3" in window.status.text


def test_pickers_offer_only_pairs_that_exist(window: Window) -> None:
    bar = window.translate_page.pair_bar
    assert entries(bar.source) == ["English", "French"]
    assert entries(bar.target) == ["French", "Chinese"]
    assert entries(bar.model) == ["Best model", "broken (damaged)", "en-fr-small", "en-fr-tiny"]
    choose(bar.source, "French")
    assert entries(bar.target) == ["English", "Chinese (through English)"]
    assert bar.pair == ("fr", "en")


def test_damaged_model_cannot_be_chosen_and_says_why(window: Window) -> None:
    picker = window.translate_page.pair_bar.model
    index = picker.model().index(picker.findText("broken (damaged)"), 0)
    assert not index.flags() & Qt.ItemFlag.ItemIsEnabled
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "it has no card.json"
    texts = [label.text() for label in window.settings_page.findChildren(QLabel)]
    assert any("it has no card.json" in text for text in texts)


def test_another_language_translates_again(qtbot: QtBot, window: Window) -> None:
    translated(qtbot, window)
    with qtbot.waitSignal(window.dispatcher.ended):
        choose(window.translate_page.pair_bar.target, "Chinese")
    assert window.translate_page.target.text() == "那黑猫睡."


def test_swap_exchanges_languages_and_texts(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    translated(qtbot, window)
    with qtbot.waitSignal(window.dispatcher.ended):
        window.actions_table["swap"].trigger()
    assert window.translate_page.pair_bar.pair == ("fr", "en")
    assert window.translate_page.source.text() == TRANSLATED
    last = runner.requests[-1]
    assert isinstance(last, Translate)
    assert (last.source_language, last.target_language) == ("fr", "en")


def test_swap_is_off_where_no_model_goes_back(window: Window) -> None:
    choose(window.translate_page.pair_bar.target, "Chinese")
    assert not window.actions_table["swap"].isEnabled()


def test_failure_is_a_sentence_in_the_window(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    runner.failure = NoModelForPair("en", "fr")
    translated(qtbot, window)
    assert window.notice.text == "No installed model translates English to French. Choose other languages."
    runner.failure = None
    translated(qtbot, window, " Hello")
    assert window.notice.text == ""


def test_failure_keeps_what_was_there(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    translated(qtbot, window)
    runner.failure = DamagedModel("en-fr-small", "its card is incomplete")
    translated(qtbot, window, " Hello")
    assert window.translate_page.target.text() == TRANSLATED
    assert "en-fr-small" in window.notice.text


def test_defect_offers_a_report_and_the_window_goes_on(
    qtbot: QtBot, window: Window, runner: FakeRunner
) -> None:
    runner.defect = RuntimeError("a bolt is loose")
    translated(qtbot, window)
    QTest.mouseClick(window.notice.copy_button, Qt.MouseButton.LeftButton)
    assert "a bolt is loose" in QGuiApplication.clipboard().text()
    runner.defect = None
    translated(qtbot, window, " Hello")
    assert window.translate_page.target.text() == TRANSLATED + " bonjour"


def test_refused_option_is_said_beside_its_control(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    runner.failure = BadOption("beam", "takes more memory than there is")
    translated(qtbot, window)
    (said,) = (label for label in window.decoding.findChildren(QLabel) if "more memory" in label.text())
    assert said.isVisible()
    assert "more memory" in window.notice.text
    runner.failure = None
    translated(qtbot, window, " Hello")
    assert not said.isVisible()


def test_required_words_are_placed_or_named(qtbot: QtBot, window: Window) -> None:
    translated(qtbot, window)
    with qtbot.waitSignal(window.dispatcher.ended):
        QTest.keyClicks(window.decoding.controls["required"], "divan, deux mots")
    assert window.translate_page.target.text() == "le noir chat dort divan."
    (said,) = (label for label in window.decoding.findChildren(QLabel) if "deux mots" in label.text())
    assert said.isVisible()


def test_copy_takes_the_translation(qtbot: QtBot, window: Window) -> None:
    assert not window.actions_table["copy"].isEnabled()
    translated(qtbot, window)
    window.actions_table["copy"].trigger()
    assert QGuiApplication.clipboard().text() == TRANSLATED


def test_paste_translates(qtbot: QtBot, window: Window) -> None:
    QGuiApplication.clipboard().setText(SENTENCE)
    with qtbot.waitSignal(window.dispatcher.ended):
        window.actions_table["paste"].trigger()
    assert window.translate_page.target.text() == TRANSLATED


def test_clear_empties_both_sides_and_can_be_undone(qtbot: QtBot, window: Window) -> None:
    translated(qtbot, window)
    window.actions_table["clear"].trigger()
    assert window.translate_page.source.text() == ""
    assert window.translate_page.target.text() == ""
    window.translate_page.source.undo()
    assert window.translate_page.source.text() == SENTENCE


def test_very_long_paste_is_cut_and_says_so(qtbot: QtBot, window: Window) -> None:
    data = QMimeData()
    data.setText("word\n" * 200_000)
    window.translate_page.source.insertFromMimeData(data)
    assert len(window.translate_page.source.text()) == LONGEST
    window.translate_page.requested.disconnect()
    with qtbot.waitSignal(window.translate_page.requested):
        pass
    assert "900,000 were left out" in window.notice.text


def test_state_is_remembered(qtbot: QtBot, open_window: Callable[[], Window], runner: FakeRunner) -> None:
    first = open_window()
    first.settings.set(table.READING_SIZE, 17)
    choose(first.translate_page.pair_bar.target, "Chinese")
    translated(qtbot, first)
    first.decoding.set_options(DecodingOptions(beam=7))
    with qtbot.waitSignal(first.dispatcher.ended):
        first.decoding.changed.emit(DecodingOptions(beam=7))
    first.attention_dock.close()
    first.close()
    second = open_window()
    assert second.translate_page.source.text() == SENTENCE
    assert second.translate_page.pair_bar.pair == ("en", "zh")
    assert second.settings.get(table.READING_SIZE) == 17
    assert second.attention_dock.isHidden()
    assert not second.decoding_dock.isHidden()
    assert second.decoding.options == DecodingOptions(beam=7)
    qtbot.waitUntil(lambda: second.translate_page.target.text() == "那黑猫睡.")
    last = runner.requests[-1]
    assert isinstance(last, Translate)
    assert last.options.beam == 7


def test_nonsense_in_the_settings_file_is_ignored(
    open_window: Callable[[], Window], settings_file: Any
) -> None:
    settings_file.write_text('[General]\nreading_size=9000\ntheme="\\"pink\\""\noptions={{{\ngeometry=12\n')
    window = open_window()
    assert window.settings.get(table.READING_SIZE) == 13
    assert window.settings.get(table.THEME) == "system"


def test_closing_while_streaming_waits_for_the_thread(
    qtbot: QtBot, window: Window, runner: FakeRunner
) -> None:
    streaming(qtbot, window, runner)
    window.close()
    assert window.worker.isFinished()
    assert runner.requests[-1].number in runner.ended_early


def test_narrow_window_folds_the_decoding_dock(qtbot: QtBot, window: Window) -> None:
    assert window.decoding_dock.isVisible()
    window.resize(NARROW - 50, 700)
    qtbot.waitUntil(lambda: not window.decoding_dock.isVisible())
    assert window.attention_dock.isVisible()
    window.resize(NARROW + 50, 700)
    qtbot.waitUntil(lambda: window.decoding_dock.isVisible())


def test_dock_that_the_user_closed_stays_closed(qtbot: QtBot, window: Window) -> None:
    window.actions_table["decoding"].trigger()
    assert not window.decoding_dock.isVisible()
    window.resize(NARROW - 50, 700)
    window.resize(NARROW + 50, 700)
    qtbot.waitUntil(lambda: window.width() == NARROW + 50)
    assert not window.decoding_dock.isVisible()


def test_smallest_window_fits(window: Window) -> None:
    window.resize(10, 10)
    assert (window.width(), window.height()) == (1024, 640)


def test_pages_change_by_shortcut(qtbot: QtBot, window: Window) -> None:
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.pages.currentWidget() is window.settings_page)
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.pages.currentWidget() is window.translate_page)


def test_help_lists_every_shortcut(qtbot: QtBot, window: Window) -> None:
    QTest.keyClick(window, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: bool(window.findChildren(ShortcutList)))
    texts = [label.text() for label in window.findChildren(ShortcutList)[0].findChildren(QLabel)]
    assert {"Copy translation", "Ctrl+Shift+C", "Esc"} <= set(texts)


def test_no_model_says_what_to_do(qtbot: QtBot, runner: FakeRunner) -> None:
    window = Window(lambda _: runner, ())
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: "No translation model is installed" in window.notice.text)
    assert not window.translate_page.pair_bar.source.isEnabled()
    window.close()


def test_everything_can_be_reached_by_keyboard_and_has_a_name(window: Window) -> None:
    kinds = QAbstractButton | QComboBox | QTextEdit | QAbstractSpinBox
    for page in (window.translate_page, window.settings_page):
        window.pages.setCurrentWidget(page)
        for widget in window.findChildren(QWidget):
            if isinstance(widget, kinds) and widget.isVisible():
                assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus, widget
                named = isinstance(widget, QAbstractButton) and (widget.text() or widget.toolTip())
                assert widget.accessibleName() or named, widget


def test_theme_changes_at_once(window: Window) -> None:
    def lightness() -> int:
        return window.palette().color(QPalette.ColorRole.Window).lightness()

    window.settings.set(table.THEME, "dark")
    assert lightness() < 60
    window.settings.set(table.THEME, "light")
    assert lightness() > 200


def test_reading_size_changes_at_once(window: Window) -> None:
    before = window.translate_page.source.fontMetrics().height()
    window.actions_table["larger"].trigger()
    window.actions_table["larger"].trigger()
    assert window.translate_page.source.fontMetrics().height() > before


def test_another_device_or_precision_begins_again(qtbot: QtBot, window: Window) -> None:
    translated(qtbot, window)
    for setting, value in ((table.DEVICE, "cpu"), (table.PRECISION, "mixed")):
        with qtbot.waitSignal(window.dispatcher.ended):
            window.settings.set(setting, value)
    assert window.worker.computing == ("cpu", "mixed")


def test_script_that_the_model_cannot_read_is_named(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    runner.unread = ("CYRILLIC", "THAI")
    translated(qtbot, window)
    assert "does not read Cyrillic, Thai" in window.notice.text
    runner.unread = ()
    translated(qtbot, window)
    assert not window.notice.text


def test_docks_without_a_meaning_on_a_page_are_away_there(window: Window) -> None:
    window.actions_table["beam"].trigger()
    standing = {dock.objectName() for dock in window.docks if not dock.isHidden()}
    assert {"attention", "decoding", "beam"} <= standing
    for page, expected in (
        ("page_settings", set()),
        ("page_lab", set()),
        ("page_chat", {"attention", "decoding"}),
        ("page_summarise", {"attention", "decoding"}),
        ("page_translate", standing),
    ):
        window.actions_table[page].trigger()
        assert {dock.objectName() for dock in window.docks if not dock.isHidden()} == expected
        assert window.actions_table["beam"].isEnabled() == (page == "page_translate")


def test_reset_goes_back_to_what_suits_the_page(window: Window) -> None:
    window.actions_table["page_chat"].trigger()
    assert window.decoding.presets.default.options == CHATTING
    window.actions_table["page_translate"].trigger()
    assert window.decoding.presets.default.options == TRANSLATING
