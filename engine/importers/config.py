"""Reading `config.json` and its neighbours, with every number checked before anything is built of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import BadInput

_LARGEST = 64 * 2**20  # of a text file


@dataclass(frozen=True)
class Config:
    """A JSON table of a checkpoint; asking for what makes no sense raises BadInput."""

    file: str
    values: Mapping[str, Any]

    def __contains__(self, key: str) -> bool:
        return self.values.get(key) is not None

    def whole(self, key: str, default: int | None = None, *, most: int = 2**20, least: int = 1) -> int:
        value = self.values.get(key, default)
        value = default if value is None else value
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise BadInput(
                f"{self.file}: {key} should be a whole number from {least} to {most}, not {value!r}."
            )
        return value

    def number(self, key: str, default: float) -> float:
        value = self.values.get(key, default)
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not abs(value) < 1e30:
            raise BadInput(f"{self.file}: {key} should be a number, not {value!r}.")
        return float(value)

    def yes(self, key: str, default: bool) -> bool:
        value = self.values.get(key, default)
        return default if value is None else bool(value)

    def text(self, key: str, default: str = "") -> str:
        value = self.values.get(key, default)
        return value if isinstance(value, str) else default

    def table(self, key: str) -> Config:
        value = self.values.get(key)
        return Config(f"{self.file}: {key}", value if isinstance(value, dict) else {})

    def token(self, key: str, default: int | None = None) -> int:
        """A token; the first, where there is a list of them."""
        value = self.values.get(key)
        if isinstance(value, list) and value:
            return Config(self.file, {key: value[0]}).token(key)
        return self.whole(key, default, most=2**24, least=0)

    def choice(self, key: str, names: Mapping[str, str], default: str) -> str:
        """What `names` has for the value."""
        value = self.values.get(key, default)
        if value not in names:
            raise BadInput(f"{self.file}: {key} {value!r} is not imported, only {', '.join(sorted(names))}.")
        return names[value]


def read_json(path: Path) -> Any:
    """BadInput if it is no JSON, or far too large."""
    try:
        if path.stat().st_size > _LARGEST:
            raise BadInput(f"{path.name} is too large to be what it says.")
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        raise BadInput(f"{path.name} cannot be read: it is missing or damaged.") from None


def read_config(path: Path, *, needed: bool = False) -> Config:
    """The table of a file, empty if there is none and it is not needed."""
    if not needed and not path.is_file():
        return Config(path.name, {})
    values = read_json(path)
    if not isinstance(values, dict):
        raise BadInput(f"{path.name} is not a table.")
    return Config(path.name, values)


@dataclass(frozen=True)
class Source:
    """A checkpoint's folder and its tables."""

    folder: Path
    config: Config  # config.json
    generation: Config  # generation_config.json over config.json
    tokenizer: Config  # tokenizer_config.json

    @classmethod
    def of(cls, folder: Path, *, needed: bool = True) -> Source:
        """needed: BadInput without a config.json."""
        config = read_config(folder / "config.json", needed=needed)
        own = read_config(folder / "generation_config.json")
        given = {key: value for key, value in own.values.items() if value is not None}
        generation = Config(own.file if given else config.file, {**config.values, **given})
        return cls(folder, config, generation, read_config(folder / "tokenizer_config.json"))

    def path(self, *names: str) -> Path | None:
        """The first of these files that is there."""
        return next((self.folder / name for name in names if (self.folder / name).is_file()), None)

    def needed(self, *names: str) -> Path:
        """As `path`; BadInput if none is there."""
        found = self.path(*names)
        if found is None:
            raise BadInput(f"{self.folder.name} holds no {' nor '.join(names)}. Get the whole folder.")
        return found

    def decoder_start(self) -> int:
        """The first token that the decoder reads."""
        if "decoder_start_token_id" in self.generation:
            return self.generation.token("decoder_start_token_id")
        return self.generation.token("bos_token_id", self.config.token("pad_token_id", 0))

    def special_names(self) -> list[list[str]]:
        """Lists of special tokens' names, language codes perhaps among them."""
        tables = (read_config(self.folder / "special_tokens_map.json"), self.tokenizer)
        found = (table.values.get(key) for table in tables for key in _LISTS)
        return [names_of(names) for names in found if isinstance(names, list)]


_LISTS = ("additional_special_tokens", "extra_special_tokens")


def names_of(tokens: Sequence[Any]) -> list[str]:
    """Tokens are given by name or as a table with their name."""
    return [token["content"] if isinstance(token, dict) else str(token) for token in tokens]
