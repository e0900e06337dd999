"""Documents from files, summaries into files, and what is there after a restart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.summarise.page import SummarisePage
from app.window import Window
from tests.app.acting import choose
from tests.app.summarising import (
    DOCUMENT,
    FIRST,
    SECOND,
    SUMMARY,
    click,
    last,
    paste,
    summed_up,
)
from tests.fakes import FakeRunner


@pytest.fixture
def page(window: Window) -> SummarisePage:
    window.actions_table["page_summarise"].trigger()
    return window.summarise_page


def drop(page: SummarisePage, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    pane = page.document
    event = QDropEvent(
        QPointF(20, 20),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    pane.dropEvent(event)


def test_file_is_dropped_and_summed_up(
    qtbot: QtBot, page: SummarisePage, tmp_path: Path, runner: FakeRunner
) -> None:
    path = tmp_path / "cats.md"
    path.write_text(f"# Cats\n\n{FIRST} **{SECOND}**\n", encoding="utf-8")
    drop(page, path)
    qtbot.waitUntil(lambda: page.source.title.text() == "cats.md")
    assert page.document.text() == f"Cats\n\n{FIRST} {SECOND}"
    with qtbot.waitSignal(page.linked):
        click(page.bar.go)
    assert last(runner).text == page.document.text()


def test_file_that_cannot_be_read_is_explained(
    qtbot: QtBot, window: Window, page: SummarisePage, tmp_path: Path
) -> None:
    paste(page, DOCUMENT)
    path = tmp_path / "broken.docx"
    path.write_bytes(b"PK\x03\x04 and nothing more")
    drop(page, path)
    qtbot.waitUntil(lambda: "broken.docx is damaged" in window.notice.text)
    assert page.document.text() == DOCUMENT


def test_file_is_opened(
    qtbot: QtBot, page: SummarisePage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "cats.txt"
    path.write_text(DOCUMENT, encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    click(page.source.open)
    qtbot.waitUntil(lambda: page.document.text() == DOCUMENT)


@pytest.mark.parametrize("kind", ["md", "txt"])
def test_summary_is_copied_and_saved_with_its_origin(
    qtbot: QtBot, page: SummarisePage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    summed_up(qtbot, page)
    click(page.copy)
    assert QGuiApplication.clipboard().text() == SUMMARY
    path = tmp_path / f"summary.{kind}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    page.saves[kind].trigger()
    saved = path.read_text(encoding="utf-8")
    assert SUMMARY in saved
    assert "summarise-small" in saved


def test_summary_that_cannot_be_saved_is_explained(
    qtbot: QtBot, window: Window, page: SummarisePage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summed_up(qtbot, page)
    path = tmp_path / "gone" / "summary.md"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    page.saves["md"].trigger()
    assert "no longer there" in window.notice.text


def test_document_and_choices_are_there_after_a_restart(
    qtbot: QtBot, open_window: Callable[[], Window]
) -> None:
    window = open_window()
    window.actions_table["page_summarise"].trigger()
    paste(window.summarise_page, DOCUMENT)
    choose(window.summarise_page.bar.mode, "Headline")
    window.close()
    again = open_window().summarise_page
    qtbot.waitUntil(lambda: again.document.text() == DOCUMENT)
    assert again.bar.kind == "headline"
