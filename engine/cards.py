"""What a model says of itself, and finding models in folders. No torch: the app reads this."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from itertools import permutations
from pathlib import Path
from typing import Any

import platformdirs

FORMAT = 1
# The tasks.
TRANSLATE, CHAT, SUMMARISE, LANGUAGE_MODEL = "translate", "chat", "summarise", "language model"
_ORDER = {TRANSLATE: 0, CHAT: 1, SUMMARISE: 2, LANGUAGE_MODEL: 3}
CARD, WEIGHTS, TOKENIZER = "card.json", "weights.safetensors", "tokenizer.model"
SHORTLISTS, GLOSSES = "shortlists.safetensors", "glosses.tsv.xz"


@dataclass(frozen=True, kw_only=True)
class ModelCard:
    """The content of `card.json`.

    `pairs` holds (source, target) language codes; a model of one language has (en, en).
    `scores` holds records such as {"test": "valid.en-fr.tsv", "pair": "en-fr", "metric": "BLEU",
    "value": 40.1, "signature": "..."}.
    """

    name: str
    task: str  # "translate", "chat", "summarise", "language model"
    pairs: tuple[tuple[str, str], ...]
    network: dict[str, Any]  # {"kind": "transformer", "width": 256, ...}
    max_source: int  # tokens the network was trained to read
    max_target: int
    licence: str
    description: str = ""
    parameters: int = 0
    training: dict[str, Any] = field(
        default_factory=dict
    )  # data files with licences, tokens, seconds, command
    scores: tuple[dict[str, Any], ...] = ()
    alignment: dict[str, Any] = field(
        default_factory=dict
    )  # which attention aligns: inspect.alignment.Reader
    shortlist: dict[str, Any] = field(default_factory=dict)  # empty: none; see `training.shortlist`
    glosses: dict[str, Any] = field(default_factory=dict)  # empty: none; see `training.glosses`
    # For models from elsewhere; see `engine.importers`.
    languages: tuple[str, ...] = ()  # each of them into each other, besides `pairs`
    tokenizer: dict[str, Any] = field(default_factory=dict)  # see `text.framed`; empty: our own
    decoding: dict[str, Any] = field(default_factory=dict)  # fields of DecodingOptions that suit the model
    origin: str = ""  # what it was imported from
    conversion: dict[str, Any] = field(default_factory=dict)  # of what, how, at what cost: shelf.convert
    base: str = ""  # the model beside it whose weights its own are added to: shelf.difference
    format: int = FORMAT

    def translates(self, source: str, target: str) -> bool:
        return self.task == TRANSLATE and (source, target) in self.pairs

    def does(self, task: str, language: str) -> bool:
        """Whether it does a task other than translation in one language."""
        return self.task == task and (language, language) in self.pairs

    def bleu(self, source: str, target: str) -> dict[str, float]:
        """What it reports for a pair, by test."""
        return {
            str(s.get("test")): float(s["value"])
            for s in self.scores
            if s.get("pair") == f"{source}-{target}"
            and s.get("metric") == "BLEU"
            and isinstance(s.get("value"), (int, float))
        }

    @property
    def files(self) -> tuple[str, ...]:
        """All that its folder holds beside the card."""
        told = ((SHORTLISTS, self.shortlist), (GLOSSES, self.glosses))
        more = (name for name, there in told if there)
        return (WEIGHTS, *self.tokenizer.get("files", [TOKENIZER]), *more)

    def to_json(self) -> str:
        implied = set(permutations(self.languages, 2))
        values = asdict(self) | {"pairs": [pair for pair in self.pairs if pair not in implied]}
        return json.dumps(values, ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> ModelCard:
        """ValueError with the reason if the text is not a card of a known format."""
        try:
            values = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"its card is not readable ({error})") from None
        if not isinstance(values, dict) or "format" not in values:
            raise ValueError("its card has no format number")
        if not isinstance(values["format"], int) or values["format"] > FORMAT:
            raise ValueError(f"its format {values['format']} is newer than this program reads ({FORMAT})")
        try:
            values["languages"] = tuple(map(str, values.get("languages", ())))
            pairs = ((str(a), str(b)) for a, b in values["pairs"])
            values["pairs"] = (*pairs, *_all_pairs(values["languages"]))
            values["scores"] = tuple({**score} for score in values.get("scores", ()))
            card = cls(**values)
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"its card is incomplete ({error})") from None
        for key, kind in _KINDS.items():
            if not isinstance(getattr(card, key), kind):
                raise ValueError(f"its card is wrong ({key} is {getattr(card, key)!r})")
        return card


@lru_cache(maxsize=16)  # 200 languages are 40,000 pairs, and cards are read before every request
def _all_pairs(languages: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(permutations(languages, 2))


_KINDS = {
    "name": str,
    "task": str,
    "network": dict,
    "shortlist": dict,
    "max_source": int,
    "max_target": int,
    "licence": str,
    "tokenizer": dict,
    "decoding": dict,
    "conversion": dict,
    "base": str,
}


@dataclass(frozen=True, kw_only=True)
class InstalledModel:
    """A folder under a models folder. Either `card` is there, or `damage` says why not."""

    name: str  # the folder's name, which is what users call the model
    folder: Path
    card: ModelCard | None = None
    damage: str = ""


SHIPPED = Path(__file__).resolve().parent.parent / "models"


def model_folders() -> tuple[Path, ...]:
    """Where models are looked for: $HEED_MODELS (several, as in PATH), the user's, then those that ship."""
    own = [Path(p) for p in os.environ.get("HEED_MODELS", "").split(os.pathsep) if p]
    data = Path(os.environ.get("HEED_DATA") or platformdirs.user_data_path("heed", False))
    return (*own, data / "models", SHIPPED)


def find_models(folders: Iterable[Path] | None = None) -> list[InstalledModel]:
    """Every model, by task, for most pairs first, then the largest; of one name the earlier folder's."""
    found: dict[str, InstalledModel] = {}
    for parent in model_folders() if folders is None else folders:
        if not parent.is_dir():
            continue
        for folder in sorted(parent.iterdir()):
            if _is_model(folder) and folder.name not in found:
                found[folder.name] = _look_at(folder)
    return sorted(found.values(), key=_place)


def _place(model: InstalledModel) -> tuple[int, int, int, str]:
    card, last = model.card, len(_ORDER)
    if card is None:
        return last, 0, 0, model.name
    return _ORDER.get(card.task, last), -len(card.pairs), -card.parameters, model.name


def _is_model(folder: Path) -> bool:
    """Is it one, if perhaps a damaged one? A folder without any of a model's files is not."""
    here = not folder.name.startswith(".") and folder.is_dir()
    return here and any((folder / name).exists() for name in (CARD, WEIGHTS, TOKENIZER))


def read_card(folder: Path) -> ModelCard:
    """OSError, UnicodeDecodeError, or ValueError with the reason."""
    return _card((folder / CARD).read_text(encoding="utf-8"))


@lru_cache(maxsize=64)  # cards are read before every request
def _card(text: str) -> ModelCard:
    return ModelCard.from_json(text)


def _look_at(folder: Path) -> InstalledModel:
    try:
        card = read_card(folder)
    except FileNotFoundError:
        return InstalledModel(name=folder.name, folder=folder, damage=f"it has no {CARD}")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        return InstalledModel(name=folder.name, folder=folder, damage=str(error))
    for name in card.files:
        if not (folder / name).is_file():
            return InstalledModel(name=folder.name, folder=folder, damage=f"it has no {name}")
    if card.base and not (folder.parent / card.base / WEIGHTS).is_file():
        return InstalledModel(
            name=folder.name, folder=folder, damage=f"it adds to {card.base}, which is missing"
        )
    # Its folder is its name: whoever copies or renames one has another model.
    return InstalledModel(name=folder.name, folder=folder, card=replace(card, name=folder.name))


def best_model(
    models: Iterable[InstalledModel], task: str, source: str, target: str, wanted: str | None = None
) -> InstalledModel | None:
    """The one to take where none is named: the user's default `wanted` if it can; else, for translation, the
    best by the tests that all with scores share, for other tasks the largest.

    None if no model does this; a task in one language has it as source and target.
    """
    able = [m for m in models if m.card and m.card.task == task and (source, target) in m.card.pairs]
    tests = {m.name: m.card.bleu(source, target) for m in able if m.card}
    shared = set[str]().union(*tests.values()).intersection(*filter(None, tests.values()))

    def worth(model: InstalledModel) -> tuple[bool, float, str]:
        assert model.card is not None
        found = tests[model.name]
        scores = [found[test] for test in shared & found.keys()] or list(found.values()) or [0.0]
        good = sum(scores) / len(scores) if task == TRANSLATE else model.card.parameters
        return model.name == wanted, good, model.name

    return max(able, key=worth, default=None)
