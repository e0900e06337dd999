"""Presets: named decoding options, some built in, others the user's own files.

A file is a small JSON text that one can read, mend and share. A file that cannot be used is
reported and left as it is.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.language import QT_TRANSLATE_NOOP
from app.settings import settings_file
from engine.requests import CHATTING
from engine.search.options import DecodingOptions

translate = QCoreApplication.translate
LONGEST_NAME = 40  # characters


@dataclass(frozen=True)
class Preset:
    """`key` names it in the settings: a built-in one by a word, one's own by its file name."""

    key: str
    name: str  # English for a built-in one
    options: DecodingOptions
    path: Path | None = None  # of one's own

    @property
    def label(self) -> str:
        return self.name if self.path else translate("presets", self.name)


BUILT_IN = (
    Preset("faithful", QT_TRANSLATE_NOOP("presets", "Faithful"), DecodingOptions()),
    Preset(
        "fluent",
        QT_TRANSLATE_NOOP("presets", "Fluent"),
        DecodingOptions(beam=8, length_penalty=1.2, no_repeat_ngram=4),
    ),
    Preset(
        "creative",
        QT_TRANSLATE_NOOP("presets", "Creative"),
        DecodingOptions(temperature=0.7, top_p=0.9, n_best=3),
    ),
    Preset("fast", QT_TRANSLATE_NOOP("presets", "Fast"), DecodingOptions(beam=1)),
    Preset("conversation", QT_TRANSLATE_NOOP("presets", "Conversation"), CHATTING),
)


class UnreadableOptions(ValueError):
    """The values are not those of decoding options; the text says why, for the user."""


def options_from(values: object) -> DecodingOptions:
    """Options from JSON. What is missing has its default; what is unknown or wrong is refused."""
    if not isinstance(values, Mapping):
        raise UnreadableOptions(translate("presets", "it holds no list of options"))
    defaults = dataclasses.asdict(DecodingOptions())
    read: dict[str, Any] = {}
    for name, value in values.items():
        if name not in defaults:
            raise UnreadableOptions(translate("presets", "“{name}” is no option").format(name=name))
        read[name] = _as(type(defaults[name]), value)
        if read[name] is None:
            raise UnreadableOptions(
                translate("presets", "{value} is no value for “{name}”").format(
                    name=name, value=json.dumps(value, ensure_ascii=False)
                )
            )
    return DecodingOptions(**read)


def _as(kind: type, value: object) -> object:
    """The value, or None where it is of another kind. JSON knows no tuples and writes 1.0 as 1."""
    if kind is float and type(value) is int:
        return float(value)
    if kind is tuple and isinstance(value, list):
        return tuple(value) if all(isinstance(word, str) for word in value) else None
    return value if type(value) is kind else None


def presets_folder() -> Path:
    return settings_file().parent / "presets"


def own_presets() -> tuple[list[Preset], list[str]]:
    """The user's presets by name, and for each file that cannot be used a sentence."""
    found, complaints = [], []
    for path in sorted(presets_folder().glob("*.json")):
        try:
            found.append(_read(path))
        except (OSError, ValueError) as reason:
            if not isinstance(reason, UnreadableOptions):
                reason = UnreadableOptions(translate("presets", "it is no JSON text"))
            said = translate(
                "presets", "The preset file {file} cannot be used: {reason}. Mend it or delete it."
            )
            complaints.append(said.format(file=path, reason=reason))
    return sorted(found, key=lambda preset: preset.name.casefold()), complaints


def _read(path: Path) -> Preset:
    content = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(content, Mapping) or not isinstance(content.get("name"), str):
        raise UnreadableOptions(translate("presets", "it has no name"))
    return Preset(path.name, content["name"], options_from(content.get("options")), path)


def save(name: str, options: DecodingOptions) -> Preset:
    """Writes one's own preset. One of the same name is replaced; no other file ever is."""
    same = next((preset for preset in own_presets()[0] if preset.name == name), None)
    path = same.path if same and same.path else _free_path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"name": name, "options": dataclasses.asdict(options)}
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(beside, path)
    return Preset(path.name, name, options, path)


def delete(preset: Preset) -> None:
    assert preset.path is not None, "built-in presets stay"
    preset.path.unlink(missing_ok=True)


def is_taken(name: str) -> bool:
    """Whether a built-in preset has this name, in either language."""
    return any(name.casefold() in (p.name.casefold(), p.label.casefold()) for p in BUILT_IN)


def matching(presets: Sequence[Preset], options: DecodingOptions) -> Preset | None:
    return next((preset for preset in presets if preset.options == options), None)


def _free_path(name: str) -> Path:
    stem = re.sub(r"[^\w-]+", "-", name).strip("-").lower() or "preset"
    folder, number = presets_folder(), 1
    path = folder / f"{stem}.json"
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.json"
    return path
