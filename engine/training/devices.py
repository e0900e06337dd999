"""Where a run computes, and in which numbers."""

from __future__ import annotations

import os
from collections.abc import Callable

import torch
import torch.distributed as dist


def chosen_dtype(precision: str, device: torch.device) -> torch.dtype:
    """bfloat16 where the device computes in it; elsewhere it would be slower than float32."""
    if precision == "auto":
        if device.type == "cuda":
            fast = torch.cuda.is_bf16_supported()
        else:
            # Not public, hence the fall-back: without the instruction bf16 is 4 times slower.
            asked: Callable[[], bool] = getattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)
            fast = asked()
        precision = "bf16" if fast else "fp32"
    return {"bf16": torch.bfloat16, "fp32": torch.float32}[precision]


def join_processes(device: torch.device) -> torch.device:
    """Under `torchrun`, becomes one of its processes; the device of this one."""
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        return device
    if device.type == "cuda":
        device = torch.device("cuda", int(os.environ["LOCAL_RANK"]))
        torch.cuda.set_device(device)
    dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
    return device
