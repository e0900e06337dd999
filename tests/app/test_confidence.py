"""Words of the translation are shaded by probability: off and on, by colour, pattern and number."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent, QTextCharFormat
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from app.translate.confidence import BANDS, band, probability
from app.window import Window
from engine.text.words import words
from tests.app.acting import click_word, point_at, put_caret, translated
from tests.fake_drafts import write

Underline = QTextCharFormat.UnderlineStyle


def shaded(window: Window) -> dict[str, Underline]:
    """The shaded words and the pattern under each."""
    target = window.translate_page.target
    block, found = target.document().firstBlock(), {}
    while block.isValid():
        text = block.text().encode("utf-16-le")
        for part in block.layout().formats():
            word = text[2 * part.start : 2 * (part.start + part.length)].decode("utf-16-le")
            found[word] = part.format.underlineStyle()
        block = block.next()
    return found


def steer_to_second(qtbot: QtBot, window: Window, word: str) -> None:
    popup = click_word(qtbot, window, word)
    with qtbot.waitSignal(window.dispatcher.ended):
        popup.list.itemClicked.emit(popup.list.item(1))


def test_shading_is_off_at_the_start(qtbot: QtBot, window: Window) -> None:
    translated(qtbot, window)
    steer_to_second(qtbot, window, "chat")
    assert shaded(window) == {}
    assert not window.translate_page.legend.isVisible()


def test_unlikely_words_are_shaded_with_a_pattern(qtbot: QtBot, window: Window) -> None:
    window.actions_table["confidence"].trigger()
    assert window.translate_page.legend.isVisible()
    with qtbot.waitSignal(window.dispatcher.ended):
        window.translate_page.source.replace("😀 The black cat sleeps.\nThe black cat.")
    assert shaded(window) == {}
    steer_to_second(qtbot, window, "chat")
    assert shaded(window) == {"minou": Underline.DashUnderline, "sommeille": Underline.DashUnderline}
    window.actions_table["confidence"].trigger()
    assert shaded(window) == {}
    window.actions_table["confidence"].trigger()
    assert set(shaded(window)) == {"minou", "sommeille"}


def test_number_is_shown_on_hover_and_spoken_at_the_caret(qtbot: QtBot, window: Window) -> None:
    window.actions_table["confidence"].trigger()
    translated(qtbot, window)
    target = window.translate_page.target
    spot = point_at(window, "chat")
    hover = QHelpEvent(QEvent.Type.ToolTip, spot, target.viewport().mapToGlobal(spot))
    QApplication.sendEvent(target.viewport(), hover)
    assert QToolTip.text() == "chat: probability 0.82"
    put_caret(target, 4)
    assert target.accessibleDescription() == "noir: probability 0.82"


def test_choice_is_remembered(open_window: Callable[[], Window]) -> None:
    first = open_window()
    first.actions_table["confidence"].trigger()
    first.close()
    second = open_window()
    assert second.actions_table["confidence"].isChecked()
    assert second.translate_page.confidence.is_on


@pytest.mark.parametrize(
    ("share", "below"), [(0.05, 0.2), (0.2, 0.5), (0.499, 0.5), (0.79, 0.8), (0.8, None), (1.0, None)]
)
def test_bands(share: float, below: float | None) -> None:
    found = band(share)
    assert (found and found.below) == below


def test_each_band_has_its_own_pattern() -> None:
    assert len({each.underline for each in BANDS}) == len(BANDS)


def test_probability_of_a_word_is_that_of_its_pieces_together() -> None:
    *_, draft = write("The cat", (0, 7), 0, "fr")
    first, second = words(draft.pieces)
    assert probability(draft, first) == pytest.approx(math.exp(-0.2))
    joined = type(first)("lechat", 0, 7, (*first.pieces, *second.pieces))
    assert probability(draft, joined) == pytest.approx(math.exp(-0.4))
