"""Where a network computes, and what happens where the machine is too small for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from engine.errors import NoDevice, OutOfMemory


def choose_device(wanted: str) -> torch.device:
    """auto, cpu, cuda or mps; NoDevice if this machine does not have it."""
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if wanted == "auto":
        wanted = next(name for name in ("cuda", "mps", "cpu") if there[name])
    if not there.get(wanted.partition(":")[0]):
        raise NoDevice(wanted)
    try:
        return torch.empty(0, device=wanted).device
    except (RuntimeError, AssertionError):  # such as cuda:7
        raise NoDevice(wanted) from None


@contextmanager
def lack_of_memory_is_a_failure() -> Iterator[None]:
    """Raises OutOfMemory for whatever Python and torch raise where memory is short."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not _is_out_of_memory(error):
            raise
        raise OutOfMemory from None


def _is_out_of_memory(error: Exception) -> bool:
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    return "can't allocate memory" in str(error) or "not enough memory" in str(error)
