"""The Lab as a user works it: a model that goes on where the user stops."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.lab.authors import after_edit, is_in
from app.lab.manuscript import Manuscript
from app.lab.writing import Writing
from app.translate.confidence import BANDS
from app.window import Window
from engine.cards import InstalledModel
from engine.errors import OutOfMemory
from engine.requests import Continue, Translate
from tests.app.acting import put_caret
from tests.app.lab import LAB_MODELS, on_the_lab
from tests.fakes import CONTINUATION, MODELS, FakeRunner

WRITTEN = " " + " ".join(CONTINUATION)


@pytest.fixture
def models() -> Sequence[InstalledModel]:
    return LAB_MODELS


@pytest.fixture
def window(open_window: Callable[[], Window]) -> Window:
    return on_the_lab(open_window, tab=1)


@pytest.fixture
def lab(window: Window) -> Writing:
    return window.lab_page.writing


def read(qtbot: QtBot, lab: Writing, text: str) -> None:
    """Types and waits until the model has read it."""
    QTest.keyClicks(lab.editor, text)
    qtbot.waitUntil(lambda: "Perplexity" in lab.numbers.text())


def written(qtbot: QtBot, lab: Writing, text: str) -> None:
    QTest.keyClicks(lab.editor, text)
    QTest.mouseClick(lab.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "0.25 s" in lab.numbers.text())


def streaming(qtbot: QtBot, lab: Writing, runner: FakeRunner, text: str) -> None:
    """Types, lets the model go on and waits until it is in the middle of it."""
    runner.held.set()
    QTest.keyClicks(lab.editor, text)
    lab.go.click()
    qtbot.waitUntil(lambda: lab.editor.text() == f"{text} noir dort")


def models_words(editor: Manuscript) -> list[str]:
    """What is marked as the model's; the texts here have no character beyond 16 bits."""
    return [editor.text()[begin:end] for begin, end in editor.stretches]


def asked(runner: FakeRunner) -> list[Continue]:
    return [request for request in runner.requests if isinstance(request, Continue)]


def test_what_is_typed_is_read_and_not_continued(qtbot: QtBot, lab: Writing, runner: FakeRunner) -> None:
    read(qtbot, lab, "The black cat")
    perplexity = math.exp(-(math.log(0.1) + 2 * math.log(0.5)) / 3)
    assert lab.numbers.text() == f"Perplexity of your text {perplexity:.1f}"
    assert lab.editor.text() == "The black cat"
    assert [request.options.max_length for request in asked(runner)] == [1]


def test_the_model_goes_on_and_its_words_are_marked(qtbot: QtBot, lab: Writing, runner: FakeRunner) -> None:
    written(qtbot, lab, "le chat ")
    assert lab.editor.text() == "le chat" + WRITTEN
    assert models_words(lab.editor) == [WRITTEN.lstrip()]  # the space is the user's
    assert "5 tokens written" in lab.numbers.text()
    request = asked(runner)[-1]
    assert (request.model, request.options.temperature, request.options.top_k) == ("writer", 0.8, 40)
    QTest.keyClicks(lab.editor, " et")
    assert models_words(lab.editor) == [WRITTEN.lstrip()]
    QTest.keyClick(lab.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "0.25 s" in lab.numbers.text())
    assert lab.editor.text() == "le chat" + WRITTEN + " et" + WRITTEN
    assert models_words(lab.editor) == [WRITTEN.lstrip(), WRITTEN]
    assert not [request for request in runner.requests if isinstance(request, Translate)]


def test_the_perplexity_is_that_of_the_users_words_alone(qtbot: QtBot, lab: Writing) -> None:
    written(qtbot, lab, "The cat")
    with_model = lab.numbers.text()
    QTest.keyClicks(lab.editor, " and")
    assert "Perplexity" not in lab.numbers.text()  # of another text
    qtbot.waitUntil(lambda: "Perplexity" in lab.numbers.text())
    perplexity = math.exp(-(math.log(0.1) + 2 * math.log(0.5)) / 3)
    assert f"{perplexity:.1f}" in lab.numbers.text()
    assert f"{math.sqrt(20):.1f}" in with_model


def test_words_are_shaded_by_surprise(qtbot: QtBot, lab: Writing) -> None:
    written(qtbot, lab, "Un chat")
    shades = [
        (span.start, span.length, span.format.background().color().alpha())
        for span in lab.editor.document().firstBlock().layout().formats()
    ]
    surprised, expected = BANDS[0].strength, BANDS[2].strength
    assert (0, 2, surprised) in shades
    assert (3, 4, expected) in shades
    assert (7, len(WRITTEN)) in [(begin, length) for begin, length, _ in shades]
    assert len(shades) == 3


def test_escape_stops_and_keeps_what_is_written(
    qtbot: QtBot, window: Window, lab: Writing, runner: FakeRunner
) -> None:
    streaming(qtbot, lab, runner, "le chat")
    assert window.actions_table["stop"].isEnabled()
    QTest.keyClick(lab.editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: bool(runner.ended_early))
    assert lab.editor.text() == "le chat noir dort"
    assert models_words(lab.editor) == [" noir dort"]
    assert "Stopped" in lab.numbers.text()


def test_a_control_that_is_turned_while_it_writes_holds_from_there_on(
    qtbot: QtBot, lab: Writing, runner: FakeRunner
) -> None:
    streaming(qtbot, lab, runner, "le chat")
    QTest.keyClick(lab.temperature, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: asked(runner)[-1].options.temperature == 0.9)
    assert asked(runner)[-1].text == "le chat noir dort"
    runner.held.clear()
    qtbot.waitUntil(lambda: lab.editor.text() == "le chat noir dort" + WRITTEN)
    assert models_words(lab.editor) == [" noir dort" + WRITTEN]


def test_who_types_while_it_writes_has_the_word(qtbot: QtBot, lab: Writing, runner: FakeRunner) -> None:
    streaming(qtbot, lab, runner, "le chat")
    put_caret(lab.editor, 2)
    QTest.keyClicks(lab.editor, " gros")
    qtbot.waitUntil(lambda: bool(runner.ended_early))
    assert lab.editor.text() == "le gros chat noir dort"
    assert models_words(lab.editor) == [" noir dort"]
    put_caret(lab.editor, len("le gros chat noir"))
    QTest.keyClicks(lab.editor, "ci")
    assert models_words(lab.editor) == [" noir", " dort"]


def test_one_undo_takes_the_continuation_back(qtbot: QtBot, lab: Writing) -> None:
    written(qtbot, lab, "le chat")
    lab.editor.undo()
    assert lab.editor.text() == "le chat"
    assert lab.editor.stretches == []


def test_a_model_that_would_end_here_says_so(qtbot: QtBot, lab: Writing) -> None:
    QTest.keyClicks(lab.editor, "Le chat dort.")
    lab.go.click()
    qtbot.waitUntil(lambda: "would end the text here" in lab.numbers.text())
    assert lab.editor.text() == "Le chat dort."


def test_a_failure_is_said_and_nothing_is_lost(
    qtbot: QtBot, window: Window, lab: Writing, runner: FakeRunner
) -> None:
    runner.failure = OutOfMemory()
    QTest.keyClicks(lab.editor, "le chat")
    lab.go.click()
    qtbot.waitUntil(lambda: "memory" in window.notice.text)
    assert lab.editor.text() == "le chat"
    runner.failure = None
    lab.go.click()
    qtbot.waitUntil(lambda: lab.editor.text() == "le chat" + WRITTEN)


def test_typing_here_lets_the_other_tab_finish(
    qtbot: QtBot, window: Window, lab: Writing, runner: FakeRunner
) -> None:
    compare = window.lab_page.compare
    window.lab_page.tabs.setCurrentIndex(0)
    runner.held.set()
    QTest.keyClicks(compare.source, "The cat")
    qtbot.waitUntil(lambda: compare.columns[0].target.text() == "le chat")
    window.lab_page.tabs.setCurrentIndex(1)
    QTest.keyClicks(lab.editor, "le")
    runner.held.clear()
    qtbot.waitUntil(lambda: compare.columns[1].numbers.text().endswith("s"))
    qtbot.waitUntil(lambda: "Perplexity" in lab.numbers.text())


def test_the_text_and_whose_it_is_are_remembered(
    qtbot: QtBot, window: Window, lab: Writing, open_window: Callable[[], Window]
) -> None:
    written(qtbot, lab, "le chat")
    lab.top_k.setValue(7)
    window.close()
    window = open_window()
    window.actions_table["page_lab"].trigger()
    lab = window.lab_page.writing
    assert window.lab_page.tabs.currentWidget() is lab
    assert lab.editor.text() == "le chat" + WRITTEN
    assert models_words(lab.editor) == [WRITTEN]
    assert lab.top_k.value() == 7


class TestWithoutALanguageModel:
    @pytest.fixture
    def models(self) -> Sequence[InstalledModel]:
        return MODELS

    def test_it_says_what_is_missing(self, lab: Writing) -> None:
        assert not lab.go.isEnabled()
        assert "No language model is installed" in lab.editor.placeholderText()


@pytest.mark.parametrize("letters", list(itertools.product((False, True), repeat=4)))
def test_the_models_stretches_are_those_of_a_letter_by_letter_account(letters: tuple[bool, ...]) -> None:
    before = [(place, place + 1) for place, by_model in enumerate(letters) if by_model]
    edits = itertools.product(range(5), range(5), range(3), (False, True))
    for place, removed, added, by_model in edits:
        if place + removed > len(letters):
            continue
        expected = [*letters[:place], *[by_model] * added, *letters[place + removed :]]
        stretches = after_edit(before, place, removed, added, by_model=by_model)
        assert [is_in(stretches, at, at + 1) for at in range(len(expected))] == expected
        assert all(end < begin for (_, end), (begin, _) in itertools.pairwise(stretches))
