"""The parts of the translate page that need no window."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from app.translate.alignment import Alignment
from app.translate.editor import TargetView, TextPane
from app.translate.places import Places
from app.translate.translation import Translation
from engine.events import Drafted, Started
from engine.text.piece import Piece
from engine.text.words import words
from tests.app.drafts import whole
from tests.fake_drafts import column, write


@given(st.text())
def test_places_agree_with_utf_16(text: str) -> None:
    places = Places(text)
    for place in range(len(text) + 1):
        unit = len(text[:place].encode("utf-16-le", "surrogatepass")) // 2
        assert places.unit(place) == unit
        assert places.place(unit) == place


def test_pieces_of_a_word_are_joined() -> None:
    pieces = [
        Piece("<2fr>", 0, 0, special=True),
        Piece("trans", 0, 5),
        Piece("lat", 5, 8),
        Piece("", 9, 9),
        Piece("or", 9, 11),
        Piece("'", 11, 12),
        Piece("猫", 12, 13),
        Piece("黑", 13, 14),
    ]
    assert [word.text for word in words(pieces)] == ["translat", "or", "'", "猫", "黑"]


def test_alignment_reads_both_directions() -> None:
    text = "The black cat"
    *_, draft = write(text, (0, len(text)), 0, "fr")
    alignment = Alignment.of(draft)
    assert alignment.from_target(draft.text.index("chat")) == ((8, 12), [(10, 13)])
    assert alignment.from_source(text.index("black")) == ((4, 9), [(3, 7)])
    assert alignment.from_source(3) is None


def test_network_without_attention_aligns_nothing() -> None:
    source = (Piece("cat", 0, 3),)
    empty = column(0, 1)[:0]
    draft = whole("chat", (Piece("chat", 0, 4),), source, (empty,))
    assert Alignment.of(draft).from_target(0) == ((0, 4), [])


def test_sentence_is_found_from_both_sides() -> None:
    text = "One.  Two."
    translation = Translation(text, Started(number=1, model="m", device="cpu", spans=((0, 4), (6, 10))))
    assert translation.at_source(0) is None
    output = ""
    for index, (begin, end) in enumerate(translation.spans):
        before = "  " if index else ""
        offset = len(output) + len(before)
        *_, draft = write(text, (begin, end), offset, "fr")
        event = Drafted(number=1, sentence=index, before=before, offset=offset, draft=draft)
        place, tail = translation.take(event)
        output = output[:place] + tail
    assert output == "un.  deux."
    assert [translation.at_source(place) for place in (0, 4, 6, 10)] == [0, 0, 1, 1]
    assert [translation.at_target(place) for place in (0, 3, 5, 99)] == [0, 0, 1, 1]


@pytest.mark.parametrize(
    ("first", "begin", "then", "whole"),
    [
        ("", 0, "le", "le"),
        ("le chat", 0, "le chien", "le chien"),
        ("un. deux", 3, " trois.", "un. trois."),
        ("😀 noir", 0, "😀 rouge", "😀 rouge"),
        ("deux\nlignes", 0, "deux", "deux"),
        ("le", 0, "", ""),
    ],
)
def test_target_is_replaced_from_the_first_difference(
    qtbot: QtBot, first: str, begin: int, then: str, whole: str
) -> None:
    view = TargetView()
    qtbot.addWidget(view)
    view.write(0, first)
    view.write(begin, then)
    assert view.text() == view.toPlainText() == whole


def test_selection_before_the_first_difference_survives(qtbot: QtBot) -> None:
    view = TargetView()
    qtbot.addWidget(view)
    view.write(0, "le chat")
    cursor = view.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(2, cursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)
    view.write(0, "le chien dort")
    assert view.textCursor().selectedText() == "le"


def test_placeholder_of_several_lines_is_seen_as_a_whole(qtbot: QtBot) -> None:
    pane = TextPane()
    qtbot.addWidget(pane)
    pane.resize(200, 160)
    pane.setPlaceholderText("one two three four five six seven eight nine ten eleven twelve thirteen")
    pane.show()
    qtbot.waitExposed(pane)

    def lines() -> int:
        """Rows of pixels with something on them, counted where they follow an empty one."""
        image = pane.viewport().grab().toImage()
        ground = image.pixel(image.width() - 1, image.height() - 1)
        rows = [any(image.pixel(x, y) != ground for x in range(image.width())) for y in range(image.height())]
        return sum(after and not before for before, after in pairwise(rows))

    assert lines() >= 3
    pane.setPlainText("a")
    assert lines() == 1
