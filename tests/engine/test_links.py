"""Guided attention: links that stay with their words, and the loss that is made of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.errors import BadInput
from engine.text.tokenizer import EOS, PAD
from engine.training.aligner import find_links, grown
from engine.training.batches import Drawn, make_batch
from engine.training.config import GuidedConfig
from engine.training.corpus import Corpus, Sentences
from engine.training.links import Link, Links, alignment_loss, guided_loss
from engine.training.run import train
from tests.engine.networks import CONFIG, tiny_transformer
from tests.engine.runs import reversed_letters, write_run

LENGTHS = (3, 1, 5, 4)


def sentences(rows: list[list[int]]) -> Sentences:
    return Sentences(
        np.array([token for row in rows for token in row], np.uint16), np.cumsum([0, *map(len, rows)])
    )


def reversed_corpus(tokens: range = range(10, 60)) -> Corpus:
    """Every target is its source in reverse, with a last token that has no link."""
    numbers = iter(tokens)
    rows = [[next(numbers) for _ in range(length)] for length in LENGTHS]
    links = Links.of([{(i, n - 1 - i) for i in range(n)} for n in LENGTHS])
    targets = [[*row[::-1], 5] for row in rows]
    return Corpus("c", ("en", "fr"), 1.0, 7, sentences(rows), sentences(targets), links)


def tiny_corpus() -> Corpus:
    """Of tokens that the tiny networks know."""
    rows = [[4, 5], [6, 4, 5, 5], [5]]
    links = Links.of([{(0, 0), (1, 0), (1, 1)}, {(3, 0), (0, 2)}, set()])
    return Corpus("c", ("en", "fr"), 1.0, 4, sentences(rows), sentences([[5, 4], [4, 5, 6], [6]]), links)


@pytest.mark.parametrize("places", [[(0,), (1,), (2,), (3,)], [(2, 0), (3,)], [(1, 3, 0, 2), (1,), (1, 1)]])
def test_links_of_a_batch_join_equal_words_however_pairs_are_joined(places: list[tuple[int, ...]]) -> None:
    """In a reversed corpus linked words are equal, and every word has its link: none strays."""
    batch = make_batch([Drawn(reversed_corpus(), place) for place in places])
    assert batch.links is not None
    row, target, source = batch.links.unbind(1)
    assert torch.equal(batch.gold[row, target], batch.source[row, source])
    assert len(set(map(tuple, batch.links.tolist()))) == sum(LENGTHS[i] for place in places for i in place)


@pytest.mark.parametrize("side", [0, 1])
def test_links_stay_with_their_words_where_a_text_loses_its_first_token(side: int) -> None:
    """Token 10 begins the texts of one side and is nothing inside a longer one; 20 is 30 there."""
    inside = np.arange(60)
    inside[[10, 20]] = -1, 30
    direction = ("zh", "en") if side == 0 else ("en", "zh")
    rows = ([[10, 41, 42], [20, 43], [10, 44]], [[42, 41], [43, 30], [44]])
    linked = [{(1, 1), (2, 0), (0, 0)}, {(0, 1), (1, 0)}, {(1, 0), (0, 0)}]
    links = Links.of(linked if side == 0 else [{(j, i) for i, j in pair} for pair in linked])
    source, target = map(sentences, rows if side == 0 else rows[::-1])
    drawn = Drawn(Corpus("c", direction, 1.0, 7, source, target, links), (1, 0, 2), inside)
    assert (drawn.source, drawn.target)[side].tolist() == [20, 43, 41, 42, 44]
    assert (drawn.target, drawn.source)[side].tolist() == [43, 30, 42, 41, 44]
    found = {(int(s), int(t)) if side == 0 else (int(t), int(s)) for t, s in drawn.links}
    assert found == {(0, 1), (1, 0), (2, 3), (3, 2), (4, 4)}


def test_pairs_with_and_without_links_share_a_batch() -> None:
    linked = reversed_corpus()
    bare = replace(linked, links=None)
    batch = make_batch([Drawn(bare, (0,)), Drawn(linked, (1,)), Drawn(bare, (2, 3))])
    assert batch.links is not None
    assert batch.links.tolist() == [[1, 0, 1]]
    assert make_batch([Drawn(bare, (0,))]).links is None


def test_other_direction_has_the_same_links_reversed() -> None:
    links = Links.of([{(0, 1), (2, 0)}, set(), {(1, 1)}])
    assert [links[i].tolist() for i in range(3)] == [[[1, 0], [0, 2]], [], [[1, 1]]]  # target, source
    assert [links.reversed[i].tolist() for i in range(3)] == [[[0, 1], [2, 0]], [], [[1, 1]]]


def test_links_come_back_from_the_disk(tmp_path: Path) -> None:
    links = Links.of([{(0, 1), (2, 0)}, set(), {(1, 1)}])
    links.save(tmp_path / "a.npz")
    found = Links.load(tmp_path / "a.npz")
    assert [found[i].tolist() for i in range(len(found))] == [links[i].tolist() for i in range(3)]


def test_loss_and_gradient_are_those_of_cross_entropy_with_the_shares_of_the_links() -> None:
    torch.manual_seed(1)
    energies = torch.randn(2, 3, 4, requires_grad=True)
    links = torch.tensor([[0, 0, 1], [0, 0, 2], [0, 2, 3], [1, 1, 0], [1, 1, 1], [1, 1, 3]])
    shares = torch.zeros(2, 3, 4)
    shares[0, 0, 1:3] = 1 / 2
    shares[0, 2, 3] = 1
    shares[1, 1, [0, 1, 3]] = 1 / 3
    wanted = -(shares * energies.log_softmax(-1)).sum()
    found = alignment_loss(energies.softmax(-1), links)
    torch.testing.assert_close(found, wanted)
    gradients = [torch.autograd.grad(loss, energies)[0] for loss in (found, wanted)]
    torch.testing.assert_close(*gradients)


def test_guided_heads_are_those_named_when_the_word_is_written_or_read() -> None:
    torch.manual_seed(1)
    attention = torch.rand(1, 2, 3, 4, 5)  # (batch, layers, heads, target, source)
    links = torch.tensor([[0, 0, 1], [0, 2, 4]])
    written = guided_loss(attention, links, GuidedConfig(weight=1.0, output="1.2"))
    read = guided_loss(attention, links, GuidedConfig(weight=1.0, input="0.1"))
    nats = -attention.log()
    torch.testing.assert_close(written, nats[0, 1, 2, 0, 1] + nats[0, 1, 2, 2, 4])
    torch.testing.assert_close(read, nats[0, 0, 1, 1, 1] + nats[0, 0, 1, 3, 4])
    both = guided_loss(attention, links, GuidedConfig(weight=1.0, output="1.2", input="0.1"))
    torch.testing.assert_close(both, written + read)


def test_padding_and_neighbours_change_nothing() -> None:
    network, corpus = tiny_transformer(CONFIG), tiny_corpus()
    config = GuidedConfig(weight=1.0, output="2.1", input="0.0")

    def loss(*places: tuple[int, ...]) -> torch.Tensor:
        batch = make_batch([Drawn(corpus, place) for place in places])
        assert batch.links is not None
        _, attention = network.attended(batch.source, batch.mask, batch.target)
        return guided_loss(attention, batch.links, config)

    alone = [loss((i,)) for i in range(3)]
    assert alone[0] > 0
    assert alone[2] == 0  # without links
    torch.testing.assert_close(loss((0,), (1,), (2,)), alone[0] + alone[1])


def test_attention_of_training_is_that_of_the_steps() -> None:
    network = tiny_transformer(CONFIG)
    batch = make_batch([Drawn(tiny_corpus(), (i,)) for i in range(2)])
    hidden, attention = network.attended(batch.source, batch.mask, batch.target)
    torch.testing.assert_close(hidden, network.hidden(batch.source, batch.mask, batch.target))
    state = network.start(network.encode(batch.source, batch.mask))
    for place, token in enumerate(batch.target.T):
        step = network.step(token, state)
        state = step.state
        torch.testing.assert_close(attention[:, :, :, place], step.attention)
    assert {PAD, EOS} < set(batch.gold.flatten().tolist())


def test_run_without_links_says_how_to_make_them(tmp_path: Path) -> None:
    path = write_run(tmp_path, guided={"weight": 0.1, "output": "1.0"})
    with pytest.raises(BadInput, match=r"letters.*align-corpora"):
        train(path, tmp_path / "runs", "cpu", resume=False)


def test_links_grow_from_what_both_directions_found() -> None:
    both: set[Link] = {(0, 0), (3, 3)}
    assert grown(both, both) == both
    assert grown({*both, (1, 1)}, both) == {*both, (1, 1)}  # touches (0, 0)
    assert grown(both, {*both, (0, 1), (0, 2)}) == {*both, (0, 1), (0, 2)}  # one after the other
    assert grown({*both, (1, 5)}, both) == both  # touches none
    assert grown({(0, 0), (0, 1), (1, 1)}, {(0, 0), (1, 0), (1, 1)}) == {(0, 0), (1, 1)}  # all have theirs


def test_aligner_finds_the_reversal() -> None:
    pytest.importorskip("eflomal")
    pairs = reversed_letters(400, seed=1)
    # Each side has its own letters, so that only meeting tells which belong together.
    found = list(find_links([source for source, _ in pairs], [target.upper() for _, target in pairs]))
    hits = total = 0
    for links, (source, _) in zip(found, pairs, strict=True):
        letters = source.split()
        n = len(letters)
        hits += sum(letters[i] == letters[n - 1 - j] for i, j in links)
        total += len(links)
    assert len(found) == len(pairs)
    assert hits > 0.9 * total > 0
