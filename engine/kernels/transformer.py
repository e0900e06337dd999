"""A trained Transformer as the search needs it: one more token for every row, with few operations."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.kernels.linear import FLOAT32, Apply, pack
from engine.networks.attention import MultiHeadAttention
from engine.networks.contract import Encoded, Pointing, Step
from engine.networks.copying import going_on, mixed
from engine.networks.embedding import RelativeBias
from engine.networks.transformer import DecoderLayer, Residual, Transformer


@dataclass(frozen=True)
class Memory:
    """What the rows of a sentence share: its source, and all that any of them has written, in columns.

    A column is a token that one row has read. Columns are added and never moved; every row knows which of
    them are its own past (`PackedState.own`). So a beam is put into another order without a copy of keys
    and values, and one product serves all its rows.
    """

    mask: Tensor | None  # (sentences, 1, 1, source), 0 or minus infinity; None: there is no padding
    source: Tensor | None  # (sentences, source) tokens, for a network that copies
    source_keys: tuple[Tensor, ...]  # per layer (sentences, heads, width / heads, source)
    source_values: tuple[Tensor, ...]  # (sentences, heads, source, width / heads)
    keys: tuple[Tensor, ...]  # (sentences, heads, columns, width / heads)
    values: tuple[Tensor, ...]

    def of(self, sentences: Tensor) -> Memory:
        def chosen(tensors: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
            return tuple(tensor.index_select(0, sentences) for tensor in tensors)

        return Memory(
            None if self.mask is None else self.mask.index_select(0, sentences),
            None if self.source is None else self.source.index_select(0, sentences),
            chosen(self.source_keys),
            chosen(self.source_values),
            chosen(self.keys),
            chosen(self.values),
        )


@dataclass(frozen=True)
class PackedState:
    """The rows of a sentence are neighbours, and every sentence has as many."""

    memory: Memory
    rows: int
    length: int  # tokens read so far, the same for all rows
    own: Tensor | None  # (rows, columns), 0 where a column is of the row's past, else minus infinity;
    # None: all are
    places: Tensor  # (columns,): where in the target each stands
    latest: Tensor | None = None  # (rows, 1), the token read last, for a network that copies

    def reordered(self, rows: Tensor) -> PackedState:
        """See `state.reorder`."""
        sentences, each = len(self.memory.keys[0]), self.rows // len(self.memory.keys[0])
        wanted = [row // each for row in rows.tolist()]
        kept = [(sentence, len(list(group))) for sentence, group in itertools.groupby(wanted)]
        if len({size for _, size in kept}) == 1:
            wanted = [sentence for sentence, _ in kept]
        unchanged = wanted == list(range(sentences))
        return replace(
            self,
            memory=self.memory if unchanged else self.memory.of(torch.tensor(wanted, device=rows.device)),
            rows=len(rows),
            own=None if self.own is None else self.own.index_select(0, rows),
            latest=None if self.latest is None else self.latest.index_select(0, rows),
        )


class PackedTransformer:
    """Encodes, starts and steps as the network does that it is made from; see `contract.Seq2Seq`.

    It shares the network's weights where it can: those may not change any more. The network should be in
    eval mode.
    """

    def __init__(self, network: Transformer, precision: str = FLOAT32) -> None:
        self.network, self.config = network, network.config
        self.layers = [_Layer(cast(DecoderLayer, layer), precision) for layer in network.decoder]
        self.norm = _norm(network.decoder_norm)
        self.output = pack(network.output.weight, network.output.bias, precision)

    def encode(self, source: Tensor, mask: Tensor) -> Encoded:
        return self.network.encode(source, mask)

    def start(self, encoded: Encoded) -> PackedState:
        mask = encoded.mask[:, None, None]
        crossed = [layer.project_source(encoded.memory) for layer in self.layers]
        keys = tuple(keys for keys, _ in crossed)
        sentences = len(encoded.memory)
        nothing = tuple(
            k.new_empty(sentences, layer.heads, 0, k.shape[2])
            for k, layer in zip(keys, self.layers, strict=True)
        )
        memory = Memory(
            mask=None
            if mask.all()
            else torch.zeros_like(mask, dtype=keys[0].dtype).masked_fill(~mask, -torch.inf),
            source=encoded.source,
            source_keys=keys,
            source_values=tuple(values for _, values in crossed),
            keys=nothing,
            values=nothing,
        )
        latest = None if encoded.source is None else torch.full_like(encoded.source[:, :1], -1)
        places = torch.empty(0, dtype=torch.int64, device=mask.device)
        return PackedState(memory, sentences, 0, None, places, latest)

    def step(self, token: Tensor, state: PackedState) -> Step:
        memory, rows = state.memory, len(token)
        sentences = len(memory.keys[0])
        each = rows // sentences
        x = self.network.embed_target(token[:, None], state.length)[:, 0]
        own = _own(state, sentences, each)
        places = torch.cat((state.places, state.places.new_full((each,), state.length)))
        bias = self._bias(state.length, places)
        if own is not None:
            shaped = own.view(sentences, 1, each, -1)
            bias = shaped if bias is None else bias + shaped
        pull = self._pull(token, state, sentences)
        keys, values, attention = [], [], []
        for i, layer in enumerate(self.layers):
            x, k, v = layer.read_target(x, memory.keys[i], memory.values[i], bias)
            last = i + 1 == len(self.layers)
            x, a = layer.read_source(
                x, memory.source_keys[i], memory.source_values[i], memory.mask, pull if last else None
            )
            x = layer.feed_forward(x)
            keys.append(k)
            values.append(v)
            attention.append(a)
        x = self.norm(x)
        crossed = torch.stack(attention, 1).permute(0, 3, 1, 2, 4).flatten(0, 1)
        logits = self.output(x)
        if memory.source is not None:
            source = memory.source.repeat_interleave(each, 0)
            gate = cast(nn.Linear, self.network.gate)
            pointing = Pointing(gate(x), crossed[:, -1, :1])
            logits = mixed(logits[:, None], pointing, source)[:, 0]
        after = PackedState(
            memory=replace(memory, keys=tuple(keys), values=tuple(values)),
            rows=rows,
            length=state.length + 1,
            own=own,
            places=places,
            latest=None if state.latest is None else token[:, None],
        )
        return Step(logits, crossed, after)

    def forward(self, source: Tensor, mask: Tensor, target: Tensor) -> Tensor:
        return self.network.forward(source, mask, target)

    def _bias(self, length: int, places: Tensor) -> Tensor | None:
        """Of the self-attention by distance, (heads, 1, columns)."""
        bias: RelativeBias | None = self.network.target_bias
        return None if bias is None else bias(1, length + 1)[:, :, places]

    def _pull(self, token: Tensor, state: PackedState, sentences: int) -> Tensor | None:
        """What draws the head that copies, (sentences, heads, each, source); see `Transformer._pull`."""
        if state.memory.source is None or state.latest is None:
            return None
        source = state.memory.source.repeat_interleave(len(token) // sentences, 0)
        pull = going_on(token[:, None], state.latest, source).view(sentences, 1, -1, source.shape[1])
        return F.pad(pull, (0, 0, 0, 0, 0, self.layers[-1].heads - 1))


def _own(state: PackedState, sentences: int, each: int) -> Tensor | None:
    """`PackedState.own` with the columns that a step adds: one for each row of a sentence."""
    if state.own is None and each == 1:
        return None
    before = state.own
    if before is None:
        before = state.memory.keys[0].new_zeros(sentences * each, len(state.places))
    others = torch.full((each, each), -torch.inf, dtype=before.dtype, device=before.device)
    return torch.cat((before, others.fill_diagonal_(0).repeat(sentences, 1)), 1)


class _Layer:
    """A decoder layer for one new token a row. What its methods take and give as x is (rows, width)."""

    def __init__(self, layer: DecoderLayer, precision: str) -> None:
        attention, cross = layer.self_attention, layer.cross_attention
        self.heads, self.cross_heads = attention.heads, cross.heads
        query, memory = attention.query, attention.memory
        scale = math.sqrt(query.out_features // attention.heads)
        joint = torch.cat((query.weight / scale, memory.weight))
        joint_bias = None if query.bias is None else torch.cat((query.bias / scale, memory.bias))
        self.project = pack(joint, joint_bias, precision)
        self.output = _packed(attention.output, precision)
        scale = math.sqrt(cross.query.out_features // cross.heads)
        bias = None if cross.query.bias is None else cross.query.bias / scale
        self.cross_query = pack(cross.query.weight / scale, bias, precision)
        self.cross_output = _packed(cross.output, precision)
        self.cross: MultiHeadAttention = cross
        self.inner = _packed(layer.feed_forward.inner, precision)
        self.activation = layer.feed_forward.activation
        self.outer = _packed(layer.feed_forward.output, precision)
        self.around = [
            _around(residual)
            for residual in (
                layer.around_self_attention,
                layer.around_cross_attention,
                layer.around_feed_forward,
            )
        ]

    def project_source(self, memory: Tensor) -> tuple[Tensor, Tensor]:
        """`Memory.source_keys` and `source_values` of this layer."""
        keys, values = self.cross.project(memory)
        return keys.transpose(2, 3).contiguous(), values.contiguous()

    def read_target(
        self, x: Tensor, keys: Tensor, values: Tensor, bias: Tensor | None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Self-attention: x, and the keys and values with those of x. bias of a shape that broadcasts to
        (sentences, heads, each, columns)."""
        before, after = self.around[0]
        rows, sentences = len(x), len(keys)
        joint = self.project(before(x)).view(sentences, rows // sentences, 3, self.heads, -1)
        query, k, v = joint.permute(2, 0, 3, 1, 4)
        keys, values = torch.cat((keys, k), 2), torch.cat((values, v), 2)
        energies = query @ keys.transpose(2, 3)
        read = (energies if bias is None else energies + bias).softmax(-1) @ values
        return after(x, self.output(read.transpose(1, 2).reshape(rows, -1))), keys, values

    def read_source(
        self, x: Tensor, keys: Tensor, values: Tensor, mask: Tensor | None, pull: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        """Cross-attention: x, and the weights (sentences, heads, each, source)."""
        before, after = self.around[1]
        rows, sentences = len(x), len(keys)
        query = self.cross_query(before(x)).view(sentences, rows // sentences, self.cross_heads, -1)
        energies = query.transpose(1, 2) @ keys
        for more in (pull, mask):
            energies = energies if more is None else energies + more
        attention = energies.softmax(-1)
        read = (attention @ values).transpose(1, 2).reshape(rows, -1)
        return after(x, self.cross_output(read)), attention

    def feed_forward(self, x: Tensor) -> Tensor:
        before, after = self.around[2]
        return after(x, self.outer(self.activation(self.inner(before(x)))))


def _packed(linear: nn.Linear, precision: str) -> Apply:
    return pack(linear.weight, linear.bias, precision)


def _norm(norm: nn.Module) -> Callable[[Tensor], Tensor]:
    """The same norm without what a module does around its function."""
    if isinstance(norm, nn.LayerNorm):
        return lambda x: F.layer_norm(x, norm.normalized_shape, norm.weight, norm.bias, norm.eps)
    return lambda x: x if isinstance(norm, nn.Identity) else norm(x)


def _around(residual: Residual) -> tuple[Callable[[Tensor], Tensor], Callable[[Tensor, Tensor], Tensor]]:
    """What `Residual` does before and after a sub-layer, when nothing is dropped."""
    norm = _norm(residual.norm)
    if residual.pre:
        return norm, torch.add
    return lambda x: x, lambda x, change: norm(x + change)
