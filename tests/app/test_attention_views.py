"""The other views of the attention panel: lines, heads and table, by mouse and keyboard."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.attention.bar import HEADS, LINES, MAP, TABLE
from app.attention.canvas import Cell
from app.attention.kinds import CROSS, DECODER, ENCODER
from app.attention.linedrawing import SOURCE as SOURCE_SIDE
from app.attention.linedrawing import TARGET as TARGET_SIDE
from app.attention.linedrawing import Held
from app.attention.panel import AttentionPanel
from app.attention.sheet import Sheet
from app.attention.weights import Choice
from app.window import Window
from engine.events import Draft, SelfAttention
from engine.text.piece import Piece
from tests.app.drafts import SOURCE, draft, first, whole


@pytest.fixture
def panel(qtbot: QtBot) -> AttentionPanel:
    panel = AttentionPanel()
    qtbot.addWidget(panel)
    panel.resize(900, 260)
    panel.show_draft(draft(), SOURCE)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def turn(panel: AttentionPanel, view: int) -> None:
    panel.bar.views.button(view).click()


def long_draft(length: int) -> Draft:
    pieces = tuple(Piece("word", 5 * place, 5 * place + 4) for place in range(length))
    column = np.full((2, 2, length), 1 / length, np.float32)
    return whole("word " * length, pieces, pieces, (column,) * length)


@pytest.mark.parametrize("view", [MAP, LINES, HEADS, TABLE])
def test_every_view_grows_with_the_draft_and_says_when_there_is_nothing(
    qtbot: QtBot, panel: AttentionPanel, view: int
) -> None:
    turn(panel, view)
    views = {MAP: panel.map, LINES: panel.lines, HEADS: panel.heads, TABLE: panel.table}
    made = draft(seed=1)
    for length in range(1, len(made.pieces) + 1):
        panel.show_draft(first(made, length), SOURCE)
        assert views[view].isVisible()
        assert not views[view].grab().isNull()
    panel.show_draft(draft(layers=0), SOURCE)
    qtbot.waitUntil(panel.message.isVisible)
    assert "without attention" in panel.message.text()
    panel.clear()
    assert panel.message.isVisible()
    panel.show_draft(draft(), SOURCE)
    qtbot.waitUntil(views[view].isVisible)
    assert views[view].accessibleName() or view == LINES


@pytest.mark.parametrize("view", [LINES, HEADS])
def test_views_that_are_drawn_can_be_taken_home(panel: AttentionPanel, view: int) -> None:
    turn(panel, view)
    content = panel._content()
    assert content
    svg = content.figure.svg("title").decode()
    labels = ["dog", "Hund", "-s"] if view == LINES else ["Layer 2", "Head 3"]
    assert all(f">{label}</text>" in svg.replace("\n", "") for label in labels)


# Lines


def test_hovering_a_word_tells_its_partners_and_its_span(qtbot: QtBot, panel: AttentionPanel) -> None:
    turn(panel, LINES)
    graph = panel.lines.graph
    with qtbot.waitSignal(panel.pointed) as pointed:
        QTest.mouseMove(graph.viewport(), graph.box(Held(TARGET_SIDE, 1)).center().toPoint())
    assert pointed.args == [[], [(4, 8)]]
    weights = Choice().of(draft().columns[1])[1:-1]
    best = ["The", "dog", "sleep", "-s", "."][int(weights.argmax())]
    assert panel.bar.reading.text().startswith(f"Hund from {best} {weights.max():.2f}, ")
    assert graph.accessibleDescription() == panel.bar.reading.text()


def test_arrow_keys_walk_the_words_and_cross_to_the_strongest_partner(panel: AttentionPanel) -> None:
    turn(panel, LINES)
    graph = panel.lines.graph
    graph.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(graph, Qt.Key.Key_Right)
    assert graph.held == (TARGET_SIDE, 1)
    QTest.keyClick(graph, Qt.Key.Key_Up)
    assert graph.held == (SOURCE_SIDE, int(graph.sheet.values[:, 1].argmax()))
    assert " in " in panel.bar.reading.text()
    for _ in range(9):
        QTest.keyClick(graph, Qt.Key.Key_Right)
    assert graph.held == (SOURCE_SIDE, 4)


def test_lines_below_the_threshold_are_not_drawn(panel: AttentionPanel) -> None:
    turn(panel, LINES)

    def ink() -> int:
        image = panel.lines.graph.grab().toImage()
        ground = image.pixelColor(1, image.height() // 2)
        middle = image.height() // 2
        return sum(image.pixelColor(x, middle) != ground for x in range(image.width()))

    counts = []
    for least in (1, 20, 50):
        panel.lines.threshold.setValue(least)
        counts.append(ink())
    assert counts[0] > counts[1] > counts[2] == 0


def test_long_texts_scroll_and_follow_the_newest_word(qtbot: QtBot, panel: AttentionPanel) -> None:
    turn(panel, LINES)
    graph, made = panel.lines.graph, long_draft(60)

    def is_shown(length: int) -> bool:
        return len(graph.sheet.columns) == length

    for length in (1, 30, 60):
        panel.show_draft(first(made, length), made.text)
        qtbot.waitUntil(partial(is_shown, length))
        assert graph.viewport().rect().contains(graph.box(Held(TARGET_SIDE, length - 1)).center().toPoint())
    assert graph.horizontalScrollBar().maximum() > 0


# Heads


def test_clicking_a_head_enlarges_it_in_the_map(panel: AttentionPanel) -> None:
    turn(panel, HEADS)
    QTest.mouseClick(panel.heads.viewport(), Qt.MouseButton.LeftButton, pos=panel.heads.box((1, 2)).center())
    assert panel.map.isVisible()
    assert panel.bar.picker.choice == Choice(1, 2)
    np.testing.assert_allclose(panel.map.canvas.values[:, 0], draft().columns[0][1, 2, 1:-1], rtol=1e-6)


def test_heads_are_walked_and_chosen_by_keyboard(panel: AttentionPanel) -> None:
    turn(panel, HEADS)
    panel.heads.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down):
        QTest.keyClick(panel.heads, key)
    held = panel.heads.held
    assert held == (1, 1)
    assert panel.bar.reading.text().startswith("Layer 2, head 2")
    QTest.keyClick(panel.heads, Qt.Key.Key_Return)
    assert panel.bar.picker.choice == Choice(1, 1)


def test_small_maps_show_the_numbers_of_their_heads(panel: AttentionPanel) -> None:
    turn(panel, HEADS)
    image = QImage(panel.heads.size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    panel.heads.render(painter, QPoint())
    painter.end()
    stacked = np.stack(draft().columns)[:-1, :, :, 1:-1]
    for layer, head in np.ndindex(2, 3):
        box, weights = panel.heads.box((layer, head)), stacked[:, layer, head].T
        greens = np.empty(weights.shape)
        for row, column in np.ndindex(*weights.shape):
            x = box.left() + (column + 0.5) * box.width() / weights.shape[1]
            y = box.top() + (row + 0.5) * box.height() / weights.shape[0]
            greens[row, column] = image.pixelColor(int(x), int(y)).green()  # grows with the weight
        order = np.argsort(weights, axis=None)
        assert (np.diff(greens.ravel()[order]) >= 0).all()


# Table


def lines_of(panel: AttentionPanel) -> list[tuple[str, str, float]]:
    model = panel.table.model()
    cells = [[model.index(line, column).data() for column in range(3)] for line in range(model.rowCount())]
    return [(target, source, float(weight)) for target, source, weight in cells]


def test_table_is_sorted_by_any_column(panel: AttentionPanel) -> None:
    turn(panel, TABLE)
    lines = lines_of(panel)
    assert len(lines) == 20
    assert [target for target, _, _ in lines[:6]] == ["Der"] * 5 + ["Hund"]
    assert lines[0][2] == max(weight for _, _, weight in lines[:5])
    panel.table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    weights = [weight for _, _, weight in lines_of(panel)]
    assert weights == sorted(weights, reverse=True)
    panel.table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert [source for _, source, _ in lines_of(panel)[:5]] == ["The"] * 4 + ["dog"]


def test_lines_of_the_table_point_at_the_words(qtbot: QtBot, panel: AttentionPanel) -> None:
    turn(panel, TABLE)
    with qtbot.waitSignal(panel.pointed):
        panel.table.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(panel.table, Qt.Key.Key_Down)
    target, source, weight = lines_of(panel)[1]
    assert panel.bar.reading.text().split() == [target, "from", source, f"{weight:.2f}"]


def test_line_in_hand_stays_while_the_table_grows(qtbot: QtBot, panel: AttentionPanel) -> None:
    turn(panel, TABLE)
    made = draft()
    panel.show_draft(first(made, 2), SOURCE)
    qtbot.waitUntil(lambda: panel.table.model().rowCount() == 10)
    panel.table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    panel.table.setCurrentIndex(panel.table.model().index(3, 0))
    cell = panel.table.cell
    assert isinstance(cell, Cell)
    panel.show_draft(made, SOURCE)
    qtbot.waitUntil(lambda: panel.table.model().rowCount() == 20)
    assert panel.table.cell == cell


def test_fast_drafts_are_not_all_drawn_but_the_last_is(
    qtbot: QtBot, panel: AttentionPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn(panel, TABLE)
    shown: list[Sheet] = []
    honest = panel.table.show_sheet

    def counted(sheet: Sheet) -> None:
        shown.append(sheet)
        honest(sheet)

    monkeypatch.setattr(panel.table, "show_sheet", counted)
    made = long_draft(50)
    for length in range(1, 51):
        panel.show_draft(first(made, length), made.text)
    qtbot.waitUntil(lambda: panel.table.model().rowCount() == 2500)
    assert len(shown) < 25


# All


def test_whole_words_are_shown_in_map_lines_and_table(panel: AttentionPanel) -> None:
    panel.bar.words.trigger()
    assert panel.map.canvas.rows.texts == ["The", "dog", "sleeps", "."]
    turn(panel, LINES)
    assert panel.lines.graph.sheet.row_labels() == ["The", "dog", "sleeps", "."]
    turn(panel, TABLE)
    assert panel.table.model().rowCount() == 16


def test_scale_is_chosen_in_the_menu(panel: AttentionPanel) -> None:
    panel.bar.show_menu.actions()[-1].trigger()
    np.testing.assert_allclose(panel.map.canvas.values.sum(1), 1, rtol=1e-5)


def test_view_and_what_it_shows_are_remembered(open_window: Callable[[], Window]) -> None:
    window = open_window()
    turn(window.attention, TABLE)
    window.attention.bar.words.trigger()
    window.attention.bar.show_menu.actions()[-1].trigger()
    state = window.attention.bar.state
    window.close()
    again = open_window()
    assert again.attention.bar.state == state == {
        "view": TABLE, "kind": CROSS, "words": True, "special": False, "punctuation": True,
        "maximum": False, "scale": "source",
    }  # fmt: skip


def test_state_of_another_version_does_no_harm(panel: AttentionPanel) -> None:
    before = panel.bar.state
    panel.bar.restore({"view": 77, "words": "x", "scale": None, "new": 1})
    assert panel.bar.state == before


@pytest.mark.parametrize("kind", [ENCODER, DECODER])
@pytest.mark.parametrize("view", [MAP, LINES, HEADS, TABLE])
def test_self_attention_is_live_where_the_draft_brings_it(
    qtbot: QtBot, panel: AttentionPanel, view: int, kind: int
) -> None:
    turn(panel, view)
    panel.bar.kinds.setCurrentIndex(panel.bar.kinds.findData(kind))
    assert panel.wants_looks()
    random, made = np.random.default_rng(3), draft()
    read = len(made.source_pieces)
    encoder = random.random((2, 3, read, read), np.float32)
    steps = tuple(random.random((2, 3, step + 1), np.float32) for step in range(len(made.pieces)))
    for length in range(2, len(made.pieces)):
        shown = replace(first(made, length), looks=SelfAttention(encoder, steps[:length]))
        panel.show_draft(shown, SOURCE)
        qtbot.waitUntil(lambda shown=shown: panel.seen is shown, timeout=30_000)  # type: ignore[misc]
        values = panel._sheet.values
        if kind == ENCODER:
            expected = encoder.mean((0, 1)).T[1:-1, 1:-1]
            np.testing.assert_allclose(values, expected, rtol=1e-5)
        else:  # the start is special, and so no row; what a step had not read is 0
            assert values.shape == (length - 1, length)
            for step in range(1, length):
                np.testing.assert_allclose(values[:step, step], steps[step].mean((0, 1))[1:], rtol=1e-5)
                assert not values[step:, step].any()
