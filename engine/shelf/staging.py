"""Downloads that are on their way: `.downloads` in a models folder. No torch: the app reads this."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from engine.errors import BadInput
from engine.shelf.hub import HubFile, Listing

STAGING = ".downloads"
_LIST = "listing.json"
_TABLES = (
    "config.json",
    "generation_config.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "tokenizer.json",
    "vocab.json",
    "target_vocab.json",
    "merges.txt",
    "source.spm",
    "target.spm",
    "spiece.model",
    "sentencepiece.bpe.model",
    "spm.model",
)
_WEIGHTS = (  # the first that is there
    re.compile(r"model\.safetensors"),
    re.compile(r"model\.safetensors\.index\.json|model-\d+-of-\d+\.safetensors"),
    re.compile(r"pytorch_model\.bin"),
    re.compile(r"pytorch_model\.bin\.index\.json|pytorch_model-\d+-of-\d+\.bin"),
)


@dataclass(frozen=True)
class Paused:
    """A download that was begun, and is not finished."""

    name: str  # on the hub
    done: int  # bytes
    total: int


class Staging:
    """The folder of one download."""

    def __init__(self, models: Path, name: str) -> None:
        self.root = models / STAGING / name.replace("/", "--")
        self.checkpoint = self.root / name.rpartition("/")[2]  # importers read languages from its name

    def decide(self, found: Listing) -> None:
        """From now on all files are of this commit."""
        needed(found.files)
        self.checkpoint.mkdir(parents=True, exist_ok=True)
        beside = self.root / (_LIST + ".new")
        beside.write_text(json.dumps(asdict(found)), encoding="utf-8")
        beside.replace(self.root / _LIST)

    def decided(self) -> Listing | None:
        try:
            values = json.loads((self.root / _LIST).read_text(encoding="utf-8"))
            return Listing(**{**values, "files": tuple(HubFile(**file) for file in values["files"])})
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def brought(self, files: Sequence[HubFile]) -> int:
        """Bytes that are there."""
        return sum(min(sum(_sizes(self.checkpoint / file.name)), file.size) for file in files)

    def clear(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)


def needed(files: Sequence[HubFile]) -> list[HubFile]:
    """The files that an importer reads, config first, weights last. BadInput if there are none of ours."""
    by_name = {file.name: file for file in files}
    for pattern in _WEIGHTS:
        weights = [file for file in files if pattern.fullmatch(file.name)]
        if any(not file.name.endswith(".json") for file in weights):
            break
    else:
        raise BadInput(
            "The model has no weights that can be read: neither safetensors nor pytorch_model.bin."
        )
    if "config.json" not in by_name:
        raise BadInput("The model has no config.json, so nothing says what it is.")
    tables = [by_name[name] for name in _TABLES if name in by_name]
    return [*tables, *sorted(weights, key=lambda file: file.size)]


def paused(models: Path) -> list[Paused]:
    """Downloads that `engine.shelf.download` would go on with."""
    found = []
    for root in sorted((models / STAGING).glob("*")):
        staging = Staging(models, root.name.replace("--", "/"))
        if (decided := staging.decided()) is not None:
            files = needed(decided.files)
            found.append(Paused(decided.name, staging.brought(files), sum(file.size for file in files)))
    return found


def _sizes(path: Path) -> Iterator[int]:
    for found in (path, path.with_name(path.name + ".part")):
        if found.is_file():
            yield found.stat().st_size
