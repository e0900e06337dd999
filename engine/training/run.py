"""The commands `train` and `export`: from a TOML file to a run, from a run to a model."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from safetensors.torch import load_file
from torch import Tensor

from engine.cards import GLOSSES, LANGUAGE_MODEL, WEIGHTS, read_card
from engine.checkpoint import save_model
from engine.errors import BadInput
from engine.kernels.device import choose_device
from engine.networks.build import build
from engine.networks.contract import Network
from engine.networks.language import LanguageModel
from engine.shelf.difference import difference, load_weights
from engine.shelf.tensors import SCALE, to_int8, whole
from engine.text.tokenizer import Tokenizer
from engine.training.config import TrainingConfig, card, read_config
from engine.training.devices import join_processes
from engine.training.language import LanguageTrainer
from engine.training.shortlist import shortlists_of, told_of
from engine.training.start import begin_with
from engine.training.tokenizer import tokenizer_of
from engine.training.trainer import Trainer


def train(path: Path, runs: Path, device: str, *, resume: bool) -> bool:
    """Runs to the end of the schedule; a signal stops it with its state saved. BadInput: what is wrong.

    False if it was stopped.
    """
    config = read_config(path)
    folder = runs / config.name
    where = join_processes(choose_device(device))
    if (folder / "state.safetensors").exists() and not resume:
        raise BadInput(f"{folder} holds a run already. Go on with --resume, or delete the folder.")
    tokenizer = tokenizer_of(config, folder)
    torch.manual_seed(config.seed)
    network = _network(config, tokenizer)
    if config.start:
        begin_with(network, tokenizer, Path(config.start))
    kind = LanguageTrainer if config.task == LANGUAGE_MODEL else Trainer
    trainer = kind(config, network, tokenizer, folder, where)
    if resume and not trainer.resume():
        print(f"{folder} holds no saved state: a new run begins.", file=sys.stderr)
    trainer.run()
    if dist.is_initialized():
        dist.destroy_process_group()
    return not trainer.stopping


def export(path: Path, runs: Path, models: Path) -> None:
    """Writes `models/NAME` from the mean of the run's last weights (Vaswani et al. 2017, section 6.1).

    `start_share` of those that the run began with keeps what a short run may have lost (Wortsman et al. 2022,
    "Robust fine-tuning of zero-shot models").
    """
    config = read_config(path)
    folder = runs / config.name
    files = sorted(folder.glob("weights-*.safetensors"))[-config.checkpoint.average :]
    if not files:
        raise BadInput(f"{folder} holds no weights yet: they are kept at each validation.")
    weights = mean([load_file(file) for file in files])
    if share := config.checkpoint.start_share:
        began = load_weights(Path(config.start), read_card(Path(config.start)))
        weights = {name: tensor.lerp(whole(name, began), share) for name, tensor in weights.items()}
    about, kept = card(config), stored(weights, config.checkpoint.weights)
    if config.checkpoint.base:
        base = Path(config.checkpoint.base)
        theirs = read_card(base)
        about = replace(about, base=theirs.name, alignment=theirs.alignment)  # heads keep what they are for
        kept = difference(load_file(base / WEIGHTS), weights)
    trained = replace(
        about,
        parameters=sum(tensor.numel() for tensor in weights.values()),
        training=_training(config, path, folder, [file.stem for file in files]),
    )
    glosses = runs / "cache" / GLOSSES if config.glosses.dictionary else None
    tokenizer = Tokenizer.load(folder / "tokenizer.model", glosses)
    if tokenizer.glosses is not None:
        told = {"dictionary": config.glosses.dictionary, "words": len(tokenizer.glosses)}
        trained = replace(trained, glosses=told)
    shortlists = None
    if config.checkpoint.shortlist:
        shortlists = shortlists_of(config, tokenizer, runs / "cache")
        trained = replace(trained, shortlist=told_of(config, shortlists))
    save_model(models / config.name, trained, kept, tokenizer, shortlists)
    print(f"{models / config.name}: the mean of {', '.join(file.stem for file in files)}", file=sys.stderr)


def stored(weights: dict[str, Tensor], kind: str) -> dict[str, Tensor]:
    """Weights as they are kept on the disk; kind: "float32", "bfloat16" or "int8" (`tensors.to_int8`)."""
    if kind != "int8":
        return {name: tensor.to(getattr(torch, kind)) for name, tensor in weights.items()}
    found = dict[str, Tensor]()
    for name, tensor in weights.items():
        if tensor.dim() == 2:
            found[name], found[name + SCALE] = to_int8(tensor)
        else:
            found[name] = tensor
    return found


def mean(checkpoints: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of each tensor over checkpoints of one network."""
    return {name: torch.stack([c[name].float() for c in checkpoints]).mean(0) for name in checkpoints[0]}


def _training(config: TrainingConfig, path: Path, folder: Path, averaged: list[str]) -> dict[str, Any]:
    lines = (folder / "metrics.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    last = next(r for r in reversed(records) if "tokens" in r)
    return {
        "command": f"python -m engine train {path.as_posix()}",
        "seed": config.seed,
        "updates": last["update"],
        "target_tokens": last["tokens"],
        "seconds": last["seconds"],
        "averaged": averaged,
        # Update, then nats a token: of the training loss, and on the validation files.
        "loss": [[r["update"], round(r["loss"], 4)] for r in records if "loss" in r],
        "valid_nll": [[r["update"], round(r["valid_nll"], 4)] for r in records if "valid_nll" in r],
        "files": {name: rate for name, rate in config.data.rates.items() if rate},
        "sources": config.sources,
    }


def _network(config: TrainingConfig, tokenizer: Tokenizer) -> Network:
    try:
        network = build(config.network)
    except ValueError as error:
        raise BadInput(f"{error}.") from None
    if isinstance(network, LanguageModel) != (config.task == LANGUAGE_MODEL):
        raise BadInput(f"network: a {config.network['kind']} is not for the task {config.task!r}.")
    if network.output.out_features < tokenizer.vocab:
        raise BadInput(f"network: vocab must be at least {tokenizer.vocab}, that of the tokenizer.")
    if network.longest < config.data.longest + 2:
        raise BadInput("data: longest must leave room for two more tokens, the language tag and the end.")
    return network
