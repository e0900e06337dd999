"""A window with an engine that only plays its part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest
from pytestqt.qtbot import QtBot

from app import settings as table
from app.chat.page import ChatPage
from app.window import Window
from engine.cards import InstalledModel
from tests.fakes import MODELS, FakeRunner


@pytest.fixture(autouse=True)
def chinese_is_readable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever fonts there are: what is tested is the words, not their looks."""
    for place in ("app.language", "app.window"):
        monkeypatch.setattr(f"{place}.chinese_is_readable", lambda: True)


@pytest.fixture
def runner() -> FakeRunner:
    return FakeRunner()


@pytest.fixture
def models() -> Sequence[InstalledModel]:
    return MODELS


@pytest.fixture
def open_window(
    qtbot: QtBot, runner: FakeRunner, models: Sequence[InstalledModel]
) -> Iterator[Callable[[], Window]]:
    """Opens a window; a second call is a restart, when the first was closed."""
    opened: list[Window] = []

    def open_() -> Window:
        window = Window(lambda _: runner, models)
        opened.append(window)
        qtbot.addWidget(window)
        window.resize(1400, 900)
        window.show()
        qtbot.waitUntil(lambda: window.attention_dock.widget() is not None)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    yield open_
    runner.held.clear()
    for window in opened:
        window.settings.set(table.LANGUAGE, "en")  # translators belong to the application, not the window
        window.close()
        assert window.worker.isFinished()


@pytest.fixture
def window(open_window: Callable[[], Window]) -> Window:
    return open_window()


@pytest.fixture
def chat(window: Window) -> ChatPage:
    window.actions_table["page_chat"].trigger()
    return window.chat_page
