# mypy: untyped-calls-exclude=pyqtgraph
"""The attention panel as a user meets it: growing, pointing, walking, choosing."""

import re

import numpy as np
import pyqtgraph as pg
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTranslator
from PySide6.QtGui import QHelpEvent, QPalette, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QToolTip
from pytestqt.qtbot import QtBot

from app.attention.canvas import Cell
from app.attention.drawing import scale_top
from app.attention.panel import AttentionPanel
from engine.events import Draft
from engine.text.piece import Piece
from tests.app.drafts import SOURCE, draft, first, whole


@pytest.fixture
def panel(qtbot: QtBot) -> AttentionPanel:
    panel = AttentionPanel()
    qtbot.addWidget(panel)
    panel.resize(1000, 260)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def place(panel: AttentionPanel, row: int, column: int) -> QPoint:
    return panel.map.canvas.place(Cell(row, column)).center()


def hover(qtbot: QtBot, panel: AttentionPanel, row: int, column: int) -> None:
    """Move the mouse to the cell's centre; from elsewhere, for a mouse that stays is not told."""
    QTest.mouseMove(panel.map, QPoint(1, 1))
    QTest.mouseMove(panel.map, place(panel, row, column))
    qtbot.waitUntil(lambda: panel.map.cell == Cell(row, column))


def colours(panel: AttentionPanel) -> NDArray[np.uint8]:
    """The colour in the middle of each cell, as the screen shows it: (source, target, rgb)."""
    image = panel.map.grab().toImage()
    rows, columns = panel.map.canvas.values.shape
    shown = np.zeros((rows, columns, 3), np.uint8)
    for row, column in np.ndindex(rows, columns):
        colour = image.pixelColor(place(panel, row, column))
        shown[row, column] = colour.red(), colour.green(), colour.blue()
    return shown


def expected_colours(weights: NDArray[np.float32], top: float) -> NDArray[np.uint8]:
    mapped: NDArray[np.uint8] = pg.colormap.get("viridis").map(weights / top)
    return mapped[..., :3]


def long_draft(source: int, target: int) -> tuple[Draft, str]:
    """One-letter words and a sharp diagonal."""
    source_pieces = tuple(Piece("a", 2 * place, 2 * place + 1) for place in range(source))
    pieces = tuple(Piece("b", 2 * place, 2 * place + 1) for place in range(target))
    columns = []
    for place in range(target):
        column = np.zeros((1, 1, source), np.float32)
        column[0, 0, place * (source - 1) // (target - 1)] = 1
        columns.append(column)
    made = whole("b " * target, pieces, source_pieces, tuple(columns))
    return made, "a " * source


def write(qtbot: QtBot, panel: AttentionPanel, draft: Draft, source: str = SOURCE) -> None:
    """Shows a draft of a text that is being written, and waits until it is drawn."""
    panel.show_draft(draft, source)
    qtbot.waitUntil(lambda: panel.seen is draft)


def choose(panel: AttentionPanel, layer: int, head: int) -> None:
    """Choose in the two boxes; 0 is the mean."""
    for box, number in zip(panel.bar.picker.findChildren(QComboBox), (layer, head), strict=True):
        box.setCurrentIndex(number)


@pytest.mark.parametrize(("layer", "head"), [(0, 0), (1, 0), (2, 0), (1, 1), (2, 3)])
def test_picture_shows_the_numbers_of_the_choice(panel: AttentionPanel, layer: int, head: int) -> None:
    whole = draft()
    panel.show_draft(whole, SOURCE)
    choose(panel, layer, head)
    chosen = np.stack(whole.columns)[:-1, :, :, 1:-1]  # without special pieces
    chosen = chosen[:, layer - 1 : layer] if layer else chosen
    chosen = chosen[:, :, head - 1 : head] if head else chosen
    weights = chosen.mean(axis=(1, 2)).T
    top = scale_top(panel.map.canvas.values)
    assert weights.max() <= top
    difference = np.abs(colours(panel).astype(int) - expected_colours(weights, top).astype(int))
    assert difference.max() <= 4  # 256 colours


def test_streamed_draft_grows_by_one_column(qtbot: QtBot, panel: AttentionPanel) -> None:
    whole = draft()
    for length in range(1, len(whole.pieces)):
        write(qtbot, panel, first(whole, length))
        assert panel.map.canvas.values.shape == (5, length)
        assert panel.map.canvas.columns.texts == ["Der", "Hund", "schläft", "."][:length]


def test_labels_mark_pieces_that_continue_a_word(panel: AttentionPanel) -> None:
    panel.show_draft(draft(), SOURCE)
    assert panel.map.canvas.rows.texts == ["The", "dog", "sleep", "-s", "."]


def test_source_labels_are_as_the_user_wrote_them(panel: AttentionPanel) -> None:
    panel.show_draft(draft(), "THE dog sleeps.")
    assert panel.map.canvas.rows.texts[0] == "THE"


def test_chinese_pieces_need_no_mark(qtbot: QtBot, panel: AttentionPanel) -> None:
    pieces = (Piece("我们", 0, 2), Piece("喝", 2, 3), Piece("茶", 3, 4))
    column = np.full((1, 1, 3), 1 / 3, np.float32)
    write(qtbot, panel, whole("我们喝茶", pieces, pieces, (column,) * 3), "我们喝茶")
    assert panel.map.canvas.columns.texts == ["我们", "喝", "茶"]


def test_hovering_a_cell_tells_its_spans_and_its_weight(qtbot: QtBot, panel: AttentionPanel) -> None:
    whole = draft()
    panel.show_draft(whole, SOURCE)
    with qtbot.waitSignal(panel.pointed) as pointed:
        hover(qtbot, panel, 1, 1)
    assert pointed.args == [[(4, 7)], [(4, 8)]]
    weight = whole.columns[1].mean(axis=(0, 1))[2]
    assert panel.bar.reading.text().split() == ["Hund", "from", "dog", f"{weight:.2f}"]
    assert panel.map.accessibleDescription() == panel.bar.reading.text()


def test_tooltip_reads_the_cell(qtbot: QtBot, panel: AttentionPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = []
    monkeypatch.setattr(QToolTip, "showText", lambda _place, text, _widget: shown.append(text))
    panel.show_draft(draft(), SOURCE)
    hover(qtbot, panel, 1, 1)
    spot = place(panel, 1, 1)
    QApplication.sendEvent(panel.map, QHelpEvent(QEvent.Type.ToolTip, spot, panel.map.mapToGlobal(spot)))
    assert shown == [panel.bar.reading.text()]
    assert "Hund" in shown[0]


def test_leaving_the_map_points_at_nothing(qtbot: QtBot, panel: AttentionPanel) -> None:
    panel.show_draft(draft(), SOURCE)
    hover(qtbot, panel, 1, 1)
    with qtbot.waitSignal(panel.pointed) as pointed:
        QApplication.sendEvent(panel.map, QEvent(QEvent.Type.Leave))
    assert pointed.args == [[], []]
    assert panel.bar.reading.text() == ""


def test_clearing_points_at_nothing(qtbot: QtBot, panel: AttentionPanel) -> None:
    panel.show_draft(draft(), SOURCE)
    hover(qtbot, panel, 1, 1)
    with qtbot.waitSignal(panel.pointed) as pointed:
        panel.clear()
    assert pointed.args == [[], []]
    assert panel.message.isVisible()


def test_arrow_keys_walk_the_cells_and_stop_at_the_edge(qtbot: QtBot, panel: AttentionPanel) -> None:
    panel.show_draft(draft(), SOURCE)
    panel.map.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: panel.map.cell == Cell(0, 0))
    for key, cell in [
        (Qt.Key.Key_Right, (0, 1)),
        (Qt.Key.Key_Down, (1, 1)),
        (Qt.Key.Key_Down, (2, 1)),
        (Qt.Key.Key_Left, (2, 0)),
        (Qt.Key.Key_Left, (2, 0)),
        (Qt.Key.Key_Up, (1, 0)),
    ]:
        QTest.keyClick(panel.map, key)
        assert panel.map.cell == cell
    assert panel.map.accessibleDescription().startswith("Der from dog")


def test_walking_scrolls_to_the_cell(qtbot: QtBot, panel: AttentionPanel) -> None:
    write(qtbot, panel, *long_draft(60, 70))
    panel.map.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(40):
        QTest.keyClick(panel.map, Qt.Key.Key_Down)
        assert panel.map.cell
        assert panel.map.canvas.area.contains(panel.map.canvas.place(panel.map.cell))


def test_special_pieces_are_hidden_until_asked_for(qtbot: QtBot, panel: AttentionPanel) -> None:
    panel.show_draft(draft(), SOURCE)
    assert panel.map.canvas.values.shape == (5, 4)
    panel.bar.special.trigger()
    assert panel.map.canvas.values.shape == (7, 5)
    assert panel.map.canvas.rows.texts[0] == "<2de>"
    assert panel.map.canvas.columns.texts[-1] == "</s>"
    hover(qtbot, panel, 0, 4)
    assert panel.bar.reading.text().startswith("</s> from <2de>")


def test_heads_can_be_chosen_only_within_a_layer(panel: AttentionPanel) -> None:
    panel.show_draft(draft(), SOURCE)
    layer, head = panel.bar.picker.findChildren(QComboBox)
    assert (layer.count(), head.count()) == (3, 4)
    assert not head.isEnabled()
    assert head.toolTip()
    layer.setCurrentIndex(1)
    assert head.isEnabled()


def test_network_with_fewer_heads_falls_back_to_what_it_has(qtbot: QtBot, panel: AttentionPanel) -> None:
    panel.show_draft(draft(), SOURCE)
    choose(panel, 2, 3)
    small = draft(layers=1, heads=1)
    panel.show_draft(small, SOURCE)
    qtbot.waitUntil(lambda: panel.seen is small)
    np.testing.assert_allclose(panel.map.canvas.values[:, 0], small.columns[0][0, 0, 1:-1], rtol=1e-6)


def test_network_without_attention_is_told_in_a_sentence(qtbot: QtBot, panel: AttentionPanel) -> None:
    panel.show_draft(draft(layers=0), SOURCE)
    assert panel.message.isVisible()
    assert "without attention" in panel.message.text()
    panel.show_draft(draft(), SOURCE)
    qtbot.waitUntil(panel.map.isVisible)


def test_empty_panel_says_what_will_be_seen(panel: AttentionPanel) -> None:
    assert panel.message.isVisible()
    assert panel.message.text()


def test_words_pointed_at_elsewhere_are_marked(panel: AttentionPanel) -> None:
    panel.show_draft(draft(), SOURCE)
    before = panel.map.grab().toImage()
    panel.point((8, 14), (4, 8))
    assert panel.map.canvas.rows.marked == {2, 3}
    assert panel.map.canvas.columns.marked == {1}
    assert panel.map.grab().toImage() != before
    panel.point(None, None)
    assert panel.map.grab().toImage() == before


def test_marks_stay_with_the_words_while_the_map_grows(qtbot: QtBot, panel: AttentionPanel) -> None:
    whole = draft()
    write(qtbot, panel, first(whole, 1))
    panel.point(None, (4, 8))
    write(qtbot, panel, whole)
    assert panel.map.canvas.columns.marked == {1}


def test_view_follows_the_newest_column(qtbot: QtBot, panel: AttentionPanel) -> None:
    whole, source = long_draft(80, 90)
    canvas = panel.map.canvas
    for length in (*range(1, 91, 9), 90):
        write(qtbot, panel, first(whole, length), source)
        row = int(canvas.values[:, -1].argmax())
        assert canvas.area.contains(canvas.place(Cell(row, length - 1)))


def test_view_stays_where_the_user_scrolled_it(qtbot: QtBot, panel: AttentionPanel) -> None:
    whole, source = long_draft(80, 90)
    write(qtbot, panel, first(whole, 80), source)
    spot = QPointF(place(panel, 79, 79))
    for _ in range(20):
        wheel(panel, spot, 120, Qt.KeyboardModifier.ShiftModifier)
    origin = panel.map.canvas.origin
    assert origin.x() == 0
    write(qtbot, panel, whole, source)
    assert panel.map.canvas.origin == origin


def test_zooming_keeps_the_cell_under_the_mouse(qtbot: QtBot, panel: AttentionPanel) -> None:
    write(qtbot, panel, *long_draft(80, 90))
    canvas = panel.map.canvas
    spot = canvas.area.center()
    before, size = canvas.cell_at(spot), canvas.size_of_cell
    wheel(panel, QPointF(spot), 240, Qt.KeyboardModifier.ControlModifier)
    assert canvas.size_of_cell.width() > size.width()
    assert canvas.cell_at(spot) == before


def test_cells_are_never_too_small_to_be_labelled_until_zoomed_out(
    qtbot: QtBot, panel: AttentionPanel
) -> None:
    write(qtbot, panel, *long_draft(400, 400))
    canvas = panel.map.canvas
    assert canvas.size_of_cell.height() >= panel.fontMetrics().height()
    assert canvas.size_of_cell.width() >= panel.fontMetrics().height()


def test_dragging_pans(qtbot: QtBot, panel: AttentionPanel) -> None:
    write(qtbot, panel, *long_draft(80, 90))
    origin, spot = panel.map.canvas.origin, panel.map.canvas.area.center()
    QTest.mousePress(panel.map, Qt.MouseButton.LeftButton, pos=spot)
    QTest.mouseMove(panel.map, spot + QPoint(30, 20))
    QTest.mouseRelease(panel.map, Qt.MouseButton.LeftButton, pos=spot + QPoint(30, 20))
    assert panel.map.canvas.origin == origin - QPoint(30, 20)


def test_chrome_follows_the_palette_and_the_data_colours_stay(panel: AttentionPanel) -> None:
    panel.show_draft(draft(), SOURCE)
    data, corner = colours(panel), panel.map.grab().toImage().pixelColor(1, 1)
    palette = QPalette(Qt.GlobalColor.darkBlue)
    panel.map.setPalette(palette)  # under a style sheet, what is within does not inherit it
    assert panel.map.grab().toImage().pixelColor(1, 1) == palette.window().color() != corner
    np.testing.assert_array_equal(colours(panel), data)


class Shouting(QTranslator):
    """A language of capitals."""

    def isEmpty(self) -> bool:
        return False

    def translate(
        self, _context: str, text: str, _disambiguation: str | None = None, _count: int = -1
    ) -> str:
        return re.sub(r"\{\w+\}|.", lambda part: part[0] if "{" in part[0] else part[0].upper(), text)


def test_language_changes_at_run_time(qtbot: QtBot, panel: AttentionPanel) -> None:
    panel.show_draft(draft(), SOURCE)
    hover(qtbot, panel, 1, 1)
    translator = Shouting()
    QApplication.installTranslator(translator)
    try:
        qtbot.waitUntil(lambda: panel.bar.words.text() == "WHOLE WORDS")
        assert panel.bar.reading.text().startswith("Hund FROM dog")
        assert panel.message.text().isupper()
        layer, head = panel.bar.picker.findChildren(QComboBox)
        assert [layer.itemText(1), head.itemText(3)] == ["LAYER 1", "HEAD 3"]
    finally:
        QApplication.removeTranslator(translator)


def wheel(panel: AttentionPanel, spot: QPointF, angle: int, held: Qt.KeyboardModifier) -> None:
    QApplication.sendEvent(
        panel.map,
        QWheelEvent(
            spot,
            panel.map.mapToGlobal(spot),
            QPoint(),
            QPoint(0, angle),
            Qt.MouseButton.NoButton,
            held,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        ),
    )
