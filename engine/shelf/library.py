"""The installed models as a shelf: name, remove, bring back, choose which is taken. No torch, for the app.

Every change is one rename, or a small file written beside and put in its place. Whoever is killed in between
leaves the old state or the new one; what is removed lies in `.trash` until it is emptied.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import struct
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.cards import CARD, SHIPPED, WEIGHTS, InstalledModel, find_models, model_folders
from engine.errors import BadInput, ShippedModel, UnknownModel

TRASH = ".trash"
_CHOICES = "library.json"  # in a models folder: what is taken by default, and what was measured
PRECISIONS = ("int8", "bf16")  # that weights can be converted to
_NAME = re.compile(r"[\w][\w .+-]{0,99}")
_STALE = 24 * 3600.0  # seconds after which half-made folders are nobody's
_BYTES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I8": 1}


def check_name(name: str) -> None:
    """BadInput if no folder can be called so everywhere."""
    if not _NAME.fullmatch(name) or name != name.strip(" ."):
        raise BadInput(f"{name!r} cannot be a model's name: use letters, digits, spaces and . + - _ only.")


def home() -> Path:
    """The folder that new models are put into."""
    return model_folders()[0]


# On the shelf and off it


def put_in_place(fresh: Path, models: Path, name: str) -> None:
    """A finished folder becomes `models/name`; what has the name goes into the trash."""
    if (models / name).exists():
        _to_trash(models / name)
    fresh.rename(models / name)


def remove(name: str, folders: Sequence[Path] | None = None) -> Path:
    """Takes a model off the shelf; returns where it lies in the trash. UnknownModel, ShippedModel."""
    return _to_trash(_own(name, folders).folder)


def rename(name: str, new: str, folders: Sequence[Path] | None = None) -> None:
    """UnknownModel, ShippedModel, or BadInput if the new name is taken or cannot be one."""
    model = _own(name, folders)
    check_name(new)
    if (model.folder.parent / new).exists():
        raise BadInput(f"There is a model named {new!r} already. Choose another name.")
    folder = model.folder.rename(model.folder.parent / new)
    if model.card is not None:
        write_whole(folder / CARD, dataclasses.replace(model.card, name=new).to_json())
    kept = _read(folder.parent)
    for table in ("defaults", "speeds"):
        kept[table] = {key if key != name else new: new if v == name else v for key, v in kept[table].items()}
    _write(folder.parent, kept)


def _own(name: str, folders: Sequence[Path] | None) -> InstalledModel:
    """An installed model that is the user's to change."""
    model = next((m for m in find_models(folders) if m.name == name), None)
    if model is None:
        raise UnknownModel(name)
    if model.folder.parent == SHIPPED:
        raise ShippedModel(name)
    return model


@dataclass(frozen=True)
class Removed:
    """A model in the trash."""

    name: str
    folder: Path
    when: float  # seconds since 1970


def removed(folders: Sequence[Path] | None = None) -> list[Removed]:
    """What lies in the trash, the latest first."""
    found = []
    for models in model_folders() if folders is None else folders:
        for folder in (models / TRASH).glob("*/*"):
            stamp = folder.parent.name.partition("-")[0]
            found.append(Removed(folder.name, folder, int(stamp) / 1000 if stamp.isdecimal() else 0.0))
    return sorted(found, key=lambda r: r.when, reverse=True)


def restore(found: Removed) -> None:
    """Back on the shelf. BadInput if another model has the name by now."""
    models = found.folder.parent.parent.parent
    if (models / found.name).exists():
        raise BadInput(f"There is a model named {found.name!r} again. Rename that one first.")
    found.folder.rename(models / found.name)
    found.folder.parent.rmdir()


def empty_trash(folders: Sequence[Path] | None = None) -> None:
    """For good."""
    for models in model_folders() if folders is None else folders:
        shutil.rmtree(models / TRASH, ignore_errors=True)


def _to_trash(folder: Path) -> Path:
    trash = folder.parent / TRASH
    trash.mkdir(exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix=f"{time.time_ns() // 10**6}-", dir=trash))
    return folder.rename(place / folder.name)


def sweep(models: Path, now: float | None = None) -> None:
    """Removes what a killed import has left: hidden folders of a model's name that are a day old."""
    limit = (time.time() if now is None else now) - _STALE
    for folder in models.glob(".*-????????"):
        if folder.is_dir() and folder.stat().st_mtime < limit:
            shutil.rmtree(folder, ignore_errors=True)


# Which is taken, and what was measured


def default_key(task: str, source: str, target: str = "") -> str:
    """What a default is chosen for: `translate en-fr`, `chat en`."""
    return f"{task} {source}-{target}" if target and target != source else f"{task} {source}"


def defaults(folders: Sequence[Path] | None = None) -> dict[str, str]:
    """What the user wants by default, by `default_key`. The earlier folder wins; names may be gone by now."""
    found: dict[str, str] = {}
    for models in reversed(model_folders() if folders is None else folders):
        found |= _read(models)["defaults"]
    return found


def set_default(models: Path, key: str, name: str) -> None:
    """From now on `name` is taken for `key`; "" leaves it to the scores again."""
    kept = _read(models)
    kept["defaults"].pop(key, None)
    if name:
        kept["defaults"][key] = name
    _write(models, kept)


def speeds(folders: Sequence[Path] | None = None) -> dict[str, float]:
    """Tokens a second of each model, as it was measured on this machine."""
    found: dict[str, float] = {}
    for models in reversed(model_folders() if folders is None else folders):
        found |= _read(models)["speeds"]
    return found


def set_speed(models: Path, name: str, tokens_a_second: float) -> None:
    kept = _read(models)
    kept["speeds"][name] = round(tokens_a_second, 1)
    _write(models, kept)


def _read(models: Path) -> dict[str, dict[str, Any]]:
    """What makes no sense in the file is not there."""
    try:
        values = json.loads((models / _CHOICES).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        values = {}
    tables = values if isinstance(values, dict) else {}
    kinds: dict[str, type | tuple[type, ...]] = {"defaults": str, "speeds": (int, float)}
    found: dict[str, dict[str, Any]] = {}
    for name, kind in kinds.items():
        table = tables.get(name)
        rows = table.items() if isinstance(table, dict) else ()
        found[name] = {key: value for key, value in rows if isinstance(value, kind)}
    return found


def _write(models: Path, tables: Mapping[str, Any]) -> None:
    write_whole(models / _CHOICES, json.dumps(tables, ensure_ascii=False, indent=2) + "\n")


def write_whole(path: Path, text: str) -> None:
    """Beside, then in its place: never half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    number, beside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


# How large it is


@dataclass(frozen=True)
class Size:
    disk: int  # bytes of the folder
    memory: int  # bytes of the weights in use: 32 bits each
    precision: str  # of most weights on the disk: "fp32", "fp16", "bf16", "int8"; "" if it cannot be read


_PRECISIONS = {"F64": "fp64", "F32": "fp32", "F16": "fp16", "BF16": "bf16", "I8": "int8"}


def size_of(model: InstalledModel) -> Size:
    disk = sum(path.stat().st_size for path in model.folder.rglob("*") if path.is_file())
    counts: dict[str, int] = {}
    for kind, numbers in _tensors(model.folder / WEIGHTS):
        counts[kind] = counts.get(kind, 0) + numbers
    most = max(counts, key=lambda kind: counts[kind], default="")
    if model.card and model.card.base:
        return Size(disk, 4 * model.card.parameters, "int4")
    return Size(disk, 4 * sum(counts.values()), _PRECISIONS.get(most, ""))


def _tensors(path: Path) -> list[tuple[str, int]]:
    """(kind, how many numbers) of each tensor, from the header of a safetensors file alone."""
    try:
        with path.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            if length > 2**26:
                return []
            header = json.loads(file.read(length))
        rows = [row for name, row in header.items() if name != "__metadata__"]
        return [
            (row["dtype"], (row["data_offsets"][1] - row["data_offsets"][0]) // _BYTES[row["dtype"]])
            for row in rows
        ]
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, struct.error):
        return []
