"""A tiny summary model with random weights, and documents for it."""

from __future__ import annotations

from pathlib import Path

from engine.cards import SUMMARISE
from engine.checkpoint import save_model
from engine.networks.transformer import Transformer
from engine.text.tokenizer import KINDS, LENGTHS
from tests.engine.models import CONFIG, tiny_card, tiny_network, tiny_tokenizer

SENTENCES = ("The cat sleeps under a big tree.", "The red house is old.", "A tree is not a house.")
DOCUMENT = "\n\n".join(" ".join(SENTENCES[: 2 + i % 2]) for i in range(6))


def save_tiny_summariser(folder: Path) -> Transformer:
    """Writes a model that reads 24 tokens, in English and Chinese."""
    network = tiny_network()
    tokenizer = tiny_tokenizer().extended((*KINDS, *LENGTHS))
    weights = {name: p.detach() for name, p in network.named_parameters()}
    table = {"kind": "transformer", **vars(CONFIG)}
    for name in ("output.weight", "embedding.weight", "output.bias"):
        weights[name] = weights[name].repeat(2, *[1] * (weights[name].dim() - 1))[: tokenizer.vocab]
    table["vocab"] = tokenizer.vocab
    card = tiny_card(name="short", task=SUMMARISE, pairs=(("en", "en"), ("zh", "zh")), network=table)
    save_model(folder, card, weights, tokenizer)
    return network
