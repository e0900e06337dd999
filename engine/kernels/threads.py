"""Work for several threads of a CPU."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import torch
from torch import nn

Item = TypeVar("Item")

# Weights of a matrix up to which products of one search are not worth two threads. For 256 x 1,024 to 1,024 x
# 4,096, of 1 to 64 rows, two threads of an EPYC with two busy cores took 1.0 to 1.7 times as long as one, the
# quickest of 50 tries each. What is larger was not measured.
_SHARED = 2**22


def threads_for(device: torch.device) -> int:
    """How many threads torch may use; one where it does not compute on them."""
    return torch.get_num_threads() if device.type == "cpu" else 1


def worth_sharing(network: nn.Module) -> bool:
    """Whether threads may share the products of one search; each has its own search else."""
    inner = (p.numel() for name, p in network.named_parameters() if p.dim() == 2 and not _of_vocab(name))
    return max(inner, default=0) > _SHARED


def _of_vocab(name: str) -> bool:
    return name.startswith(("embedding.", "source_embedding.", "output."))


def side_by_side(work: Callable[[Item], object], items: Sequence[Item], threads: int, alone: int = 1) -> None:
    """Does the work for all items, so many at once, each on one thread. An exception ends what waits.

    The products of a small network are too small to be shared by threads, and torch lets go of Python's lock
    while it computes. alone: threads for the only item.
    """
    if threads == 1 or len(items) < 2:
        before = torch.get_num_threads()
        torch.set_num_threads(min(alone, before))
        try:
            for item in items:
                work(item)
        finally:
            torch.set_num_threads(before)
        return
    with ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,)) as pool:
        try:
            for _ in pool.map(work, items):
                pass
        finally:
            pool.shutdown(cancel_futures=True)
            torch.set_num_threads(threads)  # of the thread that is here
