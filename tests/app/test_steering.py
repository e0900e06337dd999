"""A click on a word of the translation: alternatives, and decoding goes on from the choice."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.translate.alternatives import Alternatives, Place
from app.translate.steering import History, Steering
from app.window import Window
from engine.events import Candidate
from engine.requests import Prefix, Translate
from tests.app.acting import (
    SENTENCE,
    TRANSLATED,
    choose,
    click_word,
    last_prefixes,
    put_caret,
    streaming,
    translated,
    type_text,
)
from tests.fake_drafts import token
from tests.fakes import FakeRunner

STEERED = "le noir minou sommeille."


def tokens(*words: str) -> tuple[int, ...]:
    return tuple(token(word) for word in words)


def pick_second(qtbot: QtBot, window: Window, word: str, *, after: int = 0) -> None:
    popup = click_word(qtbot, window, word, after=after)
    QTest.keyClick(popup.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(window.dispatcher.ended):
        QTest.keyClick(popup.list, Qt.Key.Key_Return)


def test_click_shows_the_likeliest_words_with_their_probabilities(qtbot: QtBot, window: Window) -> None:
    translated(qtbot, window)
    popup = click_word(qtbot, window, "chat")
    items = [popup.list.item(row) for row in range(popup.list.count())]
    assert [item.text() for item in items] == ["chat", "minou", "ainsi"]
    spoken = [item.data(Qt.ItemDataRole.AccessibleTextRole) for item in items]
    assert spoken == ["chat, 62 %", "minou, 31 %", "ainsi, 4 %"]
    assert popup.title.text() == "In place of “chat”"


def test_picking_keeps_what_stands_before_and_replaces_the_rest(
    qtbot: QtBot, window: Window, runner: FakeRunner
) -> None:
    translated(qtbot, window)
    pick_second(qtbot, window, "chat")
    assert last_prefixes(runner) == (Prefix(sentence=0, tokens=tokens("le", "noir", "minou")),)
    assert window.translate_page.target.text() == STEERED


def test_click_of_the_mouse_on_a_candidate_picks_it(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    translated(qtbot, window)
    popup = click_word(qtbot, window, "noir")
    spot = popup.list.visualItemRect(popup.list.item(1)).center()
    with qtbot.waitSignal(window.dispatcher.ended):
        QTest.mouseClick(popup.list.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert window.translate_page.target.text() == "le sombre minou sommeille."
    assert last_prefixes(runner) == (Prefix(sentence=0, tokens=tokens("le", "sombre")),)


def test_other_sentences_stay(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    translated(qtbot, window, f"{SENTENCE} {SENTENCE} One.")
    runner.held.set()
    popup = click_word(qtbot, window, "chat")
    QTest.keyClick(popup.list, Qt.Key.Key_Down)
    QTest.keyClick(popup.list, Qt.Key.Key_Return)
    target = window.translate_page.target
    qtbot.waitUntil(lambda: target.text() == f"{STEERED} {TRANSLATED} un.")
    with qtbot.waitSignal(window.dispatcher.ended):
        runner.held.clear()
    assert target.text() == target.toPlainText() == f"{STEERED} {TRANSLATED} un."
    pick_second(qtbot, window, "noir", after=len(STEERED))
    assert target.text() == f"{STEERED} le sombre minou sommeille. un."
    assert [prefix.sentence for prefix in last_prefixes(runner)] == [0, 1]


def test_word_of_ones_own(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    translated(qtbot, window)
    popup = click_word(qtbot, window, "chat")
    QTest.keyClicks(popup.list, "tigre")  # typing begins a word of one's own
    assert popup.own.text() == "tigre"
    with qtbot.waitSignal(window.dispatcher.ended):
        QTest.keyClick(popup.own, Qt.Key.Key_Return)
    assert last_prefixes(runner) == (Prefix(sentence=0, tokens=tokens("le", "noir"), text=" tigre"),)
    assert window.translate_page.target.text() == "le noir tigre sommeille."


def test_banned_word_goes_and_stays_banned(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    translated(qtbot, window)
    popup = click_word(qtbot, window, "chat")
    with qtbot.waitSignal(window.dispatcher.ended):
        QTest.mouseClick(popup.ban, Qt.MouseButton.LeftButton)
    assert last_prefixes(runner) == (Prefix(sentence=0, tokens=tokens("le", "noir"), banned=tokens("chat")),)
    assert window.translate_page.target.text() == STEERED
    popup = click_word(qtbot, window, "minou")
    with qtbot.waitSignal(window.dispatcher.ended):
        QTest.keyClick(popup.list, Qt.Key.Key_Delete)
    assert last_prefixes(runner)[0].banned == tokens("chat", "minou")
    assert window.translate_page.target.text() == "le noir ainsi sommeille."


def test_alternatives_by_keyboard_alone(qtbot: QtBot, window: Window) -> None:
    translated(qtbot, window)
    target, popup = window.translate_page.target, window.translate_page.steerer.popup
    target.setFocus()
    put_caret(target, TRANSLATED.index("chat") + 1)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_F2):
        QTest.keyClick(target, key)
        qtbot.waitUntil(popup.isVisible)
        assert popup.title.text() == "In place of “chat”"
        QTest.keyClick(popup.list, Qt.Key.Key_Escape)
        assert not popup.isVisible()
    assert target.text() == TRANSLATED


def test_choices_are_undone_and_redone(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    translated(qtbot, window)
    actions, target = window.actions_table, window.translate_page.target
    assert not actions["undo"].isEnabled()
    pick_second(qtbot, window, "chat")
    assert actions["undo"].isEnabled()
    target.setFocus()
    with qtbot.waitSignal(window.dispatcher.ended):
        QTest.keyClick(target, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert target.text() == TRANSLATED
    assert last_prefixes(runner) == ()
    shifted = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    with qtbot.waitSignal(window.dispatcher.ended):
        QTest.keyClick(target, Qt.Key.Key_Z, shifted)
    assert target.text() == STEERED
    assert not actions["redo"].isEnabled()


def test_undo_in_the_source_is_of_the_source(qtbot: QtBot, window: Window) -> None:
    translated(qtbot, window)
    pick_second(qtbot, window, "chat")
    source = window.translate_page.source
    source.setFocus()
    QTest.keyClick(source, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert source.text() != SENTENCE
    assert window.translate_page.steerer.now.prefixes


def test_stream_waits_while_the_list_is_open(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    streaming(qtbot, window, runner)
    running = runner.requests[-1].number
    popup = click_word(qtbot, window, "chat")
    qtbot.waitUntil(lambda: running in runner.ended_early)
    assert window.translate_page.target.text() == TRANSLATED
    assert window.status.text.startswith("Waiting for your choice")
    runner.held.clear()
    QTest.keyClick(popup.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(window.dispatcher.ended):
        QTest.keyClick(popup.list, Qt.Key.Key_Return)
    assert window.translate_page.target.text() == STEERED


def test_closing_the_list_without_a_choice_goes_on_where_it_was(
    qtbot: QtBot, window: Window, runner: FakeRunner
) -> None:
    streaming(qtbot, window, runner, f"{SENTENCE} One.")
    popup = click_word(qtbot, window, "chat")
    runner.held.clear()
    with qtbot.waitSignal(window.dispatcher.ended):
        QTest.keyClick(popup.list, Qt.Key.Key_Escape)
    assert window.translate_page.target.text() == f"{TRANSLATED} un."
    so_far = tokens("le", "noir", "chat", "dort", ".")
    # The click comes while the sentence is written, or a moment later, when its end is written too.
    assert last_prefixes(runner) in (
        (Prefix(sentence=0, tokens=so_far),),
        (Prefix(sentence=0, tokens=(*so_far, 0)),),
    )
    assert not window.actions_table["undo"].isEnabled()


def test_word_that_stands_there_is_no_choice(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    translated(qtbot, window)
    asked = len(runner.requests)
    popup = click_word(qtbot, window, "chat")
    QTest.keyClick(popup.list, Qt.Key.Key_Return)
    assert not popup.isVisible()
    assert len(runner.requests) == asked
    assert not window.actions_table["undo"].isEnabled()


def test_choices_go_with_their_sentence_and_no_further(
    qtbot: QtBot, window: Window, runner: FakeRunner
) -> None:
    translated(qtbot, window, f"{SENTENCE} Hello world.")
    pick_second(qtbot, window, "chat")
    put_caret(window.translate_page.source, 0)
    type_text(window, "One. ")  # the sentence is the second now
    target = window.translate_page.target
    qtbot.waitUntil(lambda: target.text() == f"un. {STEERED} bonjour monde.")
    assert last_prefixes(runner) == (Prefix(sentence=1, tokens=tokens("le", "noir", "minou")),)
    put_caret(window.translate_page.source, len("One. The"))
    with qtbot.waitSignal(window.dispatcher.ended):
        type_text(window, " old")
    assert target.text() == "un. le vieux noir chat dort. bonjour monde."
    assert last_prefixes(runner) == ()


def test_another_language_forgets_the_choices(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    translated(qtbot, window)
    pick_second(qtbot, window, "chat")
    with qtbot.waitSignal(window.dispatcher.ended):
        choose(window.translate_page.pair_bar.target, "Chinese")
    assert last_prefixes(runner) == ()
    assert not window.actions_table["undo"].isEnabled()


def test_other_options_keep_the_choices(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    translated(qtbot, window)
    pick_second(qtbot, window, "chat")
    with qtbot.waitSignal(window.dispatcher.ended):
        choose(window.decoding.presets.picker, "Fast")
    request = runner.requests[-1]
    assert isinstance(request, Translate)
    assert request.options.beam == 1
    assert window.translate_page.target.text() == STEERED


def test_dragging_selects_and_asks_nothing(qtbot: QtBot, window: Window) -> None:
    translated(qtbot, window)
    target = window.translate_page.target
    QTest.mouseDClick(target.viewport(), Qt.MouseButton.LeftButton, pos=target.cursorRect().center())
    assert not window.translate_page.steerer.popup.isVisible()


def test_history_is_a_value() -> None:
    first = Steering().begin(Prefix(sentence=0, tokens=(1,)))
    history = History().then(first).then(first.take(2, (7, 8)))
    assert history.undo().now == first
    assert history.undo().undo().now == Steering()
    assert history.undo().redo() == history
    assert history.then(history.now) is history
    assert history.undo().then(Steering()).future == ()


def test_a_typed_word_can_be_banned_from_the_whole_text(
    qtbot: QtBot, window: Window, runner: FakeRunner
) -> None:
    translated(qtbot, window)
    popup = click_word(qtbot, window, "chat")
    assert not popup.exclude.isVisible()
    QTest.keyClicks(popup.list, "tigre")
    assert popup.exclude.text() == "Never “tigre”"
    with qtbot.waitSignal(window.dispatcher.ended):
        QTest.mouseClick(popup.exclude, Qt.MouseButton.LeftButton)
    request = runner.requests[-1]
    assert isinstance(request, Translate)
    assert request.options.banned == ("tigre",)
    assert window.decoding.options.banned == ("tigre",)


def test_bytes_and_ends_of_words_among_the_alternatives_can_be_told(qtbot: QtBot) -> None:
    popup = Alternatives(home := QWidget())
    qtbot.addWidget(home)
    texts = ("<0xE5>", " <0x", " a", "a", ",")
    candidates = tuple(Candidate(token, text, -1.0) for token, text in enumerate(texts))
    popup.open(Place(0, "chat", " ", (), 9, candidates), QRect(0, 0, 10, 10))
    shown = [popup.list.item(row).text() for row in range(len(texts))]
    popup.hide()
    assert shown == ["(part of a rare character, E5)", "<0x", "a", "…a", ","]
