"""The beam explorer: the tree, what became of each node, going on from one, and ranking anew."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSlider
from pytestqt.qtbot import QtBot

from app.beam import words
from app.beam.panel import BeamPanel
from app.beam.ranking import Finished, finished, ranked
from app.beam.tree import Place, Tree
from app.beam.view import TreeView
from app.window import Window
from engine.events import Explored, Node, SentenceFinished
from engine.requests import Prefix, Translate
from engine.search.options import DecodingOptions
from tests.app.acting import SENTENCE, TRANSLATED, last_prefixes, translated
from tests.fake_drafts import explored, token, write
from tests.fakes import FakeRunner


@pytest.fixture
def exploring(window: Window) -> Window:
    window.actions_table["beam"].trigger()
    return window


def node(parent: int, token: int, score: float, rank: int, fate: str = "alive") -> Node:
    return Node(parent, token, f" w{token}", score, score, rank, fate)


def small_tree() -> Tree:
    first = (node(-1, 1, -0.1, 0), node(-1, 2, -0.5, 1), node(-1, 3, -2.0, 2, "beaten"))
    second = (node(1, 4, -0.2, 0), node(0, 5, -0.9, 1), node(0, 9, -1.0, 2, "ended"))
    return Tree().grown(0, first).grown(1, second)


def click(window: Window, place: Place) -> None:
    view = window.beam.view
    spot = view.box(place).center().toPoint()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def grown(qtbot: QtBot, window: Window) -> None:
    qtbot.waitUntil(lambda: len(window.beam.view.tree.steps) == 6 and len(window.beam.view.best) == 6)


def test_tree_knows_ways_texts_and_sums() -> None:
    tree = small_tree()
    assert tree.way(Place(1, 0)) == [Place(0, 1), Place(1, 0)]
    branch = tree.branch(Place(1, 0))
    assert (branch.text, branch.tokens) == ("w2 w4", (2, 4))
    assert branch.sum == pytest.approx(-0.7)
    assert tree.child(Place(0, 0)) == Place(1, 1)
    assert tree.child(Place(0, 2)) is None
    assert tree.find((1, 5, 7)) == [Place(0, 0), Place(1, 1)]


def test_first_step_begins_the_tree_anew() -> None:
    tree = small_tree().grown(0, (node(-1, 7, -0.1, 0),))
    assert [[node.token for node in step] for step in tree.steps] == [[7]]


def test_tree_is_asked_for_only_while_it_is_open(qtbot: QtBot, window: Window, runner: FakeRunner) -> None:
    translated(qtbot, window)
    assert not window.beam_dock.isVisible()
    assert not asked(runner).explore
    with qtbot.waitSignal(window.dispatcher.ended):
        window.actions_table["beam"].trigger()
    assert asked(runner).explore
    grown(qtbot, window)
    window.beam_dock.close()
    with qtbot.waitSignal(window.dispatcher.ended):
        window.translate_page.request()
    assert not asked(runner).explore


def test_tree_grows_and_marks_what_is_shown(qtbot: QtBot, exploring: Window) -> None:
    translated(qtbot, exploring)
    grown(qtbot, exploring)
    view = exploring.beam.view
    assert "".join(view.tree[place].text for place in sorted(view.best)) == " le noir chat dort ."
    assert {words.fate(node) for step in view.tree.steps for node in step} == {
        "goes on",
        "finished",
        "pruned: others ranked higher",
        "pruned by the rule “No-repeat n-gram”",
    }


@pytest.mark.parametrize(
    "fate",
    [
        "alive",
        "ended",
        "stopped",
        "beaten",
        "overtaken",
        "prefix",
        "banned",
        "min_length",
        "repetition_guard",
    ],
)
def test_every_fate_has_words(fate: str) -> None:
    assert "_" not in words.fate(node(-1, 1, 0, 0, fate))


def test_hover_and_click_give_the_account_of_a_node(qtbot: QtBot, exploring: Window) -> None:
    translated(qtbot, exploring)
    grown(qtbot, exploring)
    view, panel = exploring.beam.view, exploring.beam
    view.horizontalScrollBar().triggerAction(QAbstractSlider.SliderAction.SliderToMinimum)
    spot = view.box(Place(1, 1)).center().toPoint()
    QTest.mouseMove(view.viewport(), spot)
    said = "“sombre” -1.60  ·  sum -1.80  ·  length penalty ÷ 1.17  ·  score -1.54  ·  rank 2"
    assert view.viewport().toolTip() == f"{said}  ·  pruned: others ranked higher"
    click(exploring, Place(1, 1))
    assert panel.text.text() == "le sombre"
    assert panel.ledger.text().startswith(said)
    assert "le sombre" in view.accessibleDescription()


def test_going_on_from_a_node(qtbot: QtBot, exploring: Window, runner: FakeRunner) -> None:
    translated(qtbot, exploring)
    grown(qtbot, exploring)
    exploring.beam.view.horizontalScrollBar().triggerAction(QAbstractSlider.SliderAction.SliderToMinimum)
    click(exploring, Place(1, 1))
    with qtbot.waitSignal(exploring.dispatcher.ended):
        QTest.mouseClick(exploring.beam.go_on, Qt.MouseButton.LeftButton)
    assert last_prefixes(runner) == (Prefix(sentence=0, tokens=(token("le"), token("sombre"))),)
    assert exploring.translate_page.target.text() == "le sombre minou sommeille."
    with qtbot.waitSignal(exploring.dispatcher.ended):
        exploring.actions_table["undo"].trigger()
    assert exploring.translate_page.target.text() == TRANSLATED


def test_tree_by_keyboard(qtbot: QtBot, exploring: Window, runner: FakeRunner) -> None:
    translated(qtbot, exploring)
    grown(qtbot, exploring)
    view = exploring.beam.view
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.place == Place(5, 0)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Down):
        QTest.keyClick(view, key)
    assert view.place == Place(4, 1)
    assert view.viewport().rect().contains(view.box(view.place).toRect())
    with qtbot.waitSignal(exploring.dispatcher.ended):
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert len(last_prefixes(runner)[0].tokens) == 5


def test_a_new_tree_may_grow_while_a_node_of_the_old_one_is_in_hand(qtbot: QtBot, exploring: Window) -> None:
    translated(qtbot, exploring)
    grown(qtbot, exploring)
    view, panel = exploring.beam.view, exploring.beam
    view.setFocus(Qt.FocusReason.TabFocusReason)
    panel.take(Explored(number=9, sentence=0, step=0, nodes=(node(-1, 1, -0.1, 0),)))
    view.viewport().grab()  # painted before the new one is shown
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.place == Place(4, 0)
    qtbot.waitUntil(lambda: len(view.tree.steps) == 1)
    assert view.place is None


def test_zoom_keeps_what_is_under_the_pointer(qtbot: QtBot, exploring: Window) -> None:
    translated(qtbot, exploring)
    grown(qtbot, exploring)
    view = exploring.beam.view
    view.zoom_by(3, QPoint(0, 0))
    view.horizontalScrollBar().setValue(500)
    spot = view.box(Place(2, 0)).center().toPoint()
    view.zoom_by(0.8, spot)
    view.zoom_by(1.25, spot)
    assert abs(view.box(Place(2, 0)).center().x() - spot.x()) <= 2  # downwards all is in view
    QTest.keyClick(view, Qt.Key.Key_Minus)
    assert view.zoom == pytest.approx(2.4)


def test_drag_pans(qtbot: QtBot, exploring: Window) -> None:
    translated(qtbot, exploring)
    grown(qtbot, exploring)
    view = exploring.beam.view
    view.zoom_by(3, QPoint(0, 0))
    bar = view.horizontalScrollBar()
    bar.setValue(100)
    middle = view.viewport().rect().center()
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(view.viewport(), middle + QPoint(30, 0))
    QTest.mouseMove(view.viewport(), middle + QPoint(60, 0))
    qtbot.waitUntil(lambda: bar.value() == 40)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=middle + QPoint(60, 0))
    assert view.place is None


def test_penalties_change_the_ranking_without_decoding() -> None:
    short = Finished("short", (1, 2), -1.0, np.array([1.0, 0.2], np.float32))
    long = Finished("long", (1, 2, 3, 4, 5, 6), -1.3, np.array([1.0, 1.0], np.float32))
    assert [one.text for one in ranked([short, long], 0.0, 0.0)] == ["short", "long"]
    assert [one.text for one in ranked([short, long], 1.0, 0.0)] == ["long", "short"]
    assert [one.text for one in ranked([short, long], 0.0, 0.5)] == ["long", "short"]
    assert short.score(0.0, 0.5) == pytest.approx(-1.0 + 0.5 * np.log(0.2), abs=1e-5)


def test_score_is_that_of_the_engine_for_its_own_penalties() -> None:
    *_, draft = write(SENTENCE, (0, len(SENTENCE)), 0, "fr")
    (only,) = finished(Tree(), [draft])
    assert only.sum == pytest.approx(sum(draft.scores))
    assert only.coverage is not None
    assert only.coverage.sum() == pytest.approx(len(draft.tokens), abs=1e-4)


def test_what_only_the_tree_knows_is_ranked_by_its_coverage_too() -> None:
    nodes = [
        replace(node(-1, i, -1.0, i, "ended"), coverage=np.array([1, 0.9 - i], np.float32)) for i in (0, 1)
    ]
    neglecting, covering = finished(Tree().grown(0, tuple(nodes)), ())[::-1]
    assert covering.score(1.0, 0.5) == pytest.approx(-1.0 + 0.5 * np.log(0.9))
    assert ranked([neglecting, covering], 1.0, 0.5) == [covering, neglecting]


def test_sliders_rank_anew_at_once(qtbot: QtBot, exploring: Window, runner: FakeRunner) -> None:
    with qtbot.waitSignal(exploring.dispatcher.ended):
        exploring.decoding.changed.emit(DecodingOptions(n_best=3))
        exploring.translate_page.source.replace(SENTENCE)
    qtbot.waitUntil(lambda: exploring.beam.list.count() == 3)
    asked_before = len(runner.requests)
    rows = [exploring.beam.list.item(row).text() for row in range(3)]
    assert TRANSLATED in rows[0]
    exploring.beam.length.setFocus()
    QTest.keyClick(exploring.beam.length, Qt.Key.Key_End)
    after = [exploring.beam.list.item(row).text() for row in range(3)]
    assert after != rows
    assert len(runner.requests) == asked_before


def test_click_on_a_finished_hypothesis_takes_it_over(qtbot: QtBot, exploring: Window) -> None:
    with qtbot.waitSignal(exploring.dispatcher.ended):
        exploring.decoding.changed.emit(DecodingOptions(n_best=3))
        exploring.translate_page.source.replace(SENTENCE)
    qtbot.waitUntil(lambda: exploring.beam.list.count() == 3)
    exploring.beam.list.itemClicked.emit(exploring.beam.list.item(1))
    assert exploring.translate_page.target.text() == "le noir chat sommeille."


def test_of_a_wide_and_long_tree_only_what_is_in_view_is_drawn(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Place] = []
    draw = TreeView._draw_node

    def noted(view: TreeView, painter: QPainter, place: Place, marked: bool) -> None:
        drawn.append(place)
        draw(view, painter, place, marked)

    monkeypatch.setattr(TreeView, "_draw_node", noted)
    panel = BeamPanel()
    qtbot.addWidget(panel)
    panel.resize(1200, 400)
    panel.show()
    qtbot.waitExposed(panel)
    for step in range(200):
        nodes = tuple(
            node(i % 16 if step else -1, i, -0.1 * i, i, "alive" if i < 16 else "beaten") for i in range(32)
        )
        panel.take(Explored(number=1, sentence=0, step=step, nodes=nodes))
    qtbot.waitUntil(lambda: len(panel.view.tree.steps) == 200)
    drawn.clear()
    panel.view.viewport().grab()
    assert 0 < len(drawn) < 200  # of 6400


def test_other_sentence_shows_its_own_tree(qtbot: QtBot) -> None:
    panel = BeamPanel()
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitExposed(panel)
    for sentence, text in enumerate(("The cat", "One")):
        *_, draft = write(text, (0, len(text)), 0, "fr")
        for event in explored(1, sentence, draft):
            panel.take(event)
        panel.take(
            SentenceFinished(
                number=1, sentence=sentence, before="", offset=0, hypotheses=(draft,), stopped_by_length=False
            )
        )
        panel.show_hypotheses(sentence, (draft,), 0)
        qtbot.waitUntil(partial(has_steps, panel, len(draft.tokens)))
    panel.clear()
    qtbot.waitUntil(partial(has_steps, panel, 0))


def has_steps(panel: BeamPanel, count: int) -> bool:
    return len(panel.view.tree.steps) == count


def asked(runner: FakeRunner) -> Translate:
    request = runner.requests[-1]
    assert isinstance(request, Translate)
    return request
