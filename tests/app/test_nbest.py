"""The n-best list: compare the translations of a sentence, and take another over."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.decoding.nbest import MARKUP, differing
from app.window import Window
from engine.requests import Prefix
from tests.app.acting import SENTENCE, TRANSLATED, click_word, last_prefixes, translated
from tests.fake_drafts import token
from tests.fakes import FakeRunner

OTHERS = ["le noir chat sommeille.", "le noir minou dort."]


@pytest.fixture
def three(qtbot: QtBot, window: Window) -> Window:
    """A window that asks for three translations."""
    window.decoding.controls["n_best"].setFocus()
    with qtbot.waitSignal(window.decoding.changed):
        QTest.keyClick(window.decoding.controls["n_best"], Qt.Key.Key_Up)
        QTest.keyClick(window.decoding.controls["n_best"], Qt.Key.Key_Up)
    return window


def texts(window: Window) -> list[str]:
    return [window.nbest.list.item(row).text() for row in range(window.nbest.list.count())]


def test_list_is_there_when_more_than_one_is_wanted(qtbot: QtBot, three: Window) -> None:
    assert three.nbest_dock.isVisible()
    with qtbot.waitSignal(three.decoding.changed):
        QTest.mouseClick(three.decoding.reset, Qt.MouseButton.LeftButton)
    assert not three.nbest_dock.isVisible()


def test_list_is_hidden_at_the_start(window: Window) -> None:
    assert not window.nbest_dock.isVisible()


def test_hypotheses_come_best_first_with_scores(qtbot: QtBot, three: Window) -> None:
    translated(qtbot, three)
    assert texts(three) == [TRANSLATED, *OTHERS]
    spoken = three.nbest.list.item(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "2, score -2.15: le noir chat sommeille."


def test_differences_to_the_first_are_marked(qtbot: QtBot, three: Window) -> None:
    translated(qtbot, three)
    markup = [three.nbest.list.item(row).data(MARKUP) for row in range(3)]
    assert markup[0] == TRANSLATED
    assert markup[2] == "le noir <u><b>minou</b></u> dort."


def test_differences_in_scripts_without_spaces() -> None:
    parts = list(differing("黑猫睡在沙发上", "黑狗睡在沙发上"))
    assert parts == [("黑", False), ("狗", True), ("睡在沙发上", False)]


def test_click_takes_a_hypothesis_over_without_decoding(
    qtbot: QtBot, three: Window, runner: FakeRunner
) -> None:
    translated(qtbot, three, f"{SENTENCE} One.")
    asked = len(runner.requests)
    target, hypotheses = three.translate_page.target, three.nbest.list
    three.translate_page.source.moveCursor(three.translate_page.source.textCursor().MoveOperation.Start)
    qtbot.waitUntil(lambda: texts(three) == [TRANSLATED, *OTHERS])
    spot = hypotheses.visualItemRect(hypotheses.item(2)).center()
    QTest.mouseClick(hypotheses.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert target.text() == target.toPlainText() == "le noir minou dort. un."
    assert len(runner.requests) == asked
    three.actions_table["undo"].trigger()
    assert target.text() == f"{TRANSLATED} un."
    three.actions_table["redo"].trigger()
    assert target.text() == "le noir minou dort. un."


def test_enter_takes_over_and_a_word_of_it_can_be_steered(
    qtbot: QtBot, three: Window, runner: FakeRunner
) -> None:
    translated(qtbot, three, f"{SENTENCE} {SENTENCE}")
    hypotheses = three.nbest.list
    hypotheses.setFocus()
    QTest.keyClick(hypotheses, Qt.Key.Key_Down)
    QTest.keyClick(hypotheses, Qt.Key.Key_Return)
    target = three.translate_page.target
    assert target.text() == f"{TRANSLATED} {OTHERS[0]}"
    popup = click_word(qtbot, three, "chat")
    QTest.keyClick(popup.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(three.dispatcher.ended):
        QTest.keyClick(popup.list, Qt.Key.Key_Return)
    assert target.text() == f"le noir minou sommeille. {OTHERS[0]}"
    prefix = Prefix(sentence=0, tokens=tuple(map(token, ("le", "noir", "minou"))))
    assert last_prefixes(runner) == (prefix,)
    with qtbot.waitSignal(three.dispatcher.ended):
        three.actions_table["undo"].trigger()
    assert target.text() == f"{TRANSLATED} {OTHERS[0]}"
    three.actions_table["undo"].trigger()
    assert target.text() == f"{TRANSLATED} {TRANSLATED}"


def test_hypothesis_taken_over_comes_back_when_a_later_choice_is_undone(qtbot: QtBot, three: Window) -> None:
    translated(qtbot, three)
    three.nbest.list.itemClicked.emit(three.nbest.list.item(2))
    target = three.translate_page.target
    assert target.text() == OTHERS[1]
    popup = click_word(qtbot, three, "noir")
    with qtbot.waitSignal(three.dispatcher.ended):
        popup.list.itemClicked.emit(popup.list.item(1))
    assert target.text() == "le sombre minou sommeille."
    with qtbot.waitSignal(three.dispatcher.ended):
        three.actions_table["undo"].trigger()
    assert target.text() == OTHERS[1]


def test_words_after_a_longer_hypothesis_are_found_where_they_stand(qtbot: QtBot, three: Window) -> None:
    translated(qtbot, three, f"{SENTENCE} {SENTENCE}")
    source = three.translate_page.source
    source.moveCursor(source.textCursor().MoveOperation.Start)
    three.nbest.list.setFocus()
    QTest.keyClick(three.nbest.list, Qt.Key.Key_Down)
    QTest.keyClick(three.nbest.list, Qt.Key.Key_Return)
    assert three.translate_page.target.text() == f"{OTHERS[0]} {TRANSLATED}"
    popup = click_word(qtbot, three, "noir", after=len(OTHERS[0]))
    assert popup.title.text() == "In place of “noir”"
    QTest.keyClick(popup.list, Qt.Key.Key_Escape)


def test_editing_the_source_empties_the_list(qtbot: QtBot, three: Window) -> None:
    translated(qtbot, three)
    three.actions_table["clear"].trigger()
    assert texts(three) == []
