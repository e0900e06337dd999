"""Forced decoding: the decoder is fed a given target, whatever it would have written itself."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from engine.checkpoint import Model
from engine.errors import BadInput
from engine.networks.contract import Seq2Seq
from engine.tasks.sentences import given_target, source_tokens
from engine.text.tokenizer import BOS, PAD

_CACHED = 16  # rows of logits


@torch.inference_mode()
def forced_decoding(
    network: Seq2Seq,
    source: Tensor,
    mask: Tensor,
    target: Tensor,
    decoder_start: Sequence[int] = (BOS,),
    pad: int = PAD,
) -> tuple[Tensor, Tensor]:
    """The target's log-probabilities, (batch, target), in nats, and the attention that each step paid.

    The attention is (batch, target, layers, heads, source). target (batch, target) ends with EOS and is
    filled with `pad`, whose log-probability is 0. decoder_start: what the decoder reads before that.
    """
    state = network.start(network.encode(source, mask))
    for first in decoder_start[:-1]:
        state = network.step(torch.full_like(target[:, 0], first), state).state
    token = torch.full_like(target[:, 0], decoder_start[-1])
    scores, attention = [], []
    for column in target.unbind(1):
        step = network.step(token, state)
        logits = step.logits.float()
        scores.append(logits.gather(1, column[:, None])[:, 0] - logits.logsumexp(1))
        attention.append(step.attention)
        token, state = column, step.state
    return torch.stack(scores, 1) * (target != pad), torch.stack(attention, 1)


@torch.inference_mode()
def log_probabilities(network: Seq2Seq, source: Tensor, mask: Tensor, target: Tensor) -> Tensor:
    """Those of `forced_decoding`, all places at once: quicker, and without attention."""
    read = torch.cat((torch.full_like(target[:, :1], BOS), target[:, :-1]), 1)
    logits = network.forward(source, mask, read).float()
    # Few rows at a time, which stay in the processor's cache: a third of the time (one thread of a Zen 5).
    sums = torch.cat([rows.logsumexp(1) for rows in torch.split(logits.flatten(0, 1), _CACHED)])
    return (logits.gather(2, target[..., None])[..., 0] - sums.view_as(target)) * (target != PAD)


def force(model: Model, source: str, target: str, a: str, b: str) -> tuple[Tensor, Tensor]:
    """`forced_decoding` of one pair of texts, each as one sentence, in languages a and b.

    Log-probabilities (target,) and attention (target, layers, heads, source). BadInput if one is too long.
    """
    tokenizer = model.tokenizer
    read, decoder_start = source_tokens(source, model, a, b), tokenizer.decoder_start(b)
    written = (*tokenizer.encode(given_target(source, target, model, a, b))[0], tokenizer.eos)
    if max(len(read), len(decoder_start) - 1 + len(written)) > model.network.longest:
        raise BadInput(f"A pair is too long for {model.card.name}: {len(read)} and {len(written)} tokens.")
    tokens = torch.tensor([read], device=model.device)
    nats, attention = forced_decoding(
        model.network,
        tokens,
        torch.ones_like(tokens, dtype=torch.bool),
        torch.tensor([written], device=model.device),
        decoder_start,
        tokenizer.pad,
    )
    return nats[0], attention[0]


def score(model: Model, source: str, target: str, a: str, b: str) -> tuple[float, int]:
    """The target's log-probability in nats and its token count, EOS counted."""
    nats, _ = force(model, source, target, a, b)
    return nats.sum().item(), len(nats)
