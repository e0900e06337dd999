"""Forced decoding scores a given target as the network, step by step or at once, and the search do."""

import numpy as np
import pytest
import torch

from engine.inspect.forced import forced_decoding
from engine.networks.contract import Seq2Seq
from engine.search.options import DecodingOptions
from engine.search.search import outcome, search
from engine.text.tokenizer import BOS, EOS, PAD
from tests.engine.networks import sources

TARGET = torch.tensor([[4, 5, 6, EOS], [6, EOS, PAD, PAD], [5, 4, EOS, PAD]])


def test_scores_are_those_of_teacher_forcing(network: Seq2Seq) -> None:
    source, mask = sources()
    scores, _ = forced_decoding(network, source, mask, TARGET)
    read = torch.cat((torch.full((3, 1), BOS), TARGET[:, :-1]), 1)
    wanted = network.forward(source, mask, read).log_softmax(-1).gather(2, TARGET[:, :, None])[:, :, 0]
    torch.testing.assert_close(scores, wanted * (TARGET != PAD), rtol=0, atol=1e-5)


def test_padding_scores_nothing(network: Seq2Seq) -> None:
    scores, _ = forced_decoding(network, *sources(), TARGET)
    assert torch.equal(scores == 0, TARGET == PAD)


def test_target_alone_scores_as_in_a_batch(network: Seq2Seq) -> None:
    source, mask = sources()
    together, _ = forced_decoding(network, source, mask, TARGET)
    alone, _ = forced_decoding(network, source[1:2, :2], mask[1:2, :2], TARGET[1:2, :2])
    torch.testing.assert_close(alone, together[1:2, :2], rtol=0, atol=1e-5)


def test_attention_sums_to_one_over_the_source_and_is_nought_on_padding(network: Seq2Seq) -> None:
    source, mask = sources()
    _, attention = forced_decoding(network, source, mask, TARGET)
    assert attention.shape[:2] == TARGET.shape
    assert attention.shape[-1] == source.shape[1]
    torch.testing.assert_close(attention.sum(-1), torch.ones(attention.shape[:-1]))
    assert (attention * ~mask[:, None, None, None]).abs().sum() == 0


@pytest.mark.parametrize("beam", [1, 3])
def test_scores_and_attention_are_those_of_the_search(network: Seq2Seq, beam: int) -> None:
    source, mask = sources()
    options = DecodingOptions(beam=beam, n_best=beam)
    found = outcome(search(network, source, mask, options, longest=[6, 5, 7]))
    for i, hypotheses in enumerate(found):
        for h in hypotheses:
            scores, attention = forced_decoding(
                network, source[i : i + 1], mask[i : i + 1], torch.tensor([h.tokens])
            )
            assert scores[0].tolist() == pytest.approx(h.scores, abs=1e-5)
            real = int(mask[i].sum())
            np.testing.assert_allclose(attention[0, ..., :real].numpy(), np.stack(h.columns), atol=1e-5)
