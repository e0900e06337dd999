"""Copying: a network that may take its next token from the source (pointer-generator networks).

See, Liu, Manning 2017, "Get to the point: summarization with pointer-generator networks", section 2.2.
Source and target share a vocab with byte fallback, so the paper's extended vocab is not needed.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from engine.networks.contract import Pointing

# Added to the energy of what follows a token just written, and again where the one before fits too. Words
# are several pieces long: without this a small network starts many and finishes few.
_FOLLOWING = 3.0


def going_on(target: Tensor, before: Tensor, source: Tensor) -> Tensor:
    """(rows, new, source): what speaks for copying each place of the source next, because those before it
    were just written.

    target (rows, new): the token written last at each place; before (rows, 1): the one before the first of
    them, -1 if there is none; source (rows, source). After the selective read of Gu et al. 2016,
    "Incorporating copying mechanism in sequence-to-sequence learning", section 3.3.
    """
    earlier = torch.cat((before, target[:, :-1]), 1)
    one = F.pad(source, (1, 0), value=-2)[:, None, :-1] == target[..., None]
    two = F.pad(source, (2, 0), value=-2)[:, None, :-2] == earlier[..., None]
    return _FOLLOWING * (one.float() + (one & two).float())


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
