"""The fast form of a network gives what the plain one gives."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from engine.errors import BadOption
from engine.kernels import cache, linear
from engine.kernels.layers import weights
from engine.kernels.linear import INT8, MIXED, PRECISIONS, Half, pack, pack_output
from engine.kernels.transformer import PackedTransformer
from engine.networks.contract import Seq2Seq
from engine.networks.state import reorder, repeat
from engine.networks.transformer import Transformer, TransformerConfig
from engine.search.hypothesis import Hypothesis
from engine.search.options import DecodingOptions
from engine.search.search import outcome, search
from engine.search.trace import Watch
from engine.text.tokenizer import BOS, PAD
from tests.engine.networks import CONFIG, sources, tiny_transformer

VARIANTS = {
    "pre": CONFIG,
    "post": replace(CONFIG, norm="post", activation="gelu", positions="learned", tied=False),
    "relative": replace(CONFIG, positions="relative", norm_kind="rms", biases=False, activation="geglu"),
    "copies": replace(CONFIG, copies=True),
    "outside": replace(
        CONFIG,
        norm="post",
        positions="sinusoidal in halves",
        scaled_embedding=False,
        embedding_norm=True,
        target_norm_first=True,
        head_width=5,
        decoder_heads=3,
        output_bias=True,
        source_vocab=9,
    ),
}


@pytest.fixture(params=VARIANTS)
def network(request: pytest.FixtureRequest) -> Transformer:
    network = tiny_transformer(VARIANTS[request.param])
    torch.manual_seed(5)
    with torch.no_grad():
        for weight in network.parameters():  # no bias or norm that does nothing, and would hide its lack
            weight.add_(torch.randn_like(weight), alpha=0.1)
    return network


def moved(rows: int, round_: int) -> Tensor:
    """As a search goes on: rows of a sentence multiply, change places, and sentences are dropped."""
    orders = {
        0: [0, 0, 0, 1, 1, 1, 2, 2, 2],  # three rows each
        1: [1, 0, 1, 3, 5, 4, 6, 6, 6],
        2: [2, 1, 0, 6, 8, 7],  # the second sentence has ended
        3: [1, 0, 4, 4],  # narrower
        4: [3, 1],  # one row each, and the sentences change places
        5: [0, 1, 1],  # not as many rows each
    }
    order = torch.tensor(orders.get(round_, list(range(rows))))
    assert order.max() < rows
    return order


@torch.no_grad()
@pytest.mark.parametrize("script", [False, True])
@pytest.mark.parametrize("room", [1, 16])  # with little of it, what is nobody's past is left out soon
def test_steps_are_those_of_the_network(
    network: Transformer, script: bool, room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_ROOM", room)
    packed, (source, mask) = PackedTransformer(network, script=script), sources()
    plain = network.start(network.encode(source, mask))
    fast = packed.start(packed.encode(source, mask))
    token = torch.full((3,), BOS)
    for round_ in range(9):
        one, other = network.step(token, plain), packed.step(token, fast)
        torch.testing.assert_close(other.logits, one.logits, atol=1e-5, rtol=1e-5)
        torch.testing.assert_close(other.attention, one.attention, atol=1e-6, rtol=1e-5)
        rows = moved(len(token), round_)
        plain, fast = reorder(one.state, rows), reorder(other.state, rows)
        token = torch.randint(4, 7, (len(rows),))


@torch.no_grad()
@pytest.mark.parametrize("script", [False, True])
def test_whole_targets_are_read_as_by_the_network(network: Transformer, script: bool) -> None:
    packed, (source, mask) = PackedTransformer(network, script=script), sources()
    for places in (1, 7, 20):
        target = torch.randint(4, 7, (3, places), generator=torch.Generator().manual_seed(places))
        target[:, 0] = BOS
        target[1, places // 2 + 1 :] = PAD
        expected = network.forward(source, mask, target)
        torch.testing.assert_close(packed.forward(source, mask, target), expected, atol=1e-5, rtol=1e-5)


@torch.no_grad()
def test_a_state_is_a_value(network: Transformer) -> None:
    packed, (source, mask) = PackedTransformer(network), sources()
    state = repeat(packed.start(packed.encode(source, mask)), 2)
    token = torch.tensor([4, 5, 6, 4, 5, 6])
    state = packed.step(token, state).state
    first = packed.step(token, state)
    other = packed.step(token.flip(0), first.state).logits
    assert torch.equal(packed.step(token, state).logits, first.logits)
    assert torch.equal(packed.step(token.flip(0), first.state).logits, other)


@pytest.mark.parametrize(
    "options",
    [
        {"beam": 1},
        {"beam": 4, "n_best": 3, "length_penalty": 0.6},
        {"beam": 4, "groups": 2, "diversity": 0.5, "n_best": 2},
        {"temperature": 1.0, "n_best": 3, "seed": 7},
        {"beam": 3, "coverage_penalty": 0.2},
    ],
)
def test_a_search_finds_the_same(network: Transformer, options: dict[str, Any]) -> None:
    source, mask = sources()
    chosen = DecodingOptions(repetition_guard=0, **options)
    forms: list[Seq2Seq] = [network, PackedTransformer(network)]
    plain, fast = (outcome(search(form, source, mask, chosen, longest=[9, 7, 8])) for form in forms)
    for ours, theirs in zip(fast, plain, strict=True):
        assert [h.tokens for h in ours] == [h.tokens for h in theirs]
        for h, same in zip(ours, theirs, strict=True):
            assert h.scores == pytest.approx(same.scores, abs=1e-4)


SPELLING = [b"", b"", b"", b"", b" a", b"b", b" ab"]


@pytest.mark.parametrize("script", [False, True])
@pytest.mark.parametrize(
    "options",
    [
        {"beam": 1},
        {"beam": 1, "min_length": 6, "repetition_guard": 1},
        {"beam": 1, "patience": 3.0},
        {"beam": 4},
        {"beam": 4, "min_length": 4, "length_penalty": 0.0, "repetition_guard": 1},
        {"beam": 3, "patience": 0.7, "length_penalty": 2.0},
        {"beam": 9, "repetition_guard": 0},  # wider than the vocab
        {"beam": 1, "coverage_penalty": 0.5},
        {"beam": 4, "coverage_penalty": 0.5, "repetition_guard": 1},
        {"beam": 3, "coverage_penalty": 3.0},
    ],
)
def test_running_ahead_finds_the_same(script: bool, options: dict[str, Any]) -> None:
    packed = PackedTransformer(tiny_transformer(), script=script)
    source = torch.randint(4, 7, (9, 5), generator=torch.Generator().manual_seed(3))
    mask = torch.arange(5) < torch.tensor([5, 3, 4, 5, 1, 5, 5, 2, 5])[:, None]
    assert packed.runs_ahead

    def found() -> list[tuple[Hypothesis, ...]]:
        steps = search(
            packed,
            source,
            mask,
            DecodingOptions(**options),
            longest=[3, 28, 7, 8, 25, 9, 20, 12, 1],
            spelling=SPELLING,
            decoder_start=(4, BOS),
        )
        return outcome(steps)

    ahead = found()
    packed.runs_ahead = False
    for (one,), (other,) in zip(ahead, found(), strict=True):
        assert one.tokens == other.tokens
        assert one.stopped_by_length == other.stopped_by_length
        assert one.score == pytest.approx(other.score, abs=1e-5)
        assert one.coverage_penalty == pytest.approx(other.coverage_penalty, abs=1e-5)
        assert one.scores == pytest.approx(other.scores, abs=1e-5)
        for column, same in zip(one.columns, other.columns, strict=True):
            np.testing.assert_allclose(column, same, atol=1e-5)


def test_nobody_waits_for_steps_ahead() -> None:
    packed = PackedTransformer(tiny_transformer())
    source, mask = sources()
    options = DecodingOptions(beam=2, min_length=9)
    steps = list(search(packed, source, mask, options, longest=[9, 9, 9], watch=Watch(stream=True)))
    assert len(steps) == 9
    assert len(list(search(packed, source, mask, options, longest=[9, 9, 9]))) == 1


@pytest.mark.parametrize("columns", [1, 5, 15, 16, 17])
def test_attention_is_that_of_every_length(columns: int) -> None:
    torch.manual_seed(2)
    queries, keys, bias = torch.randn(60, 40, 6), torch.randn(60, 6, columns), torch.randn(60, 1, columns)
    bias[0, 0, 1:] = -torch.inf
    torch.testing.assert_close(weights(queries, keys, bias), (queries @ keys + bias).softmax(-1))
    torch.testing.assert_close(weights(queries[:, :1], keys, None), (queries[:, :1] @ keys).softmax(-1))


@torch.no_grad()
@pytest.mark.parametrize("rows", [1, 40])
def test_packed_weights_are_the_same_weights(rows: int) -> None:
    torch.manual_seed(2)
    for size in ((30, 20), (9000, 256)):  # the second is large enough to be packed
        weight, bias, x = torch.randn(size), torch.randn(size[0]), torch.randn(rows, size[1])
        torch.testing.assert_close(pack(weight, bias)(x), F.linear(x, weight, bias), atol=1e-3, rtol=1e-4)
        torch.testing.assert_close(pack(weight, None)(x), F.linear(x, weight), atol=1e-3, rtol=1e-4)


@torch.no_grad()
@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("rows", [1, 40])
def test_what_is_below_zero_becomes_zero_in_the_same_operation(precision: str, rows: int) -> None:
    torch.manual_seed(2)
    for size in ((30, 20), (9000, 256)):
        weight, bias, x = torch.randn(size), torch.randn(size[0]), torch.randn(rows, size[1])
        for given in (bias, None):
            bent, straight = pack(weight, given, precision, relu=True), pack(weight, given, precision)
            torch.testing.assert_close(bent(x), straight(x).relu())


@torch.no_grad()
def test_padding_changes_nothing_in_eight_bits() -> None:
    packed, (source, mask) = PackedTransformer(tiny_transformer(), INT8), sources()
    longer = F.pad(source, (0, 3)), F.pad(mask, (0, 3))
    memory = packed.encode(source, mask).memory[mask]
    torch.testing.assert_close(packed.encode(*longer).memory[longer[1]], memory, atol=1e-4, rtol=0)


@torch.no_grad()
def test_eight_bits_are_near() -> None:
    torch.manual_seed(2)
    weight, bias, x = torch.randn(60, 256), torch.randn(60), torch.randn(8, 256)
    exact = F.linear(x, weight, bias)
    packed = pack(weight, bias, INT8)
    error = packed(x) - exact
    # A processor without VNNI has one bit less for the input, and so twice its error.
    assert 0 < error.std() < (0.03 if packed.narrow else 0.015) * exact.std()
    with pytest.raises(BadOption, match="int4"):
        pack(weight, bias, "int4")


@torch.no_grad()
@pytest.mark.parametrize("rows", [1, 40])
def test_sixteen_bits_are_nearer(rows: int) -> None:
    torch.manual_seed(2)
    weight, bias, x = torch.randn(60, 256), torch.randn(60), torch.randn(rows, 256)
    exact = F.linear(x, weight, bias)
    for given in (bias, None):
        error = pack(weight, given, MIXED)(x) - F.linear(x, weight, given)
        assert error.std() < 5e-4 * exact.std()
    assert (
        pack(weight, bias, MIXED)(1e6 * x) - F.linear(1e6 * x, weight, bias)
    ).std() < 5e-4 * 1e6 * exact.std()


@torch.no_grad()
def test_what_sixteen_bits_cannot_hold_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(2)
    weight, x = torch.randn(6, 4), torch.randn(3, 4)
    torch.testing.assert_close(pack(1e6 * weight, None, MIXED)(x), F.linear(x, 1e6 * weight))
    monkeypatch.setattr(linear, "_engine", lambda: "qnnpack")  # as on a processor that is not x86
    assert not isinstance(pack(weight, None, MIXED), Half)
    torch.testing.assert_close(pack(weight, None, MIXED)(x), F.linear(x, weight))


@pytest.mark.parametrize("precision", PRECISIONS)
def test_every_precision_is_scripted(precision: str) -> None:
    packed = PackedTransformer(tiny_transformer(), precision)
    assert isinstance(packed.encoder, torch.jit.ScriptModule)
    source, mask = sources()
    assert isinstance(packed.start(packed.encode(source, mask)).logits.steps, torch.jit.ScriptModule)


@torch.no_grad()
@pytest.mark.parametrize("rows", [1, 40])
def test_the_best_of_mixed_logits_are_exact(rows: int) -> None:
    torch.manual_seed(2)
    weight, bias, x = torch.randn(5000, 64), torch.randn(5000), torch.randn(rows, 64)
    exact, mixed = F.linear(x, weight, bias), pack_output(weight, bias, MIXED)(x)
    best = exact.topk(5)
    torch.testing.assert_close(mixed.topk(5).indices, best.indices)
    torch.testing.assert_close(mixed.topk(5).values, best.values, atol=1e-4, rtol=1e-5)
    torch.testing.assert_close(mixed.logsumexp(1), exact.logsumexp(1), atol=0.05, rtol=0)


@torch.no_grad()
@pytest.mark.parametrize(("precision", "far"), [(MIXED, 0.005), (INT8, 0.1)])
def test_a_network_in_fewer_bits_is_near(precision: str, far: float) -> None:
    network = tiny_transformer(
        TransformerConfig(vocab=50, width=64, heads=4, encoder_layers=1, decoder_layers=2, inner=128)
    )
    source, mask = sources(50)
    token = torch.full((3,), BOS)
    forms: list[Seq2Seq] = [network, PackedTransformer(network, precision)]
    exact, near = (
        form.step(token, form.start(form.encode(source, mask))).logits.log_softmax(1) for form in forms
    )
    best, tokens = exact.topk(3)
    assert 0 < (best - near.gather(1, tokens)).abs().max() < far
