"""What a run takes over from another model."""

from pathlib import Path

import pytest
import torch

from engine.checkpoint import save_model
from engine.errors import BadInput
from engine.networks.build import build
from engine.networks.contract import Network
from engine.text.tokenizer import Tokenizer, train_tokenizer
from engine.training.run import stored
from engine.training.start import begin_with
from tests.engine.models import tiny_card, tiny_tokenizer

SMALL = {"kind": "transformer", "vocab": 340, "width": 16, "heads": 2, "encoder_layers": 1}
SMALL |= {"decoder_layers": 1, "inner": 24, "dropout": 0.0}


def saved(folder: Path, tokenizer: Tokenizer) -> Network:
    torch.manual_seed(3)
    network = build(SMALL).eval()
    save_model(folder, tiny_card(network=SMALL), dict(network.named_parameters()), tokenizer)
    return network


def test_larger_network_begins_as_the_smaller_one_computes(tmp_path: Path) -> None:
    """More layers, wider feed-forward layers, more tokens: the logits of the old tokens stay the same."""
    old = saved(tmp_path, tiny_tokenizer())
    new = build(SMALL | {"vocab": 343, "encoder_layers": 3, "decoder_layers": 2, "inner": 40}).eval()
    begin_with(new, tiny_tokenizer().extended(("<a>", "<b>", "<c>")), tmp_path)
    source, target = torch.randint(4, 340, (2, 3, 7))
    mask = torch.ones_like(source, dtype=torch.bool)
    torch.testing.assert_close(
        new.forward(source, mask, target)[..., :340], old.forward(source, mask, target), atol=1e-5, rtol=1e-4
    )


def test_weights_in_eight_bits_are_multiplied_out(tmp_path: Path) -> None:
    old = saved(tmp_path, tiny_tokenizer())
    parameters = {name: tensor.detach() for name, tensor in old.named_parameters()}
    save_model(tmp_path, tiny_card(network=SMALL), stored(parameters, "int8"), tiny_tokenizer())
    new = build(SMALL)
    begin_with(new, tiny_tokenizer(), tmp_path)
    for name, tensor in new.named_parameters():
        assert (tensor - parameters[name]).abs().max() <= parameters[name].abs().max() / 250


def test_another_width_is_refused_with_both_shapes(tmp_path: Path) -> None:
    saved(tmp_path, tiny_tokenizer())
    with pytest.raises(BadInput, match=r"embedding\.weight is 340 x 16 in .* 340 x 8"):
        begin_with(build(SMALL | {"width": 8}), tiny_tokenizer(), tmp_path)


def test_tokens_cut_otherwise_begin_as_the_mean_of_what_wrote_them(tmp_path: Path) -> None:
    old, cut = saved(tmp_path, tiny_tokenizer()), tiny_tokenizer()
    lines = ["Sleepers dreamt beneath the maples.", "Les arbres rouges dormaient."] * 3
    other = train_tokenizer(lines, vocab=320, kind="bpe", control=["<2fr>", "<new>"], threads=1)
    network = build(SMALL)
    rows = dict(network.named_parameters())["embedding.weight"]
    fresh = rows.detach().clone()
    begin_with(network, other, tmp_path)
    before = dict(old.named_parameters())["embedding.weight"]
    assert torch.equal(rows[other.control("<2fr>")], before[cut.control("<2fr>")])
    assert torch.equal(rows[other.control("<new>")], fresh[other.control("<new>")])
    assert torch.equal(rows[320:], fresh[320:])
    named = {cut.piece(token): token for token in range(cut.vocab)}
    several = 0
    for token in range(4, other.vocab):
        written = cut.continuation(other.surface(token))
        if other.piece(token) in named:
            assert torch.equal(rows[token], before[named[other.piece(token)]])
        elif len(written) > 1:
            several += 1
            torch.testing.assert_close(rows[token], before[written].mean(0))
    assert several > 10
