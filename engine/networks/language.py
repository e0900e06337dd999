"""Language models: decoders without an encoder, whose source is the prompt they continue."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from engine.networks.cells import Cells, Recurrence
from engine.networks.contract import Encoded, Lens, Network, State, Step
from engine.networks.embedding import RelativeBias
from engine.networks.transformer import EncoderLayer, TransformerConfig, initialise
from engine.text.tokenizer import BOS


@dataclass(frozen=True)
class LanguageState:
    read: State  # of all tokens before `token`
    token: Tensor  # (rows,), the prompt's last, or BOS if there is none
    begun: bool  # a step was taken
    mask: Tensor  # (rows, source) of the prompt


class LanguageModel(Network):
    """See `contract.Seq2Seq` for the methods. The source is a prompt, the target what follows it.

    The BOS that begins every target says no more than "go on": in its stead the prompt's last token
    is read. A line of text by itself has a source of no tokens. No attention of it goes through a lens.
    """

    def __init__(self, vocab: int, width: int, dropout: float, *, tied: bool) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocab, width)
        self.output = nn.Linear(width, vocab, bias=not tied)
        self.dropout = nn.Dropout(dropout)
        self.tied = tied

    def begin(self, rows: int) -> State:
        """The state before anything is read."""
        raise NotImplementedError

    def read(self, tokens: Tensor, state: State) -> tuple[Tensor, State]:
        """What the output layer reads, (rows, new, width), and the state after tokens (rows, new)."""
        raise NotImplementedError

    def read_prompt(self, x: Tensor, mask: Tensor) -> State:
        """The state after embedded prompts x (rows, source, width), padding at the end."""
        raise NotImplementedError

    def encode(self, source: Tensor, mask: Tensor, lens: Lens | None = None) -> Encoded:  # noqa: ARG002
        if not source.shape[1]:
            bos = torch.full((len(source),), BOS, device=source.device)
            return Encoded(self.embed(source), mask, (self.begin(len(source)), bos))
        x, length = self.embed(source), mask.sum(1, keepdim=True)
        earlier = mask & (torch.arange(source.shape[1], device=mask.device) < length - 1)
        token = source.gather(1, (length - 1).clamp(min=0))
        token = token.masked_fill(length == 0, BOS)[:, 0]
        return Encoded(x, mask, (self.read_prompt(x, earlier), token))

    def start(self, encoded: Encoded) -> LanguageState:
        read, token = encoded.last
        return LanguageState(read, token, False, encoded.mask)

    def step(self, token: Tensor, state: LanguageState) -> Step:
        token = token if state.begun else state.token
        hidden, read = self.read(token[:, None], state.read)
        attention = hidden.new_empty(len(token), 0, 0, state.mask.shape[1])
        return Step(self.output(hidden[:, 0]), attention, replace(state, read=read, begun=True))

    def hidden(self, source: Tensor, mask: Tensor, target: Tensor) -> Tensor:
        state = self.start(self.encode(source, mask))
        return self.read(torch.cat((state.token[:, None], target[:, 1:]), 1), state.read)[0]

    def embed(self, tokens: Tensor) -> Tensor:
        embedded: Tensor = self.dropout(self.embedding(tokens) * math.sqrt(self.embedding.embedding_dim))
        return embedded

    def _finish(self) -> None:
        initialise(self)
        if self.tied:
            self.output.weight = self.embedding.weight


@dataclass(frozen=True, kw_only=True)
class RecurrentLanguageConfig:
    vocab: int
    width: int
    cell: str  # "rnn", "gru" or "lstm"
    layers: int = 1
    dropout: float = 0.1
    tied: bool = True  # the output layer is the embedding (Press and Wolf 2017)


class RecurrentLanguageModel(LanguageModel):
    """Mikolov et al. 2010, "Recurrent neural network based language model", with any cell."""

    def __init__(self, config: RecurrentLanguageConfig) -> None:
        super().__init__(config.vocab, config.width, config.dropout, tied=config.tied)
        self.config = config
        self.cells = Recurrence(config.cell, config.width, config.width, config.layers, config.dropout)
        self._finish()

    def begin(self, rows: int) -> Cells:
        return self.cells.nothing(self.embedding.weight[:1].expand(rows, -1))

    def read(self, tokens: Tensor, state: Cells) -> tuple[Tensor, Cells]:
        outputs, cells = self.cells(self.embed(tokens), state)
        return self.dropout(outputs), cells

    def read_prompt(self, x: Tensor, mask: Tensor) -> Cells:
        return self.cells.read(x, mask)[1]


@dataclass(frozen=True, kw_only=True)
class TransformerLanguageConfig:
    vocab: int
    width: int
    heads: int
    layers: int
    inner: int  # width of the feed-forward layers
    context: int = 128  # each layer looks back so many tokens at most
    dropout: float = 0.1
    norm: str = "pre"  # as in `TransformerConfig`
    activation: str = "relu"
    tied: bool = True


@dataclass(frozen=True)
class Past:
    """Of the last tokens, at most `context`; padding stands before them."""

    mask: Tensor  # (rows, length)
    keys: tuple[Tensor, ...]  # per layer (rows, heads, length, width / heads)
    values: tuple[Tensor, ...]


class TransformerLanguageModel(LanguageModel):
    """A Transformer decoder (Liu et al. 2018) that looks back over a window, past the ends of blocks.

    What it keeps of earlier tokens are keys and values (Dai et al. 2019, "Transformer-XL", section
    3.2), so its places must be relative; here by the bias of Raffel et al. 2020.
    """

    def __init__(self, config: TransformerLanguageConfig) -> None:
        super().__init__(config.vocab, config.width, config.dropout, tied=config.tied)
        self.config = config
        sizes = TransformerConfig(
            vocab=config.vocab,
            width=config.width,
            heads=config.heads,
            encoder_layers=0,
            decoder_layers=config.layers,
            inner=config.inner,
            dropout=config.dropout,
            norm=config.norm,
            activation=config.activation,
        )
        self.layers = nn.ModuleList(EncoderLayer(sizes) for _ in range(config.layers))
        self.norm = nn.LayerNorm(config.width) if config.norm == "pre" else nn.Identity()
        self.bias = RelativeBias(config.heads, causal=True)
        self._finish()

    def begin(self, rows: int) -> Past:
        c, weight = self.config, self.embedding.weight
        nothing = (weight.new_empty(rows, c.heads, 0, c.width // c.heads),) * c.layers
        return Past(torch.empty(rows, 0, dtype=torch.bool, device=weight.device), nothing, nothing)

    def read(self, tokens: Tensor, state: Past) -> tuple[Tensor, Past]:
        return self._read(self.embed(tokens), torch.ones_like(tokens, dtype=torch.bool), state)

    def read_prompt(self, x: Tensor, mask: Tensor) -> Past:
        # Padding goes to the front, so that every row's next token stands at the same place.
        order = (torch.arange(mask.shape[1], device=mask.device) + mask.sum(1, keepdim=True)) % mask.shape[1]
        x, mask = x.gather(1, order[..., None].expand_as(x)), mask.gather(1, order)
        return self._read(x, mask, self.begin(len(x)))[1]

    def _read(self, x: Tensor, real: Tensor, past: Past) -> tuple[Tensor, Past]:
        """x (rows, new, width); real (rows, new) is False for padding."""
        new, window = x.shape[1], self.config.context
        real = torch.cat((past.mask, real), 1)
        length = real.shape[1]
        ones = torch.ones(new, length, dtype=torch.bool, device=x.device)
        seen = ones.tril(length - new).triu(length - new - window) & real[:, None, None]
        bias = self.bias(new, length)
        keys, values = [], []
        for layer, k, v in zip(self.layers, past.keys, past.values, strict=True):
            x, (k, v) = layer(x, (k, v), seen, bias)
            keys.append(k[:, :, -window:])
            values.append(v[:, :, -window:])
        return self.norm(x), Past(real[:, -window:], tuple(keys), tuple(values))
