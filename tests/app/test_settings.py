from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app import settings as table
from app.settings import Setting, Settings
from engine.kernels.linear import PRECISIONS


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        (table.THEME, "dark"),
        (table.READING_SIZE, 20),
        (table.DECODING_SHOWN, False),
        (table.TEXT, 'two\nlines, "quotes", @signs; 中文 and 😀'),
        (table.OPTIONS, {"beam": 2, "temperature": 0.5}),
    ],
)
def test_value_comes_back(settings_file: Path, setting: Setting[Any], value: object) -> None:
    settings = Settings()
    settings.set(setting, value)
    settings.save()
    assert settings_file.is_file()
    assert Settings().get(setting) == value


def test_missing_value_is_the_default() -> None:
    assert Settings().get(table.READING_SIZE) == table.READING_SIZE.default


@pytest.mark.parametrize(
    ("setting", "value"),
    [(table.THEME, "pink"), (table.READING_SIZE, 900), (table.READING_SIZE, True), (table.OPTIONS, [1])],
)
def test_value_outside_the_table_is_not_accepted(setting: Setting[Any], value: object) -> None:
    assert not setting.accepts(value)


def test_change_is_told_once(qtbot: QtBot) -> None:
    settings = Settings()
    with qtbot.waitSignal(settings.changed) as changed:
        settings.set(table.THEME, "dark")
    assert changed.args == [table.THEME]
    with qtbot.assertNotEmitted(settings.changed):
        settings.set(table.THEME, "dark")


def test_step_stays_within_the_limits() -> None:
    settings = Settings()
    for _ in range(99):
        settings.step(table.READING_SIZE, 1)
    assert settings.get(table.READING_SIZE) == 28


def test_every_precision_can_be_chosen() -> None:
    assert tuple(value for value, _ in table.PRECISION.choices) == PRECISIONS
