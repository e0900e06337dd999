"""The layers of a trained Transformer with as few operations as possible. TorchScript compiles them.

Axes: rows are places of the source in the encoder, those that are not padding, and what is written (sentences
x each) in the decoder; `heads` below stands for sentences x heads, as products are made for each head of each
sentence.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.kernels.linear import pack
from engine.networks.attention import MultiHeadAttention
from engine.networks.transformer import DecoderLayer, EncoderLayer, Residual, Transformer
from engine.networks.transformer import FeedForward as PlainFeedForward


class Nothing(nn.Module):
    """Gives what it is given."""

    def forward(self, x: Tensor) -> Tensor:
        return x


class LayerNorm(nn.Module):
    def __init__(self, norm: nn.LayerNorm) -> None:
        super().__init__()
        self.shape, self.epsilon = list(norm.normalized_shape), norm.eps
        self.weight, self.bias = norm.weight.detach(), norm.bias.detach()

    def forward(self, x: Tensor) -> Tensor:
        return torch.layer_norm(x, self.shape, self.weight, self.bias, self.epsilon)


class RmsNorm(nn.Module):
    def __init__(self, norm: nn.RMSNorm) -> None:
        super().__init__()
        self.shape, self.epsilon = list(norm.normalized_shape), norm.eps
        self.weight = norm.weight.detach()

    def forward(self, x: Tensor) -> Tensor:
        return torch.rms_norm(x, self.shape, self.weight, self.epsilon)


def packed_norm(norm: nn.Module) -> nn.Module:
    if isinstance(norm, nn.LayerNorm):
        return LayerNorm(norm)
    return RmsNorm(norm) if isinstance(norm, nn.RMSNorm) else Nothing()


class Around(nn.Module):
    """What `Residual` does before and after a sub-layer, when nothing is dropped."""

    def __init__(self, residual: Residual) -> None:
        super().__init__()
        norm = packed_norm(residual.norm)
        self.first = norm if residual.pre else Nothing()
        self.last = Nothing() if residual.pre else norm

    def forward(self, x: Tensor) -> Tensor:
        normed: Tensor = self.first(x)
        return normed

    def after(self, x: Tensor, change: Tensor) -> Tensor:
        normed: Tensor = self.last(change.add_(x))
        return normed


class FeedForward(nn.Module):
    def __init__(self, layer: PlainFeedForward, activation: str, precision: str) -> None:
        """activation: a key of `transformer.ACTIVATIONS`."""
        super().__init__()
        self.activation = activation
        self.gated = layer.inner.out_features > layer.output.in_features
        self.relu = activation == "relu" and not self.gated
        self.inner = pack(layer.inner.weight, layer.inner.bias, precision, relu=self.relu)
        self.output = pack(layer.output.weight, layer.output.bias, precision)

    def forward(self, x: Tensor) -> Tensor:
        hidden: Tensor = self.inner(x)
        if self.gated:
            gate, value = hidden.chunk(2, -1)
            hidden = self.bent(gate) * value
        elif not self.relu:
            hidden = self.bent(hidden)
        changed: Tensor = self.output(hidden)
        return changed

    def bent(self, x: Tensor) -> Tensor:
        if self.activation in ("relu", "reglu"):
            return torch.relu(x)
        if self.activation in ("gelu", "geglu"):
            return F.gelu(x)
        if self.activation in ("gelu by tanh", "geglu by tanh"):
            return F.gelu(x, approximate="tanh")
        return F.silu(x)


class SelfAttention(nn.Module):
    """Queries, keys and values from one product; what was read, back into the width of the network."""

    def __init__(self, attention: MultiHeadAttention, precision: str) -> None:
        super().__init__()
        query, memory = attention.query, attention.memory
        self.heads = attention.heads
        scale = math.sqrt(query.out_features // attention.heads)
        bias = None if query.bias is None else torch.cat((query.bias / scale, memory.bias))
        self.project = pack(torch.cat((query.weight / scale, memory.weight)), bias, precision)
        self.output = pack(attention.output.weight, attention.output.bias, precision)

    def forward(self, x: Tensor, sentences: int, spread: Tensor | None) -> Tensor:
        """Queries, keys, values, (3, heads, places of a sentence, width / heads), of x (rows, width).

        spread (sentences x places,): the row of each place; None: they are the same.
        """
        joint: Tensor = self.project(x)
        if spread is not None:
            joint = joint.index_select(0, spread)
        places = joint.shape[0] // sentences
        parted = joint.view(sentences, places, 3, self.heads, -1)
        return parted.permute(2, 0, 3, 1, 4).reshape(3, sentences * self.heads, places, -1)

    def read(self, read: Tensor, sentences: int, real: Tensor | None) -> Tensor:
        """(rows, width) of what each head has read, (heads, places of a sentence, width / heads).

        real (rows,): the place of each row; None: they are the same.
        """
        together = read.view(sentences, self.heads, read.shape[1], -1).transpose(1, 2)
        together = together.reshape(sentences * read.shape[1], -1)
        changed: Tensor = self.output(together if real is None else together.index_select(0, real))
        return changed


def weights(queries: Tensor, keys: Tensor, bias: Tensor | None) -> Tensor:
    """Attention (heads, queries, memory). keys (heads, width / heads, memory); bias broadcasts to it."""
    energies = torch.bmm(queries, keys) if bias is None else torch.baddbmm(bias, queries, keys)
    columns = energies.shape[2]
    # Rows shorter than a vector of the processor are taken number by number: 2,560 rows of 12 take 1,740 us,
    # of 16 take 53 (one thread of a Zen 4).
    if columns < 16 and energies.is_cpu and energies.numel() >= 2048:
        return F.pad(energies, [0, 16 - columns], value=-torch.inf).softmax(-1).narrow(2, 0, columns)
    return energies.softmax(-1)


class PackedEncoderLayer(nn.Module):
    def __init__(self, layer: EncoderLayer, activation: str, precision: str) -> None:
        super().__init__()
        self.attention = SelfAttention(layer.attention, precision)
        self.feed_forward = FeedForward(layer.feed_forward, activation, precision)
        self.around_attention = Around(layer.around_attention)
        self.around_feed_forward = Around(layer.around_feed_forward)

    def forward(
        self, x: Tensor, sentences: int, bias: Tensor | None, real: Tensor | None, spread: Tensor | None
    ) -> Tensor:
        """x (rows, width); bias of the energies, broadcasts to (heads, source, source).

        real and spread as in `SelfAttention`.
        """
        queries, keys, values = self.attention(self.around_attention(x), sentences, spread).unbind(0)
        read = torch.bmm(weights(queries, keys.transpose(1, 2), bias), values)
        x = self.around_attention.after(x, self.attention.read(read, sentences, real))
        changed: Tensor = self.around_feed_forward.after(x, self.feed_forward(self.around_feed_forward(x)))
        return changed


class PackedEncoder(nn.Module):
    def __init__(self, network: Transformer, precision: str) -> None:
        super().__init__()
        layers = cast(Iterable[EncoderLayer], network.encoder)
        activation = network.config.activation
        self.layers = nn.ModuleList(PackedEncoderLayer(layer, activation, precision) for layer in layers)
        self.norm = packed_norm(network.encoder_norm)

    def forward(self, x: Tensor, bias: Tensor | None, real: Tensor | None) -> Tensor:
        """Memory (sentences, source, width) of embedded tokens, of the same shape.

        real (rows,): the places, of all sentences together, that are not padding, which is left out of all
        products but those of attention. None: all are. What the memory holds of padding means nothing.
        """
        sentences, source, width = x.shape
        x = x.reshape(sentences * source, width)
        spread: Tensor | None = None
        if real is not None:
            x = x.index_select(0, real)
            rows = torch.arange(real.shape[0], device=x.device)
            spread = torch.zeros([sentences * source], dtype=torch.long, device=x.device).index_copy_(
                0, real, rows
            )
        for layer in self.layers:
            x = layer(x, sentences, bias, real, spread)
        memory: Tensor = self.norm(x)
        if spread is not None:
            memory = memory.index_select(0, spread)
        return memory.view(sentences, source, width)


class Embedding(nn.Module):
    """Of target tokens that all stand at one place."""

    def __init__(self, network: Transformer) -> None:
        super().__init__()
        config, positions = network.config, network.target_positions
        self.weight = network.embedding.weight.detach()
        self.scale = math.sqrt(config.width) if config.scaled_embedding else 1.0
        self.table = None if positions.relative else positions.table.detach()
        norm = packed_norm(network.target_norm)
        self.first = norm if config.target_norm_first else Nothing()
        self.last = Nothing() if config.target_norm_first else norm

    def forward(self, token: Tensor, place: int) -> Tensor:
        x = self.weight.index_select(0, token)
        if self.scale != 1.0:
            x.mul_(self.scale)
        x = self.first(x)
        if self.table is not None:
            x = x + self.table[place]
        embedded: Tensor = self.last(x)
        return embedded


class PackedDecoderLayer(nn.Module):
    def __init__(self, layer: DecoderLayer, activation: str, precision: str) -> None:
        super().__init__()
        cross = layer.cross_attention
        self.attention = SelfAttention(layer.self_attention, precision)
        self.heads = cross.heads
        scale = math.sqrt(cross.query.out_features // cross.heads)
        bias = None if cross.query.bias is None else cross.query.bias / scale
        self.cross_query = pack(cross.query.weight / scale, bias, precision)
        self.cross_memory = pack(cross.memory.weight, cross.memory.bias, precision)
        self.cross_output = pack(cross.output.weight, cross.output.bias, precision)
        self.feed_forward = FeedForward(layer.feed_forward, activation, precision)
        self.around_attention = Around(layer.around_self_attention)
        self.around_cross = Around(layer.around_cross_attention)
        self.around_feed_forward = Around(layer.around_feed_forward)

    def forward(
        self,
        x: Tensor,
        cache: Tensor,
        columns: int,
        own: Tensor | None,
        source_keys: Tensor,
        source_values: Tensor,
        mask: Tensor | None,
    ) -> tuple[Tensor, Tensor]:
        """The new x, (rows, width), and the cross-attention, (heads, each, source).

        cache (2, heads, room, width / heads): keys and values, of which `columns` are filled; those of x
        are written behind them. own: what is added to the energies of all columns, (heads, each, columns).
        source_keys (heads, width / heads, source); source_values (heads, source, width / heads); mask is
        added to the energies of the source.
        """
        heads, each = cache.shape[1], x.shape[0] * self.attention.heads // cache.shape[1]
        sentences = x.shape[0] // each
        joint = self.attention(self.around_attention(x), sentences, None)
        cache.narrow(2, columns, each).copy_(joint[1:])
        keys, values = cache.narrow(2, 0, columns + each).unbind(0)
        read = torch.bmm(weights(joint[0], keys.transpose(1, 2), own), values)
        x = self.around_attention.after(x, self.attention.read(read, sentences, None))

        heads = sentences * self.heads
        query: Tensor = self.cross_query(self.around_cross(x))
        query = query.view(sentences, each, self.heads, -1).transpose(1, 2).reshape(heads, each, -1)
        attention = weights(query, source_keys, mask)
        read = torch.bmm(attention, source_values).view(sentences, self.heads, each, -1).transpose(1, 2)
        x = self.around_cross.after(x, self.cross_output(read.reshape(x.shape[0], -1)))

        x = self.around_feed_forward.after(x, self.feed_forward(self.around_feed_forward(x)))
        return x, attention

    @torch.jit.export
    def project(self, memory: Tensor) -> tuple[Tensor, Tensor]:
        """source_keys and source_values, of memory (sentences, source, width)."""
        sentences, source, width = memory.shape
        joint: Tensor = self.cross_memory(memory.reshape(sentences * source, width))
        parted = joint.view(sentences, source, 2, self.heads, -1).permute(2, 0, 3, 1, 4)
        keys, values = parted.reshape(2, sentences * self.heads, source, -1).unbind(0)
        return keys.transpose(1, 2).contiguous(), values


class PackedDecoder(nn.Module):
    def __init__(self, network: Transformer, precision: str) -> None:
        super().__init__()
        layers = cast(Iterable[DecoderLayer], network.decoder)
        activation = network.config.activation
        self.embedding = Embedding(network)
        self.layers = nn.ModuleList(PackedDecoderLayer(layer, activation, precision) for layer in layers)
        self.norm = packed_norm(network.decoder_norm)

    def forward(
        self,
        token: Tensor,
        place: int,
        sentences: int,
        columns: int,
        cache: list[Tensor],
        own: Tensor | None,
        bias: Tensor | None,
        source_keys: list[Tensor],
        source_values: list[Tensor],
        mask: Tensor | None,
        pull: Tensor | None,
    ) -> tuple[Tensor, Tensor, Tensor | None]:
        """x (rows, width), which `Output` reads; attention (rows, layers, heads, source); own of all columns.

        token (rows,), all at one place; own (rows, columns), see `transformer.PackedState`; bias of the
        self-attention, broadcasts to (sentences, heads, each, columns); pull, added to the energies of the
        source in the last layer, (heads, each, source).
        """
        rows = token.shape[0]
        each = rows // sentences
        heads = cache[0].shape[1]
        # A column more for each row of a sentence, which is the past of that row alone.
        if own is not None or each > 1:
            others = torch.full([each, each], -torch.inf, dtype=cache[0].dtype, device=token.device)
            fresh = others.fill_diagonal_(0.0)
            if sentences > 1:
                fresh = fresh.repeat(sentences, 1)
            before = fresh.new_zeros(rows, columns) if own is None else own
            own = torch.cat((before, fresh), 1)
        added: Tensor | None = None
        if own is not None:
            added = own.view(sentences, 1, each, columns + each)
        if bias is not None:
            added = bias if added is None else bias + added
        if added is not None:
            spread = added.expand(sentences, heads // sentences, each, columns + each)
            added = spread.reshape(heads, each, columns + each)

        x: Tensor = self.embedding(token, place)
        attention: list[Tensor] = []
        for i, layer in enumerate(self.layers):
            pulled = mask
            if pull is not None and i + 1 == len(self.layers):
                pulled = pull if mask is None else pull + mask
            x, crossed = layer(x, cache[i], columns, added, source_keys[i], source_values[i], pulled)
            attention.append(crossed)
        x = self.norm(x)
        stacked = torch.stack(attention).view(len(attention), sentences, -1, each, crossed.shape[2])
        paid = stacked.permute(1, 3, 0, 2, 4).reshape(rows, len(attention), -1, crossed.shape[2])
        return x, paid, own

    @torch.jit.export
    def read(
        self,
        x: Tensor,
        sentences: int,
        source_keys: list[Tensor],
        source_values: list[Tensor],
        mask: Tensor | None,
    ) -> Tensor:
        """What it makes of a whole target, embedded, (rows, width): each place looks at those before it."""
        each = x.shape[0] // sentences
        causal = torch.full([1, each, each], -torch.inf, dtype=x.dtype, device=x.device).triu(1)
        for i, layer in enumerate(self.layers):
            cache = x.new_empty([2, source_values[i].shape[0], each, source_values[i].shape[2]])
            x, _ = layer(x, cache, 0, causal, source_keys[i], source_values[i], mask)
        read: Tensor = self.norm(x)
        return read

    @torch.jit.export
    def project(self, memory: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """source_keys and source_values of every layer."""
        keys: list[Tensor] = []
        values: list[Tensor] = []
        for layer in self.layers:
            k, v = layer.project(memory)  # type: ignore[operator]
            keys.append(k)
            values.append(v)
        return keys, values
