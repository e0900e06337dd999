"""Whether a search fits into the memory, said before it is tried."""

from __future__ import annotations

import os

import torch

from engine.errors import BadOption
from engine.networks.contract import Step
from engine.networks.state import size

_FEW = 64  # rows that any machine can hold
_COPIES = 2  # of the state, while its rows are put into another order
_SCORES = 4  # float32 of the vocab that a row needs at once: logits, log-probabilities, what ranks, a copy


def check_memory(option: str, before: int, step: Step, rows: int, width: int, longest: int) -> None:
    """BadOption, naming `option`, if a search would need more memory than there is.

    before: bytes of the state that the first step began with, of `rows` rows; step: what came of it;
    width: rows that the search may come to have; longest: tokens that each may come to have.
    """
    if width <= _FEW:
        return
    after = size(step.state)
    each = _COPIES * (after + longest * (after - before)) + longest * size(step.attention)
    needed = width / rows * (each + _SCORES * 4 * step.logits.numel())
    there = _memory(step.logits.device)
    if needed > there:
        reason = f"{width} hypotheses need about {needed / 1e9:.1f} GB, and there are {there / 1e9:.1f} GB"
        raise BadOption(option, reason)


def _memory(device: torch.device) -> float:
    """Bytes that the device has, free ones where that is known; infinite if nothing is known."""
    if device.type == "cuda":
        return float(torch.cuda.mem_get_info(device)[0])
    if hasattr(os, "sysconf"):
        return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    return float("inf")  # Windows: it says so when it happens, see `errors.OutOfMemory`
