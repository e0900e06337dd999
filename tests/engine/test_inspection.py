"""All attention is handed out as the network paid it, and can be changed by hand without a trace."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from engine.errors import BadInput
from engine.events import Drafted, Event, Failed, Inspected, SentenceFinished
from engine.inspect.forced import forced_decoding
from engine.inspect.lenses import Camera, Through, surgery
from engine.networks.attention import MultiHeadAttention
from engine.networks.contract import Network
from engine.networks.transformer import Transformer
from engine.requests import Cut, Inspect, Translate
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.text.tokenizer import BOS, EOS
from tests.engine.models import save_tiny_model
from tests.engine.networks import NETWORKS, TABLES, sources, tiny, tiny_transformer

TARGET = torch.tensor([[4, 5, 6, EOS]])
PAIR: dict[str, Any] = {"source_language": "en", "target_language": "fr"}
ATTENDING = [
    "transformer",
    "relative transformer",
    "lstm, two-way, reversed, general",
    "lstm, additive before",
]


def alone() -> tuple[Tensor, Tensor]:
    source, mask = sources()
    return source[:1], mask[:1]


def watched(network: Transformer) -> tuple[dict[str, list[Tensor]], list[Tensor]]:
    """What torch's own hooks see of one teacher-forced pass: attention by name, and scores."""
    seen: dict[str, list[Tensor]] = {"encoder": [], "decoder": [], "cross": []}
    handles = []
    for name, module in network.named_modules():
        if isinstance(module, MultiHeadAttention):
            kind = "encoder" if name.startswith("encoder") else "cross" if "cross" in name else "decoder"

            def note(_: nn.Module, __: object, output: tuple[Tensor, Tensor], kind: str = kind) -> None:
                seen[kind].append(output[1][0])

            handles.append(module.register_forward_hook(note))
    source, mask = alone()
    with torch.no_grad():
        network(source, mask, torch.cat((torch.tensor([[BOS]]), TARGET[:, :-1]), 1))
    for handle in handles:
        handle.remove()
    return seen, []


@pytest.mark.parametrize("name", ["transformer", "relative transformer"])
def test_self_attention_is_what_hooks_on_the_modules_see(name: str) -> None:
    network = NETWORKS[name]()
    assert isinstance(network, Transformer)
    camera = Camera()
    _, attention = forced_decoding(Through(network, camera), *alone(), TARGET)
    hooked, _ = watched(network)
    for kind in ("encoder", "decoder", "cross"):
        wanted = torch.stack(hooked[kind])
        torch.testing.assert_close(camera.attention(kind), wanted, rtol=0, atol=1e-6)
    torch.testing.assert_close(camera.attention("cross").permute(2, 0, 1, 3), attention[0])


@pytest.mark.parametrize("name", ATTENDING)
def test_looking_changes_nothing(name: str) -> None:
    network = NETWORKS[name]()
    assert isinstance(network, Network)
    plain = forced_decoding(network, *alone(), TARGET)
    seen = forced_decoding(Through(network, Camera()), *alone(), TARGET)
    for one, other in zip(plain, seen, strict=True):
        assert torch.equal(one, other)


def operated(network: Network, *cuts: Cut) -> tuple[Tensor, Tensor]:
    return forced_decoding(Through(network, surgery(cuts)), *alone(), TARGET)


@pytest.mark.parametrize("name", ATTENDING)
def test_flat_attention_is_equal_everywhere_and_leaves_nothing_behind(name: str) -> None:
    network = NETWORKS[name]()
    assert isinstance(network, Network)
    before, _ = forced_decoding(network, *alone(), TARGET)
    scores, attention = operated(network, Cut(how="flat"))
    torch.testing.assert_close(attention, torch.full_like(attention, 1 / attention.shape[-1]))
    assert not torch.allclose(scores, before)
    after, _ = forced_decoding(network, *alone(), TARGET)
    assert torch.equal(before, after)


def test_only_the_head_that_is_named_is_changed() -> None:
    network = tiny_transformer()
    _, plain = forced_decoding(network, *alone(), TARGET)
    _, cut = operated(network, Cut(layer=2, head=1, how="off"))  # the last layer: none after it changes
    assert cut[0, :, 2, 1].abs().sum() == 0
    others = torch.ones(3, 2, dtype=torch.bool)
    others[2, 1] = False
    torch.testing.assert_close(cut[0][:, others], plain[0][:, others], rtol=0, atol=1e-6)


def test_shuffled_weights_are_the_same_weights_elsewhere() -> None:
    network = tiny_transformer()
    _, plain = forced_decoding(network, *alone(), TARGET)
    _, cut = operated(network, Cut(layer=0, how="shuffled", seed=1))
    torch.testing.assert_close(cut[0, 0, 0].sort(-1).values, plain[0, 0, 0].sort(-1).values)
    assert not torch.allclose(cut[0, 0, 0], plain[0, 0, 0])
    _, again = operated(network, Cut(layer=0, how="shuffled", seed=1))
    assert torch.equal(cut, again)


def test_moved_weights_go_where_they_are_told() -> None:
    network = tiny_transformer()
    _, plain = forced_decoding(network, *alone(), TARGET)
    first = plain[0, 0, 0]  # (heads, source) of the first step, on which no other change has an effect
    _, to = operated(network, Cut(layer=0, how="moved", places=(1, 2), to=(4,)))
    wanted = first.clone()
    wanted[:, 4] += first[:, 1] + first[:, 2]
    wanted[:, 1:3] = 0
    torch.testing.assert_close(to[0, 0, 0], wanted)
    _, away = operated(network, Cut(layer=0, how="moved", places=(1,)))
    without = first.clone()
    without[:, 1] = 0
    torch.testing.assert_close(away[0, 0, 0], without / without.sum(-1, keepdim=True))


def test_self_attention_can_be_changed_too() -> None:
    network = tiny_transformer()
    plain, _ = forced_decoding(network, *alone(), TARGET)
    for kind in ("encoder", "decoder"):
        camera = Camera(surgery([Cut(attention=kind, how="flat")]))
        scores, _ = forced_decoding(Through(network, camera), *alone(), TARGET)
        seen = camera.attention(kind)
        assert torch.equal((seen > 0).sum(-1)[0, 0] * seen[0, 0].max(-1).values, torch.ones(seen.shape[2]))
        assert not torch.allclose(scores, plain)


@pytest.mark.parametrize(
    "cut", [Cut(how="louder"), Cut(head=9), Cut(how="moved", places=(99,)), Cut(how="moved", to=(99,))]
)
def test_what_is_not_there_cannot_be_changed(cut: Cut) -> None:
    with pytest.raises(BadInput):
        operated(tiny_transformer(), cut)


def test_network_without_attention_has_none_to_show() -> None:
    camera = Camera()
    forced_decoding(Through(tiny(TABLES["rnn"]), camera), *alone(), TARGET)
    assert camera.attention("cross").shape[0] == camera.attention("encoder").shape[0] == 0


# Through the runner


@pytest.fixture
def runner(models: Path) -> Runner:
    return Runner("cpu", (models,))


def answer(runner: Runner, request: Inspect | Translate) -> Event:
    *_, last = (e for e in runner.run(request) if isinstance(e, Inspected | Failed | SentenceFinished))
    return last


def inspected(runner: Runner, *cuts: Cut, **changes: Any) -> Inspected:
    of = Translate(text="The cat sleeps.", surgery=cuts, **PAIR)
    event = answer(runner, Inspect(number=1, of=of, **{"target": "Le chat dort.", **changes}))
    assert isinstance(event, Inspected)
    return event


def test_given_translation_is_inspected(runner: Runner) -> None:
    found = inspected(runner)
    draft = found.draft
    assert draft.text == "Le chat dort."
    assert [piece.special for piece in draft.source_pieces] == [
        True, *[False] * (len(draft.source_pieces) - 2), True
    ]  # fmt: skip
    assert "".join("The cat sleeps."[p.begin : p.end] for p in draft.source_pieces) == "Thecatsleeps."
    assert draft.score == pytest.approx(
        runner.score([("The cat sleeps.", "Le chat dort.")], "en", "fr", "tiny")[0][0]
    )
    source, target = len(draft.source_pieces), len(draft.pieces)
    assert found.encoder.shape == (1, 2, source, source)
    assert found.decoder.shape == (3, 2, target, target)
    assert np.stack(draft.columns).shape == (target, 3, 2, source)
    np.testing.assert_allclose(found.encoder.sum(-1), 1, rtol=1e-5)
    np.testing.assert_allclose(found.decoder.sum(-1), 1, rtol=1e-5)
    assert not np.triu(found.decoder, 1).any()


def test_translation_of_the_search_is_inspected_with_the_same_numbers(runner: Runner) -> None:
    options = DecodingOptions(beam=2)
    event = answer(runner, Translate(number=1, text="The cat sleeps.", options=options, **PAIR))
    assert isinstance(event, SentenceFinished)
    best = event.hypotheses[0]
    found = inspected(runner, target="", tokens=best.tokens).draft
    written = len(best.tokens)  # it may have been stopped before its end; what is inspected ends
    assert found.text == best.text
    assert (found.tokens[:written], found.pieces[:written]) == (best.tokens, best.pieces)
    assert found.source_pieces == best.source_pieces
    np.testing.assert_allclose(found.columns[:written], best.columns, atol=1e-5)
    np.testing.assert_allclose(found.scores[:written], best.scores, atol=1e-5)


def test_surgery_reaches_search_and_forced_decoding_alike(runner: Runner) -> None:
    cuts = (Cut(how="flat"),)
    usual = answer(runner, Translate(number=1, text="The cat sleeps.", **PAIR))
    event = answer(runner, Translate(number=2, text="The cat sleeps.", surgery=cuts, **PAIR))
    assert isinstance(event, SentenceFinished)
    assert isinstance(usual, SentenceFinished)
    best = event.hypotheses[0]
    np.testing.assert_allclose(best.columns, 1 / len(best.source_pieces), rtol=1e-5)
    found = inspected(runner, *cuts, target="", tokens=best.tokens).draft
    np.testing.assert_allclose(found.scores[: len(best.scores)], best.scores, atol=1e-5)
    again = answer(runner, Translate(number=3, text="The cat sleeps.", **PAIR))
    assert isinstance(again, SentenceFinished)
    assert again.hypotheses[0].scores == usual.hypotheses[0].scores


BAD: list[dict[str, object]] = [
    {"of": Translate(text=" ", **PAIR)},
    {"target": ""},
    {"tokens": (99999,)},
    {"target": "Le chat " * 500},
    {"of": Translate(text="The cat.", surgery=(Cut(head=7),), **PAIR)},
]


@pytest.mark.parametrize("changes", BAD)
def test_what_cannot_be_inspected_is_a_failure_with_a_sentence(
    runner: Runner, changes: dict[str, object]
) -> None:
    request = Inspect(number=1, of=Translate(text="The cat.", **PAIR), target="Le chat.")
    event = answer(runner, replace(request, **changes))  # type: ignore[arg-type]
    assert isinstance(event, Failed)
    assert isinstance(event.failure, BadInput)


@pytest.mark.parametrize("options", [DecodingOptions(beam=1), DecodingOptions(beam=4, n_best=3)])
def test_self_attention_comes_with_every_draft_as_it_would_be_found_afterwards(
    tmp_path: Path, options: DecodingOptions
) -> None:
    save_tiny_model(tmp_path / "tiny")
    runner = Runner("cpu", (tmp_path,))
    pair: dict[str, Any] = {"source_language": "en", "target_language": "fr", "model": "tiny"}
    request = Translate(text="The cat sleeps.", options=replace(options, max_length=8), looks=True, **pair)
    events = list(runner.run(request))
    drafts = [event.draft for event in events if isinstance(event, Drafted)]
    (ended,) = (event for event in events if isinstance(event, SentenceFinished))
    assert len(drafts) > 1
    for draft in (*drafts, *ended.hypotheses):
        assert draft.looks is not None
        assert len(draft.looks.decoder) == len(draft.tokens)
        (found,) = runner.run(Inspect(of=request, tokens=draft.tokens))
        assert isinstance(found, Inspected)
        assert draft.looks.encoder == pytest.approx(found.encoder, abs=1e-5)
        for step, paid in enumerate(draft.looks.decoder):
            assert paid == pytest.approx(found.decoder[:, :, step, : step + 1], abs=1e-5)


def test_self_attention_is_not_there_unless_asked_for(tmp_path: Path) -> None:
    save_tiny_model(tmp_path / "tiny")
    request = Translate(text="The cat.", source_language="en", target_language="fr", model="tiny")
    for event in Runner("cpu", (tmp_path,)).run(request):
        assert not isinstance(event, Drafted) or event.draft.looks is None
