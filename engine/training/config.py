"""The training file: TOML tables as frozen records, with the reason when something is wrong."""

from __future__ import annotations

import dataclasses
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from engine.errors import BadInput
from engine.training.schedule import Schedule

R = TypeVar("R")


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
    return _record(TrainingConfig, table, str(path))


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
        elif isinstance(value, list):
            values[key] = tuple(value)
        elif hint in (int, float, str) and not isinstance(value, (int, float) if hint is float else hint):
            raise BadInput(f"{place} must be {hint.__name__}, not {value!r}.")
        else:
            values[key] = value
    try:
        return kind(**values)
    except TypeError as error:
        raise BadInput(f"{where}: {error}.") from None
