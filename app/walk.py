"""A walk through the program, step by step in the real window, with a picture of each."""

from __future__ import annotations

import math
import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.lab.presets import SENTENCES
from app.self_test import SelfTestFailed, end, translate
from app.window import Window
from engine.events import Draft, Failed
from engine.text.words import Word, words

SIZE = (1400, 900)
TARGET = "fr"
COMPARED = SENTENCES[2]
REQUIRED = "petite"  # a word that the model would not choose by itself


def walk(folder: Path) -> int:
    """Writes the pictures into the folder, in their order. The user's settings are left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as settings:
        os.environ["HEED_SETTINGS"] = str(Path(settings) / "settings.ini")
        os.environ["HEED_DATA"] = settings
        window = Window()
        window.resize(*SIZE)
        if QGuiApplication.platformName() == "offscreen":
            window.move(-SIZE[0] * 2 // 5, 0)  # so that the translation is on its screen, which is small
        window.show()
        try:
            _Walk(window, folder).go()
        except SelfTestFailed as failed:
            print(f"The walk failed: {failed}", file=sys.stderr)
            return 1
        finally:
            window.close()
    return 0


class _Walk:
    def __init__(self, window: Window, folder: Path) -> None:
        self._window, self._folder = window, folder
        self._page = window.translate_page
        self._taken = 0

    def go(self) -> None:
        drafts: list[Draft] = []
        self._page.shown.connect(lambda draft, _: drafts.append(draft))
        translate(self._window, TARGET)
        self._window.actions_table["confidence"].setChecked(True)
        self._picture("translated")
        word = doubtful(drafts[-1])
        self._page.steerer.open(word.begin)
        self._picture("alternatives")
        popup = self._page.steerer.popup
        candidates = [popup.list.item(row).text() for row in range(popup.list.count())]
        second = next(row for row, text in enumerate(candidates) if text != word.text)
        popup.list.setCurrentRow(second)
        self._wait(lambda: QTest.keyClick(popup.list, Qt.Key.Key_Return))
        self._picture("second-candidate")
        self._wait(self._window.actions_table["undo"].trigger)
        required = self._window.decoding.controls["required"]
        self._wait(lambda: QTest.keyClicks(required, REQUIRED))
        self._picture("required-word")
        self._wait(self._window.decoding.reset.click)
        self._wait(self._window.actions_table["beam"].trigger)
        self._picture("beam-tree")
        self._window.actions_table["page_lab"].trigger()
        compare = self._window.lab_page.compare
        compare.source.replace(COMPARED)
        for _ in compare.columns:  # one after another
            self._wait(lambda: None)
        self._picture("lab")
        self._inspect()

    def _inspect(self) -> None:
        page = self._window.inspect_page
        self._wait(self._window.actions_table["inspect"].trigger)
        assert page.explanation is not None
        assert page.surgery is not None
        page.tabs.setCurrentWidget(page.explanation)
        self._wait(partial(page.explanation.list.setCurrentRow, 1))
        self._picture("explanation")
        page.tabs.setCurrentWidget(page.surgery)
        self._wait(page.surgery.button.click)
        self._wait(lambda: None)  # first the given words, then what is decoded again
        self._picture("surgery")

    def _wait(self, act: Callable[[], object]) -> None:
        act()
        answered = end(self._window)
        if answered is None or isinstance(answered, Failed):
            raise SelfTestFailed(str(answered and answered.failure))

    def _picture(self, name: str) -> None:
        QApplication.processEvents()
        picture = self._window.grab()
        popup = self._page.steerer.popup
        if popup.isVisible():
            painter = QPainter(picture)
            painter.drawPixmap(self._window.mapFromGlobal(popup.pos()), popup.grab())
            painter.end()
        self._taken += 1
        path = self._folder / f"{self._taken}-{name}.png"
        if not picture.save(str(path)):
            raise SelfTestFailed(f"the picture could not be written to {path}.")
        print(f"{path}  {self._page.target.text()}")


def doubtful(draft: Draft) -> Word:
    """The word whose second candidate is the likeliest: where a choice makes sense."""

    def doubt(word: Word) -> float:
        first = word.pieces[0]
        others = [
            c.score for c in draft.candidates[first] if c.token != draft.tokens[first] and c.text.strip()
        ]
        return max(others, default=-math.inf)

    return max((word for word in words(draft.pieces) if word.text[0].isalpha()), key=doubt)
