"""What all tests share: no window on the screen, settings in a temporary folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("LC_ALL", "C.UTF-8")


# What takes a moment here takes seconds on a busy machine; no test waits for the time to run out.
QtBot.waitUntil.__kwdefaults__ = {"timeout": 30_000}


@pytest.fixture(autouse=True)
def settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "settings.ini"
    monkeypatch.setenv("HEED_SETTINGS", str(path))
    monkeypatch.setenv("HEED_DATA", str(tmp_path / "data"))
    return path
