"""A network that copies: the mixture is a distribution, and training sees the same one as the search."""

import pytest
import torch
from torch import Tensor, nn

from engine.networks.attention import masked_softmax
from engine.networks.contract import Pointing
from engine.networks.copying import going_on, mixed, ways
from engine.networks.transformer import Transformer
from engine.text.tokenizer import BOS
from engine.training.loss import projected_cross_entropy
from tests.engine.networks import TABLES, sources, tiny

VOCAB, WIDTH, PLACES = 7, 5, 3


@pytest.fixture
def network() -> Transformer:
    made = tiny(TABLES["copying transformer"])
    assert isinstance(made, Transformer)
    return made


def case() -> tuple[Tensor, Tensor, Pointing, Tensor, nn.Linear, Tensor]:
    """Hidden states, energies, where they point, the source, the output layer, and the right tokens."""
    torch.manual_seed(4)
    source, mask = sources(VOCAB)
    rows = len(source)
    energies = torch.randn(rows, PLACES, source.shape[1], requires_grad=True)
    pointing = Pointing(
        torch.randn(rows, PLACES, requires_grad=True), masked_softmax(energies, mask[:, None])
    )
    hidden = torch.randn(rows, PLACES, WIDTH, requires_grad=True)
    gold = torch.tensor([[4, 5, 6], [6, 6, 3], [5, 0, 4]])  # some stand in their source, some do not
    return hidden, energies, pointing, source, nn.Linear(WIDTH, VOCAB, bias=False), gold


def test_mixture_is_that_of_the_paper() -> None:
    hidden, _, pointing, source, output, _ = case()
    logits = output(hidden)
    found = mixed(logits, pointing, source).exp()
    own, gate = logits.softmax(-1), pointing.gate.sigmoid()
    for row in range(len(source)):
        for place in range(PLACES):
            wanted = gate[row, place] * own[row, place]
            for token, weight in zip(source[row], pointing.attention[row, place], strict=True):
                wanted = wanted + (1 - gate[row, place]) * weight * (torch.arange(VOCAB) == token)
            torch.testing.assert_close(found[row, place], wanted)
    torch.testing.assert_close(found.sum(-1), torch.ones(len(source), PLACES))


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_fused_loss_and_gradients_are_those_of_the_mixture(smoothing: float) -> None:
    hidden, energies, pointing, source, output, gold = case()
    learnt = [hidden, output.weight, pointing.gate, energies]
    right = -mixed(output(hidden), pointing, source).gather(-1, gold[..., None]).sum()
    own = -output(hidden).log_softmax(-1).mean(-1).sum()
    wanted = (1 - smoothing) * right + smoothing * own
    copied = ways(pointing, source, gold).flatten(0, 1)
    loss, surprise = projected_cross_entropy(hidden.flatten(0, 1), output, gold.flatten(), smoothing, copied)
    torch.testing.assert_close(loss, wanted)
    torch.testing.assert_close(surprise, right)
    gradients = torch.autograd.grad(loss, learnt, retain_graph=True)
    for ours, theirs in zip(gradients, torch.autograd.grad(wanted, learnt), strict=True):
        torch.testing.assert_close(ours, theirs)


def test_what_was_written_draws_to_what_follows_it() -> None:
    source = torch.tensor([[4, 5, 6, 5, 4, 5], [6, 6, 6, 3, 0, 0]])
    target, before = torch.tensor([[4, 5], [6, 6]]), torch.tensor([[-1], [5]])
    pull = going_on(target, before, source)
    once, twice = float(pull[pull > 0].min()), float(pull.max())
    assert (0, 2 * once) == (float(pull.min()), twice)
    assert (pull[0, 0] > 0).tolist() == [False, True, False, False, False, True]  # after 4
    assert pull[0, 1].tolist() == [0, 0, twice, 0, once, 0]  # after 4 5, and after another 5
    assert pull[1, 1].tolist() == [0, once, twice, twice, 0, 0]


@torch.no_grad()
def test_with_a_closed_gate_only_real_source_tokens_are_written(network: Transformer) -> None:
    assert network.gate is not None
    nn.init.constant_(network.gate.bias, -100.0)
    source, mask = sources()
    step = network.step(torch.full((3,), BOS), network.start(network.encode(source, mask)))
    likely = step.logits.exp()
    torch.testing.assert_close(likely.sum(1), torch.ones(3))
    for row in range(3):
        assert set(likely[row].gt(1e-6).nonzero()[:, 0].tolist()) == set(source[row][mask[row]].tolist())
    # What is shown is what was copied.
    for row in range(3):
        for token in source[row][mask[row]]:
            weight = step.attention[row, -1, 0][source[row] == token].sum()
            torch.testing.assert_close(likely[row, token], weight)


@torch.no_grad()
def test_with_an_open_gate_nothing_is_copied(network: Transformer) -> None:
    assert network.gate is not None
    nn.init.constant_(network.gate.bias, 100.0)
    source, mask = sources()
    target = torch.full((3, 1), BOS)
    own = network.output(network.hidden(source, mask, target)).log_softmax(-1)
    torch.testing.assert_close(network.forward(source, mask, target), own)
