"""Lenses: what looks at the attention of a network on its way, or changes it by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.errors import BadInput
from engine.events import SelfAttention
from engine.networks.contract import Encoded, Lens, Network, Seq2Seq, State, Step
from engine.requests import Cut


@dataclass(frozen=True)
class Through:
    """A network seen through a lens. It keeps to `contract.Seq2Seq`: search and forced decoding use it
    as any other, and nothing is left behind in the network."""

    network: Network
    lens: Lens

    def encode(self, source: Tensor, mask: Tensor) -> Encoded:
        return self.network.encode(source, mask, self.lens)

    def start(self, encoded: Encoded) -> State:
        return self.network.start(encoded)

    def step(self, token: Tensor, state: State) -> Step:
        return self.network.step(token, state)

    def forward(self, source: Tensor, mask: Tensor, target: Tensor) -> Tensor:
        raise NotImplementedError("teacher forcing does not look through a lens")


@dataclass(frozen=True)
class Camera:
    """A lens that keeps what it sees, after another lens has changed it."""

    before: Lens | None = None
    seen: dict[tuple[str, int], list[Tensor]] = field(default_factory=lambda: defaultdict(list))
    developed: dict[tuple[int, int], NDArray[np.float32]] = field(default_factory=dict)  # see `looks`

    def __call__(self, kind: str, layer: int, weights: Tensor) -> Tensor:
        if self.before is not None:
            weights = self.before(kind, layer, weights)
        self.seen[kind, layer].append(weights)
        return weights

    def looks(self, origins: Sequence[int], started: int) -> SelfAttention:
        """The self-attention of a hypothesis of a search through this camera.

        origins: the row in which each token was written. started: tokens that the decoder read before; what
        was paid to them goes to one place. What is known of a step is kept: drafts share it.
        """
        if not self.developed:
            self.developed[-1, 0] = self.attention("encoder").float().numpy(force=True)
        layers = [tensors for (of, _), tensors in sorted(self.seen.items()) if of == "decoder"]
        if not layers:
            return SelfAttention(self.developed[-1, 0], ())
        # Before the first step the network may have been tried, to see how much memory it takes.
        first = max(step for step, weights in enumerate(layers[0]) if weights.shape[-1] == started)
        for step, row in enumerate(origins):
            if (step, row) not in self.developed:
                paid = torch.stack([weights[first + step][row, :, -1] for weights in layers])
                self.developed[step, row] = _from_start(paid, started).float().numpy(force=True)
        return SelfAttention(self.developed[-1, 0], tuple(self.developed[at] for at in enumerate(origins)))

    def attention(self, kind: str, row: int = 0) -> Tensor:
        """(layers, heads, queries, memory) of one row; where the memory grew from step to step, filled
        with 0. Without layers where none was paid."""
        layers = [tensors for (of, _), tensors in sorted(self.seen.items()) if of == kind]
        if not layers:
            return torch.empty(0, 0, 0, 0)
        longest = max(weights.shape[-1] for weights in layers[0])
        return torch.stack([torch.cat([_filled(w[row], longest) for w in tensors], 1) for tensors in layers])


def through_camera(network: Seq2Seq) -> tuple[Through, Camera]:
    """The network, seen through a camera; surgery is seen as it is done."""
    if isinstance(network, Through):
        camera = Camera(network.lens)
        return Through(network.network, camera), camera
    assert isinstance(network, Network), "only our own networks have lenses"
    camera = Camera()
    return Through(network, camera), camera


def written_by(paid: Tensor, started: int) -> Tensor:
    """Decoder self-attention (…, queries, keys) of the steps that wrote something; see `_from_start`."""
    return _from_start(paid[..., started - 1 :, :], started) if paid.numel() else paid


def _from_start(paid: Tensor, started: int) -> Tensor:
    """What the decoder read before it wrote, as one place (…, keys)."""
    if started == 1:
        return paid
    return torch.cat((paid[..., :started].sum(-1, keepdim=True), paid[..., started:]), -1)


def _filled(weights: Tensor, length: int) -> Tensor:
    return torch.nn.functional.pad(weights, (0, length - weights.shape[-1]))


def operated(network: Network, cuts: Sequence[Cut]) -> Through | None:
    """The network under surgery; None if there is none, and it may be run in a faster way."""
    return Through(network, surgery(cuts)) if cuts else None


def surgery(cuts: Sequence[Cut]) -> Lens:
    """A lens that makes these changes, one after another. See `Cut`.

    Weights that are exactly 0 are of places that may not be looked at, and stay so. BadInput if a head
    or a place is not there.
    """
    for cut in cuts:
        if cut.how not in _CHANGES:
            raise BadInput(f"Attention cannot be changed to {cut.how!r}, only to {', '.join(_CHANGES)}.")

    def operate(kind: str, layer: int, weights: Tensor) -> Tensor:
        for cut in cuts:
            if cut.attention == kind and cut.layer in (None, layer):
                weights = _changed(cut, weights)
        return weights

    return operate


def _changed(cut: Cut, weights: Tensor) -> Tensor:
    if cut.head is None:
        return _CHANGES[cut.how](cut, weights)
    if not 0 <= cut.head < weights.shape[1]:
        raise BadInput(f"There is no head {cut.head + 1}: this layer has {weights.shape[1]}.")
    changed = weights.clone()
    one = slice(cut.head, cut.head + 1)
    changed[:, one] = _CHANGES[cut.how](cut, weights[:, one])
    return changed


def _flat(_: Cut, weights: Tensor) -> Tensor:
    seen = (weights > 0).to(weights.dtype)
    return seen / seen.sum(-1, keepdim=True).clamp(min=1)


def _shuffled(cut: Cut, weights: Tensor) -> Tensor:
    random = torch.Generator().manual_seed(cut.seed)
    return weights[..., torch.randperm(weights.shape[-1], generator=random).to(weights.device)]


def _off(_: Cut, weights: Tensor) -> Tensor:
    return torch.zeros_like(weights)


def _moved(cut: Cut, weights: Tensor) -> Tensor:
    length = weights.shape[-1]
    places, to = ([p for p in these if p < length] for these in (cut.places, cut.to))
    if cut.attention != "decoder" and len(places) + len(to) < len(cut.places) + len(cut.to):
        raise BadInput(f"There is no token {max((*cut.places, *cut.to)) + 1}: the source has {length}.")
    if not places:
        return weights
    moved = weights.clone()
    moved[..., places] = 0
    if to:
        moved[..., to] += weights[..., places].sum(-1, keepdim=True) / len(to)
        return moved
    rest = moved.sum(-1, keepdim=True)
    # A head that looked nowhere else keeps what it had.
    return torch.where(rest > 0, moved * weights.sum(-1, keepdim=True) / rest.clamp(min=1e-30), weights)


_CHANGES = {"flat": _flat, "shuffled": _shuffled, "off": _off, "moved": _moved}
