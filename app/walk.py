"""A walk through the program, step by step in the real window, with a picture of each."""

from __future__ import annotations

import math
import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app import settings as table
from app.attention.bar import HEADS, LINES, MAP, TABLE
from app.attention.kinds import CROSS, ENCODER
from app.lab.presets import SENTENCES
from app.self_test import PATIENCE, SelfTestFailed, end, translate
from app.window import Window
from engine.cards import CHAT, LANGUAGE_MODEL, SUMMARISE
from engine.events import Draft, Failed
from engine.text.words import Word, words

SIZE = (1400, 900)
# Theme and language of each.
LOOKS = {"light": ("light", "en"), "dark": ("dark", "en"), "chinese": ("light", "zh_CN")}
SHOWN = {  # the look in which the docs show a view
    "lines": "light", "heads": "dark", "table": "chinese", "self-attention": "dark",
    "inspect": "chinese", "explanation": "light", "surgery": "dark",
}  # fmt: skip
TARGET = "fr"
COMPARED = SENTENCES[2]
REQUIRED = "petite"  # a word that the model would not choose by itself
TURNS = ("Hello! What is your name?", "I like music and long walks. What do you like?")
BEGINNING = "The old man opened the door and"
DOCUMENT = """\
The town of Millbrook opened its new library on Saturday after three years of building. About four hundred \
people came to the opening, and many of them stayed until the evening.

The library has two floors, a reading room for children and a garden on the roof. It holds sixty thousand \
books, twice as many as the old one, which was closed in the spring because of water damage.

The mayor said that the building had cost nine million, a little less than was planned. Half of the money \
came from the state, the rest from the town and from gifts of its citizens.

Opening hours will be longer than before: from eight in the morning until nine in the evening, and from noon \
on Sundays. Borrowing books stays free for everybody who lives in the town."""


def walk(folder: Path) -> int:
    """Writes the pictures into the folder, in their order. The user's settings are left alone.

    Its folder `looks` gets the views of attention light, dark and in Chinese, for who looks them over.
    """
    (folder / "looks").mkdir(parents=True, exist_ok=True)
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
            window.settings.set(table.LANGUAGE, "en")  # translators belong to the application
            window.close()
    return 0


class _Walk:
    """Pages whose model is not installed are left out."""

    def __init__(self, window: Window, folder: Path) -> None:
        self._window, self._folder = window, folder
        self._page = window.translate_page
        self._tasks = {model.card.task for model in window.models if model.card}

    def go(self) -> None:
        self._translate()
        self._views()
        self._steer()
        self._inspect()
        if CHAT in self._tasks:
            self._chat()
        if SUMMARISE in self._tasks:
            self._summarise()
        self._lab()
        self._show("page_settings")
        self._picture("settings")

    # The pages

    def _translate(self) -> None:
        """The whole window, light and dark and in Chinese."""
        window = self._window
        window.settings.set(table.THEME, "light")
        translate(window, TARGET)
        self._picture("main")
        window.settings.set(table.THEME, "dark")
        self._picture("main-dark")
        window.settings.set(table.THEME, "light")
        window.settings.set(table.LANGUAGE, "zh_CN")
        self._picture("main-chinese")
        window.settings.set(table.LANGUAGE, "en")

    def _views(self) -> None:
        """The same attention in every view."""
        panel, bar = self._window.attention, self._window.attention.bar
        for view, name in ((LINES, "lines"), (HEADS, "heads"), (TABLE, "table")):
            bar.views.button(view).click()
            self._view(name)
        bar.views.button(MAP).click()
        bar.kinds.setCurrentIndex(bar.kinds.findData(ENCODER))
        self._until(panel.map.isVisible, "self-attention did not come")
        self._view("self-attention")
        bar.kinds.setCurrentIndex(bar.kinds.findData(CROSS))

    def _steer(self) -> None:
        """Alternatives, a word that must appear, the beam."""
        window, page = self._window, self._page
        assert page.translation is not None
        word = doubtful(page.translation.sentences[0].draft)
        window.actions_table["confidence"].setChecked(True)
        page.steerer.open(word.begin)
        self._picture("alternatives")
        popup = page.steerer.popup
        candidates = [popup.list.item(row).text() for row in range(popup.list.count())]
        second = next((row for row, text in enumerate(candidates) if text != word.text), 0)
        popup.list.setCurrentRow(second)
        self._wait(lambda: QTest.keyClick(popup.list, Qt.Key.Key_Return))
        self._picture("second-candidate")
        self._wait(window.actions_table["undo"].trigger)
        window.actions_table["confidence"].setChecked(False)
        required = window.decoding.controls["required"]
        self._wait(lambda: QTest.keyClicks(required, REQUIRED))
        self._picture("required-word")
        self._wait(window.decoding.reset.click)
        self._wait(window.actions_table["beam"].trigger)
        self._picture("beam")
        window.actions_table["beam"].trigger()

    def _inspect(self) -> None:
        page = self._window.inspect_page
        self._wait(self._window.actions_table["inspect"].trigger)
        assert page.explanation is not None
        assert page.surgery is not None
        self._view("inspect")
        page.tabs.setCurrentWidget(page.explanation)
        self._wait(partial(page.explanation.list.setCurrentRow, 1))
        self._view("explanation")
        page.tabs.setCurrentWidget(page.surgery)
        self._wait(page.surgery.button.click)
        for _ in range(2):  # first the given words, then what is decoded again without surgery and under it
            self._wait(lambda: None)
        self._view("surgery")
        page.tabs.setCurrentIndex(0)

    def _chat(self) -> None:
        """In the end an earlier reply, in dark, and what Inspect makes of it."""
        self._show("page_chat")
        window, page = self._window, self._window.chat_page
        editor = page.composer.editor
        for turn in TURNS:
            QTest.keyClicks(editor, turn)
            self._wait(lambda: QTest.keyClick(editor, Qt.Key.Key_Return))
        self._picture("chat")
        window.settings.set(table.THEME, "dark")
        page.transcript.bubbles[1].text.asked.emit(0)  # a click on the first reply
        window.attention.bar.views.button(LINES).click()
        self._picture("chat-earlier")
        window.attention.bar.views.button(MAP).click()
        page.transcript.bubbles[-1].text.asked.emit(0)
        self._wait(window.actions_table["inspect"].trigger)
        assert window.inspect_page.explanation is not None
        parts = window.inspect_page.explanation.list
        self._wait(partial(parts.setCurrentRow, parts.count() // 2))
        window.inspect_page.tabs.setCurrentWidget(window.inspect_page.explanation)
        self._picture("inspect-chat")
        window.inspect_page.tabs.setCurrentIndex(0)
        window.settings.set(table.THEME, "light")

    def _summarise(self) -> None:
        self._show("page_summarise")
        page, linked = self._window.summarise_page, list[bool]()
        page.linked.connect(lambda: linked.append(True))
        page.document.replace(DOCUMENT)
        self._wait(page.summarise)
        self._until(lambda: bool(linked), "the summary was not linked to its document")
        page.summary.asked.emit(3)  # a click into its first sentence
        self._picture("summarise")

    def _lab(self) -> None:
        self._show("page_lab")
        lab = self._window.lab_page
        lab.compare.source.replace(COMPARED)
        for _ in lab.compare.columns:  # one after another
            self._wait(lambda: None)
        self._picture("compare")
        if LANGUAGE_MODEL in self._tasks:
            lab.tabs.setCurrentWidget(lab.writing)
            lab.writing.editor.replace(BEGINNING)
            self._wait(lab.writing.go.click)
            self._picture("continue")

    # Steps

    def _show(self, page: str) -> None:
        self._window.actions_table[page].trigger()
        QApplication.processEvents()

    def _wait(self, act: Callable[[], object]) -> None:
        act()
        answered = end(self._window)
        if answered is None or isinstance(answered, Failed):
            raise SelfTestFailed(str(answered and answered.failure))

    def _until(self, there: Callable[[], bool], problem: str) -> None:
        loop, often, patience = QEventLoop(), QTimer(), QTimer(singleShot=True)
        often.timeout.connect(lambda: loop.quit() if there() else None)
        patience.timeout.connect(loop.quit)
        often.start(20)
        patience.start(PATIENCE)
        loop.exec()
        if not there():
            raise SelfTestFailed(problem)

    def _view(self, name: str) -> None:
        settings = self._window.settings
        for look, (theme, language) in LOOKS.items():
            settings.set(table.THEME, theme)
            settings.set(table.LANGUAGE, language)
            for path in [f"looks/{name}-{look}", *([name] if SHOWN[name] == look else [])]:
                self._picture(path)
        settings.set(table.THEME, "light")
        settings.set(table.LANGUAGE, "en")

    def _picture(self, name: str) -> None:
        for _ in range(3):  # what a layout or a font has changed is laid out anew
            QApplication.processEvents()
        picture = self._window.grab()
        popup = self._page.steerer.popup
        if popup.isVisible():
            painter = QPainter(picture)
            painter.drawPixmap(self._window.mapFromGlobal(popup.pos()), popup.grab())
            painter.end()
        path = self._folder / f"{name}.png"
        if not picture.save(str(path)):
            raise SelfTestFailed(f"the picture could not be written to {path}.")
        print(f"{path}  {self._page.target.text()}", flush=True)


def doubtful(draft: Draft) -> Word:
    """The word whose second candidate is the likeliest: where a choice makes sense."""

    def doubt(word: Word) -> float:
        first = word.pieces[0]
        others = [
            c.score for c in draft.candidates[first] if c.token != draft.tokens[first] and c.text.strip()
        ]
        return max(others, default=-math.inf)

    return max((word for word in words(draft.pieces) if word.text[0].isalpha()), key=doubt)
