"""Recurrent encoder-decoders, from one fixed vector (Sutskever et al. 2014) to attention."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from engine.networks.attention import ATTENTIONS
from engine.networks.cells import Cells, Recurrence, backwards
from engine.networks.contract import Encoded, Lens, Network, Step
from engine.networks.transformer import initialise


@dataclass(frozen=True, kw_only=True)
class RecurrentConfig:
    vocab: int
    width: int  # of embeddings, states and memory; a two-way encoder gives half to each direction
    cell: str  # "rnn", "gru" or "lstm"
    encoder_layers: int = 1
    decoder_layers: int = 1
    encoder: str = "forward"  # or "two-way" (Schuster and Paliwal 1997)
    source: str = "as written"  # or "reversed" (Sutskever, Vinyals, Le 2014, section 3.3)
    # How the decoder begins: with the encoder's "last" states, layer by layer; with the last state
    # "transformed" (Cho et al. 2014, appendix A.1.2); or with the "mean" of all states, transformed.
    context: str = "last"
    peeky: bool = False  # the context also goes into every step and its output (Cho et al. 2014)
    attention: str = "none"  # or "dot", "scaled dot", "general", "additive"
    place: str = "after"  # attention after the cell (Luong et al. 2015) or "before" (Bahdanau et al. 2015)
    input_feeding: bool = False  # each step reads what the last one gave out (Luong et al. 2015, 3.3)
    dropout: float = 0.1
    tied: bool = True  # the output layer is the embedding (Press and Wolf 2017)

    def __post_init__(self) -> None:
        """ValueError if a value is none of those named above, or makes no sense beside another."""
        for name, known in _KNOWN.items():
            if getattr(self, name) not in known:
                raise ValueError(f"{name} {getattr(self, name)!r} is none of {', '.join(known)}")
        if self.encoder == "two-way" and self.width % 2:
            raise ValueError(f"width {self.width} has no halves for the two ways of the encoder")
        if self.context == "last" and self.encoder_layers != self.decoder_layers:
            raise ValueError("the last states fit only a decoder with as many layers as the encoder")
        if self.attention == "none" and self.input_feeding:
            raise ValueError("input feeding needs attention")
        if self.attention != "none" and self.peeky:
            raise ValueError("a decoder with attention sees more than one context: peeky is without")


_KNOWN = {
    "encoder": ("forward", "two-way"),
    "source": ("as written", "reversed"),
    "context": ("last", "transformed", "mean"),
    "attention": ("none", *ATTENTIONS),
    "place": ("after", "before"),
}


@dataclass(frozen=True)
class RecurrentState:
    """What a network does not use has width 0."""

    cells: Cells
    context: Tensor  # (rows, width), the one context of a peeky decoder
    fed: Tensor  # (rows, width), what the last step gave out: for input feeding
    memory: Tensor  # (rows, source, width), for attention
    keys: Tensor  # (rows, source, width), from memory
    mask: Tensor  # (rows, source)
    lens: Lens | None = None


class Recurrent(Network):
    """See `contract.Seq2Seq` for the methods. One embedding serves source and target.

    Memory stands in the order of the source, also where the source is read in reverse. So attention
    always points to the right token.
    """

    def __init__(self, config: RecurrentConfig) -> None:
        super().__init__()
        self.config = config
        width, self.attends = config.width, config.attention != "none"
        self.before = self.attends and config.place == "before"
        # What it does at one place depends on what it did at the place before.
        self.stepwise = self.before or config.input_feeding
        self.embedding = nn.Embedding(config.vocab, width)
        self.attention = ATTENTIONS[config.attention](width) if self.attends else None
        many = config.context != "last"
        parts = 2 if config.cell == "lstm" else 1
        self.bridge = nn.Linear(width, parts * config.decoder_layers * width) if many else None
        # What a step knows beside the state of its cells goes with it into the output layer.
        self.readout = nn.Linear(2 * width, width) if self.attends or config.peeky else None
        self.output = nn.Linear(width, config.vocab, bias=not config.tied)
        self.dropout = nn.Dropout(config.dropout)
        self.encoder = Recurrence(
            config.cell,
            width,
            width,
            config.encoder_layers,
            config.dropout,
            both_ways=config.encoder == "two-way",
        )
        read = width * (1 + config.peeky + self.before + config.input_feeding)
        self.decoder = Recurrence(config.cell, read, width, config.decoder_layers, config.dropout)
        initialise(self)
        if config.tied:
            self.output.weight = self.embedding.weight

    def encode(self, source: Tensor, mask: Tensor, lens: Lens | None = None) -> Encoded:
        if self.config.source == "reversed":
            memory, last = self.encoder.read(self._embed(backwards(source, mask)), mask)
            return Encoded(backwards(memory, mask), mask, last, lens=lens)
        memory, last = self.encoder.read(self._embed(source), mask)
        return Encoded(memory, mask, last, lens=lens)

    def context(self, source: Tensor, mask: Tensor) -> Tensor | None:
        return None if self.attends else self._context(self.encode(source, mask))

    def _context(self, encoded: Encoded) -> Tensor:
        memory, mask = encoded.memory, encoded.mask
        if self.config.context == "mean":
            return (memory * mask[..., None]).sum(1) / mask.sum(1, keepdim=True).clamp(min=1)
        last: Tensor = encoded.last[0][:, -1]
        return last

    def start(self, encoded: Encoded) -> RecurrentState:
        memory, mask, context = encoded.memory, encoded.mask, self._context(encoded)
        cells: Cells = encoded.last
        if self.bridge is not None:
            first = torch.tanh(self.bridge(context))
            cells = first.view(len(first), -1, self.config.decoder_layers, self.config.width).unbind(1)
        nothing = memory[..., :0]
        return RecurrentState(
            cells=cells,
            context=context if self.config.peeky else context[:, :0],
            fed=torch.zeros_like(context) if self.config.input_feeding else context[:, :0],
            memory=memory if self.attends else nothing,
            keys=self.attention.project(memory) if self.attention is not None else nothing,
            mask=mask,
            lens=encoded.lens,
        )

    def step(self, token: Tensor, state: RecurrentState) -> Step:
        hidden, attention, after = self._decode(self._embed(token[:, None]), state)
        if attention is None:
            layers = hidden.new_empty(len(token), 0, 0, state.mask.shape[1])
        else:
            layers = attention[:, None]
        return Step(self.output(hidden[:, 0]), layers, after)

    def hidden(self, source: Tensor, mask: Tensor, target: Tensor) -> Tensor:
        state, x = self.start(self.encode(source, mask)), self._embed(target)
        if not self.stepwise:
            return self._decode(x, state)[0]
        outputs = []
        for place in x.unbind(1):
            hidden, _, state = self._decode(place[:, None], state)
            outputs.append(hidden)
        return torch.cat(outputs, 1)

    def _decode(self, x: Tensor, state: RecurrentState) -> tuple[Tensor, Tensor | None, RecurrentState]:
        """What the output layer reads, (rows, new, width), the attention, (rows, new, source), the state.

        x (rows, new, width), of one place only where the network is `stepwise`.
        """
        new, attention = x.shape[1], None
        context = state.context[:, None].expand(-1, new, -1)
        if self.before:
            attention, context = self._look(state.cells[0][:, -1:], state)
        fed = state.fed[:, None].expand(-1, new, -1)
        outputs, cells = self.decoder(torch.cat((x, context, fed), 2), state.cells)
        if self.attends and not self.before:
            attention, context = self._look(outputs, state)
        if self.readout is not None:  # Luong et al. 2015, equation (5)
            outputs = torch.tanh(self.readout(torch.cat((outputs, context), 2)))
        fed = outputs[:, -1] if self.config.input_feeding else state.fed
        return self.dropout(outputs), attention, replace(state, cells=cells, fed=fed)

    def _look(self, query: Tensor, state: RecurrentState) -> tuple[Tensor, Tensor]:
        """The attention of the queries, (rows, query, source), and their contexts."""
        assert self.attention is not None
        attention = self.attention(query, state.keys, state.mask)
        if state.lens is not None:
            attention = state.lens("cross", 0, attention[:, None])[:, 0]
        return attention, attention @ state.memory

    def _embed(self, tokens: Tensor) -> Tensor:
        embedded: Tensor = self.dropout(self.embedding(tokens) * math.sqrt(self.config.width))
        return embedded
