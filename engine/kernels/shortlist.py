"""Shortlists: the tokens that are enough to write a language, so that logits need not be of all.

The output layer is what grows with the vocab, and of a vocab of several languages each needs a part only.
Jean, Cho, Memisevic, Bengio 2015, "On using very large target vocabulary for neural machine translation",
section 3.3, without their dictionary: the tokens of the source come along, which names are made of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file
from torch import Tensor, nn


@dataclass(frozen=True, eq=False)
class Shortlist:
    """Tokens of one language, in order, of a vocab of so many. Equal is only what is the same object."""

    tokens: Tensor  # (tokens,)
    vocab: int

    @cached_property
    def holds(self) -> Tensor:
        """(vocab,): which tokens are among them."""
        return torch.zeros(self.vocab, dtype=torch.bool, device=self.tokens.device).index_fill(
            0, self.tokens, True
        )


@dataclass(frozen=True)
class Logits:
    """How the logits of one search come about, and of which tokens they are."""

    output: nn.Module  # a `output.Output`
    steps: nn.Module  # an `ahead.Ahead`
    # (columns,): which token each is of. The last column is of all others together, and not to be written:
    # its token means nothing. None: all tokens, in order.
    tokens: Tensor | None = None
    weight: Tensor | None = None  # (more, width): of tokens that `output` does not have
    bias: Tensor | None = None  # (more,)


def write_shortlists(path: Path, shortlists: Mapping[str, NDArray[np.integer]]) -> None:
    """shortlists: language -> tokens, in order."""
    save_file({language: tokens.astype(np.uint16) for language, tokens in shortlists.items()}, path)


def read_shortlists(path: Path, vocab: int, eos: int, device: torch.device) -> dict[str, Shortlist]:
    """Language -> shortlist. OSError, or ValueError if the file is damaged or not for this vocab."""
    try:
        lists = load_file(path)
    except (SafetensorError, KeyError, TypeError) as error:
        raise ValueError(f"its shortlist is not readable ({error})") from None
    found = {}
    for language, tokens in lists.items():
        in_order = (
            tokens.ndim == 1 and tokens.dtype == np.uint16 and bool((np.diff(tokens.astype(int)) > 0).all())
        )
        if not in_order or not len(tokens) or tokens[-1] >= vocab or eos not in tokens:
            raise ValueError(f"its shortlist does not fit its tokenizer ({language})")
        found[language] = Shortlist(torch.from_numpy(tokens.astype(np.int64)).to(device), vocab)
    return found
