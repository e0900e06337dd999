"""Files of weights, written one tensor after another."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import torch
from torch import Tensor

_DTYPES = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.int8: "I8"}
SCALE = ".scale"  # ends the name of the numbers that rows of int8 weights are multiplied by

Rows = Mapping[str, tuple[torch.dtype, tuple[int, ...]]]


def write_tensors(path: Path, rows: Rows, tensors: Iterable[Tensor]) -> Iterator[tuple[int, int]]:
    """Writes a safetensors file and yields (numbers written, numbers in all) after every tensor.

    rows: name -> dtype and shape, in the order of `tensors`. The format is a header of offsets before the
    bytes of all tensors. The library's own `save_file` wants all of them in memory at once.
    """
    header, at, total, done = {}, 0, 0, 0
    for name, (dtype, shape) in rows.items():
        count = torch.Size(shape).numel()
        header[name] = {
            "dtype": _DTYPES[dtype],
            "shape": shape,
            "data_offsets": [at, at + count * dtype.itemsize],
        }
        at, total = at + count * dtype.itemsize, total + count
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors:
            file.write(tensor.contiguous().view(torch.uint8).numpy().data)
            done += tensor.numel()
            yield done, total


def to_int8(weights: Tensor) -> tuple[Tensor, Tensor]:
    """int8 (rows, width) and float32 scales (rows,): each row's greatest number becomes 127."""
    scale = weights.float().abs().amax(1).clamp_min(1e-12) / 127
    return (weights.float() / scale[:, None]).round().to(torch.int8), scale


def whole(name: str, weights: Mapping[str, Tensor]) -> Tensor:
    """The tensor of a name, multiplied out if it is stored as int8. KeyError if it is not there."""
    found = weights[name]
    return found if found.dtype != torch.int8 else found.float() * weights[name + SCALE][:, None]
