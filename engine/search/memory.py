"""Whether a search fits into the memory, said before it is tried."""

from __future__ import annotations

import os

import torch

from engine.errors import BadOption
from engine.networks.contract import Seq2Seq, State
from engine.networks.state import size

_FEW = 64  # rows of a sentence that any machine can hold
_COPIES = 2  # of the state, while its rows are put into another order
_SCORES = 4  # float32 of the vocab that a row needs at once: logits, log-probabilities, what ranks, a copy


def check_memory(
    option: str, network: Seq2Seq, first: State, token: torch.Tensor, width: int, longest: int
) -> None:
    """BadOption, naming `option`, if a search of very many rows would need more memory than there is.

    first: the state that the search begins with, a row a sentence; token (rows,): BOS; width: rows that
    it may come to have for each; longest: tokens that each may come to have. One step is tried, as only
    the network knows by how much its state grows.
    """
    if width <= _FEW:
        return
    step = network.step(token, first)
    after = size(step.state)
    each = _COPIES * (after + longest * (after - size(first))) + longest * size(step.attention)
    needed = width * (each + _SCORES * 4 * step.logits.numel())
    there = _memory(token.device)
    if needed > there:
        numbers = width, f"{needed / 1e9:.1f}", f"{there / 1e9:.1f}"
        raise BadOption(option, "{0} hypotheses need about {1} GB, and there are {2} GB", numbers)


def _memory(device: torch.device) -> float:
    """Bytes that the device has, free ones where that is known; infinite if nothing is known."""
    if device.type == "cuda":
        return float(torch.cuda.mem_get_info(device)[0])
    if hasattr(os, "sysconf"):
        return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    return float("inf")  # Windows: it says so when it happens, see `errors.OutOfMemory`
