"""Recurrent networks compute what torch's own layers and the papers' formulas say."""

from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.networks.attention import AdditiveAttention, DotAttention, GeneralAttention
from engine.networks.build import build
from engine.networks.cells import CELLS, backwards
from engine.networks.contract import Network
from engine.networks.recurrent import Recurrent, RecurrentConfig
from engine.search.options import DecodingOptions
from engine.search.search import outcome, search
from engine.text.tokenizer import BOS, EOS, PAD
from tests.engine.networks import sources, tiny

TARGET = torch.tensor([[BOS, 4, 6, 5], [BOS, 5, 5, EOS], [BOS, 6, 4, 4]])
CONFIG = RecurrentConfig(vocab=7, width=6, cell="lstm", dropout=0.0)


def recurrent(**table: Any) -> Recurrent:
    network = tiny({"kind": "recurrent", **table})
    assert isinstance(network, Recurrent)
    return network


def torchs_own(cell: str, ours: nn.Module, read: int, **how: Any) -> nn.RNNBase:
    theirs = CELLS[cell](read, batch_first=True, **how)
    theirs.load_state_dict(ours.state_dict())
    return theirs


def embedded(network: Recurrent, tokens: Tensor) -> Tensor:
    return F.embedding(tokens, network.embedding.weight) * 6**0.5


def final(state: Any) -> Tensor:
    """The top layer's hidden vectors of torch's state."""
    hidden: Tensor = (state[0] if isinstance(state, tuple) else state)[-1]
    return hidden


@pytest.mark.parametrize("cell", list(CELLS))
@torch.no_grad()
def test_without_attention_it_is_torchs_encoder_and_decoder(cell: str) -> None:
    network = recurrent(cell=cell, encoder_layers=2, decoder_layers=2)
    encoder = torchs_own(cell, network.encoder.layers, 6, hidden_size=6, num_layers=2)
    decoder = torchs_own(cell, network.decoder.layers, 6, hidden_size=6, num_layers=2)
    source, mask = sources()
    logits = network(source, mask, TARGET)
    for row, real in enumerate(mask.sum(1)):
        _, last = encoder(embedded(network, source[row : row + 1, :real]))
        outputs, _ = decoder(embedded(network, TARGET[row : row + 1]), last)
        assert torch.allclose(logits[row], F.linear(outputs[0], network.output.weight), atol=1e-6)


@pytest.mark.parametrize("cell", list(CELLS))
@torch.no_grad()
def test_a_reversed_source_is_read_from_its_end(cell: str) -> None:
    network, straight = recurrent(cell=cell, source="reversed"), recurrent(cell=cell)
    source, mask = sources()
    for row, real in enumerate(mask.sum(1)):
        one = source[row : row + 1, :real]
        expected = straight(one.flip(1), one > 0, TARGET[row : row + 1])
        assert torch.allclose(network(source, mask, TARGET)[row], expected[0], atol=1e-6)


@pytest.mark.parametrize("cell", list(CELLS))
@torch.no_grad()
def test_a_two_way_encoder_is_torchs_and_hands_on_both_ends(cell: str) -> None:
    network = recurrent(cell=cell, encoder="two-way")
    encoder = torchs_own(cell, network.encoder.layers, 6, hidden_size=3, bidirectional=True)
    source, mask = sources()
    encoded = network.encode(source, mask)
    for row, real in enumerate(mask.sum(1)):
        memory, _ = encoder(embedded(network, source[row : row + 1, :real]))
        assert torch.allclose(encoded.memory[row, :real], memory[0], atol=1e-6)
        ends = torch.cat((memory[0, -1, :3], memory[0, 0, 3:]))
        assert torch.allclose(encoded.last[0][row, 0], ends, atol=1e-6)


@torch.no_grad()
def test_the_context_is_the_last_state_or_the_mean_of_all() -> None:
    source, mask = sources()
    for context in ("transformed", "mean"):
        network = recurrent(cell="lstm", context=context, peeky=True, decoder_layers=2)
        encoded = network.encode(source, mask)
        state = network.start(encoded)
        assert network.bridge is not None
        found = network.context(source, mask)
        assert found is not None
        assert torch.equal(found, state.context)
        for row, real in enumerate(mask.sum(1)):
            memory = encoded.memory[row, :real]
            expected = memory.mean(0) if context == "mean" else memory[-1]
            assert torch.allclose(state.context[row], expected, atol=1e-6)
            first = torch.tanh(network.bridge(expected)).view(2, 2, 6)
            for part, cells in zip(first, state.cells, strict=True):
                assert torch.allclose(cells[row], part, atol=1e-6)
    assert recurrent(cell="gru", attention="dot").context(source, mask) is None


@torch.no_grad()
def test_a_peeky_decoder_sees_the_context_at_every_step_and_in_every_output() -> None:
    network = recurrent(cell="gru", peeky=True)
    source, mask = sources()
    encoded = network.encode(source, mask)
    context = encoded.last[0][:, -1:].expand(-1, 4, -1)
    decoder = torchs_own("gru", network.decoder.layers, 12, hidden_size=6)
    outputs, _ = decoder(
        torch.cat((embedded(network, TARGET), context), 2), encoded.last[0].transpose(0, 1).contiguous()
    )
    assert network.readout is not None
    hidden = torch.tanh(network.readout(torch.cat((outputs, context), 2)))
    assert torch.allclose(network(source, mask, TARGET), network.output(hidden), atol=1e-6)


@torch.no_grad()
def test_attention_before_the_cell_follows_bahdanau() -> None:
    network = recurrent(cell="gru", attention="additive", place="before")
    cell = nn.GRUCell(12, 6)
    cell.load_state_dict({k.removesuffix("_l0"): v for k, v in network.decoder.layers.state_dict().items()})
    source, mask = sources()
    real = int(mask[2].sum())
    memory = network.encode(source[2:, :real], mask[2:, :real]).memory[0]
    attention, readout = network.attention, network.readout
    assert isinstance(attention, AdditiveAttention)
    assert readout is not None
    hidden, logits = memory[-1], []
    for token in TARGET[2]:
        energies = [
            attention.energy.weight[0]
            @ torch.tanh(attention.query.weight @ hidden + attention.key.weight @ m + attention.key.bias)
            for m in memory
        ]
        context = torch.stack(energies).softmax(0) @ memory
        hidden = cell(torch.cat((embedded(network, token), context))[None], hidden[None])[0]
        logits.append(network.output(torch.tanh(readout(torch.cat((hidden, context))))))
    assert torch.allclose(network(source, mask, TARGET)[2], torch.stack(logits), atol=1e-5)


@torch.no_grad()
def test_attention_after_the_cell_with_input_feeding_follows_luong() -> None:
    network = recurrent(cell="rnn", attention="general", input_feeding=True)
    cell = nn.RNNCell(12, 6)
    cell.load_state_dict({k.removesuffix("_l0"): v for k, v in network.decoder.layers.state_dict().items()})
    source, mask = sources()
    real = int(mask[0].sum())
    memory = network.encode(source[:1, :real], mask[:1, :real]).memory[0]
    attention, readout = network.attention, network.readout
    assert isinstance(attention, GeneralAttention)
    assert readout is not None
    hidden, fed, logits = memory[-1], torch.zeros(6), []
    for token in TARGET[0]:
        hidden = cell(torch.cat((embedded(network, token), fed))[None], hidden[None])[0]
        weights = torch.stack([hidden @ attention.key.weight @ m for m in memory]).softmax(0)
        fed = torch.tanh(readout(torch.cat((hidden, weights @ memory))))
        logits.append(network.output(fed))
    assert torch.allclose(network(source, mask, TARGET)[0], torch.stack(logits), atol=1e-5)


@torch.no_grad()
def test_scaled_dot_attention_is_torchs() -> None:
    query, memory = torch.randn(3, 4, 6), torch.randn(3, 5, 6)
    _, mask = sources()
    attention = DotAttention(6**-0.5)
    weights = attention(query, attention.project(memory), mask)
    expected = F.scaled_dot_product_attention(query, memory, memory, attn_mask=mask[:, None])
    assert torch.allclose(weights @ memory, expected, atol=1e-6)
    unscaled = DotAttention()
    assert torch.allclose(unscaled(query * 6**-0.5, unscaled.project(memory), mask), weights, atol=1e-6)


@torch.no_grad()
def test_attention_on_a_reversed_source_points_to_the_right_tokens() -> None:
    network = recurrent(cell="lstm", attention="dot", source="reversed", place="before")
    source, mask = sources()
    encoded = network.encode(source, mask)
    step = network.step(TARGET[:, 0], network.start(encoded))
    for row, real in enumerate(mask.sum(1)):
        one = embedded(network, source[row : row + 1, :real].flip(1))
        memory, _ = network.encoder.layers(one)
        energies = memory[0].flip(0) @ memory[0, -1]  # the first query is the last state
        assert torch.allclose(step.attention[row, 0, 0, :real], energies.softmax(0), atol=1e-6)


def test_backwards_leaves_padding_at_the_end() -> None:
    mask = torch.tensor([[True, True, True, False], [True, True, True, True], [False] * 4])
    tokens = torch.tensor([[4, 5, 6, 0], [4, 5, 6, 7], [1, 2, 3, 4]])
    assert backwards(tokens, mask).tolist() == [[6, 5, 4, 0], [7, 6, 5, 4], [1, 2, 3, 4]]
    assert torch.equal(backwards(tokens[..., None], mask)[..., 0], backwards(tokens, mask))


@pytest.mark.parametrize(
    "change",
    [
        {"cell": "elman"},
        {"attention": "sharp"},
        {"encoder": "two-way", "width": 5},
        {"encoder_layers": 2},
        {"input_feeding": True},
        {"peeky": True, "attention": "dot"},
        {"nonsense": 1},
    ],
)
def test_a_table_that_makes_no_network_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"network: |is none of|width|last states|needs|peeky"):
        build({"kind": "recurrent", "vocab": 7, "width": 6, "cell": "lstm", **change})


def test_dropout_stands_between_layers_only_while_training() -> None:
    network = Recurrent(replace(CONFIG, encoder_layers=2, decoder_layers=2, dropout=0.5))
    source, mask = sources()
    assert not torch.equal(network(source, mask, TARGET), network(source, mask, TARGET))
    network.eval()
    assert torch.equal(network(source, mask, TARGET), network(source, mask, TARGET))


LEARNERS: dict[str, dict[str, Any]] = {
    "rnn": {"cell": "rnn", "peeky": True, "width": 48},
    "gru": {"cell": "gru", "context": "mean", "peeky": True},
    "lstm": {"cell": "lstm", "source": "reversed"},
    "dot": {"cell": "gru", "attention": "dot", "encoder": "two-way"},
    "general": {"cell": "lstm", "attention": "general"},
    "additive": {"cell": "gru", "attention": "additive", "place": "before", "context": "transformed"},
    "scaled": {"cell": "rnn", "attention": "scaled dot", "input_feeding": True},
}


@pytest.mark.parametrize("task", ["copy", "reverse"])
@pytest.mark.parametrize("name", list(LEARNERS))
def test_it_learns(name: str, task: str) -> None:
    torch.manual_seed(2)
    network = build({"kind": "recurrent", "vocab": 9, "width": 32, "dropout": 0.0, **LEARNERS[name]})
    chance = torch.Generator().manual_seed(6)
    train(network, task, chance, updates=300 if name == "rnn" else 200)
    source, mask, target = batch(100, task, chance)
    found = outcome(search(network.eval(), source, mask, DecodingOptions(beam=3), longest=[8] * 100))
    right = [
        list(best.tokens) == row[row != PAD].tolist()
        for (best,), row in zip(found, target[:, 1:], strict=True)
    ]
    assert sum(right) >= 95


def batch(n: int, task: str, chance: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """Source (n, 5) of 1 to 4 tokens and an end, its mask, and the target, BOS first."""
    lengths = torch.randint(1, 5, (n, 1), generator=chance)
    place = torch.arange(5)
    source = torch.randint(4, 9, (n, 5), generator=chance).masked_fill(place >= lengths, PAD)
    written = backwards(source, place < lengths) if task == "reverse" else source
    source, written = (x.masked_fill(place == lengths, EOS) for x in (source, written))
    return source, source != PAD, torch.cat((torch.full((n, 1), BOS), written), 1)


def train(network: Network, task: str, chance: torch.Generator, *, updates: int) -> None:
    optimiser = torch.optim.AdamW(network.parameters(), lr=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 0.01, total_steps=updates)
    for _ in range(updates):
        source, mask, target = batch(64, task, chance)
        logits = network(source, mask, target[:, :-1])
        loss = F.cross_entropy(logits.flatten(0, 1), target[:, 1:].flatten(), ignore_index=PAD)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        schedule.step()
