"""What each source token does for some tokens of the target, by three ways that do not ask the attention.

Whether attention explains a prediction is disputed (Jain and Wallace 2019, "Attention is not
explanation"; Wiegreffe and Pinter 2019, "Attention is not not explanation"); these are what it is
compared with there. Everything is in nats of the target tokens' log-probability.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Sequence

import numpy as np
import torch
from torch import Tensor

from engine.checkpoint import Model
from engine.errors import BadInput
from engine.events import Explained, Explaining
from engine.inspect.gradients import reading
from engine.inspect.inspection import given
from engine.networks.contract import Network
from engine.requests import Explain
from engine.text.tokenizer import BOS, PAD

STEPS = 64  # of the integral, at Gauss and Legendre's places
_ROWS = 32  # of a batch, at most
_ENERGIES = 2_000_000  # of a head in a batch, at most: of a long text fewer rows are taken at once

Batches = Generator[None, None, Tensor]  # yields after each, so that it may be ended there


def explain(model: Model, request: Explain) -> Iterator[Explaining | Explained]:
    """How far it is, and in the end the answer. Raises Failure, such as BadInput."""
    read, written = given(model, request)
    source, target = (torch.tensor(side, device=model.device) for side in (read.tokens, written))
    words = request.words
    if not request.places or not all(0 <= place < len(target) for place in request.places):
        raise BadInput("There is nothing to explain at this place.")
    if any(not 0 <= piece < len(source) for word in words for piece in word):
        raise BadInput("The source has no such words.")
    network, places = model.network, request.places
    start = read.decoder_start
    rows, done = _rows(source), 0
    total = math.ceil((len(words) + 1) / rows) + math.ceil((STEPS + 2) / rows)
    found: list[list[float]] = []
    pieces = sorted({piece for word in words for piece in word})
    for ways in (
        occlusion(network, source, target, places, words, start),
        integrated_gradients(network, source, target, places, pieces, start),
    ):
        try:
            while True:
                next(ways)
                done += 1
                yield Explaining(number=request.number, done=done, total=total)
        except StopIteration as end:
            found.append(end.value.tolist())
    left_out, (score, baseline, *integrated) = found
    gradient = gradient_times_input(network, source, target, places, start).tolist()
    yield Explained(
        number=request.number,
        occlusion=tuple(left_out),
        gradient=tuple(sum(gradient[piece] for piece in word) for word in words),
        integrated=tuple(sum(integrated[piece] for piece in word) for word in words),
        score=score,
        baseline=baseline,
    )


def _rows(source: Tensor) -> int:
    return min(max(_ENERGIES // len(source) ** 2, 1), _ROWS)


def log_probability(
    network: Network,
    source: Tensor,
    mask: Tensor,
    target: Tensor,
    places: Sequence[int],
    start: Sequence[int] = (BOS,),
) -> Tensor:
    """Of the tokens at these places of the target (target,), together; (rows,), one for each source.

    start: what the decoder reads before the target.
    """
    read = torch.cat((target.new_tensor(start), target[:-1])).expand(len(source), -1)
    nats = network(source, mask, read)[:, len(start) - 1 :].log_softmax(-1)
    at = torch.tensor(places, device=target.device)
    chosen: Tensor = nats[:, at].gather(2, target[at].expand(len(source), -1)[..., None])
    return chosen.sum((1, 2))


@torch.inference_mode()
def occlusion(
    network: Network,
    source: Tensor,
    target: Tensor,
    places: Sequence[int],
    words: Sequence[Sequence[int]],
    start: Sequence[int] = (BOS,),
) -> Batches:
    """For each word, given as places in the source (source,), by how much the log-probability falls
    without it; (words,). The word is left out, and the others move together."""
    kept = [[p for p in range(len(source)) if p not in word] for word in ((), *words)]
    rows = source.new_full((len(kept), len(source)), PAD)
    mask = torch.zeros(rows.shape, dtype=torch.bool, device=source.device)
    for row, places_kept in enumerate(kept):
        rows[row, : len(places_kept)] = source[places_kept]
        mask[row, : len(places_kept)] = True
    scores, size = [], _rows(source)
    for some, real in zip(torch.split(rows, size), torch.split(mask, size), strict=True):
        scores.append(log_probability(network, some, real, target, places, start))
        yield
    whole, *without = torch.cat(scores)
    fallen: Tensor = whole - torch.stack(without) if without else whole.new_empty(0)
    return fallen


def gradient_times_input(
    network: Network,
    source: Tensor,
    target: Tensor,
    places: Sequence[int],
    start: Sequence[int] = (BOS,),
) -> Tensor:
    """The product of each token's vector and its gradient; (source,). Denil, Demiraj, de Freitas 2014,
    "Extraction of salient sentences from labelled documents"."""
    embedded: list[Tensor] = []

    def keep(vectors: Tensor) -> Tensor:
        embedded.append(vectors.requires_grad_())
        return vectors

    with reading(network, keep):
        mask = torch.ones_like(source[None], dtype=torch.bool)
        score = log_probability(network, source[None], mask, target, places, start)
        (gradient,) = torch.autograd.grad(score.sum(), embedded)
    return (gradient * embedded[0].detach()).sum(-1)[0]


def integrated_gradients(
    network: Network,
    source: Tensor,
    target: Tensor,
    places: Sequence[int],
    pieces: Sequence[int],
    start: Sequence[int] = (BOS,),
    steps: int = STEPS,
) -> Batches:
    """For each token its part in the difference between the source and one whose `pieces` are empty.

    Sundararajan, Taly, Yan 2017, "Axiomatic attribution for deep networks", equation (1). An empty token
    is the vector 0 at its place; those that are not in `pieces`, such as the language tag, stay. Returns
    (2 + source,): the log-probability after the source and after the empty one, and the parts, which add up
    to the difference of the two.
    """
    # Half of the way is done near the empty source, where layer norms make the slope steep: the share is
    # the square of what runs evenly.
    nodes, parts = np.polynomial.legendre.leggauss(steps)
    evenly = (nodes + 1) / 2
    embedded: list[Tensor] = []
    shares = torch.cat((torch.tensor([0.0, 1.0]), torch.from_numpy(evenly**2)))
    empty = torch.zeros(len(source), dtype=torch.bool, device=source.device)
    empty[list(pieces)] = True
    attribution: Tensor | None = None
    ends: list[float] = []
    for some in torch.split(shares, _rows(source)):

        def on_the_way(vectors: Tensor, some: Tensor = some) -> Tensor:
            share = torch.where(empty[:, None], some.to(vectors)[:, None, None], 1.0)
            embedded.append(vectors[:1])
            embedded.append((vectors * share).requires_grad_())
            return embedded[-1]

        with reading(network, on_the_way):
            rows = source.expand(len(some), -1)
            mask = torch.ones_like(rows, dtype=torch.bool)
            scores = log_probability(network, rows, mask, target, places, start)
            (gradient,) = torch.autograd.grad(scores.sum(), embedded[-1:])
        ends += scores.tolist()
        done = len(ends) - len(some)
        weights = torch.from_numpy(np.concatenate(((0, 0), parts * evenly))[done : done + len(some)])
        mean = (gradient * weights.to(gradient)[:, None, None]).sum(0)
        part = (mean * embedded[-2][0] * empty[:, None]).sum(-1)
        attribution = part if attribution is None else attribution + part
        yield
    assert attribution is not None
    return torch.cat((attribution.new_tensor([ends[1], ends[0]]), attribution))
