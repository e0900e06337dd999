"""From the last state of the decoder to logits: of the whole vocab, or of a shortlist."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.kernels.linear import pack_output


class Output(nn.Module):
    """Logits of the whole vocab."""

    def __init__(self, output: nn.Linear, precision: str) -> None:
        super().__init__()
        self.packed = pack_output(output.weight.detach(), _detached(output.bias), precision)

    def forward(self, x: Tensor, weight: Tensor | None, bias: Tensor | None) -> Tensor:  # noqa: ARG002
        """(rows, vocab) of x (rows, width)."""
        logits: Tensor = self.packed(x)
        return logits


class ShortOutput(nn.Module):
    """Logits of the tokens of a shortlist, of a few more, and one of all others together.

    The logits of the others are spread about their mean much as in a normal distribution, so that the mean
    and the variance tell the sum that they add to a softmax: of the log-probabilities of the shipped
    translator, what this gets wrong has a deviation of 0.007 nats; without others it would be 0.04, about a
    mean of 0.07.
    """

    def __init__(self, output: nn.Linear, tokens: Tensor, precision: str) -> None:
        super().__init__()
        weight, bias = output.weight.detach(), _detached(output.bias)
        self.packed = pack_output(weight[tokens], None if bias is None else bias[tokens], precision)
        others = torch.ones(len(weight), dtype=torch.bool, device=weight.device).index_fill(0, tokens, False)
        # A logit is the product of these with the state and a 1.
        joint = torch.cat((weight, weight.new_zeros(len(weight), 1) if bias is None else bias[:, None]), 1)
        joint = joint[others].double()
        mean = joint.mean(0) if len(joint) else joint.new_zeros(joint.shape[1])
        values, vectors = torch.linalg.eigh((joint - mean).T @ (joint - mean) / max(len(joint), 1))
        spread = (vectors * values.clamp(min=0).sqrt()).T.float()
        self.mean, self.middle = mean[None, :-1].float(), mean[-1:].float()
        self.count = torch.tensor([float(len(joint))], device=weight.device).log()
        self.spread, self.spread_middle = spread[:, :-1].contiguous(), spread[:, -1].contiguous()

    def forward(self, x: Tensor, weight: Tensor | None, bias: Tensor | None) -> Tensor:
        """(rows, tokens and more, and 1) of x (rows, width); weight (more, width), bias (more,) of more."""
        spread = F.linear(x, self.spread, self.spread_middle)
        others = F.linear(x, self.mean, self.middle) + 0.5 * (spread * spread).sum(1, keepdim=True)
        logits: list[Tensor] = [self.packed(x)]
        if weight is not None:
            logits.append(F.linear(x, weight, bias))
        logits.append(others + self.count)
        return torch.cat(logits, 1)


def _detached(bias: Tensor | None) -> Tensor | None:
    return None if bias is None else bias.detach()
