"""Every rule and penalty does what its option says, and the search stays exact with all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import BadOption
from engine.inspect.forced import forced_decoding
from engine.networks.contract import Seq2Seq
from engine.search.hypothesis import Hypothesis, Progress
from engine.search.lexicon import Lexicon
from engine.search.mbr import consensus
from engine.search.options import DecodingOptions
from engine.search.search import outcome, search
from engine.search.sentence import Opening
from engine.search.trace import Watch
from engine.text.tokenizer import EOS, PAD
from engine.text.words import occurs
from tests.engine import exhaustive
from tests.engine.networks import Counted, sources
from tests.engine.spelling import Letters, lexicon, written

LIMITS = (4, 3, 5)  # of the three sentences of `sources`
NOTHING = Opening()


def steps(
    network: Seq2Seq,
    options: DecodingOptions,
    *,
    most: Sequence[int] = LIMITS,
    openings: Sequence[Opening] = (NOTHING,) * 3,
    **watch: Any,
) -> list[tuple[Progress, ...]]:
    source, mask = sources()
    words = lexicon(options)
    watched = Watch(**watch)
    return list(
        search(
            network,
            source,
            mask,
            options,
            longest=most,
            openings=openings,
            lexicon=words,
            spelling=Letters.spelling,
            watch=watched,
        )
    )


def run(network: Seq2Seq, **options: Any) -> list[tuple[Hypothesis, ...]]:
    return outcome(steps(network, DecodingOptions(**options), most=(9, 9, 9)))


RULES: list[dict[str, Any]] = [
    {"coverage_penalty": 0.7, "length_penalty": 0.0},
    {"coverage_penalty": 0.3, "length_penalty": 0.8},
    {"repetition_penalty": 1.7},
    {"repetition_penalty": 0.6},
    {"repetition_guard": 1},
    {"repetition_guard": 2},
    {"repetition_guard": 3},
    {"required": ("ab",)},
    {"required": ("b", "ab")},
    {"required": ("a b",), "length_penalty": 0.0},
    {"required": ("aa", "bb")},
    {"banned": ("ab",)},
    {"banned": ("a", "bb")},
    {"banned": ("b a",), "min_length": 3},
    {"required": ("ab",), "banned": ("b", "a"), "repetition_guard": 1},
    {"required": ("b",), "no_repeat_ngram": 1, "coverage_penalty": 0.2, "repetition_penalty": 1.3},
]
OPENINGS = [NOTHING, Opening((5,)), Opening((4, 5), (6,)), Opening((), (4, 6)), Opening((6, 6))]


@pytest.mark.parametrize(
    ("rule", "opening"),
    [*((rule, NOTHING) for rule in RULES), *((RULES[-1 - 5 * i], o) for i, o in enumerate(OPENINGS[1:3]))]
    + [({}, opening) for opening in OPENINGS],
)
def test_beam_wider_than_the_tree_equals_exhaustive_search_with_every_rule(
    network: Seq2Seq, rule: dict[str, Any], opening: Opening
) -> None:
    plain = {"repetition_guard": 0, **rule}
    truths = [
        exhaustive.ranking(network, i, most, DecodingOptions(**plain), opening)
        for i, most in enumerate(LIMITS)
    ]
    for n_best in (1, 3, 400):  # fewer can stop earlier, and must not stop too early
        options = DecodingOptions(beam=400, n_best=n_best, **plain)
        for found, truth in zip(
            outcome(steps(network, options, openings=[opening] * 3)), truths, strict=True
        ):
            assert [h.tokens for h in found] == [tokens for tokens, *_ in truth[:n_best]]
            assert [h.score for h in found] == pytest.approx([s for _, s, _ in truth[:n_best]], abs=1e-5)
            assert [len(h.missing) for h in found] == [missing for *_, missing in truth[:n_best]]


def test_scores_take_back_to_the_sum_of_log_probabilities(network: Seq2Seq) -> None:
    for found in run(network, beam=3, n_best=3, coverage_penalty=0.4, length_penalty=0.7):
        for h in found:
            assert h.coverage_penalty <= 0
            assert (h.score - h.coverage_penalty) * h.length_penalty == pytest.approx(sum(h.scores))


@pytest.mark.parametrize(
    "options",
    [
        {"repetition_penalty": 1.6, "beam": 3},
        {"repetition_penalty": 1.6, "temperature": 1.0},
        {"required": ("ab",), "banned": ("b",), "beam": 2},
    ],
)
def test_scores_stay_the_networks_own_whatever_the_rules(network: Seq2Seq, options: dict[str, Any]) -> None:
    source, mask = sources()
    for sentence, found in enumerate(run(network, **options)):
        rows = slice(sentence, sentence + 1)
        for h in found:
            nats, _ = forced_decoding(network, source[rows], mask[rows], torch.tensor([h.tokens]))
            assert h.scores == pytest.approx(nats[0].tolist(), abs=1e-5)


@pytest.mark.parametrize("beam", [1, 2, 5])
@pytest.mark.parametrize("words", [("ab",), ("a b a",), ("bb", "aaa"), ("ab", "b", "bba")])
def test_required_words_are_placed_by_any_beam(network: Seq2Seq, beam: int, words: tuple[str, ...]) -> None:
    for found in outcome(
        steps(network, DecodingOptions(beam=beam, required=words, repetition_guard=0), most=(14, 15, 16))
    ):
        assert found[0].missing == ()
        assert all(occurs(word, written(found[0].tokens)) for word in words)


def test_words_without_room_are_named(network: Seq2Seq) -> None:
    options = DecodingOptions(beam=3, required=("ab", "bbbbb"))
    for found in outcome(steps(network, options, most=(4, 4, 4))):
        assert found[0].missing == ("bbbbb",)


@pytest.mark.parametrize("temperature", [0.0, 1.5])
def test_banned_words_never_appear(network: Seq2Seq, temperature: float) -> None:
    options = {"beam": 6, "n_best": 6, "temperature": temperature, "banned": ("ab", "b b")}
    for found in run(network, **options):
        assert found
        assert not any(occurs(word, written(h.tokens)) for h in found for word in ("ab", "b b"))


class Pieces:
    """The last piece is the word that will be banned, with the space before it."""

    unwritable = ()

    def __init__(self, spelling: tuple[bytes, ...]) -> None:
        self.spelling = spelling

    def continuation(self, text: str) -> list[int]:
        assert text.encode() == self.spelling[-1]
        return [len(self.spelling) - 1]


@given(st.data())
def test_no_spelling_of_a_banned_word_gets_through(data: st.DataObject) -> None:
    pieces = st.text("abé好 ", min_size=1, max_size=3).map(str.encode) | st.sampled_from(
        [bytes((byte,)) for byte in "é好".encode()]
    )
    spelling = tuple(data.draw(st.lists(pieces, min_size=1, max_size=8)))

    word = data.draw(st.text("abé好", min_size=1, max_size=3) | st.sampled_from(["a b", "好 a"]))
    speller = Pieces((*spelling, f" {word}".encode()))
    words = Lexicon(DecodingOptions(banned=(word,)), speller)
    row: list[int] = []
    for _ in range(8):
        forbidden = set(words.forbidden(row))
        for token in range(len(spelling)):
            text = b"".join(speller.spelling[t] for t in (*row, token)).decode("utf-8", "surrogateescape")
            assert occurs(word, text) == (token in forbidden)
        left = sorted(set(range(len(spelling))) - forbidden)
        if not left:
            break
        row.append(data.draw(st.sampled_from(left)))


@pytest.mark.parametrize("options", [{"beam": 4, "n_best": 3}, {"temperature": 1.0, "seed": 3}])
def test_a_forced_beginning_is_kept_above_all_rules(network: Seq2Seq, options: dict[str, Any]) -> None:
    openings = [Opening((4, 4, 4, 4, 4)), Opening((5, 6, 5), (EOS, 4, 5)), NOTHING]
    rules = {"no_repeat_ngram": 1, "banned": ("a",), "repetition_guard": 1, **options}
    found = outcome(steps(network, DecodingOptions(**rules), most=(9, 9, 9), openings=openings))
    for hypotheses, opening in zip(found, openings, strict=True):
        assert all(h.tokens[: len(opening.tokens)] == opening.tokens for h in hypotheses)
    assert all(h.tokens[3] == 6 for h in found[1]) or not found[1]


@pytest.mark.parametrize("beam", [2, 3])
def test_one_group_or_no_diversity_is_the_plain_beam(network: Seq2Seq, beam: int) -> None:
    plain = run(network, beam=beam, n_best=beam)
    assert run(network, beam=beam, n_best=beam, groups=1, diversity=3.0) == plain
    grouped = run(network, beam=3 * beam, n_best=beam, groups=3, diversity=0.0)
    assert [[h.tokens for h in found] for found in grouped] == [[h.tokens for h in found] for found in plain]


def test_groups_avoid_each_others_tokens(network: Seq2Seq) -> None:
    options = DecodingOptions(beam=3, n_best=3, groups=3, diversity=50.0, min_length=2, repetition_guard=0)
    first = steps(network, options, stream=True)[0]
    assert all({h.tokens for h in p.hypotheses} == {(4,), (5,), (6,)} for p in first)
    for found in outcome(steps(network, options)):
        assert len({h.tokens for h in found}) == len(found)


def test_patience_stops_earlier_and_great_patience_never(network: Seq2Seq) -> None:
    def steps_and_best(patience: float) -> tuple[int, list[float]]:
        counted = Counted(network)
        options = {"length_penalty": 2.0, "min_length": 0, "repetition_guard": 0}
        found = run(counted, beam=4, patience=patience, **options)
        return len(counted.rows), [h.score for (h,) in found]

    exact, early = steps_and_best(0.0), steps_and_best(0.25)
    assert steps_and_best(1e9) == exact
    assert early[0] < exact[0]
    assert all(a <= b for a, b in zip(early[1], exact[1], strict=True))


def test_the_choice_by_consensus_has_the_greatest_mean_chrf() -> None:
    from sacrebleu.metrics.chrf import CHRF

    texts = ["the cat sleeps", "a dog", "the cat sleeps here", "the cats sleep", "a dog", "cat"]
    means = [
        np.mean([CHRF().sentence_score(text, [other]).score for j, other in enumerate(texts) if j != i])
        for i, text in enumerate(texts)
    ]
    order = consensus(texts)
    assert order[0] == int(np.argmax(means))
    assert sorted(order) == list(range(6))
    assert [means[i] for i in order] == sorted(means, reverse=True)


@pytest.mark.parametrize(
    "options",
    [
        {"beam": 1},
        {"beam": 3, "n_best": 2, "no_repeat_ngram": 2, "min_length": 3},
        {"beam": 4, "groups": 2, "diversity": 1.0, "coverage_penalty": 0.3},
        {"beam": 2, "required": ("ab",), "banned": ("b",)},
        {"n_best": 3, "temperature": 1.0},
    ],
)
def test_the_genealogy_is_true(network: Seq2Seq, options: dict[str, Any]) -> None:
    chosen = DecodingOptions(**options)
    openings = [NOTHING, Opening((5, 4)), NOTHING]
    every = steps(network, chosen, most=(6, 7, 8), openings=openings, stream=True, branches=True)
    rules = {"min_length", "no_repeat_ngram", "repetition_guard", "banned", "prefix"}
    for sentence in range(3):
        mine = [p for step in every for p in step if p.sentence == sentence]
        paths: list[list[tuple[int, ...]]] = []
        ended, stopped = set(), set()
        covered: dict[tuple[int, ...], Any] = {}
        for step, progress in enumerate(mine):
            last = step == len(mine) - 1
            nodes, before = progress.branches, mine[step - 1].branches if step else ()
            assert [n.total for n in nodes] == sorted((n.total for n in nodes), reverse=True)
            paths.append([])
            for node in nodes:
                assert (node.parent == -1) == (step == 0)
                assert step == 0 or before[node.parent].fate == "alive"
                paths[-1].append((*(paths[-2][node.parent] if step else ()), node.token))
                assert node.fate in {"alive", "ended", "beaten", "stopped", "overtaken", *rules}
                assert node.fate not in {"stopped", "overtaken"} or last
                assert (node.fate != "ended") or node.token == EOS
                seen = len(written(paths[-1][-1]).replace(" ", ""))
                assert (node.fate == "min_length") <= (node.token == EOS and seen < chosen.min_length)
                ended |= {paths[-1][-1]} if node.fate == "ended" else set()
                stopped |= {paths[-1][-1]} if node.fate == "stopped" else set()
                if node.fate in {"ended", "stopped"}:  # another group may have the same, unfinished
                    covered[paths[-1][-1]] = node.coverage
            parents = {n.parent for n in mine[step + 1].branches} if not last else set()
            assert parents <= {i for i, n in enumerate(nodes) if n.fate == "alive"}
        for h in mine[-1].hypotheses:
            assert h.tokens in (stopped if h.stopped_by_length else ended)
            attended = [column.mean((0, 1)) for column in h.columns if column.size]
            assert (covered[h.tokens] is None) == (not attended)
            assert not attended or np.allclose(covered[h.tokens], np.sum(attended, 0), atol=1e-5)


@pytest.mark.parametrize("options", [{"beam": 3}, {"temperature": 1.0}, {"beam": 2, "no_repeat_ngram": 1}])
def test_choices_are_the_networks_own_distribution(network: Seq2Seq, options: dict[str, Any]) -> None:
    source, mask = sources()
    found = outcome(steps(network, DecodingOptions(**options), choices=3))
    for sentence, (h, *_) in enumerate(found):
        target = torch.tensor([[2, *h.tokens[:-1]]])
        rows = slice(sentence, sentence + 1)
        with torch.no_grad():
            scores = network.forward(source[rows], mask[rows], target)[0].log_softmax(-1)
        assert len(h.choices) == len(h.tokens)
        for choice, row in zip(h.choices, scores, strict=True):
            assert choice.entropy == pytest.approx(-(row.exp() * row).sum().item(), abs=1e-5)
            best = sorted((3, 4, 5, 6), key=lambda token: -row[token])[:3]
            assert list(choice.tokens) == best
            assert choice.scores == pytest.approx(row[best].tolist(), abs=1e-5)
    assert all(h.choices == () for (h, *_) in run(network))


def test_watching_changes_nothing(network: Seq2Seq) -> None:
    for options in ({"beam": 3, "n_best": 2}, {"n_best": 3, "temperature": 0.7}):
        quiet = outcome(steps(network, DecodingOptions(**options)))
        watched = steps(network, DecodingOptions(**options), stream=True, choices=4, branches=True)
        assert outcome(watched) == quiet


@pytest.mark.parametrize(
    ("options", "blamed"), [({"beam": 10**8}, "beam"), ({"n_best": 10**8, "temperature": 1.0}, "n_best")]
)
def test_a_beam_wider_than_the_memory_is_refused(
    network: Seq2Seq, options: dict[str, Any], blamed: str
) -> None:
    with pytest.raises(BadOption, match="GB") as refused:
        run(network, **options)
    assert refused.value.option == blamed


@pytest.mark.parametrize("word", ["", "  ", "c", "a\u0000c"])
def test_words_that_cannot_be_written_are_refused(word: str) -> None:
    for options in (DecodingOptions(required=(word,)), DecodingOptions(banned=(word,))):
        with pytest.raises((BadOption, ValueError)):
            lexicon(options)


def test_all_pad_is_never_written(network: Seq2Seq) -> None:
    for found in run(network, beam=4, n_best=4, required=("a",)):
        assert all(PAD not in h.tokens for h in found)
