"""What words do for a token: leaving them out, gradients, and how two rankings agree."""

import math
from pathlib import Path

import pytest
import torch
from torch import Tensor

from engine.errors import BadInput
from engine.events import Explained, Explaining, Failed
from engine.inspect.agreement import kendall, spearman
from engine.inspect.forced import forced_decoding
from engine.inspect.gradients import reading
from engine.inspect.saliency import (
    Batches,
    gradient_times_input,
    integrated_gradients,
    log_probability,
    occlusion,
)
from engine.networks.contract import Network
from engine.networks.transformer import Transformer
from engine.requests import Explain, Translate
from engine.runner import Runner
from engine.text.tokenizer import EOS, PAD
from tests.engine.networks import NETWORKS

SOURCE = torch.tensor([4, 6, 5, 4, EOS])
TARGET = torch.tensor([5, 4, 6, EOS])
SOME = ["transformer", "relative transformer", "gru, dot, input feeding", "lstm, reversed, peeky"]


@pytest.fixture(params=SOME)
def network(request: pytest.FixtureRequest) -> Network:
    found = NETWORKS[request.param]()
    assert isinstance(found, Network)
    return found.double()


def result(batches: Batches) -> Tensor:
    while True:
        try:
            next(batches)
        except StopIteration as end:
            found: Tensor = end.value
            return found


def forced(network: Network, source: Tensor, places: tuple[int, ...]) -> float:
    nats, _ = forced_decoding(network, source[None], source[None] != PAD, TARGET[None])
    return float(nats[0, list(places)].sum())


@pytest.mark.parametrize("places", [(0,), (1, 2), (3,)])
def test_occlusion_is_the_difference_of_two_forced_scores(network: Network, places: tuple[int, ...]) -> None:
    words = [(0,), (1, 2), (3,)]
    found = result(occlusion(network, SOURCE, TARGET, places, words))
    for word, fallen in zip(words, found.tolist(), strict=True):
        kept = torch.tensor([token for at, token in enumerate(SOURCE.tolist()) if at not in word])
        wanted = forced(network, SOURCE, places) - forced(network, kept, places)
        assert fallen == pytest.approx(wanted, abs=1e-4)  # forced decoding sums in float32


def test_gradient_is_what_a_small_step_does(network: Network) -> None:
    found = gradient_times_input(network, SOURCE, TARGET, (1, 2))
    step = 1e-6
    for token, product in enumerate(found.tolist()):
        scores = []
        for sign in (1, -1):

            def larger(vectors: Tensor, sign: int = sign, token: int = token) -> Tensor:
                changed = vectors.clone()
                changed[:, token] *= 1 + sign * step
                return changed

            with reading(network, larger):
                mask = SOURCE[None] != PAD
                scores.append(log_probability(network, SOURCE[None], mask, TARGET, (1, 2)).item())
        # d/ds of the score where the token's vector is s times itself, at s = 1
        assert product == pytest.approx((scores[0] - scores[1]) / (2 * step), abs=1e-6)


def test_integrated_gradients_add_up_to_the_difference_of_the_outputs(network: Network) -> None:
    found = result(integrated_gradients(network, SOURCE, TARGET, (1, 2), [0, 1, 2, 3], steps=128))
    (score, baseline), parts = found[:2].tolist(), found[2:]
    assert score == pytest.approx(forced(network, SOURCE, (1, 2)), abs=1e-5)
    exactness = 2e-3 if isinstance(network, Transformer) else 1e-8  # relu has corners
    assert parts.sum().item() == pytest.approx(score - baseline, abs=exactness)
    assert abs(score - baseline) > 0.04
    assert parts[4] == 0


def test_exact_where_the_output_is_linear(monkeypatch: pytest.MonkeyPatch) -> None:
    network = NETWORKS["transformer"]()
    assert isinstance(network, Network)
    slope = torch.randn(12)

    def linear(net: Network, source: Tensor, *_: object) -> Tensor:
        vectors: Tensor = net.get_submodule("embedding")(source)
        return (vectors @ slope).sum(1)

    monkeypatch.setattr("engine.inspect.saliency.log_probability", linear)
    found = result(integrated_gradients(network, SOURCE, TARGET, (0,), [1, 2]))
    (score, baseline), parts = found[:2].tolist(), found[2:]
    product = gradient_times_input(network, SOURCE, TARGET, (0,))
    torch.testing.assert_close(parts[1:3], product[1:3])
    assert parts.sum().item() == pytest.approx(score - baseline, abs=1e-5)


def test_nothing_stays_on_the_network(network: Network) -> None:
    result(integrated_gradients(network, SOURCE, TARGET, (0,), [1]))
    assert not network.get_submodule("embedding")._forward_hooks


def test_long_texts_are_taken_in_smaller_batches_with_the_same_result(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [(0,), (1, 2), (3,)]

    def both() -> list[Tensor]:
        ways = (
            occlusion(network, SOURCE, TARGET, (1,), words),
            integrated_gradients(network, SOURCE, TARGET, (1,), [0, 1]),
        )
        return [result(way) for way in ways]

    whole = both()
    monkeypatch.setattr("engine.inspect.saliency._ENERGIES", 3 * len(SOURCE) ** 2)
    for one, other in zip(whole, both(), strict=True):
        torch.testing.assert_close(one, other)


def test_agreement_by_hand() -> None:
    up, down = [1.0, 2.0, 3.0, 4.0], [4.0, 3.0, 2.0, 1.0]
    assert kendall(up, up) == spearman(up, up) == pytest.approx(1)
    assert kendall(up, down) == spearman(up, down) == pytest.approx(-1)
    assert kendall(up, [1, 2, 4, 3]) == pytest.approx(4 / 6)  # one pair of six is the other way round
    assert spearman(up, [1, 2, 4, 3]) == pytest.approx(1 - 6 * 2 / (4 * 15))  # 1 - 6 sum d^2 / (n (n^2 - 1))
    assert kendall([1, 1, 2], [1, 2, 3]) == pytest.approx(2 / math.sqrt(2 * 3))
    assert spearman([1, 1, 2], [1, 2, 3]) == pytest.approx(math.sqrt(3) / 2)  # ranks 1.5, 1.5, 3
    assert math.isnan(kendall(up, [1, 1, 1, 1]))
    assert math.isnan(spearman([1], [1]))


def test_words_of_a_real_text_are_explained(models: Path) -> None:
    runner = Runner("cpu", (models,))
    source = "The cat sleeps."
    tokens, pieces = runner.model("tiny").tokenizer.encode(source)
    target = tuple(runner.model("tiny").tokenizer.encode("Le chat")[0])
    words = tuple((place + 1,) for place in range(len(pieces)))
    of = Translate(text=source, source_language="en", target_language="fr")
    request = Explain(number=3, of=of, tokens=target, places=(1,), words=words)
    *on_the_way, event = runner.run(request)
    assert isinstance(event, Explained)
    steps = [step for step in on_the_way if isinstance(step, Explaining)]
    assert [step.done for step in steps] == list(range(1, steps[0].total + 1))
    assert len(event.occlusion) == len(event.gradient) == len(event.integrated) == len(tokens)
    assert sum(event.integrated) == pytest.approx(event.score - event.baseline, abs=0.05)
    nowhere = Explain(number=4, of=of, tokens=target, places=(99,), words=words)
    *_, event = runner.run(nowhere)
    assert isinstance(event, Failed)
    assert isinstance(event.failure, BadInput)
