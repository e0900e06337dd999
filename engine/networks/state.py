"""Decoder states as values: choosing and repeating rows, for every network alike."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast

import torch
from torch import Tensor

S = TypeVar("S")


class Ordered(Protocol):
    """A state that knows itself how its rows are put into another order."""

    rows: int

    @property
    def bytes(self) -> int: ...

    def reordered(self, rows: Tensor) -> Any: ...


def reorder(state: S, rows: Tensor) -> S:
    """The state whose row i is row `rows[i]` of this one. rows (n,) of int64."""
    if hasattr(state, "reordered"):
        return cast(S, cast(Ordered, state).reordered(rows))
    chosen: S = each_tensor(state, lambda tensor: tensor.index_select(0, rows))
    return chosen


def repeat(state: S, times: int) -> S:
    """Every row `times` times, one after another: rows a, b become a, a, b, b."""
    if hasattr(state, "reordered"):
        return reorder(state, torch.arange(cast(Ordered, state).rows).repeat_interleave(times))
    repeated: S = each_tensor(state, lambda tensor: tensor.repeat_interleave(times, 0))
    return repeated


def detach(state: S) -> S:
    """The same state; no gradient flows through it to what was read before."""
    detached: S = each_tensor(state, Tensor.detach)
    return detached


def size(state: Any) -> int:
    """Bytes of all its tensors."""
    if hasattr(state, "reordered"):
        return cast(Ordered, state).bytes
    sizes: list[int] = []

    def note(tensor: Tensor) -> Tensor:
        sizes.append(tensor.nbytes)
        return tensor

    each_tensor(state, note)
    return sum(sizes)


def each_tensor(value: Any, change: Callable[[Tensor], Tensor]) -> Any:
    """`value` with every tensor in its dataclasses and tuples changed."""
    if isinstance(value, Tensor):
        return change(value)
    if isinstance(value, tuple):
        return tuple(each_tensor(part, change) for part in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = {f.name: each_tensor(getattr(value, f.name), change) for f in dataclasses.fields(value)}
        return type(value)(**parts)
    return value  # a number, the same for every row
