"""Contradictory options are refused; whatever is not can be searched."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import BadOption
from engine.search.options import DecodingOptions, check, longest
from engine.search.search import outcome, search
from tests.engine.networks import NETWORKS, sources


@pytest.mark.parametrize(
    ("options", "blamed", "other"),
    [
        ({"beam": 0}, "beam", ""),
        ({"n_best": 0}, "n_best", ""),
        ({"groups": 0}, "groups", ""),
        ({"beam": 2, "n_best": 3}, "n_best", "beam, 2"),
        ({"beam": 4, "groups": 3}, "groups", "beam, 4"),
        ({"length_penalty": float("nan")}, "length_penalty", ""),
        ({"coverage_penalty": -0.1}, "coverage_penalty", ""),
        ({"repetition_penalty": 0.0}, "repetition_penalty", ""),
        ({"repetition_guard": -1}, "repetition_guard", ""),
        ({"patience": float("inf")}, "patience", ""),
        ({"diversity": -1.0}, "diversity", ""),
        ({"min_length": -1}, "min_length", ""),
        ({"min_length": 9, "max_length": 8}, "min_length", "maximum length, 8"),
        ({"min_length": 101}, "min_length", "100"),
        ({"max_length": 101}, "max_length", "100"),
        ({"no_repeat_ngram": -1}, "no_repeat_ngram", ""),
        ({"temperature": -0.5}, "temperature", ""),
        ({"temperature": float("inf")}, "temperature", ""),
        ({"top_k": -1}, "top_k", ""),
        ({"top_p": 0.0}, "top_p", ""),
        ({"top_p": 1.1}, "top_p", ""),
        ({"min_p": 1.1}, "min_p", ""),
        ({"typical": 0.0}, "typical", ""),
        ({"required": ("chat",), "temperature": 0.5}, "required", "temperature is 0.5"),
        ({"required": ("chat",), "groups": 2}, "required", "2 groups"),
        ({"required": ("le chat noir",), "banned": ("chat",)}, "required", "banned “chat”"),
        ({"required": (" ",)}, "required", "empty"),
        ({"banned": ("",)}, "banned", "empty"),
        ({"seed": 2**63}, "seed", ""),
    ],
)
def test_contradictions_are_refused_in_words_that_name_both_sides(
    options: dict[str, Any], blamed: str, other: str
) -> None:
    with pytest.raises(BadOption) as refused:
        check(DecodingOptions(**options), max_target=100)
    assert refused.value.option == blamed
    assert other in str(refused.value)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "beam": st.integers(-1, 6),
            "n_best": st.integers(-1, 6),
            "groups": st.integers(-1, 4),
            "min_length": st.integers(-1, 4),
            "max_length": st.integers(-1, 6),
            "temperature": st.sampled_from([0.0, 0.7, -1.0]),
            "top_k": st.integers(-1, 3),
            "top_p": st.floats(-0.5, 1.5),
            "min_p": st.floats(-0.5, 1.5),
            "typical": st.floats(-0.5, 1.5),
            "repetition_penalty": st.floats(-0.5, 2),
            "repetition_guard": st.integers(-1, 3),
            "coverage_penalty": st.floats(-0.5, 1),
            "patience": st.floats(-0.5, 2),
            "diversity": st.floats(-0.5, 2),
            "length_penalty": st.floats(-1, 2),
        },
    )
)
def test_what_passes_the_check_can_be_searched(options: dict[str, Any]) -> None:
    chosen = DecodingOptions(**options)
    try:
        check(chosen, max_target=6)
    except BadOption:
        return
    source, mask = sources()
    most = [longest(chosen, int(real.sum()), max_target=6) for real in mask]
    for found in outcome(search(NETWORKS["gru"](), source, mask, chosen, longest=most)):
        assert 1 <= len(found) <= chosen.n_best
        assert all(math.isfinite(h.score) for h in found)


def test_sound_options_pass() -> None:
    check(DecodingOptions(), max_target=100)
    check(DecodingOptions(beam=2, n_best=9, min_length=100, max_length=100, temperature=1), max_target=100)
    check(DecodingOptions(top_k=5, top_p=0.5, min_p=0.1, typical=0.5, diversity=1, mbr=True), max_target=9)
    check(DecodingOptions(required=("chat",), banned=("cha", "hat")), max_target=9)


def test_the_longest_target_comes_from_source_options_and_model() -> None:
    assert longest(DecodingOptions(), source=7, max_target=100) == 34
    assert longest(DecodingOptions(), source=70, max_target=100) == 100
    assert longest(DecodingOptions(max_length=5), source=70, max_target=100) == 5
    assert longest(DecodingOptions(min_length=50), source=7, max_target=100) == 50
