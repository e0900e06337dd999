"""Tiny networks with random weights. Their sizes are unequal, so that a swapped axis cannot pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from engine.networks.attention import masked_softmax
from engine.networks.build import build
from engine.networks.contract import Encoded, Network, Seq2Seq, State, Step
from engine.networks.transformer import Transformer, TransformerConfig
from engine.text.tokenizer import EOS

CONFIG = TransformerConfig(
    vocab=7, width=12, heads=2, encoder_layers=1, decoder_layers=3, inner=20, dropout=0.1, longest=32
)


def tiny_transformer(config: TransformerConfig = CONFIG) -> Transformer:
    torch.manual_seed(3)
    network = Transformer(config).eval()
    # As it is made, a network likes all tokens alike and the search has little to decide.
    nn.init.normal_(network.embedding.weight, std=1.3 * config.width**-0.5)
    return network


@dataclass(frozen=True)
class GruState:
    hidden: Tensor
    memory: Tensor
    mask: Tensor


class TinyGru(nn.Module):
    """What no Transformer is: a recurrent state, no layers of keys, two heads of dot attention."""

    def __init__(self, vocab: int = 7, width: int = 5) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocab, width)
        self.reader = nn.GRUCell(width, width)
        self.writer = nn.GRUCell(2 * width, width)
        self.queries = nn.Linear(width, 2 * width, bias=False)
        self.output = nn.Linear(width, vocab)

    def encode(self, source: Tensor, mask: Tensor) -> Encoded:
        hidden, memory = source.new_zeros(len(source), self.output.in_features, dtype=torch.float32), []
        for token, real in zip(source.T, mask.T, strict=True):
            hidden = torch.where(real[:, None], self.reader(self.embedding(token), hidden), hidden)
            memory.append(hidden)
        return Encoded(torch.stack(memory, 1), mask)

    def start(self, encoded: Encoded) -> GruState:
        return GruState(encoded.memory[:, -1], encoded.memory, encoded.mask)

    def step(self, token: Tensor, state: GruState) -> Step:
        queries = self.queries(state.hidden).unflatten(1, (2, -1))
        attention = masked_softmax(queries @ state.memory.transpose(1, 2), state.mask[:, None])
        context = (attention @ state.memory).sum(1)
        hidden = self.writer(torch.cat((self.embedding(token), context), 1), state.hidden)
        return Step(self.output(hidden), attention[:, None], replace(state, hidden=hidden))

    def forward(self, source: Tensor, mask: Tensor, target: Tensor) -> Tensor:
        state, logits = self.start(self.encode(source, mask)), []
        for token in target.T:
            step = self.step(token, state)
            state = step.state
            logits.append(step.logits)
        return torch.stack(logits, 1)


def tiny_gru() -> TinyGru:
    torch.manual_seed(5)
    network = TinyGru().eval()
    for weight in network.parameters():
        nn.init.normal_(weight)
    return network


class Scripted:
    """A network without attention that says the same of every source: `logits` (length, vocab)."""

    def __init__(self, logits: Tensor) -> None:
        self.logits = logits

    def encode(self, source: Tensor, mask: Tensor) -> Encoded:
        return Encoded(source[:, :, None].float(), mask)

    def start(self, encoded: Encoded) -> tuple[Tensor, Tensor]:
        return torch.zeros(len(encoded.mask), dtype=torch.int64), encoded.mask

    def step(self, token: Tensor, state: tuple[Tensor, Tensor]) -> Step:
        length, mask = state
        assert len(token) == len(length)
        return Step(self.logits[length], torch.empty(len(mask), 0, 0, mask.shape[1]), (length + 1, mask))

    def forward(self, source: Tensor, mask: Tensor, target: Tensor) -> Tensor:
        assert source.shape == mask.shape
        return self.logits[: target.shape[1]].expand(len(source), -1, -1)


# What each adds to `tiny`: every cell, context, attention and place is somewhere among them.
TABLES: dict[str, dict[str, Any]] = {
    "relative transformer": {
        "kind": "transformer",
        "heads": 3,
        "encoder_layers": 2,
        "decoder_layers": 1,
        "inner": 8,
        "positions": "relative",
    },
    "copying transformer": {
        "kind": "transformer",
        "heads": 2,
        "encoder_layers": 1,
        "decoder_layers": 2,
        "inner": 10,
        "copies": True,
    },
    "rnn": {"kind": "recurrent", "cell": "rnn"},
    "lstm, reversed, peeky": {
        "kind": "recurrent",
        "cell": "lstm",
        "source": "reversed",
        "peeky": True,
        "encoder_layers": 2,
        "decoder_layers": 2,
        "tied": False,
    },
    "gru, two-way, mean, peeky": {
        "kind": "recurrent",
        "cell": "gru",
        "encoder": "two-way",
        "encoder_layers": 2,
        "context": "mean",
        "peeky": True,
    },
    "lstm, two-way, reversed, general": {
        "kind": "recurrent",
        "cell": "lstm",
        "encoder": "two-way",
        "source": "reversed",
        "attention": "general",
        "context": "transformed",
        "decoder_layers": 2,
    },
    "gru, dot, input feeding": {
        "kind": "recurrent",
        "cell": "gru",
        "attention": "dot",
        "input_feeding": True,
    },
    "lstm, additive before": {
        "kind": "recurrent",
        "cell": "lstm",
        "attention": "additive",
        "place": "before",
        "encoder_layers": 2,
        "decoder_layers": 2,
    },
    "rnn, scaled dot before, input feeding": {
        "kind": "recurrent",
        "cell": "rnn",
        "source": "reversed",
        "attention": "scaled dot",
        "place": "before",
        "input_feeding": True,
        "context": "mean",
    },
    "lstm language model": {"kind": "recurrent language model", "cell": "lstm", "layers": 2},
    "gru language model": {"kind": "recurrent language model", "cell": "gru", "tied": False},
    "transformer language model": {
        "kind": "transformer language model",
        "heads": 2,
        "layers": 2,
        "inner": 10,
        "context": 3,
    },
}


def tiny(table: dict[str, Any]) -> Network:
    """A network as a card's table says, with weights large enough to have opinions."""
    torch.manual_seed(1)
    network = build({"vocab": 7, "width": 6, **table}).eval()
    for weight in network.parameters():
        nn.init.normal_(weight, std=0.5)
    return network


NETWORKS: dict[str, Callable[[], Seq2Seq]] = {
    "transformer": tiny_transformer,
    "gru": tiny_gru,
    **{name: partial(tiny, table) for name, table in TABLES.items()},
}


class Counted:
    """A network that notes how many rows each of its steps had."""

    def __init__(self, network: Seq2Seq) -> None:
        self.network = network
        self.rows: list[int] = []

    def encode(self, source: Tensor, mask: Tensor) -> Encoded:
        return self.network.encode(source, mask)

    def start(self, encoded: Encoded) -> State:
        return self.network.start(encoded)

    def context(self, source: Tensor, mask: Tensor) -> Tensor | None:
        return self.network.context(source, mask) if isinstance(self.network, Network) else None

    def step(self, token: Tensor, state: State) -> Step:
        self.rows.append(len(token))
        return self.network.step(token, state)

    def forward(self, source: Tensor, mask: Tensor, target: Tensor) -> Tensor:
        return self.network.forward(source, mask, target)


def sources(vocab: int = 7) -> tuple[Tensor, Tensor]:
    """Three sentences of 5, 2 and 4 tokens, padded with tokens that would be noticed, and their mask."""
    torch.manual_seed(1)
    source = torch.randint(4, vocab, (3, 5))
    mask = torch.arange(5) < torch.tensor([[5], [2], [4]])
    source[[0, 1, 2], [4, 1, 3]] = EOS
    return source, mask
