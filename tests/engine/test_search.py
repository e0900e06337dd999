"""The search finds what is there to find, scores it as the network does, and stops when asked."""

import itertools
import math
from collections import Counter
from collections.abc import Generator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.kernels.top import top
from engine.networks.contract import Seq2Seq
from engine.search.hypothesis import Hypothesis, Progress
from engine.search.options import DecodingOptions
from engine.search.rules import repeats
from engine.search.search import outcome, search
from engine.search.trace import Watch
from engine.text.tokenizer import BOS, EOS
from tests.engine.networks import Counted, Scripted, sources

WRITABLE = (EOS, 4, 5, 6)
LIMITS = (4, 3, 5)  # of the three sentences of `sources`


def unguarded(**options: Any) -> DecodingOptions:
    """What is tested here comes without the rules that would be on: repetition guard, minimum length."""
    return DecodingOptions(**{"repetition_guard": 0, "min_length": 0, **options})


def run(network: Seq2Seq, *, most: Sequence[int] = LIMITS, **options: Any) -> list[tuple[Hypothesis, ...]]:
    source, mask = sources()
    return outcome(search(network, source, mask, unguarded(**options), longest=most))


def drafts(
    network: Seq2Seq, *, most: Sequence[int] = LIMITS, **options: Any
) -> Generator[tuple[Progress, ...], None, None]:
    source, mask = sources()
    return search(network, source, mask, unguarded(**options), longest=most, watch=Watch(stream=True))


def forced(network: Seq2Seq, sentence: int, targets: Sequence[Sequence[int]]) -> list[list[float]]:
    """Log-probabilities of the tokens of each target, all of one length, by `forward`."""
    source, mask = (part[sentence : sentence + 1].expand(len(targets), -1) for part in sources())
    target = torch.tensor([[BOS, *tokens] for tokens in targets])
    with torch.no_grad():
        scores = network.forward(source, mask, target[:, :-1]).log_softmax(-1)
    listed: list[list[float]] = scores.gather(2, target[:, 1:, None]).squeeze(2).tolist()
    return listed


def no_ngram_twice(tokens: Sequence[int], n: int) -> bool:
    ngrams = [tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1)]
    return n == 0 or len(set(ngrams)) == len(ngrams)


def every_target(
    network: Seq2Seq, sentence: int, most: int, a: float, min_length: int, n: int
) -> list[tuple[tuple[int, ...], float]]:
    """Exhaustive search: all targets that end within `most` tokens or are cut there, best first."""
    found = []
    for length in range(1, most + 1):
        targets = [
            (*body, last)
            for body in itertools.product(WRITABLE[1:], repeat=length - 1)
            for last in (WRITABLE if length == most else (EOS,))
            if no_ngram_twice((*body, last), n) and (last != EOS or length - 1 >= min_length)
        ]
        if targets:
            sums = [sum(scores) for scores in forced(network, sentence, targets)]
            found += [(target, s / ((5 + length) / 6) ** a) for target, s in zip(targets, sums, strict=True)]
    return sorted(found, key=lambda pair: -pair[1])


@pytest.mark.parametrize(
    ("a", "min_length", "n"),
    [(0.0, 0, 0), (0.6, 0, 0), (1.5, 0, 0), (-0.5, 0, 0), (1.5, 2, 0), (0.6, 0, 1), (0.6, 0, 2), (0.0, 3, 2)],
)
def test_beam_wider_than_the_tree_equals_exhaustive_search(
    network: Seq2Seq, a: float, min_length: int, n: int
) -> None:
    truths = [every_target(network, i, most, a, min_length, n) for i, most in enumerate(LIMITS)]
    for n_best in (1, 3, 400):  # fewer can stop earlier, and must not stop too early
        outcomes = run(
            network, beam=400, n_best=n_best, length_penalty=a, min_length=min_length, no_repeat_ngram=n
        )
        for found, truth in zip(outcomes, truths, strict=True):
            assert [h.tokens for h in found] == [tokens for tokens, _ in truth[:n_best]]
            assert [h.score for h in found] == pytest.approx([score for _, score in truth[:n_best]], abs=1e-5)
            assert all(h.stopped_by_length == (h.tokens[-1] != EOS) for h in found)


@pytest.mark.parametrize(("a", "end", "other"), [(1.5, 0.5, 0.4), (-0.5, 0.4, 0.5)])
def test_no_search_stops_while_a_growing_hypothesis_can_still_win(a: float, end: float, other: float) -> None:
    # An end at once or, with a = 1.5, a long target whose every further token is certain; with
    # a = -0.5, one token more, which costs little while a long target would cost much.
    chances = torch.full((20, 7), 1e-6)
    chances[0, EOS], chances[0, 4] = end, other
    certain = EOS if a < 0 else 4
    chances[1:, certain] = 1
    chances[9:, EOS] = 1e6
    source, mask = sources()
    options = unguarded(beam=2, length_penalty=a)
    found = outcome(search(Scripted(chances.log()), source, mask, options, longest=[20] * 3))
    assert {h.tokens for (h,) in found} == {(4, EOS) if a < 0 else (4,) * 9 + (EOS,)}


def test_a_network_without_attention_has_columns_without_layers() -> None:
    source, mask = sources()
    found = outcome(search(Scripted(torch.zeros(9, 7)), source, mask, DecodingOptions(), longest=LIMITS))
    assert [best.columns[0].shape for (best,) in found] == [(0, 0, 5), (0, 0, 2), (0, 0, 4)]


def test_beam_of_one_takes_the_likeliest_token_each_time(network: Seq2Seq) -> None:
    source, mask = sources()
    for sentence, found in enumerate(run(network, beam=1, most=(9, 9, 9))):
        rows = slice(sentence, sentence + 1)
        with torch.no_grad():
            state, written = network.start(network.encode(source[rows], mask[rows])), [BOS]
            while written[-1] != EOS and len(written) < 10:
                step = network.step(torch.tensor(written[-1:]), state)
                state = step.state
                written.append(max(WRITABLE, key=step.logits[0].tolist().__getitem__))
        assert found[0].tokens == tuple(written[1:])


OPTIONS = [
    {"beam": 1},
    {"beam": 3, "n_best": 3},
    {"beam": 3, "n_best": 2, "no_repeat_ngram": 2, "min_length": 3},
    {"beam": 3, "n_best": 3, "temperature": 0.8, "seed": 4},
    {"beam": 4, "n_best": 3, "groups": 2, "diversity": 0.7},
    {"n_best": 3, "temperature": 1.5, "top_k": 3, "top_p": 0.9},
    {"beam": 3, "repetition_guard": 1, "patience": 0.5},
]


@pytest.mark.parametrize("options", OPTIONS)
def test_alone_equals_padded_in_a_batch(network: Seq2Seq, options: dict[str, Any]) -> None:
    source, mask = sources()
    for sentence, together in enumerate(run(network, most=(7, 8, 9), **options)):
        real = int(mask[sentence].sum())
        one = source[sentence : sentence + 1, :real]
        chosen = unguarded(**options)
        (alone,) = outcome(search(network, one, one > 0, chosen, longest=[7 + sentence]))
        assert [h.tokens for h in alone] == [h.tokens for h in together]
        for one_of, other in zip(alone, together, strict=True):
            assert one_of.scores == pytest.approx(other.scores, abs=1e-5)
            assert np.allclose(one_of.columns, other.columns, atol=1e-6)


@pytest.mark.parametrize("options", OPTIONS)
def test_scores_are_the_networks_own(network: Seq2Seq, options: dict[str, Any]) -> None:
    for sentence, found in enumerate(run(network, length_penalty=0.6, **options)):
        for h in found:
            assert h.scores == pytest.approx(forced(network, sentence, [h.tokens])[0], abs=1e-5)
            assert h.score == pytest.approx(sum(h.scores) / ((5 + len(h.tokens)) / 6) ** 0.6)


@pytest.mark.parametrize("options", OPTIONS)
def test_columns_are_the_attention_that_wrote_each_token(network: Seq2Seq, options: dict[str, Any]) -> None:
    source, mask = sources()
    for sentence, found in enumerate(run(network, most=(9, 9, 9), **options)):
        real, rows = int(mask[sentence].sum()), slice(sentence, sentence + 1)
        for h in found:
            assert len(h.columns) == len(h.tokens)
            with torch.no_grad():
                state = network.start(network.encode(source[rows], mask[rows]))
                for token, column in zip((BOS, *h.tokens), h.columns, strict=False):
                    step = network.step(torch.tensor([token]), state)
                    state = step.state
                    assert column.dtype == np.float32
                    assert column.shape == (*step.attention.shape[1:3], real)
                    assert np.allclose(column, step.attention[0, :, :, :real], atol=1e-6)
                    assert np.allclose(column.sum(-1), 1, atol=1e-6)


def test_hypotheses_of_a_beam_grow_out_of_each_others_places(network: Seq2Seq) -> None:
    # The test above proves little unless rows were reordered.
    moved = False
    before: dict[int, list[tuple[int, ...]]] = {}
    for step in drafts(network, beam=4, n_best=4, most=(9, 9, 9)):
        for progress in step:
            now = [hypothesis.tokens for hypothesis in progress.hypotheses]
            known = before.get(progress.sentence, [()])
            moved |= any(tokens[:-1] in known[:place] for place, tokens in enumerate(now))
            before[progress.sentence] = now
    assert moved


def test_drafts_come_every_step_and_the_last_is_the_outcome(network: Seq2Seq) -> None:
    options = {"beam": 3, "n_best": 2, "length_penalty": 0.6}
    steps = list(drafts(network, most=(7, 8, 9), **options))
    assert outcome(steps) == run(network, most=(7, 8, 9), **options)
    for sentence in range(3):
        mine = [p for step in steps for p in step if p.sentence == sentence]
        assert [p.finished for p in mine] == [False] * (len(mine) - 1) + [True]
        assert mine == [p for step in steps[: len(mine)] for p in step if p.sentence == sentence]
        for length, progress in enumerate(mine, 1):
            assert 1 <= len(progress.hypotheses) <= 2
            assert all(len(h.tokens) == length or h.tokens[-1] == EOS for h in progress.hypotheses)
            assert sorted(progress.hypotheses, key=lambda h: -h.score) == list(progress.hypotheses)


def test_drafts_share_their_columns(network: Seq2Seq) -> None:
    steps = drafts(network, beam=1, min_length=5, most=(9, 9, 9))
    records = [(progress.sentence, progress.hypotheses[0]) for step in steps for progress in step]
    for sentence in range(3):
        grown = [hypothesis for number, hypothesis in records if number == sentence]
        assert len(grown) > 1
        for earlier, later in pairwise(grown):
            for before, after in zip(earlier.columns, later.columns, strict=False):
                assert np.shares_memory(before, after) or not before.size  # empty without attention


def test_columns_are_left_out_on_demand(network: Seq2Seq) -> None:
    source, mask = sources()
    watch = Watch(columns=False)
    found = outcome(search(network, source, mask, unguarded(), longest=LIMITS, watch=watch))
    assert found == run(network)
    assert all(h.columns == () for hypotheses in found for h in hypotheses)


def test_closing_the_generator_stops_the_network(network: Seq2Seq) -> None:
    counted = Counted(network)
    steps = drafts(counted, beam=2, most=(9, 9, 9))
    assert counted.rows == []
    next(steps)
    next(steps)
    steps.close()
    assert counted.rows == [3, 6]


def test_finished_sentences_leave_the_batch(network: Seq2Seq) -> None:
    counted = Counted(network)
    run(counted, beam=2, min_length=9, most=(1, 3, 4))
    assert counted.rows == [3, 4, 4, 2]


def test_no_sentences_give_no_steps(network: Seq2Seq) -> None:
    source, mask = (part[:0] for part in sources())
    assert list(search(network, source, mask, DecodingOptions(), longest=[])) == []


@pytest.mark.parametrize("outside", [torch.enable_grad, torch.no_grad, torch.inference_mode])
def test_the_callers_grad_mode_stays_as_it_is(network: Seq2Seq, outside: type) -> None:
    with outside():
        before = torch.is_grad_enabled(), torch.is_inference_mode_enabled()
        for _ in drafts(network, beam=2):
            assert (torch.is_grad_enabled(), torch.is_inference_mode_enabled()) == before


def test_n_best_is_sorted_and_without_doubles(network: Seq2Seq) -> None:
    for found in run(network, beam=6, n_best=6, most=(9, 9, 9)):
        assert len(found) == len({h.tokens for h in found}) == 6
        assert sorted(found, key=lambda h: -h.score) == list(found)


@pytest.mark.parametrize("options", [{"beam": 3, "n_best": 3}, {"beam": 3, "n_best": 3, "temperature": 1.0}])
def test_lengths_stay_between_the_limits(network: Seq2Seq, options: dict[str, Any]) -> None:
    for found, most in zip(run(network, min_length=4, most=(6, 5, 9), **options), (6, 5, 9), strict=True):
        for h in found:
            assert len([token for token in h.tokens if token != EOS]) >= 4
            assert len(h.tokens) <= most
            assert h.stopped_by_length == (EOS not in h.tokens)


@pytest.mark.parametrize("temperature", [0.0, 1.0])
@pytest.mark.parametrize("n", [1, 2, 3])
def test_no_ngram_comes_twice(network: Seq2Seq, n: int, temperature: float) -> None:
    options = {"beam": 3, "n_best": 3, "temperature": temperature, "no_repeat_ngram": n}
    for found in run(network, most=(20, 20, 20), **options):
        assert found
        assert all(no_ngram_twice(h.tokens, n) for h in found)


def test_rules_that_leave_nothing_to_write_give_no_hypothesis(network: Seq2Seq) -> None:
    # Three tokens may be written, each once, and four are asked for.
    assert run(network, min_length=4, no_repeat_ngram=1, most=(9, 9, 9)) == [(), (), ()]


@given(
    st.lists(st.lists(st.integers(4, 6), min_size=5, max_size=5), min_size=1, max_size=3), st.integers(1, 6)
)
def test_repeats_are_exactly_what_would_repeat(written: list[list[int]], n: int) -> None:
    rows, tokens = repeats(np.array(written), n)
    found = set(zip(rows.tolist(), tokens.tolist(), strict=True))
    for row, line in enumerate(written):
        earlier = {tuple(line[i : i + n]) for i in range(len(line) - n + 1)}
        for token in range(8):
            assert ((row, token) in found) == ((*line[len(line) - n + 1 :], token) in earlier)


@pytest.mark.parametrize("rows", [1, 130])
@pytest.mark.parametrize("n", [1, 7, 300])
def test_top_finds_the_best_of_a_large_vocab(rows: int, n: int) -> None:
    scores = torch.randn(rows, 1100, generator=torch.Generator().manual_seed(n))
    scores[:, ::3] = -torch.inf
    best, columns = top(scores, n)
    assert torch.equal(best, scores.topk(n).values)
    assert torch.equal(scores.gather(1, columns), best)
    assert all(len(set(row)) == n for row in columns.tolist())


def truncated(chances: dict[int, float], options: DecodingOptions) -> dict[int, float]:
    """The distribution that is left after each cut in turn, token by token."""

    def keep(tokens: Sequence[int]) -> dict[int, float]:
        whole = sum(chances[token] for token in tokens)
        return {token: chances[token] / whole for token in tokens}

    def fewest(order: Sequence[int], share: float) -> dict[int, float]:
        kept: list[int] = []
        for token in order:
            if sum(chances[t] for t in kept) < share:
                kept.append(token)
        return keep(kept)

    best_first = sorted(chances, key=lambda token: -chances[token])
    if options.top_k:
        chances = keep(best_first[: options.top_k])
    if options.top_p < 1:
        chances = fewest([token for token in best_first if token in chances], options.top_p)
    if options.min_p:
        least = options.min_p * max(chances.values())
        chances = keep([token for token in chances if chances[token] >= least])
    if options.typical < 1:
        entropy = -sum(p * math.log(p) for p in chances.values())
        usual_first = sorted(chances, key=lambda token: abs(-math.log(chances[token]) - entropy))
        chances = fewest(usual_first, options.typical)
    return chances


def expected(network: Seq2Seq, options: DecodingOptions) -> dict[tuple[int, ...], float]:
    """Probabilities of all targets of at most two tokens for the first sentence, by `forward`."""
    source, mask = (part[:1] for part in sources())

    def following(*written: int) -> dict[int, float]:
        with torch.no_grad():
            logits = network.forward(source, mask, torch.tensor([[BOS, *written]]))[0, -1]
        chances = (logits[list(WRITABLE)] / options.temperature).softmax(0).tolist()
        return truncated(dict(zip(WRITABLE, chances, strict=True)), options)

    first = following()
    ended = {(EOS,): first[EOS]} if EOS in first else {}
    others = (token for token in first if token != EOS)
    return ended | {(t, u): first[t] * p for t in others for u, p in following(t).items()}


@pytest.mark.parametrize(
    "options",
    [
        {"temperature": 0.5},
        {"temperature": 1.0},
        {"temperature": 3.0},
        {"temperature": 1.5, "top_k": 3},
        {"temperature": 2.0, "top_p": 0.7},
        {"temperature": 1.5, "min_p": 0.3},
        {"temperature": 1.2, "typical": 0.6},
        {"temperature": 2.5, "top_k": 3, "top_p": 0.9, "min_p": 0.2, "typical": 0.8},
    ],
)
def test_draws_follow_the_distribution(network: Seq2Seq, options: dict[str, Any]) -> None:
    draws = 3000
    found = run(network, most=(2, 2, 2), n_best=draws, seed=8, **options)[0]
    counts = Counter(h.tokens for h in found)
    chances = expected(network, DecodingOptions(**options))
    assert counts.keys() <= chances.keys()
    # Pearson's statistic has a mean of 12 with 13 outcomes, and is above 32.9 once in a thousand.
    assert sum((counts[t] - draws * p) ** 2 / (draws * p) for t, p in chances.items()) < 32.9


@pytest.mark.parametrize("cut", [{"top_k": 1}, {"top_p": 1e-9}, {"min_p": 1.0}])
def test_draws_from_the_likeliest_token_alone_are_greedy_search(
    network: Seq2Seq, cut: dict[str, Any]
) -> None:
    drawn = run(network, most=(9, 9, 9), temperature=3.0, seed=5, **cut)
    greedy = run(network, most=(9, 9, 9), beam=1)
    assert [h.tokens for (h,) in drawn] == [h.tokens for (h,) in greedy]


def test_a_seed_repeats_a_text_and_another_changes_it(network: Seq2Seq) -> None:
    texts = [run(network, most=(9, 9, 9), temperature=2.0, seed=seed) for seed in (1, 1, 2)]
    assert texts[0] == texts[1] != texts[2]


@pytest.mark.parametrize("temperature", [1e-3, 1e-40])
def test_a_tiny_temperature_is_greedy_search(network: Seq2Seq, temperature: float) -> None:
    drawn = run(network, most=(9, 9, 9), temperature=temperature)
    greedy = run(network, most=(9, 9, 9), beam=1)
    assert [h.tokens for (h,) in drawn] == [h.tokens for (h,) in greedy]
