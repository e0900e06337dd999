"""The tokenizer of a run: trained on what its files hold, taken over, or shared with other runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch.distributed as dist

from engine.cards import CHAT, SUMMARISE
from engine.errors import BadInput
from engine.text.normalise import plain
from engine.text.tokenizer import Tokenizer, language_tag, train_tokenizer
from engine.training.config import TrainingConfig
from engine.training.corpus import find_text, rated_files, read_lines, read_pairs
from engine.training.items import controls, item_texts
from engine.training.written.files import write_files


def tokenizer_of(config: TrainingConfig, folder: Path) -> Tokenizer:
    """Made by the first process, which also writes the pairs of our own; the others wait for it."""
    path = folder / "tokenizer.model"
    if not dist.is_initialized() or dist.get_rank() == 0:
        write_files(config, folder.parent / "cache")
        wanted = config.tokenizer
        if wanted.extends:
            tokenizer = Tokenizer.load(Path(wanted.extends)).extended(controls(config.task))
        else:
            tokenizer = tokenizer_for(folder.parent / wanted.shared if wanted.shared else path, config)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(tokenizer.model)
    if dist.is_initialized():
        dist.barrier()
    return Tokenizer.load(path)


def tokenizer_for(path: Path, config: TrainingConfig) -> Tokenizer:
    """The tokenizer at `path`; trained first if it is not there, on the texts that the rates draw."""
    if path.exists():
        return Tokenizer.load(path)
    pairs = config.tokenizer.pairs
    languages = {*config.data.languages, *(language for pair in pairs for language in pair.split("-"))}
    random = np.random.default_rng(0)

    def texts() -> Iterator[str]:
        for text, rate in _rated(config):
            for _ in range(int(rate) + (random.random() < rate % 1)):
                yield plain(text)

    try:
        tokenizer = train_tokenizer(
            texts(),
            vocab=config.tokenizer.vocab,
            kind=config.tokenizer.kind,
            control=[*(language_tag(x) for x in sorted(languages)), *controls(config.task)],
        )
    except (RuntimeError, ValueError) as error:
        raise BadInput(f"No tokenizer can be made of these files: {error}") from None
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".tmp")
    beside.write_bytes(tokenizer.model)
    beside.replace(path)
    return tokenizer


def _rated(config: TrainingConfig) -> Iterator[tuple[str, float]]:
    """The texts of a run, each with how often it is read."""
    data, pairs = config.data, config.tokenizer.pairs
    if config.task in (CHAT, SUMMARISE):
        yield from item_texts(config)
        return
    if data.language:  # a language model reads running text too
        for name, rate in data.rates.items():
            text = find_text(Path(data.folder), name, data.language)
            yield from ((line, rate) for line in read_lines(text)) if text else ()
    for _, path, rate in rated_files((Path(data.folder),), pairs, data.rates):
        for left, right in read_pairs(path):
            yield right, rate
            yield left, rate / len(pairs)  # the same English stands in every pair
