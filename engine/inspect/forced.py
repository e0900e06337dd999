"""Forced decoding: the decoder is fed a given target, whatever it would have written itself."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.networks.contract import Seq2Seq
from engine.text.tokenizer import BOS, PAD


@torch.inference_mode()
def forced_decoding(network: Seq2Seq, source: Tensor, mask: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """The target's log-probabilities, (batch, target), in nats, and the attention that each step paid.

    The attention is (batch, target, layers, heads, source).

    target (batch, target) ends with EOS and is filled with PAD, whose log-probability is 0.
    """
    state = network.start(network.encode(source, mask))
    token = torch.full_like(target[:, 0], BOS)
    scores, attention = [], []
    for column in target.unbind(1):
        step = network.step(token, state)
        logits = step.logits.float()
        scores.append(logits.gather(1, column[:, None])[:, 0] - logits.logsumexp(1))
        attention.append(step.attention)
        token, state = column, step.state
    return torch.stack(scores, 1) * (target != PAD), torch.stack(attention, 1)
