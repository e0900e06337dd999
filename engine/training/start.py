"""What a run begins with: the weights of another model, which may be smaller and cut text otherwise."""

from __future__ import annotations

import re
from pathlib import Path

import torch
from torch import Tensor

from engine.cards import TOKENIZER, read_card
from engine.errors import BadInput
from engine.networks.contract import Network
from engine.shelf.difference import load_weights
from engine.shelf.tensors import whole
from engine.text.tokenizer import Tokenizer

_TOKENS = re.compile(r"(.*embedding\.weight|output\.(weight|bias))")  # with a row for each token
# What may have more rows or columns than in the network that training begins with: tokens, and inner units.
_GROWS = re.compile(rf"{_TOKENS.pattern}|.*feed_forward\.(inner|output)\.(weight|bias)")
# What a layer adds to its input: where the layer is new, it adds nothing at first.
_ADDS = re.compile(r"(encoder|decoder)\.\d+\..*\boutput\.(weight|bias)")


def begin_with(network: Network, tokenizer: Tokenizer, folder: Path) -> None:
    """Takes over the weights of the model in `folder`, by name; a larger network computes the same at first.

    It may know more tokens, have wider feed-forward layers, whose new units are not read yet, and more
    layers, which add nothing yet (Chen, Goodfellow, Shlens 2016, "Net2Net: Accelerating learning via
    knowledge transfer"). Where `tokenizer` cuts text otherwise than the model's own, a token begins as
    the mean of those that the other writes it with (Gee et al. 2022, "Fast vocabulary transfer for
    language model compression"). BadInput where anything else differs.
    """
    theirs = load_weights(folder, read_card(folder))
    old = Tokenizer.load(folder / TOKENIZER)
    same = all(old.piece(token) == tokenizer.piece(token) for token in range(min(old.vocab, tokenizer.vocab)))
    with torch.no_grad():
        for name, mine in network.named_parameters():
            if name not in theirs:
                if _ADDS.fullmatch(name):
                    mine.zero_()
                continue
            weights = whole(name, theirs)
            if not same and _TOKENS.fullmatch(name):
                weights = _transferred(weights, old, tokenizer, mine[: tokenizer.vocab])
            larger = all(a >= b for a, b in zip(mine.shape, weights.shape, strict=True))
            if mine.shape != weights.shape and not (larger and _GROWS.fullmatch(name)):
                here, there = (" x ".join(map(str, tensor.shape)) for tensor in (mine, weights))
                raise BadInput(f"start: {name} is {there} in {folder}, which does not fit {here} here.")
            if mine.shape[1:] != weights.shape[1:]:
                mine.zero_()
            mine[tuple(slice(size) for size in weights.shape)] = weights


def _transferred(rows: Tensor, old: Tokenizer, new: Tokenizer, fresh: Tensor) -> Tensor:
    """rows (vocab of `old`, ...) for the tokens of `new`; those that `old` cannot write are as in `fresh`."""
    named = {old.piece(token): token for token in range(old.vocab)}
    found = fresh.clone()
    for token in range(new.vocab):
        name = new.piece(token)
        written = [named[name]] if name in named else old.continuation(new.surface(token))
        if written:
            found[token] = rows[written].float().mean(0)
    return found
