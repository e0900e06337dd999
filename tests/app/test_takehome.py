"""Saving and copying from the menu, as a user does it, and what is said when it fails."""

from __future__ import annotations

import errno
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from app import saving
from app.attention.panel import AttentionPanel
from app.attention.takehome import KINDS, TakeHome, free, name
from app.window import Window
from tests.app.acting import translated
from tests.app.drafts import SOURCE, draft


@pytest.fixture
def panel(qtbot: QtBot) -> AttentionPanel:
    panel = AttentionPanel()
    qtbot.addWidget(panel)
    panel.show()  # what is not seen is not drawn
    panel.show_draft(draft(), SOURCE)
    return panel


def answer(monkeypatch: pytest.MonkeyPatch, path: Path | None) -> list[Path]:
    """The user chooses this path; returns the paths that were proposed."""
    proposed: list[Path] = []

    def ask(_menu: TakeHome, _kind: object, path_proposed: Path) -> Path | None:
        proposed.append(path_proposed)
        return path

    monkeypatch.setattr(TakeHome, "ask", ask)
    return proposed


@pytest.mark.parametrize("place", range(len(KINDS)))
def test_every_kind_is_saved(
    qtbot: QtBot, panel: AttentionPanel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: int
) -> None:
    path = tmp_path / f"日本 figure.{KINDS[place].suffix}"
    proposed = answer(monkeypatch, path)
    with qtbot.waitSignal(panel.take_home.said):
        panel.take_home.saves[place].trigger()
    assert proposed[0].name == f"attention-the-dog-sleeps.{KINDS[place].suffix}"
    assert path.stat().st_size > 10
    assert list(tmp_path.iterdir()) == [path]
    assert str(path) in panel.bar.reading.text()


def test_saved_numbers_are_those_of_the_moment(
    qtbot: QtBot, panel: AttentionPanel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "a.npz"
    answer(monkeypatch, path)
    npz = next(i for i, kind in enumerate(KINDS) if kind.suffix == "npz")
    with qtbot.waitSignal(panel.take_home.said):
        panel.take_home.saves[npz].trigger()
        panel.show_draft(draft(seed=3), SOURCE)
    with np.load(path) as read:
        np.testing.assert_array_equal(read["weights"], np.stack(draft().columns))


def test_figure_is_copied(panel: AttentionPanel) -> None:
    panel.take_home.copy_figure.trigger()
    assert QGuiApplication.clipboard().image().width() > 100
    assert panel.bar.reading.text()


def test_nothing_can_be_saved_before_there_is_a_map(qtbot: QtBot, panel: AttentionPanel) -> None:
    panel.clear()
    assert not any(action.isEnabled() for action in panel.take_home.saves)
    panel.show_draft(draft(layers=0), SOURCE)
    assert not panel.take_home.copy_figure.isEnabled()
    panel.show_draft(draft(), SOURCE)
    qtbot.waitUntil(lambda: all(action.isEnabled() for action in panel.take_home.saves))


def test_dialog_proposes_a_free_name_and_adds_the_suffix(
    panel: AttentionPanel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dialogs: list[QFileDialog] = []

    def look(dialog: QFileDialog) -> int:
        dialogs.append(dialog)
        return 0

    monkeypatch.setattr(QFileDialog, "exec", look)
    assert panel.take_home.ask(KINDS[0], tmp_path / "a.png") is None
    assert dialogs[0].defaultSuffix() == "png"
    assert not dialogs[0].testOption(QFileDialog.Option.DontConfirmOverwrite)


def test_names_tell_the_text() -> None:
    assert name("The <dog>/sleeps. 狗 睡") == "attention-the-dog-sleeps-狗-睡"
    assert name("...") == "attention"
    assert len(name("very " * 30)) <= 50


def test_proposed_name_is_free(tmp_path: Path) -> None:
    path = tmp_path / "a.b.png"
    assert free(path) == path
    path.touch()
    (tmp_path / "a.b-2.png").touch()
    assert free(path).name == "a.b-3.png"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "no room"),
        (errno.EROFS, "may not be written"),
        (errno.EACCES, "may not be written"),
        (errno.EIO, "could not be saved"),
    ],
)
def test_failed_save_leaves_the_old_file_and_is_a_sentence_in_the_notice(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, number: int, said: str
) -> None:
    translated(qtbot, window)
    path = tmp_path / "folder" / "a.csv"
    path.parent.mkdir()
    path.write_text("old")
    answer(monkeypatch, path)

    def refuse(*_: object) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(Path, "replace", refuse)
    with qtbot.waitSignal(window.attention.take_home.failed):
        window.attention.take_home.saves[3].trigger()
    assert said in window.notice.text
    assert path.read_text() == "old"
    assert list(path.parent.iterdir()) == [path]


def test_missing_folder_is_told(tmp_path: Path) -> None:
    path = tmp_path / "gone" / "a.csv"
    with pytest.raises(FileNotFoundError) as caught:
        saving.write(path, b"")
    assert "no longer there" in saving.sentence(caught.value, path)


def test_menu_bar_offers_the_same_menu(window: Window) -> None:
    menu = window.menuBar().actions()[0].menu()
    assert isinstance(menu, QMenu)
    assert window.attention.take_home.menuAction() in menu.actions()


def test_closing_the_window_waits_for_the_file(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    translated(qtbot, window)
    path = tmp_path / "a.png"
    answer(monkeypatch, path)
    window.attention.take_home.saves[0].trigger()
    window.close()
    assert path.exists()
