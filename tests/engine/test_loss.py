"""The fused loss is torch's own cross-entropy, in value and in gradient."""

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from engine.training.loss import projected_cross_entropy

VOCAB, WIDTH = 11, 5


def case(rows: int, bias: bool) -> tuple[Tensor, nn.Linear, Tensor]:
    torch.manual_seed(rows)
    hidden = torch.randn(rows, WIDTH, requires_grad=True)
    return hidden, nn.Linear(WIDTH, VOCAB, bias=bias), torch.randint(VOCAB, (rows,))


@pytest.mark.parametrize("rows", [1, 511, 512, 513, 1100])  # around the border of a chunk
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("bias", [False, True])
def test_loss_and_gradients_are_those_of_torch(rows: int, smoothing: float, bias: bool) -> None:
    hidden, output, gold = case(rows, bias)
    learnt = [hidden, *output.parameters()]
    loss, surprise = projected_cross_entropy(hidden, output, gold, smoothing)
    wanted = cross_entropy(output(hidden), gold, label_smoothing=smoothing)
    torch.testing.assert_close(loss / rows, wanted, rtol=0, atol=1e-6)
    torch.testing.assert_close(surprise / rows, cross_entropy(output(hidden), gold), rtol=0, atol=1e-6)
    gradients = torch.autograd.grad(loss / rows, learnt)
    for ours, theirs in zip(gradients, torch.autograd.grad(wanted, learnt), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=0, atol=1e-6)


def test_surprise_teaches_nothing() -> None:
    _, surprise = projected_cross_entropy(*case(3, True), 0.1)
    assert not surprise.requires_grad


def test_bfloat16_follows_float32() -> None:
    hidden, output, gold = case(600, True)
    exact, _ = projected_cross_entropy(hidden, output, gold, 0.1)
    rough, _ = projected_cross_entropy(hidden.bfloat16(), output.bfloat16(), gold, 0.1)
    assert rough.dtype == torch.float32
    torch.testing.assert_close(rough, exact, rtol=0.01, atol=0)
