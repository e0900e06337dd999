"""Presets: named options, built in or one's own files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.decoding import presets
from app.decoding.panel import DecodingPanel
from app.decoding.reasons import contradictions
from app.settings import Settings
from engine.search.options import DecodingOptions
from tests.app.acting import choose, entries

OWN = DecodingOptions(beam=6, required=("chat noir",), coverage_penalty=0.3, mbr=True)


@pytest.fixture
def panel(qtbot: QtBot) -> DecodingPanel:
    return opened(qtbot)


def opened(qtbot: QtBot) -> DecodingPanel:
    panel = DecodingPanel(Settings())
    qtbot.addWidget(panel)
    panel.resize(300, 640)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def save_as(panel: DecodingPanel, name: str) -> None:
    panel.presets.save_as.trigger()
    panel.presets.name.clear()
    panel.presets.name.insert(name)
    QTest.keyClick(panel.presets.name, Qt.Key.Key_Return)


def test_built_in_presets_make_sense() -> None:
    for preset in presets.BUILT_IN:
        assert contradictions(preset.options) == {}


def test_choosing_a_preset_sets_and_tells_its_values(qtbot: QtBot, panel: DecodingPanel) -> None:
    assert panel.presets.picker.currentText() == "Faithful"
    with qtbot.waitSignal(panel.changed) as changed:
        choose(panel.presets.picker, "Fast")
    assert changed.args == [DecodingOptions(beam=1)]
    assert panel.options == DecodingOptions(beam=1)


def test_other_values_are_named_as_ones_own(panel: DecodingPanel) -> None:
    panel.set_options(OWN)
    assert panel.presets.picker.currentText() == "Own values"
    assert not panel.presets.delete.isEnabled()


def test_own_preset_is_saved_and_there_at_the_next_start(qtbot: QtBot, panel: DecodingPanel) -> None:
    panel.set_options(OWN)
    save_as(panel, "Müde Katze / 猫")
    assert panel.presets.picker.currentText() == "Müde Katze / 猫"
    again = opened(qtbot)
    with qtbot.waitSignal(again.changed) as changed:
        choose(again.presets.picker, "Müde Katze / 猫")
    assert changed.args == [OWN]


def test_file_of_a_preset_can_be_read_by_people(panel: DecodingPanel) -> None:
    panel.set_options(OWN)
    save_as(panel, "Mine")
    (path,) = presets.presets_folder().iterdir()
    assert path.name == "mine.json"
    assert '"required": [\n' in path.read_text("utf-8")
    assert json.loads(path.read_text("utf-8"))["options"]["beam"] == 6


def test_saving_under_the_same_name_replaces_it(panel: DecodingPanel) -> None:
    panel.set_options(OWN)
    save_as(panel, "Mine")
    panel.set_options(DecodingOptions(beam=2))
    save_as(panel, "Mine")
    assert [preset.options for preset in presets.own_presets()[0]] == [DecodingOptions(beam=2)]


def test_name_of_a_built_in_preset_is_refused(panel: DecodingPanel) -> None:
    save_as(panel, "fast")
    assert not panel.presets.save.isEnabled()
    assert "“fast” is built in" in panel.presets.complaint.text()
    QTest.keyClick(panel.presets.name, Qt.Key.Key_Escape)
    assert not panel.presets.name.isVisible()
    assert not panel.presets.complaint.isVisible()
    assert presets.own_presets() == ([], [])


def test_own_preset_can_be_deleted(panel: DecodingPanel) -> None:
    panel.set_options(OWN)
    save_as(panel, "Mine")
    panel.presets.delete.trigger()
    assert "Mine" not in entries(panel.presets.picker)
    assert panel.options == OWN
    assert list(presets.presets_folder().iterdir()) == []


def test_reset_goes_back_to_the_preferred_preset(qtbot: QtBot, panel: DecodingPanel) -> None:
    panel.set_options(DecodingOptions(beam=1))
    panel.presets.prefer.trigger()
    again = opened(qtbot)
    again.set_options(OWN)
    with qtbot.waitSignal(again.changed) as changed:
        QTest.mouseClick(again.reset, Qt.MouseButton.LeftButton)
    assert changed.args == [DecodingOptions(beam=1)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{broken", "it is no JSON text"),
        ("[1, 2]", "it has no name"),
        ('{"name": "x"}', "it holds no list of options"),
        ('{"name": "x", "options": {"beem": 4}}', "“beem” is no option"),
        ('{"name": "x", "options": {"beam": "wide"}}', '"wide" is no value for “beam”'),
        ('{"name": "x", "options": {"banned": [1]}}', "[1] is no value for “banned”"),
    ],
)
def test_broken_file_is_named_with_the_reason_and_kept(qtbot: QtBot, text: str, reason: str) -> None:
    path = broken_file(text)
    panel = opened(qtbot)
    assert panel.presets.complaint.isVisible()
    assert str(path) in panel.presets.complaint.text()
    assert reason in panel.presets.complaint.text()
    save_as(panel, "Mine")
    assert path.read_text("utf-8") == text
    assert "Mine" in entries(panel.presets.picker)


def test_options_that_a_file_leaves_out_have_their_defaults(qtbot: QtBot) -> None:
    broken_file('{"name": "Short", "options": {"length_penalty": 1, "beam": 2}}')
    panel = opened(qtbot)
    choose(panel.presets.picker, "Short")
    assert panel.options == DecodingOptions(beam=2)


def broken_file(text: str) -> Path:
    path = presets.presets_folder() / "mine.json"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return path
