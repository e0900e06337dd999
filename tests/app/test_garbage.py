"""Widgets end in the interface thread, whoever made the garbage collector run."""

from __future__ import annotations

import gc
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.window import Window


class _Circular(QWidget):
    """Nothing but the garbage collector ends it."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


@pytest.mark.usefixtures("window")
def test_widget_in_a_cycle_ends_in_the_interface_thread(qtbot: QtBot) -> None:
    ended_in: list[threading.Thread] = []
    widget = _Circular()
    widget.destroyed.connect(
        lambda: ended_in.append(threading.current_thread()), Qt.ConnectionType.DirectConnection
    )
    del widget

    kept = list[list[list[int]]]()  # until the end: objects that are gone do not count

    def make_objects() -> None:
        kept.extend([[number]] for number in range(200_000))  # far past every threshold of the collector

    other = threading.Thread(target=make_objects)
    other.start()
    other.join()
    assert not ended_in
    qtbot.waitUntil(lambda: bool(ended_in), timeout=30_000)
    assert ended_in == [threading.main_thread()]


def test_closed_window_gives_the_collector_back(window: Window) -> None:
    assert not gc.isenabled()
    window.close()
    assert gc.isenabled()
