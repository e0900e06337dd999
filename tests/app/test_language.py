"""Both languages of the interface are complete, and the language changes while the window runs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDockWidget, QLabel, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app import language
from app import settings as table
from app.language import FOLDER, InterfaceLanguage
from app.window import Window
from tests.fakes import MODELS

APP = Path(language.__file__).parent
LUPDATE = Path(sys.executable).parent / "pyside6-lupdate"

Message = tuple[str, str, str, bool]  # context, source, translation, finished


def messages(path: Path) -> Iterator[Message]:
    for context in ElementTree.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            finished = "type" not in translation.attrib
            name, source = context.findtext("name", ""), message.findtext("source", "")
            yield name, source, translation.text or "", finished


def extracted(path: Path) -> set[tuple[str, str]]:
    """Every text in the code, as pyside6-lupdate finds it, merged into the file."""
    sources = [str(source) for source in APP.rglob("*.py")]
    command = [str(LUPDATE), *sources, "-locations", "none", "-no-obsolete", "-ts", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    return {(context, source) for context, source, _, _ in messages(path)}


def test_chinese_is_complete(tmp_path: Path) -> None:
    copy = Path(shutil.copy(FOLDER / "zh_CN.ts", tmp_path))
    kept = {(context, source) for context, source, _, _ in messages(copy)}
    now = extracted(copy)
    unfinished = [(c, source) for c, source, text, finished in messages(copy) if not (finished and text)]
    assert unfinished == []
    assert kept == now, "run pyside6-lupdate: the file holds texts that the program has no more"


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_translations_keep_the_placeholders() -> None:
    for _, source, translation, _ in messages(FOLDER / "zh_CN.ts"):
        assert placeholders(source) == placeholders(translation), source
        assert ("%1" in source) == ("%1" in translation), source


class Marked(QTranslator):
    """Puts every text that went through translation between brackets."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, *_: object) -> str:  # noqa: ARG002
        return f"⟦{source}⟧"


def visible_texts(window: Window) -> Iterator[str]:
    for widget in window.findChildren(QWidget):
        if widget.objectName().startswith(("qt_", "Scroll")):  # Qt's own, out of sight
            continue
        yield from (widget.toolTip(), widget.accessibleName())
        if isinstance(widget, QLabel | QAbstractButton):
            yield widget.text()
        elif isinstance(widget, QDockWidget):
            yield widget.windowTitle()
        elif isinstance(widget, QTextEdit):
            yield widget.placeholderText()
        elif isinstance(widget, QComboBox):
            yield from (widget.itemText(index) for index in range(widget.count()))
    for action in (*window.menuBar().actions(), *(action for _, action in window.actions_table.entries())):
        yield from (action.text(), action.toolTip())


def test_every_visible_text_goes_through_translation(qtbot: QtBot, window: Window) -> None:
    window.translate_page.source.insertPlainText("x")
    with qtbot.waitSignal(window.dispatcher.ended):
        window.translate_page.request()
    marked = Marked()
    QCoreApplication.installTranslator(marked)
    qtbot.waitUntil(lambda: window.actions_table["copy"].text().startswith("⟦"))
    own_names = {model.name for model in MODELS} | {name for _, name in table.LANGUAGE.choices[1:]}
    try:
        texts = set(visible_texts(window))
    finally:
        QCoreApplication.removeTranslator(marked)
    for text in {text for text in texts if any(map(str.isalpha, text))} - own_names - {"x", "X"}:
        assert "⟦" in text, f"{text!r} is shown without translation"


def test_language_changes_while_the_window_runs(qtbot: QtBot, window: Window) -> None:
    copy = window.actions_table["copy"]
    window.settings.set(table.LANGUAGE, "zh_CN")
    qtbot.waitUntil(lambda: copy.text() == "复制译文")
    assert window.attention_dock.windowTitle() == "注意力"
    assert window.translate_page.pair_bar.source.itemText(0) == "英语"
    assert window.translate_page.source.accessibleName() == "原文"
    assert window.settings_page.field(table.THEME).accessibleName() == "主题"
    window.settings.set(table.LANGUAGE, "en")
    qtbot.waitUntil(lambda: copy.text() == "Copy translation")
    assert window.translate_page.pair_bar.source.itemText(0) == "English"


def test_chosen_languages_stay_when_the_interface_changes(qtbot: QtBot, window: Window) -> None:
    bar = window.translate_page.pair_bar
    pair = bar.pair
    window.settings.set(table.LANGUAGE, "zh_CN")
    qtbot.waitUntil(lambda: bar.source.currentText() == "英语")
    assert bar.pair == pair


def test_chat_page_first_seen_in_chinese_has_room_for_english(qtbot: QtBot, window: Window) -> None:
    window.settings.set(table.LANGUAGE, "zh_CN")
    window.actions_table["page_chat"].trigger()
    field = window.chat_page.bar.language
    qtbot.waitUntil(lambda: field.isVisible() and field.currentText() == "随你的语言")
    in_chinese = field.sizeHint().width()
    window.settings.set(table.LANGUAGE, "en")
    qtbot.waitUntil(lambda: field.currentText() == "As you write")
    assert field.sizeHint().width() > in_chinese


def test_without_a_chinese_font_it_says_which_package_to_install(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.language.chinese_is_readable", lambda: False)
    monkeypatch.setattr("app.window.chinese_is_readable", lambda: False)
    window.settings.set(table.LANGUAGE, "zh_CN")
    assert window.actions_table["copy"].text() == "Copy translation"
    assert "fonts-noto-cjk" in window.notice.text


@pytest.mark.usefixtures("qapp")
def test_unknown_language_is_english() -> None:
    chooser = InterfaceLanguage()
    chooser.use("eo")
    assert QCoreApplication.translate("actions", "Stop") == "Stop"
