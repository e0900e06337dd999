"""The training file: TOML tables as frozen records, with the reason when something is wrong."""

from __future__ import annotations

import dataclasses
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from engine.cards import ModelCard
from engine.errors import BadInput
from engine.training.schedule import Schedule

R = TypeVar("R")
_LICENCE = "CC-BY-SA-4.0"  # of what is trained: the strictest of the corpora asks for it


@dataclass(frozen=True, kw_only=True)
class TokenizerConfig:
    vocab: int
    pairs: tuple[str, ...]
    kind: str = "unigram"  # or "bpe"


@dataclass(frozen=True, kw_only=True)
class DataConfig:
    folder: str
    pairs: tuple[str, ...]  # "en-fr" trains both directions
    rates: dict[str, float]  # file name -> how often a pass over the data takes each pair
    longest: int = 150  # tokens a side; longer pairs are left out
    tokens: int = 4096  # padded tokens of one batch, on one process


@dataclass(frozen=True, kw_only=True)
class OptimiserConfig:
    """AdamW (Loshchilov and Hutter 2019)."""

    beta1: float = 0.9
    beta2: float = 0.98
    weight_decay: float = 0.0
    clip: float = 1.0  # the gradient's norm is cut to this; 0 is off (Pascanu et al. 2013)
    smoothing: float = 0.1  # label smoothing; 0 is off
    precision: str = "auto"  # "bf16", "fp32"; auto takes bf16 where the device has it


@dataclass(frozen=True, kw_only=True)
class ValidationConfig:
    files: tuple[str, ...] = ("valid",)
    every: int = 1000  # updates
    sentences: int = 300  # of each file and direction, for the loss
    translated: int = 100  # of them, for BLEU and chrF; 0 is off
    patience: int = 0  # stop after so many validations without a better loss; 0 is off


@dataclass(frozen=True, kw_only=True)
class CheckpointConfig:
    every: int = 200  # updates between savings of the whole state
    average: int = 5  # the shipped weights are the mean of so many last validations' weights
    weights: str = "bfloat16"  # how the shipped weights are stored, or "float32"


@dataclass(frozen=True, kw_only=True)
class TrainingConfig:
    name: str
    tokenizer: TokenizerConfig
    network: dict[str, Any]
    data: DataConfig
    task: str = "translate"
    description: str = ""
    sources: dict[str, str] = field(default_factory=dict)  # file name -> origin and licence, for the card
    seed: int = 1
    schedule: Schedule = field(default_factory=Schedule)
    optimiser: OptimiserConfig = field(default_factory=OptimiserConfig)
    validation: ValidationConfig = field(default_factory=ValidationConfig)
    checkpoint: CheckpointConfig = field(default_factory=CheckpointConfig)


def read_config(path: Path) -> TrainingConfig:
    """BadInput names the file, the table and the key."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(f"There is no training file {path}.") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}.") from None
    config = _record(TrainingConfig, table, str(path))
    for key, sound in _sound(config).items():
        if not sound:
            raise BadInput(f"{path}: {key} makes no sense.")
    return config


def card(config: TrainingConfig) -> ModelCard:
    """What the model of a run will say of itself, as far as it is known before the training."""
    languages = [pair.split("-") for pair in config.data.pairs]
    longest = config.data.longest + 2  # the language tag and EOS
    return ModelCard(
        name=config.name,
        task=config.task,
        pairs=tuple(pair for a, b in languages for pair in ((a, b), (b, a))),
        network=config.network,
        max_source=longest,
        max_target=longest,
        licence=_LICENCE,
        description=config.description,
    )


def _sound(config: TrainingConfig) -> dict[str, bool]:
    """For each key that can hold what no run can be made of: does it make sense?"""
    schedule, validation, checkpoint = config.schedule, config.validation, config.checkpoint
    pairs = (*config.tokenizer.pairs, *config.data.pairs)
    return {
        "seed": config.seed >= 0,
        "pairs": all(len(pair.split("-")) == 2 for pair in pairs),
        "tokenizer: kind": config.tokenizer.kind in ("unigram", "bpe"),
        "tokenizer: vocab": 0 < config.tokenizer.vocab <= 2**16,  # corpora keep tokens in 16 bits
        "data: longest": config.data.longest > 0,
        "data: tokens": config.data.tokens > 0,
        "schedule: updates": schedule.updates > 0,
        "schedule: middle": schedule.middle in ("level", "root"),
        "optimiser: precision": config.optimiser.precision in ("auto", "bf16", "fp32"),
        "optimiser: smoothing": 0 <= config.optimiser.smoothing < 1,
        "validation: every": validation.every > 0,
        "validation: sentences": validation.sentences > 0,
        "validation: translated": validation.translated >= 0,
        "checkpoint: every": checkpoint.every > 0,
        "checkpoint: average": checkpoint.average > 0,
        "checkpoint: weights": checkpoint.weights in ("bfloat16", "float32"),
    }


def _record(kind: type[R], table: dict[str, Any], where: str) -> R:
    hints = get_type_hints(kind)
    unknown = set(table) - set(hints)
    if unknown:
        raise BadInput(f"{where}: unknown {', '.join(sorted(unknown))}. Known: {', '.join(hints)}.")
    values: dict[str, Any] = {}
    for key, value in table.items():
        hint, place = hints[key], f"{where}: {key}"
        if dataclasses.is_dataclass(hint):
            if not isinstance(value, dict):
                raise BadInput(f"{place} must be a table.")
            values[key] = _record(hint, value, place)  # type: ignore[arg-type]
        else:
            values[key] = _plain(hint, value, place)
    try:
        return kind(**values)
    except TypeError as error:
        raise BadInput(f"{where}: {error}.") from None


_NAMES = {int: "whole number", float: "number", str: "text", tuple: "list of texts", dict: "table"}


def _plain(hint: Any, value: Any, place: str) -> Any:
    """A number, a text, a tuple of texts or a table; BadInput if `value` is not what the hint says."""
    if get_origin(hint) is tuple and isinstance(value, list):
        return tuple(_plain(str, part, place) for part in value)
    if get_origin(hint) is dict and isinstance(value, dict):
        kind = get_args(hint)[1]
        return value if kind is Any else {k: _plain(kind, v, f"{place}.{k}") for k, v in value.items()}
    if hint is float and type(value) is int:
        return float(value)
    if type(value) is not hint:
        raise BadInput(f"{place} must be a {_NAMES[get_origin(hint) or hint]}, not {value!r}.")
    return value
