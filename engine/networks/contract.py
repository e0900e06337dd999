"""What search, training and inspection know of a network. RNN and Transformer differ only behind it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from torch import Tensor, nn

# A frozen dataclass of tensors, or tuples of tensors, whose axis 0 is rows (sentences x beam).
State = Any

# Is shown every attention as it is paid: what pays it ("encoder" or "decoder": self-attention; "cross"),
# its layer, and the weights (rows, heads, queries, memory). What it gives is used in their place.
Lens = Callable[[str, int, Tensor], Tensor]


@dataclass(frozen=True)
class Encoded:
    """What the encoder made of the source."""

    memory: Tensor  # (rows, source, width)
    mask: Tensor  # (rows, source), True where a token is real
    last: State = ()  # what a recurrent network was left with when it had read all
    source: Tensor | None = None  # (rows, source) tokens, for a network that copies
    lens: Lens | None = None  # for the decoder; a state carries it on


@dataclass(frozen=True)
class Step:
    """What one decoder step gives."""

    logits: Tensor  # (rows, vocab)
    attention: Tensor  # (rows, layers, heads, source), sums to 1 over source; 0 layers without attention
    state: State


@dataclass(frozen=True)
class Pointing:
    """How a network that copies goes on: with its own words, or with a token of the source."""

    gate: Tensor  # (rows, target), log-odds of its own words
    attention: Tensor  # (rows, target, source), sums to 1 over source: which token it would copy


class Seq2Seq(Protocol):
    """An encoder-decoder network. It remembers nothing between calls."""

    def encode(self, source: Tensor, mask: Tensor) -> Encoded:
        """source (rows, source) tokens; mask (rows, source), True where a token is real."""
        ...

    def start(self, encoded: Encoded) -> State:
        """The first decoder state. Work done once per sentence is kept here."""
        ...

    def step(self, token: Tensor, state: State) -> Step:
        """token (rows,): the token written last, BOS at first."""
        ...

    def forward(self, source: Tensor, mask: Tensor, target: Tensor) -> Tensor:
        """Teacher forcing. target (batch, target) begins with BOS. Logits (batch, target, vocab)."""
        ...


class Network(nn.Module, Seq2Seq):
    """Our own networks: an output layer that training can fuse with its loss, and a limit to lengths."""

    output: nn.Linear  # from what the decoder makes of each place to logits
    longest: float = math.inf  # tokens it can read or write at most

    def encode(self, source: Tensor, mask: Tensor, lens: Lens | None = None) -> Encoded:
        """See `Seq2Seq`. All attention that is paid to this source goes through the lens, if there is one."""
        raise NotImplementedError

    def hidden(self, source: Tensor, mask: Tensor, target: Tensor) -> Tensor:
        """What `forward` gives before the output layer: (batch, target, width)."""
        raise NotImplementedError

    def pointed(self, source: Tensor, mask: Tensor, target: Tensor) -> tuple[Tensor, Pointing | None]:
        """`hidden` and, if the network copies, where each place points."""
        return self.hidden(source, mask, target), None

    def context(self, source: Tensor, mask: Tensor) -> Tensor | None:  # noqa: ARG002
        """Of a network without attention: the one vector (rows, width) that it writes from."""
        return None

    def attended(self, source: Tensor, mask: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        """`hidden`, and the cross-attention on the way to it, (batch, layers, heads, target, source)."""
        raise NotImplementedError

    def forward(self, source: Tensor, mask: Tensor, target: Tensor) -> Tensor:
        logits: Tensor = self.output(self.hidden(source, mask, target))
        return logits
