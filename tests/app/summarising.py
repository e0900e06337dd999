"""What a user does on the page that summarises."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.summarise.page import SummarisePage
from engine.requests import Summarise
from tests.fakes import FakeRunner

FIRST, SECOND, THIRD = "The black cat sleeps on the sofa.", "My brother dreams of rain.", "Fish swim alone."
DOCUMENT = f"{FIRST} {SECOND} {THIRD}"
SUMMARY = "le noir chat dort sur le canapé."
LONG = "\n\n".join([DOCUMENT, "Good morning world.", "One old car. Two fish. Three fish. A red sofa."])


def paste(page: SummarisePage, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    click(page.source.paste)


def click(button: object) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]


def summed_up(qtbot: QtBot, page: SummarisePage, text: str = DOCUMENT) -> None:
    """Pastes, asks, and waits until it is known where the summary comes from."""
    paste(page, text)
    with qtbot.waitSignal(page.linked):
        click(page.bar.go)


def last(runner: FakeRunner) -> Summarise:
    request = runner.requests[-1]
    assert isinstance(request, Summarise)
    return request
