"""A search over a shortlist is the search in which other tokens are banned."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from engine.cards import SHIPPED, SHORTLISTS
from engine.checkpoint import load_model
from engine.errors import DamagedModel
from engine.kernels.output import ShortOutput
from engine.kernels.shortlist import Shortlist, write_shortlists
from engine.kernels.transformer import PackedTransformer
from engine.networks.contract import Seq2Seq
from engine.networks.transformer import Transformer
from engine.requests import Prefix
from engine.runner import Runner
from engine.search.hypothesis import Hypothesis
from engine.search.options import DecodingOptions
from engine.search.search import outcome, search
from engine.search.sentence import Opening
from engine.search.trace import RESULT, Watch
from engine.text.tokenizer import EOS
from engine.training.shortlist import commonest
from tests.engine.models import save_tiny_model, tiny_tokenizer
from tests.engine.networks import CONFIG, NETWORKS, tiny_transformer

VOCAB = 40
# Letters, a word that may not come four times, and bytes of which two or three make a letter.
SPELLING = [b"", b"", b"", b"", *(bytes((97 + n,)) for n in range(16)), *(b" a%d" % n for n in range(10))]
SPELLING += [b"\xc3", b"\xa4", b"\xb6", b"\xe4", b"\xbd", b"\xa0", b" b", b"b", b" bb", b"c c"]
USUAL = [EOS, 4, 5, 6, 9, 11, 12, 20, 21, *range(30, 37)]
SOURCES = torch.tensor([[8, 7, 5, 4, 3], [10, 37, 3, 0, 0], [6, 4, 8, 3, 0]])
OPTIONS = [
    {"beam": 1},
    {"beam": 1, "min_length": 6, "repetition_guard": 1},
    {"beam": 4, "length_penalty": 0.6},
    {"beam": 4, "n_best": 3, "min_length": 4, "repetition_guard": 1},
    {"beam": 3, "patience": 0.7},
]


def network(bias: bool = False) -> Transformer:
    return tiny_transformer(replace(CONFIG, vocab=VOCAB, output_bias=bias))


def shortlist(tokens: list[int]) -> Shortlist:
    return Shortlist(torch.tensor(tokens), VOCAB)


def found(
    network: Seq2Seq,
    options: dict[str, Any],
    source: Tensor = SOURCES,
    mask: Tensor | None = None,
    **more: Any,
) -> list[tuple[Hypothesis, ...]]:
    longest = [12, 9, 17][: len(source)]
    chosen = DecodingOptions(**options)
    return outcome(
        search(
            network,
            source,
            source > 0 if mask is None else mask,
            chosen,
            longest=longest,
            spelling=SPELLING,
            **more,
        )
    )


def assert_same(some: list[tuple[Hypothesis, ...]], others: list[tuple[Hypothesis, ...]]) -> None:
    for ours, theirs in zip(some, others, strict=True):
        assert [h.tokens for h in ours] == [h.tokens for h in theirs]
        for one, other in zip(ours, theirs, strict=True):
            assert one.scores == pytest.approx(other.scores, abs=1e-4)
            assert one.score == pytest.approx(other.score, abs=1e-4)
            np.testing.assert_allclose(np.stack(one.columns), np.stack(other.columns), atol=1e-5)


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("script", [False, True])
def test_a_shortlist_of_everything_changes_nothing(options: dict[str, Any], script: bool) -> None:
    packed = PackedTransformer(network(), script=script)
    everything = shortlist(list(range(VOCAB)))
    assert_same(found(packed, options, shortlist=everything), found(packed, options))


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("ahead", [False, True])
def test_others_that_are_all_alike_are_told_from_none_but_are_not_written(
    options: dict[str, Any], bias: bool, ahead: bool
) -> None:
    plain, others = network(bias), [token for token in range(VOCAB) if token not in USUAL]
    with torch.no_grad():
        plain.output.weight[others] = plain.output.weight[others[0]].clone()
        if bias:
            torch.nn.init.normal_(plain.output.bias)
            plain.output.bias[others] = 0.3
    packed = PackedTransformer(plain)
    packed.runs_ahead = ahead
    source = torch.tensor([[4, 5, 9, 3], [11, 3, 0, 0], [31, 20, 3, 0]])  # 0 is one of the others
    source[source == 0] = EOS
    mask = torch.tensor([[1, 1, 1, 1], [1, 1, 0, 0], [1, 1, 1, 0]]).bool()
    some = found(packed, options, source, mask, shortlist=shortlist(USUAL))
    assert_same(some, found(packed, options, source, mask, banned=others))


@pytest.mark.parametrize("ahead", [False, True])
@pytest.mark.parametrize("guarded", [False, True])
def test_a_batch_may_write_the_tokens_of_all_its_sources(ahead: bool, guarded: bool) -> None:
    packed = PackedTransformer(network())
    packed.runs_ahead = ahead
    options = {"beam": 1, "min_length": 5 * guarded, "repetition_guard": int(guarded)}
    for source in (SOURCES, SOURCES[:1]):
        others = [t for t in range(VOCAB) if t not in {*USUAL, *source.flatten().tolist()}]
        some = found(packed, options, source, shortlist=shortlist(USUAL))
        wanted = found(packed, options, source, banned=others)
        assert [h.tokens for (h,) in some] == [h.tokens for (h,) in wanted]


@torch.no_grad()
@pytest.mark.parametrize("bias", [False, True])
def test_the_sum_over_others_is_near(bias: bool) -> None:
    torch.manual_seed(4)
    output, tokens = nn.Linear(64, 5000, bias), torch.arange(0, 5000, 3)
    nn.init.normal_(output.weight, std=0.1)
    more, x = torch.tensor([1, 4]), torch.randn(50, 64) * torch.linspace(0.2, 1.4, 50)[:, None]
    given = output.weight[more], output.bias[more] if bias else None
    short = ShortOutput(output, tokens, "float32")(x, *given)
    exact = output(x)
    torch.testing.assert_close(short[:, :-1], exact[:, torch.cat((tokens, more))], atol=1e-4, rtol=1e-4)
    others = exact[:, torch.arange(5000) % 3 > 0].logsumexp(1)
    assert (short[:, -1] - others).abs().max() < 0.1
    assert others.std() > 0.15  # it is not the same for all


@pytest.mark.parametrize(
    "asked",
    [
        {"watch": Watch(stream=True)},
        {"watch": Watch(choices=3)},
        {"openings": [Opening((22,)), Opening(), Opening(banned=(4,))]},
    ],
)
def test_who_asks_for_more_gets_it_of_all_tokens(asked: dict[str, Any]) -> None:
    packed = PackedTransformer(network())
    few = found(packed, {"beam": 2}, shortlist=shortlist(USUAL), **asked)
    assert_same(few, found(packed, {"beam": 2}, **asked))
    if asked.get("watch", RESULT).choices:
        assert all(len(choice.tokens) == 3 for (h,) in few for choice in h.choices)


@pytest.mark.parametrize("name", ["gru", "transformer"])
def test_a_network_that_takes_none_is_searched_as_it_is(name: str) -> None:
    plain = NETWORKS[name]()
    source = torch.tensor([[4, 5, 3], [6, 3, 0]])
    options = DecodingOptions(beam=2)
    lists = Shortlist(torch.tensor([EOS, 4]), 7), None
    few, all_ = (
        outcome(search(plain, source, source > 0, options, longest=[6, 6], shortlist=one)) for one in lists
    )
    assert [h.tokens for (h,) in few] == [h.tokens for (h,) in all_]


# In a model


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A model that needs but a few tokens for French, and all of them for Chinese."""
    save_tiny_model(tmp_path / "tiny", shortlist={"share": 0.9})
    put(tmp_path, fr=FEW)
    return tmp_path


FEW = sorted({EOS, *tiny_tokenizer().continuation(" chat dort")})
WORDS = ["The cat sleeps.", "The red house is old.", "A tree"]


def put(models: Path, **lists: list[int]) -> None:
    write_shortlists(models / "tiny" / SHORTLISTS, {to: np.array(tokens) for to, tokens in lists.items()})


def written(runner: Runner, options: DecodingOptions, to: str = "fr", **more: Any) -> list[tuple[int, ...]]:
    done = runner.translate_many(WORDS, "en", to, None, options, **more)
    return [draft.tokens for translation in done for drafts in translation.sentences for draft in drafts]


def test_a_model_writes_its_shortlist_and_the_words_of_the_source(models: Path) -> None:
    runner = Runner("cpu", (models,), shortlist=True)
    options = DecodingOptions(beam=2, max_length=9)
    allowed = {*FEW, *(token for text in WORDS for token in tiny_tokenizer().encode(text)[0])}
    assert set(itertools.chain(*written(runner, options))) <= allowed
    whole = Runner("cpu", (models,))
    assert not set(itertools.chain(*written(whole, options))) <= allowed
    assert written(runner, options, "zh") == written(whole, options, "zh")


def test_what_a_user_asks_for_is_written_whatever_the_shortlist(models: Path) -> None:
    runner = Runner("cpu", (models,), shortlist=True)
    options = DecodingOptions(beam=2, max_length=15, required=("élève",))
    done = runner.translate_many(WORDS, "en", "fr", None, options)
    assert all("élève" in translation.text for translation in done)
    begun = runner.translate_many(
        WORDS, "en", "fr", None, DecodingOptions(max_length=15), [Prefix(sentence=0, text="Déjà")]
    )
    assert all(translation.text.startswith("Déjà") for translation in begun)


def test_probabilities_that_are_told_are_of_all_tokens(models: Path) -> None:
    few, whole = (Runner("cpu", (models,), shortlist=some) for some in (True, False))
    pairs = [("The cat", "Le chat"), ("A tree", "Un arbre")]
    assert few.score(pairs, "en", "fr", "tiny") == whole.score(pairs, "en", "fr", "tiny")
    assert few.align(pairs, "en", "fr", "tiny") == whole.align(pairs, "en", "fr", "tiny")
    options = DecodingOptions(max_length=9)
    told, wanted = (r.translate_many(WORDS, "en", "fr", None, options, choices=3) for r in (few, whole))
    assert told == wanted


def unreadable(models: Path) -> None:
    (models / "tiny" / SHORTLISTS).write_bytes(b"no tensors")


def cut_short(models: Path) -> None:
    path = models / "tiny" / SHORTLISTS
    path.write_bytes(path.read_bytes()[:-3])


def missing(models: Path) -> None:
    (models / "tiny" / SHORTLISTS).unlink()


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (unreadable, "its shortlist is not readable"),
        (cut_short, "its shortlist is not readable"),
        (missing, r"it has no shortlists\.safetensors"),
        (lambda models: put(models, fr=[EOS, 4000]), r"its shortlist does not fit its tokenizer \(fr\)"),
        (lambda models: put(models, fr=[5, 4, EOS]), "does not fit"),
        (lambda models: put(models, fr=[4, 5]), "does not fit"),  # nothing could end
        (lambda models: put(models, fr=[]), "does not fit"),
    ],
)
def test_a_damaged_shortlist_is_refused_with_its_reason(
    models: Path, damage: Callable[[Path], None], reason: str
) -> None:
    damage(models)
    with pytest.raises(DamagedModel, match=reason):
        load_model("tiny", torch.device("cpu"), (models,), shortlist=True)


def test_a_model_without_one_is_searched_as_it_is(tmp_path: Path) -> None:
    save_tiny_model(tmp_path / "tiny")
    options = DecodingOptions(beam=2, max_length=9)
    few, whole = (written(Runner("cpu", (tmp_path,), shortlist=some), options) for some in (True, False))
    assert few == whole


def test_the_shipped_translator_has_one_for_each_language() -> None:
    model = load_model("translate-small", torch.device("cpu"), (SHIPPED,), shortlist=True)
    assert set(model.shortlists) == {target for _, target in model.card.pairs}


# How it is made


@pytest.mark.parametrize("share", [0.3, 0.5, 0.85, 0.99])
def test_no_fewer_tokens_have_the_share(share: float) -> None:
    drawn = np.array([3.0, 0.0, 7.5, 1.0, 0.5, 0.0, 4.0])
    kept = commonest(drawn, share, []).tolist()
    sizes = [
        size
        for size in range(1, 8)
        if any(sum(c) >= share * drawn.sum() for c in itertools.combinations(drawn, size))
    ]
    assert len(kept) == sizes[0]
    assert drawn[kept].sum() >= share * drawn.sum()
    assert commonest(drawn, share, [1, 5]).tolist() == sorted({*kept, 1, 5})
