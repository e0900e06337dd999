"""The decoding panel: it shows and tells options, and says why a value has no effect."""

import dataclasses

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.decoding.fields import fields
from app.decoding.panel import DecodingPanel
from engine.search.options import DecodingOptions

UNUSUAL = DecodingOptions(
    beam=7,
    n_best=3,
    length_penalty=0.6,
    min_length=2,
    max_length=90,
    no_repeat_ngram=3,
    temperature=0.8,
    seed=2**31 - 1,
)


@pytest.fixture
def panel(qtbot: QtBot) -> DecodingPanel:
    panel = DecodingPanel()
    qtbot.addWidget(panel)
    panel.resize(260, 400)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def type_into(panel: DecodingPanel, name: str, text: str) -> None:
    control = panel.controls[name]
    control.setFocus()
    control.selectAll()
    QTest.keyClicks(control, text)


def test_table_has_each_option_once() -> None:
    names = [field.name for field in dataclasses.fields(DecodingOptions)]
    assert sorted(field.name for field in fields()) == sorted(names)


def test_panel_opens_with_the_defaults(panel: DecodingPanel) -> None:
    assert panel.options == DecodingOptions()


@pytest.mark.parametrize("options", [DecodingOptions(), UNUSUAL])
def test_options_come_back_as_they_were_set(
    qtbot: QtBot, panel: DecodingPanel, options: DecodingOptions
) -> None:
    with qtbot.assertNotEmitted(panel.changed):
        panel.set_options(options)
        assert not waiting(panel)
    assert panel.options == options


def test_burst_of_edits_is_told_once(qtbot: QtBot, panel: DecodingPanel) -> None:
    told: list[DecodingOptions] = []
    panel.changed.connect(told.append)
    with qtbot.waitSignal(panel.changed):
        for _ in range(3):
            QTest.keyClick(panel.controls["beam"], Qt.Key.Key_Up)
        type_into(panel, "max_length", "50")
    assert told == [DecodingOptions(beam=7, max_length=50)]


def test_edit_taken_back_at_once_is_not_told(qtbot: QtBot, panel: DecodingPanel) -> None:
    with qtbot.assertNotEmitted(panel.changed):
        QTest.keyClick(panel.controls["beam"], Qt.Key.Key_Up)
        QTest.keyClick(panel.controls["beam"], Qt.Key.Key_Down)
        qtbot.waitUntil(lambda: not waiting(panel))


def test_reset_restores_and_tells_the_defaults(qtbot: QtBot, panel: DecodingPanel) -> None:
    assert not panel.reset.isEnabled()
    panel.set_options(UNUSUAL)
    with qtbot.waitSignal(panel.changed) as changed:
        QTest.mouseClick(panel.reset, Qt.MouseButton.LeftButton)
    assert changed.args == [DecodingOptions()]
    assert panel.options == DecodingOptions()
    assert not panel.reset.isEnabled()


def test_values_without_effect_are_greyed_with_the_reason(panel: DecodingPanel) -> None:
    assert greyed(panel) == {"seed"}
    assert "temperature is off" in panel.controls["seed"].toolTip()
    type_into(panel, "temperature", "0.5")
    assert greyed(panel) == {"beam", "length_penalty"}
    assert "temperature is on" in panel.controls["beam"].toolTip()
    assert "temperature is on" in panel.controls["length_penalty"].accessibleDescription()
    assert "temperature" not in panel.controls["seed"].toolTip()


def test_single_hypothesis_has_no_alternatives(panel: DecodingPanel) -> None:
    panel.set_options(DecodingOptions(beam=1))
    assert "n_best" in greyed(panel)


def test_limits_that_contradict_each_other_give_way(qtbot: QtBot, panel: DecodingPanel) -> None:
    panel.set_options(DecodingOptions(beam=6, n_best=6, min_length=30))
    with qtbot.waitSignal(panel.changed) as changed:
        type_into(panel, "beam", "3")
        type_into(panel, "max_length", "20")
    assert changed.args == [DecodingOptions(beam=3, n_best=3, min_length=20, max_length=20)]
    assert panel.controls["n_best"].value() == 3
    assert panel.controls["min_length"].value() == 20


def test_each_control_explains_itself(panel: DecodingPanel) -> None:
    for control in panel.controls.values():
        assert control.accessibleName()
        assert control.toolTip()
        assert control.accessibleDescription()


def test_values_that_turn_a_guard_off_say_so(panel: DecodingPanel) -> None:
    panel.set_options(DecodingOptions(length_penalty=0))
    texts = {name: control.text() for name, control in panel.controls.items()}
    assert texts["temperature"] == texts["length_penalty"] == texts["no_repeat_ngram"] == "Off"
    assert texts["max_length"] == "Automatic"


def test_unfinished_number_is_left_as_it_is_typed(qtbot: QtBot, panel: DecodingPanel) -> None:
    panel.set_options(DecodingOptions(temperature=0.5))
    with qtbot.waitSignal(panel.changed):
        type_into(panel, "temperature", "1.")
    assert panel.controls["temperature"].lineEdit().text() == "1."


def test_wheel_over_a_control_without_focus_changes_nothing(qtbot: QtBot, panel: DecodingPanel) -> None:
    panel.controls["max_length"].setFocus()
    control = panel.controls["beam"]
    qtbot.waitUntil(lambda: not control.hasFocus())
    spot = QPointF(control.rect().center())
    turn = QWheelEvent(
        spot,
        control.mapToGlobal(spot),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(control, turn)
    assert panel.options == DecodingOptions()


def test_low_panel_scrolls_and_keeps_its_width(panel: DecodingPanel) -> None:
    panel.resize(100, 120)
    assert 200 <= panel.width() <= 280
    assert panel.minimumSizeHint().height() < 120


def waiting(panel: DecodingPanel) -> bool:
    """Whether a change is still to be told."""
    return any(timer.isActive() for timer in panel.children() if isinstance(timer, QTimer))


def greyed(panel: DecodingPanel) -> set[str]:
    return {name for name, control in panel.controls.items() if not control.isEnabled()}
