"""The decoding panel: it shows and tells options, and says why a value has no effect."""

import dataclasses

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from app.decoding.fields import Field, fields
from app.decoding.panel import DecodingPanel
from app.decoding.reasons import contradictions
from app.settings import Settings
from engine.search.options import DecodingOptions

UNUSUAL = DecodingOptions(
    beam=8,
    n_best=3,
    length_penalty=0.6,
    min_length=2,
    max_length=90,
    no_repeat_ngram=3,
    repetition_guard=0,
    repetition_penalty=1.1,
    coverage_penalty=0.2,
    patience=2.0,
    groups=2,
    diversity=0.5,
    temperature=0.8,
    top_k=40,
    top_p=0.9,
    min_p=0.05,
    typical=0.95,
    channel=0.5,
    mbr=True,
    required=(),
    banned=("chien",),
    second_look=False,
    seed=2**31 - 1,
)
NO_CHANGE = ("required", "top_k", "min_p", "min_length")  # between the usual and the unusual value
DRAWS = {"seed", "top_k", "top_p", "min_p", "typical"}


@pytest.fixture
def panel(qtbot: QtBot) -> DecodingPanel:
    panel = DecodingPanel(Settings())
    qtbot.addWidget(panel)
    panel.resize(300, 640)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def type_into(panel: DecodingPanel, name: str, text: str) -> None:
    control = panel.controls[name]
    assert isinstance(control, QAbstractSpinBox | QLineEdit)
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
    assert greyed(panel) == DRAWS | {"mbr", "diversity"}
    assert "temperature is off" in panel.controls["seed"].toolTip()
    type_into(panel, "temperature", "0.5")
    searching = {
        "beam",
        "length_penalty",
        "coverage_penalty",
        "patience",
        "groups",
        "diversity",
        "channel",
        "second_look",
    }
    assert greyed(panel) == searching | {"mbr"}
    assert "temperature is on" in panel.controls["beam"].toolTip()
    assert "temperature is on" in panel.controls["length_penalty"].accessibleDescription()
    assert "temperature" not in panel.controls["seed"].toolTip()


def test_single_hypothesis_has_no_rivals(panel: DecodingPanel) -> None:
    panel.set_options(DecodingOptions(beam=1))
    assert {"n_best", "patience", "groups", "diversity", "channel", "mbr"} <= greyed(panel)


@pytest.mark.parametrize(
    ("options", "name", "sides"),
    [
        (DecodingOptions(beam=3, n_best=6), "n_best", ("6", "3")),
        (DecodingOptions(min_length=30, max_length=20), "min_length", ("30", "20")),
        (DecodingOptions(beam=4, groups=3), "groups", ("4", "3")),
        (DecodingOptions(required=("chat",), temperature=0.5), "required", ("temperature",)),
        (DecodingOptions(required=("chat",), banned=("chien", "chat")), "banned", ("chat",)),
    ],
)
def test_contradiction_is_said_beside_the_control(
    panel: DecodingPanel, options: DecodingOptions, name: str, sides: tuple[str, ...]
) -> None:
    panel.expert.setChecked(True)
    panel.set_options(options)
    for other, refusal in refusals(panel).items():
        assert refusal.isVisible() == (other == name)
    assert all(side in refusals(panel)[name].text() for side in sides)
    assert refusals(panel)[name].text() in panel.controls[name].accessibleDescription()


def test_what_the_window_does_not_know_is_refused_as_the_engine_says() -> None:
    assert set(contradictions(DecodingOptions(min_p=7))) == {"min_p"}


def test_contradiction_is_not_told_until_it_is_mended(qtbot: QtBot, panel: DecodingPanel) -> None:
    with qtbot.assertNotEmitted(panel.changed):
        type_into(panel, "n_best", "9")
        qtbot.waitUntil(lambda: not waiting(panel))
    assert panel.options.n_best == 9
    with qtbot.waitSignal(panel.changed) as changed:
        type_into(panel, "beam", "12")
    assert changed.args == [DecodingOptions(beam=12, n_best=9)]
    assert not refusals(panel)["n_best"].isVisible()


def test_refusal_of_the_engine_stands_beside_the_control_until_an_edit(panel: DecodingPanel) -> None:
    panel.refuse("patience", "That is too long.")
    assert panel.expert.isChecked()
    assert refusals(panel)["patience"].isVisible()
    type_into(panel, "patience", "2")
    assert not refusals(panel)["patience"].isVisible()


def test_words_are_cut_at_commas_of_either_script(qtbot: QtBot, panel: DecodingPanel) -> None:
    with qtbot.waitSignal(panel.changed) as changed:
        words = panel.controls["required"]
        assert isinstance(words, QLineEdit)
        words.insert("chat  noir, rouge，猫,")
    assert changed.args == [DecodingOptions(required=("chat noir", "rouge", "猫"))]


def test_expert_values_are_folded_away_and_the_choice_is_remembered(
    qtbot: QtBot, panel: DecodingPanel
) -> None:
    assert not panel.controls["patience"].isVisible()
    QTest.mouseClick(panel.expert, Qt.MouseButton.LeftButton)
    assert panel.controls["patience"].isVisible()
    again = DecodingPanel(Settings())
    qtbot.addWidget(again)
    assert again.expert.isChecked()


def test_help_gives_an_example_that_changes_with_the_value(panel: DecodingPanel) -> None:
    panel.activateWindow()
    panel.controls["temperature"].setFocus()
    seen = set()
    for text in ("0.5", "1", "1.5"):
        type_into(panel, "temperature", text)
        seen.add(panel.help.text())
    assert len(seen) == 3
    assert all("Draw tokens at random" in text for text in seen)


@pytest.mark.parametrize("field", fields(), ids=lambda field: field.name)
def test_every_example_depends_on_the_value(field: Field) -> None:
    usual, unusual = DecodingOptions(), UNUSUAL
    changed = dataclasses.replace(usual, **{field.name: getattr(unusual, field.name)})
    assert field.example(usual) != field.example(changed) or field.name in NO_CHANGE


def test_each_control_explains_itself(panel: DecodingPanel) -> None:
    for control in panel.controls.values():
        assert control.accessibleName()
        assert control.toolTip()
        assert control.accessibleDescription()


def test_values_that_turn_a_guard_off_say_so(panel: DecodingPanel) -> None:
    panel.set_options(DecodingOptions(length_penalty=0))
    controls = panel.controls.items()
    texts = {name: control.text() for name, control in controls if isinstance(control, QAbstractSpinBox)}
    assert texts["top_p"] == texts["typical"] == "Off"
    assert texts["temperature"] == texts["length_penalty"] == texts["no_repeat_ngram"] == "Off"
    assert texts["max_length"] == "Automatic"


def test_unfinished_number_is_left_as_it_is_typed(qtbot: QtBot, panel: DecodingPanel) -> None:
    panel.set_options(DecodingOptions(temperature=0.5))
    with qtbot.waitSignal(panel.changed):
        type_into(panel, "temperature", "1.")
    control = panel.controls["temperature"]
    assert isinstance(control, QAbstractSpinBox)
    assert control.lineEdit().text() == "1."


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
    panel.resize(100, 240)
    assert 200 <= panel.width() <= 280
    assert panel.minimumSizeHint().height() < 240


def waiting(panel: DecodingPanel) -> bool:
    """Whether a change is still to be told."""
    return any(timer.isActive() for timer in panel.children() if isinstance(timer, QTimer))


def refusals(panel: DecodingPanel) -> dict[str, QLabel]:
    return panel._forms[0].refusals | panel._forms[1].refusals


def greyed(panel: DecodingPanel) -> set[str]:
    return {name for name, control in panel.controls.items() if not control.isEnabled()}
