"""What the window was like when it was closed, and the same again at the next start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, Qt

from app import settings as table
from app.decoding.presets import UnreadableOptions, options_from
from app.settings import Setting, Settings
from engine.search.options import DecodingOptions

if TYPE_CHECKING:
    from app.window import Window

USUAL = (1360, 860)
NARROW = 1100  # pixels; below, the decoding dock folds away to leave room for the text


def restore(window: Window) -> None:
    """Languages, sizes, docks and the text, as they were; else as they are at the first start."""
    get, page = window.settings.get, window.translate_page
    pair = (get(table.SOURCE_LANGUAGE), get(table.TARGET_LANGUAGE))
    for bar in (page.pair_bar, window.inspect_page.bar):
        bar.offer(window.models, pair, get(table.MODEL))
    if not window.restoreGeometry(_bytes(get(table.GEOMETRY))):
        window.resize(*USUAL)
    if not window.restoreState(_bytes(get(table.LAYOUT))):
        window.resizeDocks([window.attention_dock], [320], Qt.Orientation.Vertical)
        window.resizeDocks([window.decoding_dock], [280], Qt.Orientation.Horizontal)
        window.nbest_dock.hide()
        window.beam_dock.hide()
    page.splitter.restoreState(_bytes(get(table.SPLITTER)))
    window.room.folded = get(table.DECODING_SHOWN) and window.width() < NARROW
    window.decoding_dock.setVisible(get(table.DECODING_SHOWN) and not window.room.folded)
    window.actions_table["confidence"].setChecked(get(table.CONFIDENCE_SHOWN))
    page.source.setFocus()
    if get(table.TEXT):
        page.source.replace(get(table.TEXT))
    if get(table.TURN):
        window.chat_page.composer.editor.replace(get(table.TURN))


def remember(window: Window) -> None:
    put, page = window.settings.set, window.translate_page
    put(table.TEXT, page.source.text())
    put(table.TURN, window.chat_page.unsent)
    put(table.GEOMETRY, window.saveGeometry().toHex().toStdString())
    put(table.LAYOUT, window.saveState().toHex().toStdString())
    put(table.SPLITTER, page.splitter.saveState().toHex().toStdString())
    put(table.LAB, window.lab_page.state)
    put(table.DECODING_SHOWN, window.room.folded or not window.decoding_dock.isHidden())
    put(table.CONFIDENCE_SHOWN, window.actions_table["confidence"].isChecked())
    window.settings.save()


def remembered_options(
    settings: Settings, setting: Setting[dict[str, Any]], default: DecodingOptions
) -> DecodingOptions:
    """What was stored; the default if that was by another version of the program, or nothing."""
    stored = settings.get(setting)
    try:
        return options_from(stored) if stored else default
    except UnreadableOptions:
        return default


def _bytes(digits: str) -> QByteArray:
    return QByteArray.fromHex(digits.encode())
