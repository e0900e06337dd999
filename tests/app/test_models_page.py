"""The page of models: what is there, what can be had, and what happens to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QPushButton
from pytestqt.qtbot import QtBot

from app import settings as table
from app.manager.importing import name_for
from app.manager.page import ModelsPage
from app.window import Window
from engine.errors import NoConnection
from engine.requests import Convert, Download, Import, Measure
from engine.shelf import library
from tests.app.acting import choose, entries
from tests.engine.models import save_tiny_model
from tests.fakes import FakeRunner

NAME = "Helsinki-NLP/opus-mt-en-fr"


@pytest.fixture(autouse=True)
def only_the_users_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HEED_MODELS", str(tmp_path / "mine"))


@pytest.fixture
def page(window: Window) -> ModelsPage:
    window.actions_table["page_models"].trigger()
    return window.models_page


def click(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def look_for(qtbot: QtBot, page: ModelsPage, text: str) -> QPushButton:
    """Types into the search of the catalogue; the button of the first that is found."""
    page.tabs.setCurrentWidget(page.catalogue)
    page.catalogue.text.setFocus()
    QTest.keyClicks(page.catalogue.text, text)
    qtbot.waitUntil(lambda: bool(page.catalogue.rows) and text in page.catalogue.rows[0].entry.name)
    return page.catalogue.rows[0].button


def bring(qtbot: QtBot, page: ModelsPage, name: str = NAME) -> None:
    with qtbot.waitSignal(page.changed):
        click(look_for(qtbot, page, name))


def shown(page: ModelsPage) -> list[str]:
    return [card.model.name for card in page.installed.cards]


def test_downloaded_model_can_be_chosen_at_once(qtbot: QtBot, window: Window, page: ModelsPage) -> None:
    bring(qtbot, page)
    assert "opus-mt-en-fr" in shown(page)
    assert "opus-mt-en-fr" in window.notice.text
    assert page.rows == []
    assert not page.catalogue.rows[0].button.isEnabled(), "what is installed is not offered again"
    window.actions_table["page_translate"].trigger()
    assert "opus-mt-en-fr" in entries(window.translate_page.pair_bar.model)
    assert "opus-mt-en-fr" in entries(window.inspect_page.bar.pairs.model)


def test_download_is_paused_resumed_and_cancelled(qtbot: QtBot, runner: FakeRunner, page: ModelsPage) -> None:
    runner.held.set()
    click(look_for(qtbot, page, NAME))
    qtbot.waitUntil(lambda: "100 MB of 300 MB · 2.0 MB a second · 2 min left" in page.rows[0].said.text())
    assert page.rows[0].bar.value() == 333
    click(page.rows[0].hold)
    assert page.rows[0].said.text() == "Paused · 100 MB of 300 MB"
    qtbot.waitUntil(lambda: len(runner.ended_early) == 1)
    click(page.rows[0].hold)
    qtbot.waitUntil(lambda: sum(isinstance(request, Download) for request in runner.requests) == 2)
    qtbot.waitUntil(lambda: "a second" in page.rows[0].said.text())
    click(page.rows[0].end)
    assert page.rows == []
    qtbot.waitUntil(lambda: len(runner.ended_early) == 2)
    runner.held.clear()
    assert "opus-mt-en-fr" not in shown(page)


def test_one_can_translate_while_a_model_is_on_its_way(
    qtbot: QtBot, window: Window, runner: FakeRunner, page: ModelsPage
) -> None:
    runner.held.set()
    click(look_for(qtbot, page, NAME))
    qtbot.waitUntil(lambda: "MB" in page.rows[0].said.text())
    runner.held.clear()
    window.actions_table["page_translate"].trigger()
    with qtbot.waitSignal(window.dispatcher.ended):
        QTest.keyClicks(window.translate_page.source, "The black cat sleeps.")
    assert window.translate_page.target.text() == "le noir chat dort."
    qtbot.waitUntil(lambda: "opus-mt-en-fr" in shown(page))


def test_second_download_waits_for_the_first(qtbot: QtBot, runner: FakeRunner, page: ModelsPage) -> None:
    runner.held.set()
    click(look_for(qtbot, page, NAME))
    page.catalogue.text.clear()
    click(look_for(qtbot, page, "Helsinki-NLP/opus-mt-fr-en"))
    click(page.catalogue.rows[0].button)
    assert [row.said.text() for row in page.rows][1:] == ["Waiting for its turn"], "twice is once"
    runner.held.clear()
    qtbot.waitUntil(lambda: {"opus-mt-en-fr", "opus-mt-fr-en"} <= set(shown(page)))


def test_offline_mode_asks_nothing(
    qtbot: QtBot, window: Window, runner: FakeRunner, page: ModelsPage
) -> None:
    window.settings.set(table.DOWNLOADS, "never")
    click(look_for(qtbot, page, NAME))
    assert "stay offline" in window.notice.text
    assert page.rows == []
    assert not any(isinstance(request, Download) for request in runner.requests)


def test_address_and_proxy_of_the_settings_are_used(
    qtbot: QtBot, window: Window, runner: FakeRunner, page: ModelsPage
) -> None:
    window.settings.set(table.HUB, "https://mirror.example")
    window.settings.set(table.PROXY, "http://127.0.0.1:3128")
    bring(qtbot, page)
    (asked,) = (request for request in runner.requests if isinstance(request, Download))
    assert (asked.hub.endpoint, asked.hub.proxy) == ("https://mirror.example", "http://127.0.0.1:3128")


def test_failure_is_said_and_can_be_tried_again(qtbot: QtBot, runner: FakeRunner, page: ModelsPage) -> None:
    runner.failure = NoConnection("https://huggingface.co", "no route")
    click(look_for(qtbot, page, NAME))
    qtbot.waitUntil(lambda: "cannot be reached (no route)" in page.rows[0].said.text())
    runner.failure = None
    with qtbot.waitSignal(page.changed):
        click(page.rows[0].hold)
    assert "opus-mt-en-fr" in shown(page)


def test_unfinished_downloads_are_there_after_a_restart(
    qtbot: QtBot, open_window: Callable[[], Window], tmp_path: Path
) -> None:
    from engine.shelf.hub import HubFile, Listing
    from engine.shelf.staging import Staging

    files = (HubFile("config.json", 10), HubFile("model.safetensors", 990))
    staging = Staging(tmp_path / "mine", NAME)
    staging.decide(Listing(NAME, "0" * 40, files))
    (staging.checkpoint / "model.safetensors.part").write_bytes(b"0" * 500)
    window = open_window()
    window.actions_table["page_models"].trigger()
    (row,) = window.models_page.rows
    assert row.title.text() == NAME
    assert row.said.text() == "Paused · 500 B of 1 kB"
    with qtbot.waitSignal(window.models_page.changed):
        click(row.hold)
    assert "opus-mt-en-fr" in shown(window.models_page)


def test_removed_model_lies_in_the_trash_and_comes_back(
    qtbot: QtBot, window: Window, page: ModelsPage
) -> None:
    bring(qtbot, page)
    page.tabs.setCurrentWidget(page.installed)
    page.installed.card("opus-mt-en-fr").removed.emit("opus-mt-en-fr")
    assert "opus-mt-en-fr" not in shown(page)
    assert "opus-mt-en-fr" not in entries(window.translate_page.pair_bar.model)
    (button,) = page.installed.put_back
    click(button)
    assert "opus-mt-en-fr" in shown(page)
    assert page.installed.put_back == []


def test_shipped_models_cannot_be_removed(page: ModelsPage) -> None:
    (name,) = (name for name in shown(page) if name == "translate-small")
    page.installed.card(name).removed.emit(name)
    assert name in shown(page)


def test_default_renaming_measuring_and_converting(
    qtbot: QtBot, runner: FakeRunner, page: ModelsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(qtbot, page)
    card = page.installed.card("opus-mt-en-fr")
    card.preferred.emit("translate en-fr", "opus-mt-en-fr", True)
    assert library.defaults() == {"translate en-fr": "opus-mt-en-fr"}
    assert "Taken by default: English → French" in page.installed.card("opus-mt-en-fr").lines
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("mine", True))
    page.installed.card("opus-mt-en-fr").renamed.emit("opus-mt-en-fr")
    assert "mine" in shown(page)
    with qtbot.waitSignal(page.jobs.measured):
        page.installed.card("mine").measured.emit("mine")
    with qtbot.waitSignal(page.changed):
        page.installed.card("mine").converted.emit("mine", "int8")
    assert "mine-int8" in shown(page)
    assert [type(request) for request in runner.requests if isinstance(request, Measure | Convert)] == [
        Measure,
        Convert,
    ]


def test_dropped_folder_is_imported_under_the_name_one_likes(
    qtbot: QtBot, runner: FakeRunner, page: ModelsPage, tmp_path: Path
) -> None:
    folder = tmp_path / "opus mt!en-fr"
    folder.mkdir()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    place, action = QPointF(9, 9), Qt.DropAction.CopyAction
    event = QDropEvent(place, action, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    page.dropEvent(event)
    assert page.form.isVisible()
    assert page.form.name.text() == "opus mt-en-fr"
    QTest.keyClicks(page.form.pairs, "en-fr, en")
    assert not page.form.go.isEnabled(), "half a pair"
    QTest.keyClicks(page.form.pairs, "-de")
    choose(page.form.task, "Translation")
    with qtbot.waitSignal(page.changed):
        click(page.form.go)
    (request,) = (request for request in runner.requests if isinstance(request, Import))
    assert request.pairs == (("en", "fr"), ("en", "de"))
    assert (request.path, request.called, request.task) == (str(folder), "opus mt-en-fr", "translate")
    assert "opus mt-en-fr" in shown(page)


def test_card_says_all_that_is_known_of_a_model(page: ModelsPage, tmp_path: Path) -> None:
    save_tiny_model(
        tmp_path / "mine" / "opus",
        pairs=(("en", "fr"),),
        origin=f"marian: {NAME}@{'0123456789' * 4}",
        licence="CC-BY-4.0",
        scores=(
            {"pair": "en-fr", "metric": "BLEU", "value": 32.65, "test": "a"},
            {"pair": "en-fr", "metric": "BLEU", "value": 9.8, "test": "b"},
            {"pair": "en-fr", "metric": "AER", "value": 13.25, "test": "c"},
        ),
        conversion={"from": "big", "precision": "int8", "before": 1.25, "after": 1.5, "same": 0.83},
    )
    library.set_speed(tmp_path / "mine", "opus", 41.2)
    page.retranslate()
    card = page.installed.cards[0]
    assert card.model.name == "opus", "one's own come before those that come with the program"
    what, large, where, scores, alignment, made = card.lines
    assert what == "Translation · English → French"
    for known in ("on the disk", "in memory", "fp32", "41 tokens/s here"):
        assert known in large
    assert where == f"Licence: CC-BY-4.0 · marian: {NAME}@01234567"
    assert scores == "en-fr BLEU 32.6"
    assert alignment.startswith("Wrong words by attention (AER): en-fr 13")
    assert made == "int8 of big · 1.250 → 1.500 nats a token, 83 % of the outputs the same"


@pytest.mark.parametrize(
    ("file", "name"),
    [("opus.tar.gz", "opus"), ("a b.zip", "a b"), ("?.zip", "model"), ("x" * 200, "x" * 100), ("é.1", "é.1")],
)
def test_name_is_made_of_the_files(file: str, name: str) -> None:
    assert name_for(Path(file)) == name


def test_catalogue_is_filtered(qtbot: QtBot, page: ModelsPage) -> None:
    tab = page.catalogue
    page.tabs.setCurrentWidget(tab)
    everything = len(tab.rows)
    choose(tab.task, "Chat")
    assert 0 < len(tab.rows) < 5
    choose(tab.task, "Any task")
    choose(tab.source, "Swahili")
    choose(tab.target, "English")
    assert {row.entry.does("sw", "en") for row in tab.rows} == {True}
    choose(tab.target, "Chinese")
    assert 0 < len(tab.rows) < everything
    QTest.keyClicks(tab.text, "no such model")
    qtbot.waitUntil(lambda: not tab.rows)


def test_page_speaks_chinese(qtbot: QtBot, window: Window, page: ModelsPage) -> None:
    bring(qtbot, page)
    window.settings.set(table.LANGUAGE, "zh_CN")
    qtbot.waitUntil(lambda: page.title.text() == "模型")
    page.catalogue.text.clear()
    qtbot.waitUntil(lambda: len(page.catalogue.rows) > 40)
    assert page.catalogue.rows[0].button.text() == "下载"
    assert any("许可证" in line for line in page.installed.cards[0].lines)
