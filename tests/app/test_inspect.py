"""The Inspect page and self-attention in the dock, as a user comes to them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.attention.bar import LINES, TABLE
from app.attention.kinds import ALIGNMENT, CROSS, DECODER, ENCODER
from app.inspect.explanation import ExplanationTab
from app.inspect.page import InspectPage
from app.inspect.surgery import SurgeryTab
from app.translate.alignment import Alignment
from app.window import Window
from engine.errors import BadInput
from engine.inspect.agreement import kendall
from engine.requests import Explain, Inspect, Reply, Summarise, Translate
from tests.app.acting import SENTENCE, TRANSLATED, choose, marked, put_caret, translated, type_text
from tests.fake_drafts import column
from tests.fakes import FakeRunner

KEY = Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def taken_over(qtbot: QtBot, window: Window) -> InspectPage:
    translated(qtbot, window)
    with qtbot.waitSignal(window.dispatcher.ended):
        QTest.keyClick(window, *KEY)
    return window.inspect_page


def explanation(page: InspectPage) -> ExplanationTab:
    assert page.explanation is not None
    page.tabs.setCurrentWidget(page.explanation)
    return page.explanation


def surgery(page: InspectPage) -> SurgeryTab:
    assert page.surgery is not None
    page.tabs.setCurrentWidget(page.surgery)
    return page.surgery


def test_sentence_is_taken_over_by_a_key(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    page = taken_over(qtbot, window)
    assert page.isVisible()
    assert (page.source.text(), page.target.text()) == (SENTENCE, TRANSLATED)
    request = runner.requests[-1]
    assert isinstance(request, Inspect)
    assert request.tokens  # the very ones that were written
    assert page.panel is not None
    np.testing.assert_allclose(page.panel.map.canvas.values[0, 0], column(1, 6)[:, :, 1].mean(), rtol=1e-6)


def test_any_translation_may_be_typed(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    window.actions_table["page_inspect"].trigger()
    page = window.inspect_page
    assert page.message.isVisible()
    QTest.keyClicks(page.source, "the cat")
    with qtbot.waitSignal(window.dispatcher.ended):
        QTest.keyClicks(page.target, "un minou")
    request = runner.requests[-1]
    assert isinstance(request, Inspect)
    assert (request.of.text, request.target, request.tokens) == ("the cat", "un minou", ())
    assert page.panel is not None
    assert page.panel.map.canvas.columns.texts == ["un", "minou"]
    QTest.keyClicks(page.target, " x")
    assert page.message.isVisible()  # what was shown is no longer true


def test_page_has_the_window_to_itself(qtbot: QtBot, window: Window) -> None:
    taken_over(qtbot, window)
    assert not window.attention_dock.isVisible()
    window.actions_table["page_translate"].trigger()
    assert window.attention_dock.isVisible()
    assert window.decoding_dock.isVisible()


def test_both_texts_show_what_belongs_together(qtbot: QtBot, window: Window) -> None:
    page = taken_over(qtbot, window)
    put_caret(page.target, TRANSLATED.index("chat"))
    assert (marked(page.source), marked(page.target)) == (["cat"], ["chat"])
    put_caret(page.source, SENTENCE.index("black"))
    assert (marked(page.source), marked(page.target)) == (["black"], ["noir"])


def test_failure_is_said_and_the_texts_stay(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    translated(qtbot, window)
    runner.failure = BadInput("The texts are too long.")
    with qtbot.waitSignal(window.dispatcher.ended):
        QTest.keyClick(window, *KEY)
    assert "too long" in window.notice.text
    assert window.inspect_page.source.text() == SENTENCE


def test_languages_are_those_of_the_translation_and_can_be_swapped(qtbot: QtBot, window: Window) -> None:
    page = taken_over(qtbot, window)
    assert page.bar.pairs.pair == ("en", "fr")
    with qtbot.waitSignal(window.dispatcher.ended):
        page._swap.trigger()
    assert page.bar.pairs.pair == ("fr", "en")
    assert page.source.text() == TRANSLATED


# Is it an explanation?


def test_word_is_explained_beside_its_attention(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    tab = explanation(taken_over(qtbot, window))
    with qtbot.waitSignal(window.dispatcher.ended):
        tab.list.setCurrentRow(2)
    request = runner.requests[-1]
    assert isinstance(request, Explain)
    assert request.places == (2,)
    assert request.words == ((1,), (2,), (3,), (4,), (5,))
    assert [tab.table.model().index(row, 0).data() for row in range(5)] == [
        "The",
        "black",
        "cat",
        "sleeps",
        ".",
    ]
    attention = [tab.table.number(row, 1) for row in range(5)]
    np.testing.assert_allclose(attention, column(3, 6)[:, :, 1:].mean((0, 1)), rtol=1e-6)
    occlusion = [tab.table.number(row, 2) for row in range(5)]
    assert occlusion == [1.0, 2.0, 3.0, 2.0, 1.0]
    assert f"Kendall {kendall(attention, occlusion):.2f}" in tab.agreement.text()


def test_attention_that_is_compared_is_the_one_chosen_in_the_first_tab(qtbot: QtBot, window: Window) -> None:
    page = taken_over(qtbot, window)
    assert page.panel is not None
    page.panel.bar.picker.choose(1, 2)
    tab = explanation(page)
    with qtbot.waitSignal(window.dispatcher.ended):
        tab.list.setCurrentRow(1)
    assert tab.table.number(1, 1) == pytest.approx(float(column(2, 6)[1, 2, 2]))


# Surgery


def test_surgery_shows_what_becomes_of_the_words(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    page = taken_over(qtbot, window)
    tab = surgery(page)
    choose(tab.hows, "Take away")
    choose(tab.word, "cat")
    tab.picker.choose(1, 0)
    QTest.mouseClick(tab.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab.text is not None and tab.text.endswith("."))
    inspect, usual, translate = runner.requests[-3:]
    assert isinstance(inspect, Inspect)
    assert isinstance(usual, Translate)
    assert isinstance(translate, Translate)
    assert not usual.surgery  # what it would write by itself, to compare with
    (cut,) = inspect.of.surgery
    assert (cut.attention, cut.layer, cut.head, cut.how) == ("cross", 1, 0, "moved")
    assert (cut.places, cut.to) == ((3,), ())
    assert translate.surgery == inspect.of.surgery
    assert tab.table.number(0, 3) == pytest.approx(np.exp(-0.7) - np.exp(-0.2))
    assert "sommeille" in tab.texts.text()  # stands out, as the given text has it not
    assert window.translate_page.target.text() == TRANSLATED


# Self-attention in the dock


@pytest.mark.parametrize(
    ("kind", "labels"),
    [(ENCODER, ["The", "black", "cat", "sleeps", "."]), (DECODER, ["le", "noir", "chat", "dort", "."])],
)
def test_dock_shows_self_attention_when_it_is_wanted(
    qtbot: QtBot, window: Window, runner: FakeRunner, kind: int, labels: list[str]
) -> None:
    translated(qtbot, window)
    assert not any(isinstance(request, Inspect) for request in runner.requests)
    panel = window.attention
    panel.bar.kinds.setCurrentIndex(kind)
    qtbot.waitUntil(panel.map.isVisible)
    assert panel.map.canvas.columns.texts == labels
    assert panel.map.canvas.rows.texts == labels
    # Row 1 is the key, column 2 the query; without the piece that comes first and is special.
    shift = 1 if kind == ENCODER else 0
    wanted = column(2 + shift, 6)[:, :, 2].mean()
    assert panel.map.canvas.values[1, 2] == pytest.approx(wanted, rel=1e-6)
    QTest.keyClick(panel.map, Qt.Key.Key_Right)
    assert "looks at" in panel.bar.reading.text()
    pane = window.translate_page.source if kind == ENCODER else window.translate_page.target
    assert len(marked(pane)) == 2


def test_self_attention_follows_the_next_translation(qtbot: QtBot, window: Window) -> None:
    window.attention.bar.kinds.setCurrentIndex(ENCODER)
    translated(qtbot, window)
    qtbot.waitUntil(window.attention.map.isVisible)
    type_text(window, " One.")
    qtbot.waitUntil(lambda: window.attention.map.canvas.columns.texts == ["One", "."])


def test_alignment_is_the_head_that_the_card_names(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "tests.fake_drafts.ALIGNMENT", {"layer": 1, "head": 3, "shift": True, "threshold": 0.1}
    )
    translated(qtbot, window)
    panel = window.attention
    panel.bar.kinds.setCurrentIndex(ALIGNMENT)
    assert not panel.bar.picker.isVisible()
    assert panel.map.canvas.values[2, 1] == pytest.approx(float(column(3, 6)[1, 3, 3]))
    assert panel._draft is not None
    linked = Alignment.of(panel._draft).weights[1][2]
    assert linked == pytest.approx(float(column(3, 6)[1, 3, 3]))


def test_maximum_and_punctuation(qtbot: QtBot, window: Window) -> None:
    translated(qtbot, window)
    panel = window.attention
    panel.bar._sums.actions()[1].trigger()
    assert panel.map.canvas.values[0, 0] == pytest.approx(float(column(1, 6)[:, :, 1].max()))
    panel.bar.punctuation.trigger()
    assert panel.map.canvas.rows.texts == ["The", "black", "cat", "sleeps"]
    assert panel.map.canvas.columns.texts == ["le", "noir", "chat", "dort"]


def test_kind_of_attention_is_remembered(window: Window, open_window: Callable[[], Window]) -> None:
    window.attention.bar.kinds.setCurrentIndex(DECODER)
    window.close()
    assert open_window().attention.bar.kind == DECODER


def test_self_attention_that_was_not_answered_is_asked_for_again(
    qtbot: QtBot, window: Window, runner: FakeRunner
) -> None:
    translated(qtbot, window)
    runner.failure = BadInput("no")
    with qtbot.waitSignal(window.dispatcher.ended):
        window.attention.bar.kinds.setCurrentIndex(ENCODER)
    assert window.attention.message.isVisible()
    runner.failure = None
    window.attention.bar.kinds.setCurrentIndex(CROSS)
    window.actions_table["attention"].trigger()
    window.actions_table["attention"].trigger()
    with qtbot.waitSignal(window.dispatcher.ended):
        window.attention.bar.kinds.setCurrentIndex(ENCODER)
    assert window.attention.map.isVisible()


# Replies and summaries


@pytest.mark.parametrize(
    ("task", "given", "asked", "names"),
    [
        ("A reply", "hello\nbonjour\ncat", ("hello", "bonjour", "cat"), ("Conversation", "Reply")),
        ("A summary", "The black cat sleeps.", "The black cat sleeps.", ("Document", "Summary")),
    ],
)  # fmt: skip
def test_other_tasks_are_looked_into(
    qtbot: QtBot,
    window: Window,
    runner: FakeRunner,
    task: str,
    given: str,
    asked: object,
    names: tuple[str, str],
) -> None:
    window.actions_table["page_inspect"].trigger()
    page = window.inspect_page
    choose(page.bar.tasks, task)
    page.source.replace(given)
    with qtbot.waitSignal(window.dispatcher.ended):
        QTest.keyClicks(page.target, "noir chat")
    request = runner.requests[-1]
    assert isinstance(request, Inspect)
    assert (request.of.turns if isinstance(request.of, Reply) else request.of.text) == asked
    assert request.target == "noir chat"
    assert (page.source.accessibleName(), page.target.accessibleName()) == names
    assert page.panel is not None
    page.panel.bar.views.button(TABLE).click()
    header = page.panel.table.model()
    across = Qt.Orientation.Horizontal
    assert (header.headerData(1, across), header.headerData(0, across)) == names
    tab = explanation(page)
    with qtbot.waitSignal(window.dispatcher.ended):
        tab.list.setCurrentRow(1)
    explained = runner.requests[-1]
    assert isinstance(explained, Explain)
    assert explained.of.text == given
    assert tab.table.model().headerData(0, across) == names[0]
    operating = surgery(page)
    QTest.mouseClick(operating.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: operating.text is not None, timeout=30_000)
    again = runner.requests[-1]
    assert isinstance(again, Reply | Summarise)
    assert again.surgery
    assert not again.options.temperature  # nothing differs by chance


def test_summary_is_taken_over_with_what_was_read(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    window.actions_table["page_summarise"].trigger()
    text = "The black cat sleeps. One. Two. Three. My brother dreams. Fish."
    window.summarise_page.document.replace(text)
    with qtbot.waitSignal(window.summarise_page.linked):
        window.summarise_page.summarise()
    with qtbot.waitSignal(window.dispatcher.ended):
        QTest.keyClick(window, *KEY)
    request = runner.requests[-1]
    assert isinstance(request, Inspect)
    assert isinstance(request.of, Summarise)
    assert request.of.text == SENTENCE  # which the engine of the tests has read
    assert request.tokens
    assert window.inspect_page.source.text() == SENTENCE


def test_status_is_of_the_present_look(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    page = taken_over(qtbot, window)
    assert window.status.text.endswith("en-fr-small")
    assert "tokens/s" not in window.status.text
    tab = surgery(page)
    QTest.mouseClick(tab.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "tokens/s" in window.status.text)  # of what was decoded again
    qtbot.waitUntil(lambda: not window.dispatcher.runs)
    QTest.keyClicks(page.target, "x")
    assert window.status.text == "en-fr-small"  # what stood there was of other texts
    with qtbot.waitSignal(window.dispatcher.ended):
        page.look()
        assert window.status.text == "Looking into both texts"
        assert "in a moment" in page.message.text()
    assert "tokens/s" not in window.status.text
    runner.failure = BadInput("odd")
    with qtbot.waitSignal(window.dispatcher.ended):
        QTest.keyClicks(page.target, "y")
    assert window.status.text == "en-fr-small"
    assert "Write two texts" in page.message.text()


def test_long_texts_are_shown_from_their_beginning(qtbot: QtBot, window: Window) -> None:
    text = ", ".join(["the black cat sleeps on my red sofa"] * 12) + "."
    translated(qtbot, window, text)
    with qtbot.waitSignal(window.dispatcher.ended):
        QTest.keyClick(window, *KEY)
    page = window.inspect_page
    assert page.panel is not None
    assert page.source.verticalScrollBar().maximum() > 0
    assert page.source.verticalScrollBar().value() == 0
    page.panel.bar.views.button(LINES).click()
    bar = page.panel.lines.graph.horizontalScrollBar()
    assert (bar.value(), page.panel.map.canvas.origin) == (0, QPoint(0, 0))
    assert bar.maximum() > 0


def test_caret_scrolls_the_other_text(qtbot: QtBot, window: Window) -> None:
    window.actions_table["page_inspect"].trigger()
    page = window.inspect_page
    words = " ".join(["one two three"] * 60)
    page.source.replace(words)
    with qtbot.waitSignal(window.dispatcher.ended):
        page.target.replace(words)
    bar = page.source.verticalScrollBar()
    put_caret(page.target, 0)
    qtbot.waitUntil(lambda: bar.value() < 40)
    put_caret(page.target, len(words) - 2)
    assert bar.value() > bar.maximum() / 2
