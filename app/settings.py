"""The table of settings: typed values with defaults, kept in one ini file."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import platformdirs
from PySide6.QtCore import QObject, QSettings, Signal

from app.language import QT_TRANSLATE_NOOP
from engine.shelf.hub import ENDPOINT

T = TypeVar("T", str, int, bool, dict[str, Any])


@dataclass(frozen=True, eq=False)
class Setting(Generic[T]):
    """One value that is remembered. With a `label` it has a row on the settings page."""

    key: str
    default: T
    label: str = ""
    choices: tuple[tuple[T, str], ...] = ()  # each with its name; names of languages stay as they are
    limits: tuple[int, int] | None = None
    unit: str = ""
    help: str = ""

    def accepts(self, value: object) -> bool:
        if type(value) is not type(self.default):
            return False
        if self.limits is not None and isinstance(value, int):
            return self.limits[0] <= value <= self.limits[1]
        return not self.choices or any(value == choice for choice, _ in self.choices)


THEME = Setting(
    "theme",
    "system",
    label=QT_TRANSLATE_NOOP("settings", "Theme"),
    choices=(
        ("system", QT_TRANSLATE_NOOP("settings", "As the system")),
        ("light", QT_TRANSLATE_NOOP("settings", "Light")),
        ("dark", QT_TRANSLATE_NOOP("settings", "Dark")),
    ),
)
LANGUAGE = Setting(
    "language",
    "system",
    label=QT_TRANSLATE_NOOP("settings", "Interface language"),
    choices=(
        ("system", QT_TRANSLATE_NOOP("settings", "As the system")),
        ("en", "English"),
        ("zh_CN", "简体中文"),
    ),
)
READING_SIZE = Setting(
    "reading_size",
    13,
    label=QT_TRANSLATE_NOOP("settings", "Size of the text you read"),
    limits=(11, 28),
    unit=QT_TRANSLATE_NOOP("settings", "pt"),
)
DEVICE = Setting(
    "device",
    "auto",
    label=QT_TRANSLATE_NOOP("settings", "Compute on"),
    choices=(
        ("auto", QT_TRANSLATE_NOOP("settings", "Automatic")),
        ("cpu", QT_TRANSLATE_NOOP("settings", "Processor (CPU)")),
        ("cuda", QT_TRANSLATE_NOOP("settings", "NVIDIA graphics card (CUDA)")),
        ("mps", QT_TRANSLATE_NOOP("settings", "Apple graphics (MPS)")),
    ),
    help=QT_TRANSLATE_NOOP("settings", "Automatic takes a graphics card where there is one."),
)
PRECISION = Setting(
    "precision",
    "float32",
    label=QT_TRANSLATE_NOOP("settings", "Precision"),
    choices=(
        ("float32", QT_TRANSLATE_NOOP("settings", "Exact (32 bits)")),
        ("mixed", QT_TRANSLATE_NOOP("settings", "Fast (16 bits)")),
        ("int8", QT_TRANSLATE_NOOP("settings", "Fastest (8 bits)")),
    ),
    help=QT_TRANSLATE_NOOP(
        "settings", "On a processor. Fast nearly always writes what Exact writes, sooner; Fastest mostly."
    ),
)
COMPUTING = DEVICE, PRECISION
DOWNLOADS = Setting(
    "downloads",
    "asked",
    label=QT_TRANSLATE_NOOP("settings", "Downloads"),
    choices=(
        ("asked", QT_TRANSLATE_NOOP("settings", "When I ask for a model")),
        ("never", QT_TRANSLATE_NOOP("settings", "Never: stay offline")),
    ),
    help=QT_TRANSLATE_NOOP("settings", "Nothing else in Heed uses the network."),
)
HUB = Setting(
    "hub",
    ENDPOINT,
    label=QT_TRANSLATE_NOOP("settings", "Models come from"),
    help=QT_TRANSLATE_NOOP("settings", "The address of the Hugging Face hub, or of a mirror of it."),
)
PROXY = Setting(
    "proxy",
    "",
    label=QT_TRANSLATE_NOOP("settings", "Proxy"),
    help=QT_TRANSLATE_NOOP("settings", "Such as http://127.0.0.1:3128; empty: as the system says."),
)
SHOWN: tuple[Setting[Any], ...] = (THEME, LANGUAGE, READING_SIZE, *COMPUTING, DOWNLOADS, HUB, PROXY)

SOURCE_LANGUAGE = Setting("source_language", "en")
TARGET_LANGUAGE = Setting("target_language", "fr")
MODEL = Setting("model", "")  # empty: the best installed one
TEXT = Setting("text", "")
TURN = Setting("turn", "")  # of a conversation, that was not sent yet
SUMMARISE: Setting[dict[str, Any]] = Setting("summarise", {})  # what is wanted of a document
OPTIONS: Setting[dict[str, Any]] = Setting("options", {})  # the fields of DecodingOptions
CHAT_OPTIONS: Setting[dict[str, Any]] = Setting("chat_options", {})  # the same, of chat
SUMMARY_OPTIONS: Setting[dict[str, Any]] = Setting("summary_options", {})  # the same, of summaries
GEOMETRY = Setting("geometry", "")  # this and the next two: bytes from Qt as hexadecimal digits
LAYOUT = Setting("layout", "")
SPLITTER = Setting("splitter", "")
EXPERT_SHOWN = Setting("expert_shown", False)
DEFAULT_PRESET = Setting("default_preset", "faithful")  # what Reset goes back to in translation
CONFIDENCE_SHOWN = Setting("confidence_shown", False)
ATTENTION: Setting[dict[str, Any]] = Setting("attention", {})  # the view, and what it shows of the weights
LAB: Setting[dict[str, Any]] = Setting("lab", {})  # what its tabs were set to
DECODING_SHOWN = Setting("decoding_shown", True)


def settings_file() -> Path:
    """$HEED_SETTINGS, or the place this platform keeps settings in."""
    return Path(
        os.environ.get("HEED_SETTINGS") or platformdirs.user_config_path("heed", False) / "settings.ini"
    )


class Settings(QObject):
    """Reads and writes the table. What is missing or makes no sense in the file is the default."""

    changed = Signal(object)  # the Setting

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = QSettings(str(settings_file()), QSettings.Format.IniFormat)

    def get(self, setting: Setting[T]) -> T:
        try:
            value = json.loads(str(self._store.value(setting.key, "")))
        except ValueError:
            return setting.default
        return value if setting.accepts(value) else setting.default

    def set(self, setting: Setting[T], value: T) -> None:
        if value != self.get(setting):
            self._store.setValue(setting.key, json.dumps(value))
            self.changed.emit(setting)

    def step(self, setting: Setting[int], by: int) -> None:
        """One more or one less, as far as the limits allow."""
        if setting.accepts(self.get(setting) + by):
            self.set(setting, self.get(setting) + by)

    def save(self) -> None:
        self._store.sync()
