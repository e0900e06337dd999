"""The Transformer computes what the papers say, step by step as all at once."""

from dataclasses import replace

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.networks.attention import MultiHeadAttention, masked_softmax
from engine.networks.cells import backwards
from engine.networks.contract import Seq2Seq
from engine.networks.embedding import sinusoids
from engine.networks.state import reorder, repeat
from engine.networks.transformer import DecoderLayer, EncoderLayer, FeedForward, Transformer
from engine.search.options import DecodingOptions
from engine.search.search import outcome, search
from engine.text.tokenizer import BOS, EOS, PAD
from tests.engine.networks import CONFIG, sources, tiny_transformer

TARGET = torch.tensor([[BOS, 4, 6, 5], [BOS, 5, 5, EOS], [BOS, 6, 4, 4]])
VARIANTS = [
    CONFIG,
    replace(CONFIG, norm="post", activation="gelu", positions="learned"),
    replace(CONFIG, activation="swiglu", tied=False),
    replace(CONFIG, norm="post", tied=False, encoder_layers=2, decoder_layers=1, heads=3),
    replace(CONFIG, positions="relative"),
]


@pytest.fixture(params=VARIANTS, ids=lambda config: f"{config.norm}-{config.activation}-{config.positions}")
def variant(request: pytest.FixtureRequest) -> Transformer:
    return tiny_transformer(request.param)


def copy_attention(ours: MultiHeadAttention, theirs: nn.MultiheadAttention) -> None:
    """Their queries, keys and values lie in one matrix, one after another."""
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.cat((ours.query.weight, ours.memory.weight)))
        theirs.in_proj_bias.copy_(torch.cat((ours.query.bias, ours.memory.bias)))
    theirs.out_proj.load_state_dict(ours.output.state_dict())


def copy_feed_forward(ours: FeedForward, theirs: nn.Module) -> None:
    theirs.get_submodule("linear1").load_state_dict(ours.inner.state_dict())
    theirs.get_submodule("linear2").load_state_dict(ours.output.state_dict())


def copy_norms(theirs: nn.Module, *norms: nn.Module) -> None:
    for number, norm in enumerate(norms, 1):
        theirs.get_submodule(f"norm{number}").load_state_dict(norm.state_dict())


@pytest.mark.parametrize("norm", ["pre", "post"])
@pytest.mark.parametrize("activation", ["relu", "gelu"])
def test_agrees_with_torchs_own_layers(norm: str, activation: str) -> None:
    config = replace(CONFIG, norm=norm, activation=activation, encoder_layers=2)
    network = tiny_transformer(config)
    # Norms are made as the identity, which would hide a swapped pair.
    for name, weight in network.named_parameters():
        if "norm" in name:
            nn.init.normal_(weight, 0.5)
    sizes = {"d_model": config.width, "nhead": config.heads, "dim_feedforward": config.inner}
    how = {"activation": activation, "batch_first": True, "norm_first": norm == "pre"}
    source, mask = sources()

    x = network._embed(source, network.source_positions)
    for ours in network.encoder:
        assert isinstance(ours, EncoderLayer)
        layer = nn.TransformerEncoderLayer(**sizes, **how).eval()  # type: ignore[arg-type]
        copy_attention(ours.attention, layer.self_attn)
        copy_feed_forward(ours.feed_forward, layer)
        copy_norms(layer, ours.around_attention.norm, ours.around_feed_forward.norm)
        x = layer(x, src_key_padding_mask=~mask)
    memory = network.encoder_norm(x)
    assert torch.allclose(network.encode(source, mask).memory[mask], memory[mask], atol=1e-5)

    y = network._embed(TARGET, network.target_positions)
    future = torch.ones(4, 4, dtype=torch.bool).triu(1)
    for ours in network.decoder:
        assert isinstance(ours, DecoderLayer)
        decoder = nn.TransformerDecoderLayer(**sizes, **how).eval()  # type: ignore[arg-type]
        copy_attention(ours.self_attention, decoder.self_attn)
        copy_attention(ours.cross_attention, decoder.multihead_attn)
        copy_feed_forward(ours.feed_forward, decoder)
        around = (ours.around_self_attention, ours.around_cross_attention, ours.around_feed_forward)
        copy_norms(decoder, *(residual.norm for residual in around))
        y = decoder(y, memory, tgt_mask=future, memory_key_padding_mask=~mask)
    logits = F.linear(network.decoder_norm(y), network.embedding.weight)
    assert torch.allclose(network.forward(source, mask, TARGET), logits, atol=1e-5)


def steps(network: Seq2Seq, source: Tensor, mask: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """Logits (rows, target, vocab) and attention (rows, target, layers, heads, source), token by token."""
    state, logits, attention = network.start(network.encode(source, mask)), [], []
    for token in target.T:
        step = network.step(token, state)
        state = step.state
        logits.append(step.logits)
        attention.append(step.attention)
    return torch.stack(logits, 1), torch.stack(attention, 1)


def check_steps_and_padding(network: Seq2Seq) -> None:
    source, mask = sources()
    whole = network.forward(source, mask, TARGET)
    logits, attention = steps(network, source, mask, TARGET)
    assert torch.allclose(logits, whole, atol=1e-5)
    assert torch.allclose(attention.sum(-1), torch.ones(()))
    assert not attention.transpose(1, -1)[~mask].any()
    for row, real in enumerate(mask.sum(1)):
        one = source[row : row + 1, :real]
        alone, looked = steps(network, one, one > 0, TARGET[row : row + 1])
        assert torch.allclose(alone[0], logits[row], atol=1e-5)
        assert torch.allclose(looked[0], attention[row, ..., :real], atol=1e-6)


def test_steps_equal_the_whole_and_padding_changes_nothing(network: Seq2Seq) -> None:
    with torch.no_grad():
        check_steps_and_padding(network)


def test_so_it_is_for_every_variant(variant: Transformer) -> None:
    with torch.no_grad():
        check_steps_and_padding(variant)


@torch.no_grad()
def test_later_target_tokens_do_not_change_earlier_logits(network: Seq2Seq) -> None:
    source, mask = sources()
    changed = TARGET.clone()
    changed[:, 3] = 4
    before, after = (network.forward(source, mask, target)[:, :3] for target in (TARGET, changed))
    assert torch.equal(before, after)


@torch.no_grad()
def test_reorder_then_step_equals_step_then_reordering(network: Seq2Seq) -> None:
    source, mask = sources()
    state = network.step(TARGET[:, 0], network.start(network.encode(source, mask))).state
    rows, token = torch.tensor([2, 0, 2, 1]), torch.tensor([4, 6, 5])
    after, before = network.step(token[rows], reorder(state, rows)), network.step(token, state)
    for _ in range(2):
        assert torch.allclose(after.logits, before.logits[rows], atol=1e-6)
        assert torch.allclose(after.attention, before.attention[rows], atol=1e-6)
        after = network.step(token[rows], after.state)
        before = network.step(token, before.state)


@torch.no_grad()
def test_repeated_rows_stand_one_after_another(network: Seq2Seq) -> None:
    source, mask = sources()
    state = network.start(network.encode(source, mask))
    token = torch.tensor([4, 6, 5])
    repeated = network.step(token.repeat_interleave(2), repeat(state, 2)).logits
    once = network.step(token, state).logits
    assert torch.allclose(repeated, once[[0, 0, 1, 1, 2, 2]], atol=1e-6)


@torch.no_grad()
def test_a_step_leaves_its_state_as_it_was(network: Seq2Seq) -> None:
    source, mask = sources()
    state = network.start(network.encode(source, mask))
    first = network.step(TARGET[:, 0], state).logits
    assert torch.equal(network.step(TARGET[:, 0], state).logits, first)


def test_rows_that_see_nothing_attend_to_nothing() -> None:
    mask = torch.tensor([[True, False, True], [False, False, False]])
    attention = masked_softmax(torch.tensor([[1.0, 9.0, 1.0], [1.0, 2.0, 3.0]]), mask)
    assert attention.tolist() == [[0.5, 0.0, 0.5], [0.0, 0.0, 0.0]]


def test_sinusoids_are_those_of_the_paper() -> None:
    table = sinusoids(7, 5)
    for place in range(7):
        for column in range(5):
            angle = torch.tensor(place / 10_000 ** (column // 2 * 2 / 5))
            value = torch.cos(angle) if column % 2 else torch.sin(angle)
            assert table[place, column] == pytest.approx(value.item(), abs=1e-5)


@pytest.mark.parametrize(("task", "positions"), [("copy", "sinusoidal"), ("reverse", "relative")])
def test_it_learns(task: str, positions: str) -> None:
    chance = torch.Generator().manual_seed(6)

    def batch(n: int) -> tuple[Tensor, Tensor, Tensor]:
        """Source (n, 6) of 2 to 5 tokens and an end, its mask, and the target, BOS first."""
        lengths = torch.randint(2, 6, (n, 1), generator=chance)
        place = torch.arange(6)
        source = torch.randint(4, 10, (n, 6), generator=chance)
        written = backwards(source, place < lengths) if task == "reverse" else source
        source, written = (
            x.masked_fill(place == lengths, EOS).masked_fill(place > lengths, PAD) for x in (source, written)
        )
        return source, source != PAD, torch.cat((torch.full((n, 1), BOS), written), 1)

    sizes = {"vocab": 10, "width": 32, "inner": 48, "decoder_layers": 1}
    network = tiny_transformer(replace(CONFIG, **sizes, dropout=0.0, positions=positions))  # type: ignore[arg-type]
    optimiser = torch.optim.AdamW(network.parameters(), lr=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 0.01, total_steps=300)
    for _ in range(300):
        source, mask, target = batch(48)
        logits = network(source, mask, target[:, :-1])
        loss = F.cross_entropy(logits.flatten(0, 1), target[:, 1:].flatten(), ignore_index=PAD)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()

    source, mask, target = batch(100)
    found = outcome(search(network.eval(), source, mask, DecodingOptions(beam=3), longest=[10] * 100))
    right = [
        list(best.tokens) == row[row != PAD].tolist()
        for (best,), row in zip(found, target[:, 1:], strict=True)
    ]
    assert sum(right) >= 97
