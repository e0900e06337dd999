"""Drives the real window through two translations and prints what it did."""

from __future__ import annotations

import io
import os
import sys
import tempfile
import unicodedata
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from app.translate.alignment import Alignment
from app.window import Window
from app.worker import Crashed
from engine.errors import Failure
from engine.events import Draft, Event, Failed
from engine.shelf.hub import Hub, connected, listing

SOURCE = "en"
SENTENCE = "My brother bought a new car yesterday."
TARGETS = ("fr", "zh")
PATIENCE = 120_000  # milliseconds for one translation, loading included
LEAST = 0.05  # weights below are not printed


class SelfTestFailed(Exception):
    pass


def self_test(screenshot: Path | None) -> int:
    """0 if the window translated. The user's settings are left alone."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without Chinese is no reason to fail
    _hub()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HEED_SETTINGS"] = str(Path(folder) / "settings.ini")
        os.environ["HEED_DATA"] = folder
        try:
            _drive(screenshot)
        except SelfTestFailed as failed:
            print(f"The self-test failed: {failed}", file=sys.stderr)
            return 1
    print("The self-test passed.")
    return 0


def _hub() -> None:
    """What downloads need is all there: it gets as far as finding nobody at home, on this machine."""
    hub = Hub(endpoint="http://127.0.0.1:1", patience=5)
    with suppress(Failure), connected(hub):
        listing(hub, "a/b", "main")


def _drive(screenshot: Path | None) -> None:
    window = Window()
    window.resize(1400, 900)
    drafts: list[Draft] = []
    window.translate_page.shown.connect(lambda draft, _: drafts.append(draft))
    window.show()
    try:
        for target in TARGETS:
            drafts.clear()
            translate(window, target)
            print(f"{SOURCE}  {SENTENCE}\n{target}  {window.translate_page.target.text()}\n")
            print(attention_table(drafts[-1]) if drafts else "(no attention)", "\n")
        if screenshot is not None and not window.grab().save(str(screenshot)):
            raise SelfTestFailed(f"the screenshot could not be written to {screenshot}.")
    finally:
        window.close()


def translate(window: Window, target: str) -> None:
    page = window.translate_page
    page.clear()
    page.pair_bar.offer(window.models, (SOURCE, target), "")
    if page.pair_bar.pair != (SOURCE, target):
        raise SelfTestFailed(f"no installed model translates {SOURCE} to {target}.")
    for letter in SENTENCE:
        press = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
        QApplication.sendEvent(page.source, press)
    match end(window):
        case None:
            raise SelfTestFailed(f"no translation into {target} came in {PATIENCE // 1000} seconds.")
        case Failed(failure=failure):
            raise SelfTestFailed(str(failure))
        case Crashed(report=report):
            raise SelfTestFailed(report)
    if not page.target.text().strip():
        raise SelfTestFailed(f"the translation into {target} is empty.")


def end(window: Window) -> Event | Crashed | None:
    """Waits for the end of what runs; None if it does not come."""
    ends: list[Event | Crashed] = []
    loop, timer = QEventLoop(), QTimer(singleShot=True)
    timer.timeout.connect(loop.quit)
    window.dispatcher.ended.connect(ends.append)
    window.dispatcher.ended.connect(loop.quit)
    timer.start(PATIENCE)
    loop.exec()
    window.dispatcher.ended.disconnect(loop.quit)
    window.dispatcher.ended.disconnect(ends.append)
    return ends[0] if ends else None


def attention_table(draft: Draft) -> str:
    """A row for each target word: how much of it came from each source word, in per cent."""
    alignment = Alignment.of(draft)
    heads = [word.text for word in alignment.source]
    words = [word.text for word in alignment.target]
    first = max(map(_width, words), default=0)
    widths = [max(_width(head), 4) for head in heads]
    lines = [
        " " * first + "".join("  " + _right(head, width) for head, width in zip(heads, widths, strict=True))
    ]
    for word, weights in zip(words, alignment.weights, strict=True):
        cells = (f"{weight:.0%}" if weight >= LEAST else "·" for weight in weights)
        row = "".join("  " + _right(cell, width) for cell, width in zip(cells, widths, strict=True))
        lines.append(" " * (first - _width(word)) + word + row)
    return "\n".join(lines)


def _right(text: str, width: int) -> str:
    return " " * (width - _width(text)) + text


def _width(text: str) -> int:
    """Columns of a terminal; Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
