"""The light loop of plain searches gives what the general one gives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from engine.networks.contract import Seq2Seq
from engine.search import search as module
from engine.search.hypothesis import Hypothesis
from engine.search.options import DecodingOptions
from engine.search.search import search
from engine.search.trace import Watch
from tests.engine.networks import NETWORKS, Counted, sources

SPELLING = [b"", b"", b"", b"", b" a", b"b", b" ab"]


@pytest.fixture(params=NETWORKS)
def network(request: pytest.FixtureRequest) -> Seq2Seq:
    return NETWORKS[request.param]()


def told(hypothesis: Hypothesis) -> tuple[Any, ...]:
    columns = [column.tolist() for column in hypothesis.columns]
    choices = [(choice.tokens, choice.scores, choice.entropy) for choice in hypothesis.choices]
    numbers = hypothesis.scores, hypothesis.score, hypothesis.length_penalty, hypothesis.coverage_penalty
    return hypothesis.tokens, *numbers, hypothesis.stopped_by_length, columns, choices


def equal(one: Any, other: Any) -> bool:
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(equal, one, other))
    return bool(np.isclose(one, other, atol=1e-5)) if isinstance(one, float) else one == other


@pytest.mark.parametrize(
    "options",
    [
        {"beam": 1},
        {"beam": 1, "min_length": 4, "repetition_guard": 1},
        {"beam": 4, "n_best": 3, "length_penalty": 0.0},
        {"beam": 3, "n_best": 2, "patience": 1.0, "repetition_guard": 0},
        {"beam": 1, "coverage_penalty": 0.5},
        {"beam": 4, "n_best": 3, "coverage_penalty": 0.5},
        {"beam": 4, "coverage_penalty": 3.0, "repetition_guard": 1},
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_both_loops_say_the_same_at_every_step(
    network: Seq2Seq, options: dict[str, Any], stream: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run() -> list[Any]:
        source, mask = sources()
        watch = Watch(stream=stream, choices=2)
        steps = search(
            network,
            source,
            mask,
            DecodingOptions(**options),
            longest=[11, 7, 9],
            spelling=SPELLING,
            watch=watch,
        )
        return [
            [(p.sentence, p.finished, [told(h) for h in p.hypotheses]) for p in records] for records in steps
        ]

    light = run()
    monkeypatch.setattr(module, "is_plain", lambda *_: False)
    assert equal(light, run())


def test_finished_sentences_leave_the_batch() -> None:
    torch.manual_seed(2)
    network = Counted(NETWORKS["transformer"]())
    source = torch.randint(4, 7, (8, 5))
    longest = [3, 4, 5, 6, 7, 8, 9, 10]
    options = DecodingOptions(beam=1, min_length=10, repetition_guard=0)
    list(search(network, source, source > 0, options, longest=longest))
    assert network.rows == [8, 8, 8, 7, 6, 5, 4, 3, 2, 1]
