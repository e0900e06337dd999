"""Work side by side is the same work."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import torch
from torch import nn

from engine.kernels.threads import side_by_side, threads_for, worth_sharing


@pytest.fixture(autouse=True)
def two_threads() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


def test_all_is_done_two_at_a_time_on_one_thread_each() -> None:
    both, seen = threading.Barrier(2, timeout=60), list[tuple[int, int]]()

    def work(item: int) -> None:
        both.wait()  # only another one at the same time lets it pass
        seen.append((item, torch.get_num_threads()))

    side_by_side(work, range(6), 2)
    assert sorted(seen) == [(item, 1) for item in range(6)]
    assert torch.get_num_threads() == 2


def test_an_exception_ends_what_waits() -> None:
    begun = []

    def work(item: int) -> None:
        begun.append(item)
        raise MemoryError

    with pytest.raises(MemoryError):
        side_by_side(work, range(1000), 2)
    assert len(begun) < 1000
    assert torch.get_num_threads() == 2


def test_one_thread_needs_no_other() -> None:
    here = []
    side_by_side(lambda _: here.append(threading.current_thread()), range(3), 1)
    assert here == [threading.main_thread()] * 3


def test_what_is_alone_has_the_threads_that_it_is_worth() -> None:
    seen = []
    for alone in (1, 2):
        side_by_side(lambda _: seen.append(torch.get_num_threads()), [0], 2, alone)
    assert seen == [1, 2]
    assert torch.get_num_threads() == 2


def test_only_large_matrices_are_shared() -> None:
    small = nn.ModuleDict({"embedding": nn.Embedding(9000, 512), "inner": nn.Linear(512, 2048)})
    large = nn.ModuleDict({"inner": nn.Linear(2048, 4096)})
    assert [worth_sharing(network) for network in (small, large)] == [False, True]


def test_only_a_cpu_has_threads() -> None:
    assert threads_for(torch.device("cpu")) == 2
    assert threads_for(torch.device("cuda")) == 1
