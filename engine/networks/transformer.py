"""The Transformer (Vaswani et al. 2017, "Attention is all you need")."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.networks.attention import MultiHeadAttention
from engine.networks.contract import Encoded, Lens, Network, Pointing, Step
from engine.networks.copying import going_on, mixed
from engine.networks.embedding import Positions, RelativeBias


@dataclass(frozen=True, kw_only=True)
class TransformerConfig:
    vocab: int
    width: int
    heads: int
    encoder_layers: int
    decoder_layers: int
    inner: int  # width of the feed-forward layers
    dropout: float = 0.1
    norm: str = "pre"  # layer norm before each sub-layer (Xiong et al. 2020), or "post" as in the paper
    activation: str = "relu"  # a key of ACTIVATIONS
    positions: str = (
        "sinusoidal"  # a key of `embedding.SINUSOIDS`, "learned", "relative" (Raffel et al. 2020)
    )
    longest: int = 512  # places there are positions for
    tied: bool = True  # the output layer is the embedding (Press and Wolf 2017)
    copies: bool = False  # may take tokens from the source: `copying.py`
    # The rest is for networks from elsewhere; see `engine.importers`.
    norm_kind: str = "layer"  # or "rms" (Zhang and Sennrich 2019)
    epsilon: float = 1e-5  # of the norms
    biases: bool = True  # of all linear layers but the output layer
    output_bias: bool | None = None  # of the output layer; None: if it is not tied
    scaled_embedding: bool = True  # by sqrt(width), as in section 3.4 of the paper
    embedding_norm: bool = False  # a norm after tokens and places are added (Lewis et al. 2020)
    target_norm_first: bool = False  # in the decoder, before they are added (Roller et al. 2021)
    head_width: int = 0  # of each head's projection; 0: width / heads
    decoder_heads: int = 0  # 0: as many as the encoder has
    decoder_inner: int = 0  # 0: as in the encoder
    source_vocab: int = 0  # of an embedding for the source alone; 0: one embedding serves both
    buckets: int = 32  # of relative positions
    furthest: int = 128  # distance that relative positions tell apart


@dataclass(frozen=True)
class TransformerState:
    """Keys and values per layer, (rows, heads, length, width / heads), of source and target so far."""

    mask: Tensor  # (rows, source)
    source_keys: tuple[Tensor, ...]
    source_values: tuple[Tensor, ...]
    target_keys: tuple[Tensor, ...]
    target_values: tuple[Tensor, ...]
    length: int  # tokens read so far, the same for all rows
    source: Tensor | None = None  # (rows, source) tokens, for a network that copies
    lens: Lens | None = None
    latest: Tensor | None = None  # (rows, 1), the token read last, for the same


class FeedForward(nn.Module):
    """Two linear layers with a bend between them, at every place alike (section 3.3)."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.activation, gated = ACTIVATIONS[config.activation]
        self.inner = nn.Linear(config.width, config.inner * (2 if gated else 1), config.biases)
        self.output = nn.Linear(config.inner, config.width, config.biases)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor) -> Tensor:
        hidden: Tensor = self.output(self.dropout(self.activation(self.inner(x))))
        return hidden


def _gated(bend: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    def gated(x: Tensor) -> Tensor:
        gate, value = x.chunk(2, -1)
        return bend(gate) * value

    return gated


_gelu_by_tanh = partial(F.gelu, approximate="tanh")
# Name in a network's config -> the bend, and whether one half of its input gates the other (Shazeer 2020).
ACTIVATIONS: dict[str, tuple[Callable[[Tensor], Tensor], bool]] = {
    "relu": (F.relu, False),
    "gelu": (F.gelu, False),  # Hendrycks and Gimpel 2016
    "gelu by tanh": (_gelu_by_tanh, False),
    "swish": (F.silu, False),  # Ramachandran, Zoph, Le 2017
    "reglu": (_gated(F.relu), True),
    "geglu": (_gated(F.gelu), True),
    "geglu by tanh": (_gated(_gelu_by_tanh), True),
    "swiglu": (_gated(F.silu), True),
}


def _norm(config: TransformerConfig) -> nn.Module:
    kinds: dict[str, Callable[[int, float], nn.Module]] = {"layer": nn.LayerNorm, "rms": nn.RMSNorm}
    return kinds[config.norm_kind](config.width, config.epsilon)


def _attention(config: TransformerConfig) -> MultiHeadAttention:
    return MultiHeadAttention(
        config.width, config.heads, config.dropout, head_width=config.head_width, bias=config.biases
    )


class Residual(nn.Module):
    """Layer norm, dropout and the sum around a sub-layer, in the order that `norm` names."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.pre = config.norm == "pre"
        self.norm = _norm(config)
        self.dropout = nn.Dropout(config.dropout)

    def before(self, x: Tensor) -> Tensor:
        normed: Tensor = self.norm(x) if self.pre else x
        return normed

    def after(self, x: Tensor, change: Tensor) -> Tensor:
        x = x + self.dropout(change)
        normed: Tensor = x if self.pre else self.norm(x)
        return normed


class EncoderLayer(nn.Module):
    """Self-attention and feed-forward. With a causal mask, also the layer of a language model."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.attention = _attention(config)
        self.feed_forward = FeedForward(config)
        self.around_attention = Residual(config)
        self.around_feed_forward = Residual(config)

    def forward(
        self,
        x: Tensor,
        past: tuple[Tensor, Tensor] | None,
        mask: Tensor,
        bias: Tensor | None,
        lens: Callable[[Tensor], Tensor] | None = None,
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """The new x, and keys and values of `past` and x.

        x (rows, new, width); past keys and values of earlier tokens; mask broadcasts to
        (rows, heads, new, all); bias (heads, new, all).
        """
        h = self.around_attention.before(x)
        keys, values = _extended(past, self.attention.project(h))
        read, _ = self.attention(h, keys, values, mask, bias, lens)
        x = self.around_attention.after(x, read)
        change = self.feed_forward(self.around_feed_forward.before(x))
        return self.around_feed_forward.after(x, change), (keys, values)


def _extended(past: tuple[Tensor, Tensor] | None, new: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
    """Keys and values of earlier tokens and, after them, of new ones."""
    return new if past is None else (torch.cat((past[0], new[0]), 2), torch.cat((past[1], new[1]), 2))


class DecoderLayer(nn.Module):
    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.self_attention = _attention(config)
        self.cross_attention = _attention(config)
        self.feed_forward = FeedForward(config)
        self.around_self_attention = Residual(config)
        self.around_cross_attention = Residual(config)
        self.around_feed_forward = Residual(config)

    def forward(
        self,
        x: Tensor,
        past: tuple[Tensor, Tensor] | None,
        causal: Tensor,
        source: tuple[Tensor, Tensor],
        mask: Tensor,
        bias: Tensor | None,
        lens: Lens | None,
        number: int,
        pull: Tensor | None = None,
    ) -> tuple[Tensor, tuple[Tensor, Tensor], Tensor]:
        """The new x, the self-attention keys and values up to here, and the cross-attention.

        x (rows, new, width); past keys and values of earlier target tokens; causal (new, all);
        source keys and values; mask (rows, 1, 1, source); bias (heads, new, all) of the
        self-attention; number: of this layer, for the lens; pull (rows, heads, new, source) of the
        cross-attention.
        """
        h = self.around_self_attention.before(x)
        keys, values = _extended(past, self.self_attention.project(h))
        read, _ = self.self_attention(
            h, keys, values, causal, bias, lens and partial(lens, "decoder", number)
        )
        x = self.around_self_attention.after(x, read)

        h = self.around_cross_attention.before(x)
        crossed = lens and partial(lens, "cross", number)
        read, attention = self.cross_attention(h, *source, mask, pull, crossed)
        x = self.around_cross_attention.after(x, read)

        change = self.feed_forward(self.around_feed_forward.before(x))
        return self.around_feed_forward.after(x, change), (keys, values), attention


def initialise(network: nn.Module) -> None:
    """Glorot and Bengio 2010 for the linear layers; embeddings whose product with a state is about 1."""
    for module in network.modules():
        if isinstance(module, nn.Linear):
            nn.init.xavier_uniform_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
    for module in network.modules():  # last, so that the seeds of earlier runs still give the same weights
        if isinstance(module, nn.Embedding):
            nn.init.normal_(module.weight, std=module.embedding_dim**-0.5)


class Transformer(Network):
    """See `contract.Seq2Seq` for the methods. One embedding serves source and target, or each has its own."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.config = config
        self.longest = config.longest
        in_decoder = replace(
            config,
            heads=config.decoder_heads or config.heads,
            inner=config.decoder_inner or config.inner,
        )
        self.embedding = nn.Embedding(config.vocab, config.width)
        self.source_embedding = (
            nn.Embedding(config.source_vocab, config.width) if config.source_vocab else self.embedding
        )
        self.source_positions = Positions(config.positions, config.longest, config.width)
        self.target_positions = Positions(config.positions, config.longest, config.width)
        relative = config.positions == "relative"
        sizes = {"buckets": config.buckets, "furthest": config.furthest}
        self.source_bias = RelativeBias(config.heads, causal=False, **sizes) if relative else None
        self.target_bias = RelativeBias(in_decoder.heads, causal=True, **sizes) if relative else None
        embedding_norm = _norm if config.embedding_norm else lambda _: nn.Identity()
        self.source_norm, self.target_norm = embedding_norm(config), embedding_norm(config)
        self.dropout = nn.Dropout(config.dropout)
        encoder = [EncoderLayer(config) for _ in range(config.encoder_layers)]
        decoder = [DecoderLayer(in_decoder) for _ in range(config.decoder_layers)]
        self.encoder, self.decoder = nn.ModuleList(encoder), nn.ModuleList(decoder)
        # Pre-norm leaves the last sum without a norm of its own.
        last = _norm if config.norm == "pre" else lambda _: nn.Identity()
        self.encoder_norm, self.decoder_norm = last(config), last(config)
        output_bias = not config.tied if config.output_bias is None else config.output_bias
        self.output = nn.Linear(config.width, config.vocab, bias=output_bias)
        initialise(self)
        # Hidden states hold the context that was read, through the residual sums: the gate needs no more.
        self.gate = nn.Linear(config.width, 1) if config.copies else None
        if config.tied:
            self.output.weight = self.embedding.weight

    def encode(self, source: Tensor, mask: Tensor, lens: Lens | None = None) -> Encoded:
        x = self._embed(source, self.source_positions)
        bias = self.source_bias and self.source_bias(source.shape[1], source.shape[1])
        for i, layer in enumerate(self.encoder):
            x, _ = layer(x, None, mask[:, None, None], bias, lens and partial(lens, "encoder", i))
        source_kept = source if self.config.copies else None
        return Encoded(self.encoder_norm(x), mask, source=source_kept, lens=lens)

    def start(self, encoded: Encoded) -> TransformerState:
        layers = cast(Iterable[DecoderLayer], self.decoder)
        projected = [layer.cross_attention.project(encoded.memory) for layer in layers]
        nothing = projected[0][0][:, :, :0]
        return TransformerState(
            mask=encoded.mask,
            source_keys=tuple(keys for keys, _ in projected),
            source_values=tuple(values for _, values in projected),
            target_keys=(nothing,) * len(projected),
            target_values=(nothing,) * len(projected),
            length=0,
            source=encoded.source,
            lens=encoded.lens,
            latest=None if encoded.source is None else torch.full_like(encoded.source[:, :1], -1),
        )

    def step(self, token: Tensor, state: TransformerState) -> Step:
        x, state, attention = self._decode(token[:, None], state)
        logits = self.output(x)
        if state.source is not None:
            logits = mixed(logits, self._pointing(x, attention), state.source)
        return Step(logits[:, 0], attention[:, :, :, 0], state)

    def hidden(self, source: Tensor, mask: Tensor, target: Tensor) -> Tensor:
        return self.attended(source, mask, target)[0]

    def attended(self, source: Tensor, mask: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        hidden, _, attention = self._decode(target, self.start(self.encode(source, mask)))
        return hidden, attention

    def pointed(self, source: Tensor, mask: Tensor, target: Tensor) -> tuple[Tensor, Pointing | None]:
        x, _, attention = self._decode(target, self.start(self.encode(source, mask)))
        return x, self._pointing(x, attention) if self.gate is not None else None

    def forward(self, source: Tensor, mask: Tensor, target: Tensor) -> Tensor:
        return self.logits(self.encode(source, mask), target)

    def logits(self, encoded: Encoded, target: Tensor) -> Tensor:
        """Those of `forward`, (batch, target, vocab), of a source that is encoded already."""
        x, _, attention = self._decode(target, self.start(encoded))
        logits: Tensor = self.output(x)
        return (
            logits if encoded.source is None else mixed(logits, self._pointing(x, attention), encoded.source)
        )

    def _pointing(self, x: Tensor, attention: Tensor) -> Pointing:
        """The first head of the last layer copies; the others are free to look elsewhere."""
        assert self.gate is not None
        return Pointing(self.gate(x)[..., 0], attention[:, -1, 0])

    def _decode(self, target: Tensor, state: TransformerState) -> tuple[Tensor, TransformerState, Tensor]:
        """Reads target (rows, new). Attention comes back as (rows, layers, heads, new, source)."""
        new, length = target.shape[1], state.length + target.shape[1]
        x = self._embed(target, self.target_positions, state.length)
        causal = torch.ones(new, length, dtype=torch.bool, device=target.device).tril(state.length)
        bias = self.target_bias and self.target_bias(new, length)
        pull = self._pull(target, state)
        keys, values, attention = [], [], []
        for i, layer in enumerate(self.decoder):
            x, (k, v), a = layer(
                x,
                (state.target_keys[i], state.target_values[i]) if state.length else None,
                causal,
                (state.source_keys[i], state.source_values[i]),
                state.mask[:, None, None],
                bias,
                state.lens,
                i,
                pull if i + 1 == len(self.decoder) else None,
            )
            keys.append(k)
            values.append(v)
            attention.append(a)
        after = replace(
            state,
            target_keys=tuple(keys),
            target_values=tuple(values),
            length=length,
            latest=None if state.latest is None else target[:, -1:],
        )
        return self.decoder_norm(x), after, torch.stack(attention, 1)

    def _pull(self, target: Tensor, state: TransformerState) -> Tensor | None:
        """What draws the head that copies, (rows, heads, new, source); nothing the others."""
        if state.source is None or state.latest is None:
            return None
        pull = going_on(target, state.latest, state.source).to(self.embedding.weight.dtype)
        return F.pad(pull[:, None], (0, 0, 0, 0, 0, self.config.heads - 1))

    def embed_source(self, tokens: Tensor) -> Tensor:
        """What the encoder reads of tokens (rows, source)."""
        return self._embed(tokens, self.source_positions)

    def embed_target(self, tokens: Tensor) -> Tensor:
        """What the decoder reads of tokens (rows, target), the first of them at the first place."""
        return self._embed(tokens, self.target_positions)

    def _embed(self, tokens: Tensor, positions: Positions, begin: int = 0) -> Tensor:
        source = positions is self.source_positions
        x = (self.source_embedding if source else self.embedding)(tokens)
        if self.config.scaled_embedding:
            x = x * math.sqrt(self.config.width)
        norm = self.source_norm if source else self.target_norm
        norm_first = self.config.target_norm_first and not source
        x = positions(norm(x), begin) if norm_first else norm(positions(x, begin))
        embedded: Tensor = self.dropout(x)
        return embedded
