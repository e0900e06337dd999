"""A tiny translation model with random weights, in memory and in a folder."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any

import torch

from engine.cards import ModelCard
from engine.checkpoint import save_model
from engine.networks.transformer import Transformer, TransformerConfig
from engine.text.tokenizer import EOS, HEED, USER, Tokenizer, language_tag, train_tokenizer
from tests.engine.networks import tiny_transformer

TEXT = (
    "The cat sleeps under a big tree. The red house is old. Le chat dort sous un grand arbre. "
    "La maison rouge est vieille. L'élève lit déjà. 12 345"
)
CHARACTERS = "我们今天去学校看书你好世界他说中国人民大学生活很"
CONFIG = TransformerConfig(
    vocab=340,
    width=16,
    heads=2,
    encoder_layers=1,
    decoder_layers=3,
    inner=20,
    longest=48,
    tied=False,
)


@cache
def tiny_tokenizer() -> Tokenizer:
    lines = [*TEXT.lower().split(". "), *TEXT.split(". "), *(CHARACTERS[i : i + 6] for i in range(18))]
    tags = [language_tag(language) for language in ("en", "fr", "zh")]
    return train_tokenizer(lines * 3, vocab=340, kind="bpe", control=tags, threads=1)


def tiny_network() -> Transformer:
    network = tiny_transformer(CONFIG)
    with torch.no_grad():
        network.output.weight *= 4
        network.output.bias[EOS] += 2
        # Words, rather than bytes that make no character.
        network.output.bias.add_(torch.tensor([0.0 if len(piece) < 5 else -3.0 for piece in pieces()]))
    return network


def pieces() -> list[str]:
    return [tiny_tokenizer().piece(token) for token in range(CONFIG.vocab)]


def tiny_card(**changes: Any) -> ModelCard:
    card = ModelCard(
        name="tiny",
        task="translate",
        pairs=(("en", "fr"), ("en", "zh"), ("zh", "en")),
        network={"kind": "transformer", **asdict(CONFIG)},
        max_source=24,
        max_target=20,
        licence="CC0-1.0",
    )
    return replace(card, **changes)


def save_tiny_model(folder: Path, **changes: Any) -> Transformer:
    """Writes the model; `changes` are fields of its card."""
    network = tiny_network()
    weights = {name: p.detach() for name, p in network.named_parameters()}
    save_model(folder, tiny_card(**changes), weights, tiny_tokenizer())
    return network


def save_tiny_chat(folder: Path, **changes: Any) -> None:
    """Writes a chat model; `changes` are fields of its card."""
    tokenizer = tiny_tokenizer().extended((USER, HEED))
    config = replace(CONFIG, vocab=tokenizer.vocab)
    network = tiny_transformer(config)
    with torch.no_grad():
        network.output.weight *= 4
        network.output.bias[EOS] += 1
        short = [len(tokenizer.piece(token)) < 5 for token in range(tokenizer.vocab)]
        network.output.bias.add_(torch.tensor([0.0 if here else -3.0 for here in short]))
    weights = {name: p.detach() for name, p in network.named_parameters()}
    card = tiny_card(
        name=folder.name,
        task="chat",
        pairs=(("en", "en"), ("zh", "zh")),
        max_source=44,
        network={"kind": "transformer", **asdict(config)},
    )
    save_model(folder, replace(card, **changes), weights, tokenizer)
