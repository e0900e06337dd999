"""The Lab as a user works it: models side by side."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.lab.choice import first_choice
from app.lab.column import Column
from app.lab.compare import Compare
from app.lab.lengths import best_test, measured, shortest
from app.lab.presets import SENTENCES
from app.window import Window
from engine.cards import InstalledModel
from engine.errors import DamagedModel
from engine.requests import Translate
from tests.app.acting import choose, entries, marked, put_caret
from tests.app.lab import LAB_MODELS, described, on_the_lab
from tests.fakes import MODELS, FakeRunner

SENTENCE = "The black cat sleeps."
TRANSLATED = "le noir chat dort."


@pytest.fixture
def models() -> Sequence[InstalledModel]:
    return LAB_MODELS


@pytest.fixture
def window(open_window: Callable[[], Window]) -> Window:
    return on_the_lab(open_window)


@pytest.fixture
def lab(window: Window) -> Compare:
    return window.lab_page.compare


def done(column: Column) -> bool:
    return column.target.text() == TRANSLATED and numbers(column).endswith(" s")


def numbers(column: Column) -> str:
    return column.numbers.text().replace("\u00a0", " ")


def compared(qtbot: QtBot, lab: Compare, text: str = SENTENCE) -> None:
    QTest.keyClicks(lab.source, text)
    qtbot.waitUntil(lambda: all(done(column) for column in lab.columns))


def asked(runner: FakeRunner) -> list[str | None]:
    return [request.model for request in runner.requests if isinstance(request, Translate)]


def test_all_columns_translate_as_one_types(qtbot: QtBot, lab: Compare, runner: FakeRunner) -> None:
    compared(qtbot, lab)
    assert [column.picker.currentText() for column in lab.columns] == ["en-fr-blind", "en-fr-dot"]
    assert asked(runner) == ["en-fr-blind", "en-fr-dot"]
    for column in lab.columns:
        # Six tokens of -0.2 nats each: five words and signs, and the end.
        assert numbers(column) == "Score -1.20  ·  -0.20 per token  ·  6 tokens  ·  0.25 s"


@pytest.mark.parametrize("state", [{}, {"pair": []}, {"pair": ["fr", "en"]}, {"pair": ["en", "xx"]}])
def test_the_pair_is_english_to_french_unless_another_was_chosen(
    qtbot: QtBot, state: dict[str, list[str]]
) -> None:
    lab = Compare([described("many", pairs=(("de", "en"), ("en", "fr"), ("fr", "en")))], QAction(), state)
    qtbot.addWidget(lab)
    assert lab.state["pair"] == (["fr", "en"] if state.get("pair") == ["fr", "en"] else ["en", "fr"])


def test_the_models_at_first_differ_in_attention_alone() -> None:
    assert first_choice([model for model in LAB_MODELS if model.card]) == ["en-fr-blind", "en-fr-dot"]
    able = [model for model in MODELS if model.card and model.card.task == "translate"]
    assert first_choice(able)[:1] == ["en-fr-small"]


def test_a_model_without_attention_shows_its_vector_in_place_of_a_map(qtbot: QtBot, lab: Compare) -> None:
    compared(qtbot, lab)
    blind, dot = lab.columns
    assert blind.looks.currentWidget() is blind.context
    assert len(blind.context.field.values) == 24
    assert "vector of 24 numbers" in blind.context.message.text()
    assert blind.context.field.reading(QPoint(1, 1)) == "1: -1.000"
    assert dot.looks.currentWidget() is dot.map
    assert dot.map.canvas.values.shape == (5, 5)


def test_a_word_of_the_source_is_marked_in_every_column(qtbot: QtBot, lab: Compare) -> None:
    choose(lab.columns[0].picker, "en-fr-tiny")
    compared(qtbot, lab)
    put_caret(lab.source, SENTENCE.index("cat"))
    assert marked(lab.source) == ["cat"]
    for column in lab.columns:
        assert marked(column.target) == ["chat"]
        assert column.map.canvas.marked_rows == {2}


def test_a_word_under_the_mouse_is_marked_in_the_other_columns_too(qtbot: QtBot, lab: Compare) -> None:
    choose(lab.columns[0].picker, "en-fr-tiny")
    compared(qtbot, lab)
    QTest.keyClick(lab.columns[0].map, Qt.Key.Key_Right)
    QTest.keyClick(lab.columns[0].map, Qt.Key.Key_Down)
    assert marked(lab.source) == ["black"]
    assert marked(lab.columns[1].target) == ["noir"]
    put_caret(lab.columns[1].target, TRANSLATED.index("dort"))
    assert marked(lab.source) == ["sleeps"]
    assert lab.columns[0].map.canvas.marked_rows == {3}


def test_a_newer_text_ends_the_older(qtbot: QtBot, lab: Compare, runner: FakeRunner) -> None:
    runner.held.set()
    QTest.keyClicks(lab.source, "The black cat.")
    qtbot.waitUntil(lambda: lab.columns[0].target.text() == "le noir chat.")
    QTest.keyClick(lab.source, Qt.Key.Key_Backspace)
    assert [column.target.text() for column in lab.columns] == ["", ""]
    qtbot.waitUntil(lambda: bool(runner.ended_early))
    runner.held.clear()
    QTest.keyClicks(lab.source, " sleeps.")
    qtbot.waitUntil(lambda: all(done(column) for column in lab.columns))
    assert asked(runner) == ["en-fr-blind", "en-fr-blind", "en-fr-dot"]


def test_escape_stops_all_and_keeps_what_is_written(
    qtbot: QtBot, window: Window, lab: Compare, runner: FakeRunner
) -> None:
    runner.held.set()
    QTest.keyClicks(lab.source, SENTENCE)
    qtbot.waitUntil(lambda: lab.columns[0].target.text() == TRANSLATED)
    assert lab.columns[1].message.text() == "Waiting for its turn"
    QTest.keyClick(lab.source, Qt.Key.Key_Escape)
    assert lab.columns[0].target.text() == TRANSLATED
    assert lab.columns[0].numbers.text().startswith("Stopped")
    assert lab.columns[1].target.text() == ""
    assert lab.columns[1].message.text() == ""
    assert not window.actions_table["stop"].isEnabled()
    runner.held.clear()
    qtbot.waitUntil(lambda: bool(runner.ended_early))
    assert asked(runner) == ["en-fr-blind"]


def test_columns_are_added_and_removed(qtbot: QtBot, lab: Compare, runner: FakeRunner) -> None:
    compared(qtbot, lab)
    lab.add.click()
    assert len(lab.columns) == 3
    qtbot.waitUntil(lambda: done(lab.columns[2]))
    assert asked(runner) == ["en-fr-blind", "en-fr-dot", "en-fr-small"]  # those that stand are left alone
    lab.add.click()
    assert not lab.add.isEnabled()
    while len(lab.columns) > 2:
        lab.columns[0].remove.click()
    assert [column.picker.currentText() for column in lab.columns] == ["en-fr-small", "en-fr-tiny"]
    assert not lab.columns[0].remove.isEnabled()


def test_another_model_translates_alone(qtbot: QtBot, lab: Compare, runner: FakeRunner) -> None:
    compared(qtbot, lab)
    choose(lab.columns[1].picker, "en-fr-tiny")
    qtbot.waitUntil(lambda: done(lab.columns[1]) and asked(runner)[-1] == "en-fr-tiny")
    assert asked(runner) == ["en-fr-blind", "en-fr-dot", "en-fr-tiny"]


def test_only_models_for_the_languages_are_offered(qtbot: QtBot, lab: Compare) -> None:
    assert entries(lab.pair) == ["English → French", "English → Chinese", "French → English"]
    assert entries(lab.columns[0].picker) == ["en-fr-blind", "en-fr-dot", "en-fr-small", "en-fr-tiny"]
    choose(lab.pair, "English → Chinese")
    assert {text for column in lab.columns for text in entries(column.picker)} == {"en-zh-small"}
    QTest.keyClicks(lab.source, "The cat")
    qtbot.waitUntil(lambda: all(column.target.text() == "那猫" for column in lab.columns))


def test_an_example_is_translated_at_once(qtbot: QtBot, lab: Compare) -> None:
    assert entries(lab.preset)[1:] == ["5 words", "10 words", "15 words", "25 words", "40 words"]
    assert all(after.startswith(before[:-1]) for before, after in itertools.pairwise(SENTENCES))
    choose(lab.preset, "10 words")
    assert lab.source.text() == SENTENCES[1]
    qtbot.waitUntil(lambda: all(column.target.text() for column in lab.columns))
    QTest.keyClicks(lab.source, "x")
    assert lab.preset.currentText() == "Example sentences"


def test_ctrl_return_compares_again(qtbot: QtBot, window: Window, lab: Compare, runner: FakeRunner) -> None:
    window.translate_page.source.replace("The cat")
    qtbot.waitUntil(lambda: window.translate_page.target.text() == "le chat")
    runner.requests.clear()
    compared(qtbot, lab)
    QTest.keyClick(lab.source, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(asked(runner)) == 4 and all(done(column) for column in lab.columns))
    assert asked(runner) == ["en-fr-blind", "en-fr-dot"] * 2


def test_a_failure_of_one_model_leaves_the_others(qtbot: QtBot, lab: Compare, runner: FakeRunner) -> None:
    runner.failure = DamagedModel("en-fr-blind", "no weights")
    QTest.keyClicks(lab.source, SENTENCE)
    qtbot.waitUntil(lambda: all("damaged" in column.message.text() for column in lab.columns))
    runner.failure = None
    choose(lab.columns[1].picker, "en-fr-small")
    qtbot.waitUntil(lambda: done(lab.columns[1]))
    assert "damaged" in lab.columns[0].message.text()


def test_bleu_by_length_is_that_of_the_cards(lab: Compare) -> None:
    dot = LAB_MODELS[1].card
    assert dot is not None
    assert sorted(measured(dot, "valid.en-fr.tsv", "en-fr"), key=shortest) == ["1-5", "6-10", "over 25"]
    assert best_test([dot], "en-fr") == "valid.en-fr.tsv"
    assert best_test([dot], "fr-en") == "valid.en-fr.tsv"
    assert measured(dot, "valid.en-fr.tsv", "fr-en") == {}
    assert "en-fr-dot: 1-5 30.0, over 25 20.0, 6-10 25.0" in lab.plot.view.toolTip()
    assert lab.plot.message.text() == "Not measured: en-fr-blind"
    choose(lab.columns[1].picker, "en-fr-tiny")
    assert lab.plot.view.isHidden()
    assert "None of these models" in lab.plot.message.text()
    lab.plot_button.click()
    assert lab.plot.isHidden()


def test_a_text_that_is_too_long_is_cut_and_said_so(
    window: Window, lab: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.translate.editor.LONGEST", 9)
    monkeypatch.setattr("app.translate.editor.SourceEditor.longest", 9)
    lab.source.replace("The black cat")
    assert lab.source.text() == "The black"
    assert "4 were left out" in window.notice.text


class TestWithoutAnyModel:
    @pytest.fixture
    def models(self) -> Sequence[InstalledModel]:
        return ()

    def test_it_says_what_is_missing(self, window: Window, lab: Compare) -> None:
        assert "No translation model" in lab.source.placeholderText()
        QTest.keyClicks(lab.source, "cat")
        lab.request()
        assert not window.actions_table["stop"].isEnabled()
        assert not lab.add.isEnabled()


def test_the_lab_has_the_window_and_gives_it_back(window: Window) -> None:
    assert window.attention_dock.isHidden()
    assert window.decoding_dock.isHidden()
    window.actions_table["page_translate"].trigger()
    assert not window.attention_dock.isHidden()
    assert not window.decoding_dock.isHidden()
    assert window.nbest_dock.isHidden()


def test_it_fits_the_smallest_window(qtbot: QtBot, window: Window, lab: Compare) -> None:
    lab.add.click()
    lab.add.click()
    compared(qtbot, lab)
    window.resize(window.minimumSize())
    assert window.size() == window.minimumSize()
    for column in lab.columns:
        right = column.mapTo(window, QPoint(column.width(), 0)).x()
        assert right <= window.width()
    window.actions_table["page_translate"].trigger()
    assert window.decoding_dock.isHidden()  # too narrow for it


def test_what_was_compared_is_there_after_a_restart(qtbot: QtBot, open_window: Callable[[], Window]) -> None:
    first = on_the_lab(open_window)
    lab = first.lab_page.compare
    choose(lab.columns[0].picker, "en-fr-small")
    lab.plot_button.click()
    compared(qtbot, lab)
    first.close()
    window = on_the_lab(open_window)
    lab = window.lab_page.compare
    qtbot.waitUntil(lambda: all(done(column) for column in lab.columns))
    assert [column.picker.currentText() for column in lab.columns] == ["en-fr-small", "en-fr-dot"]
    assert lab.plot.isHidden()
    window.actions_table["page_translate"].trigger()
    assert not window.attention_dock.isHidden()


def test_back_on_the_first_page_its_text_is_translated(qtbot: QtBot, window: Window, lab: Compare) -> None:
    compared(qtbot, lab)
    QTest.keyClicks(window.translate_page.source, "The cat")
    window.actions_table["page_translate"].trigger()
    qtbot.waitUntil(lambda: window.translate_page.target.text() == "le chat")
    assert done(lab.columns[0])


def test_decoding_options_hold_here_too(
    qtbot: QtBot, window: Window, lab: Compare, runner: FakeRunner
) -> None:
    compared(qtbot, lab)
    beam = window.decoding.controls["beam"]
    beam.setValue(7)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: len(asked(runner)) == 4 and all(done(column) for column in lab.columns))
    last = runner.requests[-1]
    assert isinstance(last, Translate)
    assert last.options.beam == 7
    assert last.model == "en-fr-dot"
