"""A trained Transformer as the search needs it: one more token for every row, with few operations."""

from __future__ import annotations

from dataclasses import replace
from threading import Lock
from typing import TypeVar, cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.kernels.ahead import Ahead, Plan, Standing, Taken
from engine.kernels.cache import Cache, PackedState, Source
from engine.kernels.layers import PackedDecoder, PackedEncoder
from engine.kernels.linear import FLOAT32, pack
from engine.kernels.output import Output, ShortOutput
from engine.kernels.script import scripted
from engine.kernels.shortlist import Logits, Shortlist
from engine.networks.contract import Encoded, Pointing, Step
from engine.networks.copying import going_on, mixed
from engine.networks.transformer import Transformer

M = TypeVar("M", bound=nn.Module)


class PackedTransformer:
    """Encodes, starts and steps as the network does that it is made from; see `contract.Seq2Seq`.

    It shares the network's weights where it can: those may not change any more. The network should be in
    eval mode.
    """

    def __init__(self, network: Transformer, precision: str = FLOAT32, *, script: bool = True) -> None:
        """script: let TorchScript compile it. The numbers are the same."""
        self.network, self.config, self.precision = network, network.config, precision
        self._script = script
        self.encoder = self._scripted(PackedEncoder(network, precision))
        self.decoder = self._scripted(PackedDecoder(network, precision))
        # Packed when they are first asked for: most searches need one of them alone.
        self._outputs: dict[Shortlist | None, Logits] = {}
        self._whole: nn.Module | None = None
        self._packing = Lock()
        # What else these do in a step is not in the script.
        self.runs_ahead = not network.config.copies and network.target_bias is None
        self.takes_shortlists = not network.config.copies and not network.config.source_vocab
        self.heads = network.config.decoder_heads or network.config.heads

    def encode(self, source: Tensor, mask: Tensor) -> Encoded:
        x = self.network.embed_source(source)
        bias = _mask(mask, self.config.heads, x.dtype)
        real = None if bias is None else mask.flatten().nonzero()[:, 0]
        if self.network.source_bias is not None:
            distances = self.network.source_bias(source.shape[1], source.shape[1]).repeat(len(source), 1, 1)
            bias = distances if bias is None else distances + bias
        return Encoded(self.encoder(x, bias, real), mask, source=source if self.config.copies else None)

    def start(
        self, encoded: Encoded, shortlist: Shortlist | None = None, source: Tensor | None = None
    ) -> PackedState:
        """See `contract.Seq2Seq`. shortlist: logits are of its tokens and those of `source`.

        Only if it `takes_shortlists`; the state's `logits.tokens` tell what each column is of.
        """
        sentences = len(encoded.memory)
        keys, values = self.decoder.project(encoded.memory)
        mask = _mask(encoded.mask, self.heads, encoded.memory.dtype)
        nothing = [v.new_empty(2, len(v), 0, v.shape[2]) for v in values]
        return PackedState(
            source=Source(keys, values, mask, encoded.source),
            logits=self._logits(shortlist, source),
            cache=Cache(nothing, 0),
            sentences=sentences,
            rows=sentences,
            length=0,
            columns=0,
            own=None,
            places=None
            if self.network.target_bias is None
            else torch.empty(sentences, 0, dtype=torch.int64, device=encoded.memory.device),
            latest=None if encoded.source is None else torch.full_like(encoded.source[:, :1], -1),
        )

    def step(self, token: Tensor, state: PackedState) -> Step:
        state = state.with_room()
        source, sentences, each = state.source, state.sentences, state.rows // state.sentences
        places, bias = state.places, None
        if places is not None:
            places = torch.cat((places, places.new_full((sentences, each), state.length)), 1)
            bias = self._bias(state.length, places)
        state.cache.used = columns = state.columns + each
        x, attention, own = self.decoder(
            token,
            state.length,
            sentences,
            state.columns,
            state.cache.layers,
            state.own,
            bias,
            source.keys,
            source.values,
            source.mask,
            self._pull(token, state),
        )
        logits = state.logits.output(x, state.logits.weight, state.logits.bias)
        if source.tokens is not None:
            tokens = source.tokens.repeat_interleave(each, 0)
            gate = cast(nn.Linear, self.network.gate)
            pointing = Pointing(gate(x), attention[:, -1, :1])
            logits = mixed(logits[:, None], pointing, tokens)[:, 0]
        after = replace(
            state,
            length=state.length + 1,
            columns=columns,
            own=own,
            places=places,
            latest=None if state.latest is None else token[:, None],
        )
        return Step(logits, attention, after)

    def ahead(
        self, steps: int, plan: Plan, standing: Standing, written: int, state: PackedState
    ) -> tuple[list[Taken], list[PackedState]]:
        """At most so many steps of a plain search, and the state after each. Only if `runs_ahead`.

        standing: before the first; written: tokens of every row so far. From one step to the next, rows are
        those that were kept, sentence by sentence; those after the last step are still to be reordered.
        """
        rows = max(plan.beam * state.sentences, state.rows)
        state = state.with_room(steps * rows // state.sentences)
        source = state.source
        found, owns = state.logits.steps(
            steps,
            plan,
            standing,
            written,
            state.length,
            state.columns,
            state.cache.layers,
            state.own,
            source.keys,
            source.values,
            source.mask,
            state.logits.weight,
            state.logits.bias,
        )
        states = []
        taken = [Taken(*fields) for fields in found]
        for one, own in zip(taken, owns, strict=True):
            rows = one.attention.shape[0]
            columns = state.columns + rows // state.sentences
            state = replace(state, rows=rows, length=state.length + 1, columns=columns, own=own)
            states.append(state)
        state.cache.used = state.columns
        return taken, states

    def forward(self, source: Tensor, mask: Tensor, target: Tensor) -> Tensor:
        encoded = self.encode(source, mask)
        if not self.runs_ahead:
            return self.network.logits(encoded, target)
        keys, values = self.decoder.project(encoded.memory)
        x = self.network.embed_target(target).flatten(0, 1)
        added = _mask(mask, self.heads, x.dtype)
        logits: Tensor = self._whole_output()(self.decoder.read(x, len(target), keys, values, added))
        return logits.view(*target.shape, -1)

    def _scripted(self, module: M) -> M:
        return scripted(module) if self._script else module

    @torch.inference_mode(False)
    @torch.no_grad()
    def _logits(self, shortlist: Shortlist | None, source: Tensor | None) -> Logits:
        with self._packing:
            if shortlist not in self._outputs:
                given, precision = self.network.output, self.precision
                output: nn.Module
                if shortlist is None:
                    output = Output(given, precision)
                else:
                    output = ShortOutput(given, shortlist.tokens, precision)
                output = self._scripted(output)
                self._outputs[shortlist] = Logits(output, self._scripted(Ahead(self.decoder, output)))
        logits = self._outputs[shortlist]
        if shortlist is None or source is None:
            return logits
        more = source.unique()  # type: ignore[no-untyped-call]
        more = more[~shortlist.holds[more]]
        weight, bias = self.network.output.weight, self.network.output.bias
        return replace(
            logits,
            tokens=torch.cat((shortlist.tokens, more, more.new_zeros(1))),
            weight=weight[more],
            bias=None if bias is None else bias[more],
        )

    @torch.inference_mode(False)
    @torch.no_grad()
    def _whole_output(self) -> nn.Module:
        """Exact for every token: a given one need not be among the best, and in a search only those are."""
        with self._packing:
            if self._whole is None:
                self._whole = pack(self.network.output.weight, self.network.output.bias)
        return self._whole

    def _bias(self, length: int, places: Tensor) -> Tensor:
        """Of the self-attention by distance, (sentences, heads, 1, columns)."""
        assert self.network.target_bias is not None
        bias: Tensor = self.network.target_bias(1, length + 1)
        return bias[:, 0, places].transpose(0, 1)[:, :, None]

    def _pull(self, token: Tensor, state: PackedState) -> Tensor | None:
        """What draws the head that copies, (sentences x heads, each, source); see `Transformer._pull`."""
        tokens = state.source.tokens
        if tokens is None or state.latest is None:
            return None
        source = tokens.repeat_interleave(state.rows // state.sentences, 0)
        pull = going_on(token[:, None], state.latest, source).view(state.sentences, 1, -1, source.shape[1])
        return F.pad(pull, (0, 0, 0, 0, 0, self.heads - 1)).flatten(0, 1)


def _mask(mask: Tensor, heads: int, dtype: torch.dtype) -> Tensor | None:
    """What is added to energies, (sentences x heads, 1, source); None where all tokens are real.

    mask (sentences, source).
    """
    if mask.all():
        return None
    added = torch.zeros_like(mask, dtype=dtype).masked_fill(~mask, -torch.inf)
    return added.repeat_interleave(heads, 0)[:, None]
