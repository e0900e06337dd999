"""Copying: a network that may take its next token from the source (pointer-generator networks).

See, Liu, Manning 2017, "Get to the point: summarization with pointer-generator networks", section 2.2.
Source and target share a vocab with byte fallback, so the paper's extended vocab is not needed.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from engine.networks.contract import Pointing


def mixed(logits: Tensor, pointing: Pointing, source: Tensor) -> Tensor:
    """Log-probabilities (rows, target, vocab) of both ways to write together: equation (9).

    logits (rows, target, vocab) of the own words; source (rows, source) tokens.
    """
    written = logits.float().softmax(-1) * pointing.gate[..., None].float().sigmoid()
    copied = pointing.attention.float() * (-pointing.gate[..., None].float()).sigmoid()
    places = source[:, None].expand_as(copied)
    return written.scatter_add(-1, places, copied).clamp(min=torch.finfo(torch.float32).tiny).log()


def ways(pointing: Pointing, source: Tensor, gold: Tensor) -> Tensor:
    """(rows, target, 2): the log-probability of using the own words, and of copying exactly `gold`.

    gold (rows, target). What training needs of the mixture, without a (rows, target, vocab) tensor.
    """
    gate = pointing.gate.float()
    found = pointing.attention.float() * (source[:, None] == gold[..., None])
    copied = found.sum(-1).clamp(min=torch.finfo(torch.float32).tiny).log()
    return torch.stack((F.logsigmoid(gate), F.logsigmoid(-gate) + copied), -1)
