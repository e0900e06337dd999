"""Work for several threads of a CPU."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import torch

Item = TypeVar("Item")


def threads_for(device: torch.device) -> int:
    """How many threads torch may use; one where it does not compute on them."""
    return torch.get_num_threads() if device.type == "cpu" else 1


def side_by_side(work: Callable[[Item], object], items: Sequence[Item], threads: int) -> None:
    """Does the work for all items, so many at once, each on one thread. An exception ends what waits.

    The products of a small network are too small to be shared by threads, and torch lets go of Python's lock
    while it computes.
    """
    if threads == 1 or len(items) < 2:
        for item in items:
            work(item)
        return
    with ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,)) as pool:
        try:
            for _ in pool.map(work, items):
                pass
        finally:
            pool.shutdown(cancel_futures=True)
            torch.set_num_threads(threads)  # of the thread that is here
