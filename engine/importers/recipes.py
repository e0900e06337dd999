"""How our tensors are made of theirs, and writing them one after another."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from engine.errors import BadInput
from engine.importers.weights import Tensors
from engine.shelf.tensors import write_tensors


@dataclass(frozen=True)
class Recipe:
    """One tensor of ours: some of theirs, one under another."""

    names: tuple[str, ...]
    skip: int = 0  # first rows that are left out
    take: int = 0  # rows that are taken after them; 0: all
    more: int = 0  # rows of zeros behind them
    flat: bool = False  # theirs is (1, n), ours (n,)
    scale: float = 1.0

    def shape(self, weights: Tensors) -> tuple[int, ...]:
        shapes = [weights.shape(name) for name in self.names]
        if self.flat:
            shapes = [shape[1:] if shape[:1] == (1,) else shape for shape in shapes]
        if any(not shape or shape[1:] != shapes[0][1:] for shape in shapes):
            raise BadInput(f"The weights {self.names[0]} have an impossible shape.")
        rows = sum(shape[0] for shape in shapes) - self.skip
        return ((min(self.take, rows) if self.take else rows) + self.more, *shapes[0][1:])

    def dtype(self, weights: Tensors) -> torch.dtype:
        """Theirs. Unlike ones together, or a scale that changes digits, are worth 32 bits."""
        dtypes = {weights.dtype(name) for name in self.names}
        power_of_two = math.frexp(self.scale)[0] == 0.5
        return dtypes.pop() if len(dtypes) == 1 and power_of_two else torch.float32

    def make(self, weights: Tensors) -> Tensor:
        dtype = self.dtype(weights)
        parts = [weights[name].to(dtype) for name in self.names]
        parts = [part.flatten() for part in parts] if self.flat else parts
        tensor = parts[0] if len(parts) == 1 else torch.cat(parts)
        tensor = tensor[self.skip : self.skip + self.take if self.take else None]
        if self.more:
            tensor = torch.cat((tensor, tensor.new_zeros(self.more, *tensor.shape[1:])))
        return (tensor if self.scale == 1.0 else tensor * self.scale).contiguous()


def check_shapes(
    recipes: Mapping[str, Recipe], wanted: Mapping[str, tuple[int, ...]], weights: Tensors
) -> None:
    """BadInput if what the recipes make does not fit the network that the config describes."""
    if missing := set(wanted) ^ set(recipes):
        raise BadInput(f"This kind of network is not imported: nothing is known of {sorted(missing)[0]}.")
    for name, recipe in recipes.items():
        made = recipe.shape(weights)
        if made != wanted[name]:
            given, needed = (" x ".join(map(str, shape)) for shape in (made, wanted[name]))
            raise BadInput(
                f"The weights {recipe.names[0]} do not fit the config: they are {given}, not {needed}."
            )


def write(path: Path, recipes: Mapping[str, Recipe], weights: Tensors) -> Iterator[tuple[int, int]]:
    """Writes a safetensors file and yields (numbers written, numbers in all) after every tensor."""
    rows = {name: (recipe.dtype(weights), recipe.shape(weights)) for name, recipe in recipes.items()}
    return write_tensors(path, rows, (recipe.make(weights) for recipe in recipes.values()))
