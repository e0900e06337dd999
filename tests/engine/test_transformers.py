"""The same options give the same tokens as the library `transformers`, on the same weights.

Two definitions are made to agree: its length penalty divides by a power of the length where ours is of
Wu et al., so ours is replaced here; and its beam is told never to stop early, as ours does without
patience.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest
import torch
from torch import Tensor
from transformers import LogitsProcessorList, MarianConfig, MarianMTModel

from engine.networks.contract import Encoded, Step
from engine.search import loop, plain
from engine.search.options import DecodingOptions
from engine.search.search import outcome, search
from engine.search.sentence import Opening

PAD, EOS, VOCAB, MOST = 0, 3, 40, 14


def marian() -> MarianMTModel:
    torch.manual_seed(7)
    config = MarianConfig(
        vocab_size=VOCAB,
        d_model=24,
        encoder_layers=2,
        decoder_layers=2,
        encoder_attention_heads=3,
        decoder_attention_heads=3,
        encoder_ffn_dim=32,
        decoder_ffn_dim=40,
        max_position_embeddings=64,
        pad_token_id=PAD,
        eos_token_id=EOS,
        decoder_start_token_id=PAD,
        forced_eos_token_id=None,
        init_std=0.5,
    )
    model = MarianMTModel(config).eval()
    model.final_logits_bias[0, EOS] = 4.0  # or no target would end
    return model


@dataclass(frozen=True)
class State:
    memory: Tensor
    mask: Tensor
    target: Tensor  # (rows, length): no cache, all is computed anew


class Adapter:
    """Marian behind our contract."""

    def __init__(self, model: MarianMTModel) -> None:
        self.model = model

    def encode(self, source: Tensor, mask: Tensor) -> Encoded:
        return Encoded(self.model.model.encoder(source, attention_mask=mask.long())[0], mask)

    def start(self, encoded: Encoded) -> State:
        nothing = torch.zeros(len(encoded.mask), 0, dtype=torch.int64)
        return State(encoded.memory, encoded.mask, nothing)

    def step(self, token: Tensor, state: State) -> Step:
        target = torch.cat((state.target, token[:, None]), 1)
        logits = self.model(
            encoder_outputs=(state.memory,),
            attention_mask=state.mask.long(),
            decoder_input_ids=target,
            use_cache=False,
        ).logits[:, -1]
        rows, source = state.mask.shape
        return Step(logits, torch.empty(rows, 0, 0, source), replace(state, target=target))

    def forward(self, source: Tensor, mask: Tensor, target: Tensor) -> Tensor:
        raise NotImplementedError


class Forced:
    """`transformers` has no forced beginning of a target that has one already: this writes it."""

    def __init__(self, beginning: tuple[int, ...]) -> None:
        self.beginning = beginning

    def __call__(self, input_ids: Tensor, scores: Tensor) -> Tensor:
        place = input_ids.shape[1] - 1
        if place < len(self.beginning):
            kept = scores[:, self.beginning[place]].clone()
            scores = torch.full_like(scores, -torch.inf)
            scores[:, self.beginning[place]] = kept
        return scores


@pytest.fixture(scope="module")
def model() -> MarianMTModel:
    return marian()


@pytest.fixture
def _their_length_penalty(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (loop, plain):
        monkeypatch.setattr(module, "length_penalty", lambda length, a: float(length**a))


CASES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"beam": 1}, {}),
    ({"beam": 4, "n_best": 4, "length_penalty": 0.0}, {}),
    ({"beam": 4, "n_best": 2, "length_penalty": 1.0}, {}),
    ({"beam": 3, "n_best": 3, "length_penalty": 2.0}, {}),
    ({"beam": 3, "n_best": 1, "length_penalty": -1.0}, {}),
    ({"beam": 1, "no_repeat_ngram": 2}, {"no_repeat_ngram_size": 2}),
    ({"beam": 4, "no_repeat_ngram": 3}, {"no_repeat_ngram_size": 3}),
    ({"beam": 4, "no_repeat_ngram": 1}, {"no_repeat_ngram_size": 1}),
    ({"beam": 1, "min_length": 9}, {"min_new_tokens": 9}),
    ({"beam": 1, "repetition_penalty": 1.5}, {"repetition_penalty": 1.5}),
]


@pytest.mark.parametrize("beginning", [(), (7, 9, 8)])
@pytest.mark.parametrize(("ours", "theirs"), CASES)
@pytest.mark.usefixtures("_their_length_penalty")
def test_same_tokens_as_transformers(
    model: MarianMTModel, ours: dict[str, Any], theirs: dict[str, Any], beginning: tuple[int, ...]
) -> None:
    ended = set()
    for seed in range(6):
        torch.manual_seed(seed)
        source = torch.randint(4, VOCAB, (1, 3 + seed))
        source[0, -1] = EOS
        options = DecodingOptions(**{"repetition_guard": 0, "min_length": 0, "length_penalty": 0.0, **ours})
        (found,) = outcome(
            search(
                Adapter(model),
                source,
                source != PAD,
                options,
                longest=[MOST],
                openings=[Opening(beginning)],
                banned=[PAD],
                decoder_start=(PAD,),
            )
        )
        written = model.generate(
            source,
            attention_mask=torch.ones_like(source),
            num_beams=options.beam,
            num_return_sequences=options.n_best,
            max_new_tokens=MOST,
            do_sample=False,
            length_penalty=options.length_penalty,
            early_stopping="never" if options.beam > 1 else False,
            bad_words_ids=[[PAD]],
            logits_processor=LogitsProcessorList([Forced(beginning)]),
            **theirs,
        )
        expected = [
            tuple(row[1:][: row[1:].index(EOS) + 1] if EOS in row[1:] else row[1:])
            for row in written.tolist()
        ]
        assert [h.tokens for h in found] == expected
        ended.add(expected[0][-1] == EOS)
    assert True in ended
