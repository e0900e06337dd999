"""The command `shortlist`, which `export` runs too: which tokens are enough to write each target language."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.cards import CARD, SHORTLISTS, TOKENIZER, find_models
from engine.errors import BadInput, DamagedModel, UnknownModel
from engine.kernels.shortlist import write_shortlists
from engine.shelf.library import write_whole
from engine.text.tokenizer import EOS, Tokenizer
from engine.training.config import TrainingConfig, directions, read_config
from engine.training.corpus import load_corpora
from engine.training.tokenizer import tokenizer_of

Shortlists = dict[str, NDArray[np.uint16]]  # language -> tokens, in order


def add_shortlists(path: Path, runs: Path, models: Path) -> None:
    """Puts shortlists into the folder of a model that a run has made, `models/NAME`."""
    config = read_config(path)
    if not config.checkpoint.shortlist:
        raise BadInput(f"{path} asks for no shortlist: it has no checkpoint.shortlist.")
    found = next((model for model in find_models((models,)) if model.name == config.name), None)
    if found is None:
        raise UnknownModel(config.name)
    if found.card is None:
        raise DamagedModel(config.name, found.damage)
    tokenizer = tokenizer_of(config, runs / config.name)
    if (found.folder / TOKENIZER).read_bytes() != tokenizer.model:
        raise BadInput(f"{found.folder} has another tokenizer than the run in {runs / config.name}.")
    shortlists = shortlists_of(config, tokenizer, runs / "cache")
    write_shortlists(found.folder / SHORTLISTS, shortlists)
    told = replace(found.card, shortlist=told_of(config, shortlists))
    write_whole(found.folder / CARD, told.to_json())
    sizes = ", ".join(f"{language} {len(tokens)}" for language, tokens in shortlists.items())
    print(f"{found.folder / SHORTLISTS}: {sizes} of {tokenizer.vocab} tokens", file=sys.stderr)


def shortlists_of(config: TrainingConfig, tokenizer: Tokenizer, cache: Path) -> Shortlists:
    """For each target language the commonest tokens that together are `checkpoint.shortlist` of all that the
    training draws, and those of single bytes, so that whatever can be written still can.
    """
    data = config.data
    corpora = load_corpora(
        Path(data.folder), data.pairs, data.rates, tokenizer, cache, data.longest, directions(config)
    )
    drawn = dict[str, NDArray[np.float64]]()
    for corpus in corpora:
        counts = np.bincount(corpus.target.tokens, minlength=tokenizer.vocab)
        language = corpus.direction[1]
        drawn[language] = drawn.get(language, np.zeros(tokenizer.vocab)) + corpus.rate * counts
    always = [EOS, *tokenizer.byte_tokens]
    return {
        language: commonest(drawn[language], config.checkpoint.shortlist, always)
        for language in sorted(drawn)
    }


def commonest(drawn: NDArray[np.float64], share: float, always: list[int]) -> NDArray[np.uint16]:
    """The fewest tokens with this share of all that is drawn, (vocab,), and those of `always`, in order."""
    order = (-drawn).argsort(kind="stable")
    few = int(np.searchsorted(drawn[order].cumsum(), share * drawn.sum())) + 1
    return np.unique([*order[:few], *always]).astype(np.uint16)


def told_of(config: TrainingConfig, shortlists: Mapping[str, NDArray[np.uint16]]) -> dict[str, Any]:
    """What the card says of them."""
    tokens = {language: len(kept) for language, kept in shortlists.items()}
    return {"share": config.checkpoint.shortlist, "tokens": tokens}
