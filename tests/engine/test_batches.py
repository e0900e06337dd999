"""Which sentences are seen when: each in its turn, as often as its rate says, on every process."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

import numpy as np
import pytest
import torch

from engine.errors import BadInput
from engine.text.tokenizer import BOS, EOS, PAD
from engine.training.batches import Batch, Batches, Drawn, Position, inside_of, make_batch
from engine.training.corpus import Corpus, Sentences
from tests.engine.models import tiny_tokenizer

Pair = tuple[int, int]  # corpus and index, which the tokens of a source tell


def corpus(number: int, size: int, rate: float, longest: int = 9) -> Corpus:
    """Source tokens tell the pair: the corpus, then the index, then filling."""
    random = np.random.default_rng(number)

    def sentences(lengths: list[int]) -> Sentences:
        tokens = [token for i, n in enumerate(lengths) for token in [100 + number, 1000 + i, *[50] * 20][:n]]
        return Sentences(np.array(tokens, np.uint16), np.cumsum([0, *lengths]))

    source, target = random.integers(2, longest + 1, (2, size)).tolist()
    return Corpus(f"c{number}", ("en", "fr"), rate, 7, sentences(source), sentences(target))


def three_corpora() -> list[Corpus]:
    return [corpus(0, 40, 1.0), corpus(1, 9, 2.0), corpus(2, 100, 0.3)]


def pairs(batch: Batch) -> list[Pair]:
    return [(int(row[1]) - 100, int(row[2]) - 1000) for row in batch.source]


def same(one: Batch, other: Batch) -> bool:
    parts = ("source", "mask", "target", "gold")
    return all(torch.equal(getattr(one, part), getattr(other, part)) for part in parts)


def pools(batches: Batches, count: int) -> Iterator[list[Pair]]:
    """The pairs of each of the first pools."""
    seen: list[Pair] = []
    for batch, position in batches.after(Position()):
        seen += pairs(batch)
        if position.group == 0:
            yield seen
            seen = []
            if position.pool == count:
                return


@pytest.mark.parametrize("world", [1, 2])
def test_any_position_resumes_with_exactly_the_rest(world: int) -> None:
    batches = Batches(three_corpora(), 60, seed=5, world=world, pool=50)
    for rank in range(world):
        whole = list(islice(batches.after(Position(), rank), 25))
        for done in range(1, 20):
            rest = islice(batches.after(whole[done - 1][1], rank), 5)
            for (batch, after), (again, after_again) in zip(whole[done:], rest, strict=False):
                assert same(batch, again)
                assert after == after_again


def test_every_pair_is_seen_once_before_any_is_seen_twice() -> None:
    corpora = three_corpora()
    seen: Counter[Pair] = Counter()
    for drawn in pools(Batches(corpora, 60, seed=1, pool=23), 40):
        seen.update(drawn)
        for number, c in enumerate(corpora):
            times = [seen[number, i] for i in range(len(c))]
            assert max(times) - min(times) <= 1


def test_rates_say_how_often_a_pair_is_seen() -> None:
    corpora = three_corpora()
    drawn = [pair for pool in pools(Batches(corpora, 60, seed=1, pool=88), 10) for pair in pool]
    share = {0: 40 * 1.0, 1: 9 * 2.0, 2: 100 * 0.3}  # 88 in all
    seen = Counter(number for number, _ in drawn)
    assert {number: seen[number] for number in share} == {n: 10 * count for n, count in share.items()}


def test_order_depends_on_the_seed() -> None:
    first, second = (next(Batches(three_corpora(), 60, seed=s).after(Position()))[0] for s in (1, 2))
    assert pairs(first) != pairs(second)


def test_processes_share_a_group_between_them() -> None:
    """What two processes read are the batches of one process, none twice; at most one is left over."""
    corpora = [corpus(0, 200, 1.0)]
    together = Batches(corpora, 40, seed=1, world=2, pool=200)
    ranks = [together.after(Position(), rank) for rank in (0, 1)]
    read: list[list[Pair]] = []
    for (one, after), (other, after_other) in zip(*ranks, strict=True):
        assert after == after_other
        assert not {*pairs(one)} & {*pairs(other)}
        read += [pairs(one), pairs(other)]
        if after.group == 0:
            break
    alone = [pairs(b) for b, _ in islice(Batches(corpora, 40, seed=1, pool=200).after(Position()), len(read))]
    assert len({pair for batch in read for pair in batch}) == sum(map(len, read))
    assert sum(batch not in alone for batch in read) <= 1


@pytest.mark.parametrize("tokens", [14, 40, 150])
def test_batch_keeps_to_its_tokens_and_has_no_empty_row(tokens: int) -> None:
    for batch, _ in islice(Batches(three_corpora(), tokens, seed=1, pool=149).after(Position()), 60):
        assert batch.source.numel() + batch.target.numel() <= 2 * tokens
        assert batch.target.shape == batch.gold.shape
        assert (batch.mask.sum(1) >= 4).all()  # tag, two tokens, EOS
        assert ((batch.gold != PAD).sum(1) >= 3).all()


def test_pair_longer_than_a_batch_is_a_batch_of_its_own() -> None:
    seen: set[Pair] = set()
    for batch, _ in islice(Batches([corpus(0, 30, 1.0)], 3, seed=1, pool=30).after(Position()), 30):
        assert len(batch.source) == 1
        seen |= {*pairs(batch)}
    assert len(seen) == 30


def test_sentences_of_like_length_are_together() -> None:
    real = all_ = 0
    for batch, _ in islice(Batches([corpus(0, 2000, 1.0, 20)], 300, seed=1, pool=2000).after(Position()), 90):
        real += int(batch.mask.sum() + (batch.gold != PAD).sum())
        all_ += batch.source.numel() + batch.gold.numel()
    assert real / all_ > 0.85


def test_source_has_tag_and_end_and_the_target_is_shifted_by_one() -> None:
    c = corpus(0, 20, 1.0)
    batch = make_batch([Drawn(c, (i,)) for i in range(20)])
    assert torch.equal(batch.mask, batch.source != PAD)
    for i in range(20):
        source, target = c.source[i].tolist(), c.target[i].tolist()
        assert batch.source[i][batch.mask[i]].tolist() == [7, *source, EOS]
        n = len(target) + 1
        assert batch.target[i, :n].tolist() == [BOS, *target]
        assert batch.gold[i, :n].tolist() == [*target, EOS]
        assert (batch.gold[i, n:] == PAD).all()


def test_too_few_pairs_for_the_processes_is_said() -> None:
    with pytest.raises(BadInput, match="3 processes"):
        next(Batches([corpus(0, 2, 1.0)], 1000, seed=1, world=3, pool=2).after(Position()))


def test_joined_pairs_lose_nothing() -> None:
    alone, together = corpus(0, 400, 1.0), corpus(0, 400, 1.0)
    longest = 30
    batches = Batches([together], 200, seed=1, pool=400, joined=0.5, longest=longest)
    drawn = [pair for group in batches._groups(0) for batch in group for pair in batch]
    places = sorted(i for pair in drawn for i in pair.places)
    assert places == list(range(400))
    assert {len(pair.places) for pair in drawn} >= {1, 2, 3, 4, 5}
    for pair in drawn:
        assert pair.source.tolist() == [t for i in pair.places for t in alone.source[i]]
        assert pair.target.tolist() == [t for i in pair.places for t in alone.target[i]]
        assert len(pair.places) == 1 or max(len(pair.source), len(pair.target)) <= longest


def test_joined_chinese_has_no_space_between_its_sentences() -> None:
    tokenizer = tiny_tokenizer()
    texts = ["我们今天去学校", "看书", "你好世界", "the cat"]
    tokens = [tokenizer.encode(text)[0] for text in texts]
    rows = Sentences(np.concatenate(tokens).astype(np.uint16), np.cumsum([0, *map(len, tokens)]))
    inside = inside_of(tokenizer)
    chinese = Drawn(Corpus("c", ("zh", "en"), 1.0, 7, rows, rows), (0, 1, 2), inside)
    assert tokenizer.decode(chinese.source.tolist())[0] == "我们今天去学校看书你好世界"
    assert tokenizer.decode(chinese.target.tolist())[0] == "我们今天去学校 看书 你好世界"
