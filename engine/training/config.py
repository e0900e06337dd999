"""The training file: TOML tables as frozen records, with the reason when something is wrong."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from engine.cards import CHAT, LANGUAGE_MODEL, SUMMARISE, TRANSLATE, ModelCard
from engine.errors import BadInput, BadOption
from engine.search.options import DecodingOptions, check
from engine.text.tokenizer import KINDS
from engine.training.schedule import Schedule

R = TypeVar("R")
_LICENCE = "CC-BY-SA-4.0"  # of what is trained: the strictest of the corpora asks for it


@dataclass(frozen=True, kw_only=True)
class TokenizerConfig:
    vocab: int = 0
    pairs: tuple[str, ...] = ()
    kind: str = "unigram"  # or "bpe"
    extends: str = ""  # the file of a tokenizer to take over, with control pieces for the task added
    shared: str = ""  # runs of the same tokenizer name the file they keep it in, beside their folders


@dataclass(frozen=True, kw_only=True)
class DataConfig:
    folder: str
    written: str = ""  # a second folder to look in: what was written for a model, not collected
    without: str = ""  # a regular expression: chat replies in which it is found are left out
    pairs: tuple[str, ...] = ()  # "en-fr" trains both directions
    directions: tuple[str, ...] = ()  # or only these, such as "fr-en"
    languages: tuple[str, ...] = ()  # of chat and summaries
    kinds: dict[str, str] = field(default_factory=dict)  # of summaries: file name -> "<title>" and so on
    language: str = ""  # of a language model, which reads this side of the pairs
    block: int = 32  # tokens that a language model reads between two updates, in each row
    rates: dict[str, float]  # file name -> how often a pass over the data takes each pair
    towards: dict[str, float] = field(default_factory=dict)  # target language -> factor of the rates
    longest: int = 150  # tokens a side; longer pairs are left out
    joined: float = 0.0  # share of training pairs that are several sentences joined; 0 is off
    tokens: int = 4096  # padded tokens of one batch, on one process


@dataclass(frozen=True, kw_only=True)
class BackTranslationConfig:
    """What `back-translate` gives the rates' `back`, for each direction."""

    files: tuple[str, ...] = ()  # with sentences of the target language
    pairs: tuple[str, ...] = ()  # whose files; those of the direction's own pair are left out
    sentences: int = 0  # at most, of each of these files' names


@dataclass(frozen=True, kw_only=True)
class GlossesConfig:
    """What `gloss` gives the rates' `glossed` and a model from Chinese to English."""

    dictionary: str = ""  # the file of its entries
    names: str = ""  # a file of names, English and Chinese, which are read so whatever the dictionary says
    files: tuple[
        str, ...
    ] = ()  # with sentences that teach how to read glosses; "back": those of `back-translate`
    sentences: int = 0  # at most, of each of these files


@dataclass(frozen=True, kw_only=True)
class OptimiserConfig:
    """AdamW (Loshchilov and Hutter 2019)."""

    beta1: float = 0.9
    beta2: float = 0.98
    weight_decay: float = 0.0
    clip: float = 1.0  # the gradient's norm is cut to this; 0 is off (Pascanu et al. 2013)
    smoothing: float = 0.1  # label smoothing; 0 is off
    # How much of what the decoder reads is its own writing at the end, growing linearly from 0; 0 is
    # teacher forcing alone (Bengio et al. 2015, "Scheduled sampling for sequence prediction").
    scheduled_sampling: float = 0.0
    precision: str = "auto"  # "bf16", "fp32"; auto takes bf16 where the device has it


@dataclass(frozen=True, kw_only=True)
class GuidedConfig:
    """Cross-attention heads that learn word links, each named "LAYER.HEAD", from 0; empty for none.

    Garg, Peitz, Nallasamy, Paulik 2019, "Jointly learning to align and translate with transformer
    models", section 4.2; the links come from `aligner`.
    """

    weight: float = 0.0  # of their loss beside that of the tokens; 0 is off
    pairs: tuple[str, ...] = ()  # that have links; all of the data by default
    rarest: float = 0.0  # files whose rate is lower have no links
    output: str = ""  # points where the token to be written comes from: right while it streams
    input: str = ""  # points where the token just read comes from: a step later, but surer

    def linked(self, pairs: tuple[str, ...]) -> dict[str, float]:
        """Of the pairs of the data those with links, and the least rate of their files that have them."""
        return dict.fromkeys(self.pairs or pairs, self.rarest) if self.weight else {}


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
    start_share: float = 0.0  # and that of those which the run began with in them
    weights: str = "bfloat16"  # how the shipped weights are stored; or "int8", or "float32"
    base: str = ""  # a model's folder: only what the run adds to it is stored (`shelf.difference`)
    shortlist: float = 0.0  # share of what is drawn of a target language that its shortlist has; 0 is none


@dataclass(frozen=True, kw_only=True)
class TrainingConfig:
    name: str
    tokenizer: TokenizerConfig
    network: dict[str, Any]
    data: DataConfig
    task: str = TRANSLATE
    start: str = ""  # a model's folder: its weights, where they fit, are what the run begins with
    description: str = ""
    sources: dict[str, str] = field(default_factory=dict)  # file name -> origin and licence, for the card
    decoding: dict[str, Any] = field(default_factory=dict)  # fields of DecodingOptions that suit the model
    seed: int = 1
    schedule: Schedule = field(default_factory=Schedule)
    optimiser: OptimiserConfig = field(default_factory=OptimiserConfig)
    guided: GuidedConfig = field(default_factory=GuidedConfig)
    back_translation: BackTranslationConfig = field(default_factory=BackTranslationConfig)
    glosses: GlossesConfig = field(default_factory=GlossesConfig)
    validation: ValidationConfig = field(default_factory=ValidationConfig)
    checkpoint: CheckpointConfig = field(default_factory=CheckpointConfig)


def read_config(path: Path) -> TrainingConfig:
    """BadInput names the file, the table and the key.

    A file that begins with `base = "OTHER.toml"` adds its keys and tables to those of the other.
    """
    config = _record(TrainingConfig, _table(path), str(path))
    for key, sound in _sound(config).items():
        if not sound:
            raise BadInput(f"{path}: {key} makes no sense.")
    return config


def _table(path: Path) -> dict[str, Any]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(f"There is no training file {path}.") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}.") from None
    if "base" not in table:
        return table
    return _over(_table(path.parent / str(table.pop("base"))), table)


def _over(base: dict[str, Any], table: dict[str, Any]) -> dict[str, Any]:
    """The keys of `table` in place of those of `base`, in the tables of both, too."""
    changed = dict(base)
    for key, value in table.items():
        both = isinstance(value, dict) and isinstance(base.get(key), dict)
        changed[key] = _over(base[key], value) if both else value
    return changed


def directions(config: TrainingConfig) -> list[tuple[str, str]]:
    """What is trained: from which language to which; all but translation from one to the same."""
    if config.task == LANGUAGE_MODEL:
        return [(config.data.language, config.data.language)]
    if config.task in (CHAT, SUMMARISE):
        return [(language, language) for language in config.data.languages]
    pairs = [pair.split("-") for pair in config.data.directions]
    if not pairs:
        pairs = [way for a, b in (p.split("-") for p in config.data.pairs) for way in ([a, b], [b, a])]
    return [(source, target) for source, target in pairs]


def card(config: TrainingConfig) -> ModelCard:
    """What the model of a run will say of itself, as far as it is known before the training."""
    longest = config.data.longest + 2  # the language tag and EOS
    return ModelCard(
        name=config.name,
        task=config.task,
        pairs=tuple(directions(config)),
        network=config.network,
        max_source=longest,
        max_target=longest,
        licence=_LICENCE,
        description=config.description,
        decoding=config.decoding,
    )


def _sound(config: TrainingConfig) -> dict[str, bool]:
    """For each key that can hold what no run can be made of: does it make sense?"""
    schedule, validation, checkpoint = config.schedule, config.validation, config.checkpoint
    data, known = config.data, {tuple(sorted(pair.split("-"))) for pair in config.data.pairs}
    pairs = (*config.tokenizer.pairs, *data.pairs, *data.directions, *config.back_translation.pairs)
    return {
        "seed": config.seed >= 0,
        "task": config.task in (TRANSLATE, CHAT, SUMMARISE, LANGUAGE_MODEL),
        "pairs": all(len(pair.split("-")) == 2 for pair in pairs),
        "data: directions": all(tuple(sorted(way.split("-"))) in known for way in data.directions),
        "data: language": bool(data.language) == (config.task == LANGUAGE_MODEL),
        "data: block": data.block > 0,
        "decoding": _is_decoding(config.decoding, data.longest + 2),
        "tokenizer: kind": config.tokenizer.kind in ("unigram", "bpe"),
        # Corpora keep tokens in 16 bits.
        "tokenizer: vocab": bool(config.tokenizer.extends) or 0 < config.tokenizer.vocab <= 2**16,
        "data: languages": bool(data.languages) == (config.task in (CHAT, SUMMARISE)),
        "data: kinds": set(data.kinds.values()) <= set(KINDS),
        "data: without": _is_pattern(data.without),
        "data: longest": data.longest > 0,
        "data: joined": 0 <= data.joined <= 1,
        "data: tokens": data.tokens > 0,
        "schedule: updates": schedule.updates > 0,
        "schedule: middle": schedule.middle in ("level", "root"),
        "optimiser: precision": config.optimiser.precision in ("auto", "bf16", "fp32"),
        "optimiser: smoothing": 0 <= config.optimiser.smoothing < 1,
        "optimiser: scheduled_sampling": 0 <= config.optimiser.scheduled_sampling <= 1,
        "guided: weight": config.guided.weight >= 0,
        "guided: pairs": set(config.guided.pairs) <= set(data.pairs),
        "guided: output": _is_head(config.guided.output, config.network),
        "guided: input": _is_head(config.guided.input, config.network),
        "back_translation: sentences": config.back_translation.sentences > 0
        or not config.back_translation.files,
        "glosses": not config.glosses.dictionary or ("zh", "en") in directions(config),
        "glosses: sentences": config.glosses.sentences > 0 or not config.glosses.files,
        "validation: every": validation.every > 0,
        "validation: sentences": validation.sentences > 0,
        "validation: translated": validation.translated >= 0,
        "checkpoint: every": checkpoint.every > 0,
        "checkpoint: average": checkpoint.average > 0,
        "checkpoint: start_share": 0 <= checkpoint.start_share < 1
        and (config.start != "" or not checkpoint.start_share),
        "checkpoint: shortlist": 0 <= checkpoint.shortlist < 1
        and (config.task == TRANSLATE or not checkpoint.shortlist),
        "checkpoint: weights": checkpoint.weights in ("bfloat16", "float32", "int8"),
    }


def _is_decoding(table: dict[str, Any], longest: int) -> bool:
    try:
        check(DecodingOptions(**table), longest)
    except (BadOption, TypeError):
        return False
    return True


def _is_head(place: str, network: dict[str, Any]) -> bool:
    """Empty, or "LAYER.HEAD" of the network's cross-attention."""
    if not place:
        return True
    layer, _, head = place.partition(".")
    layers, heads = (network.get(key, 0) for key in ("decoder_layers", "heads"))
    return layer.isdecimal() and head.isdecimal() and int(layer) < layers and int(head) < heads


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True


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
