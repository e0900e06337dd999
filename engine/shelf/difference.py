"""A model kept as what it adds to another that it was trained from: half as large, and as good.

What training changes is small beside the weights, so four bits a number will do for it (Liu et al. 2024,
"BitDelta: Your fine-tune may only be worth one bit", which goes down to one). Matrices of a low rank, as
in Hu et al. 2022, were measured and lost more: models/RUNS.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from engine.cards import WEIGHTS, ModelCard
from engine.shelf.tensors import SCALE, whole

CHANGE = ".change"  # ends the name of what is added to a matrix
_MOST = 7  # the greatest number of a row; with its negative and 0, 15 of the 16 that four bits tell apart


def load_weights(folder: Path, card: ModelCard) -> dict[str, Tensor]:
    """The weights of the model in `folder`, perhaps int8; of one that adds to another, the sums.

    ValueError if what it adds does not fit; OSError, SafetensorError.
    """
    weights = load_file(folder / WEIGHTS)
    return added(load_file(folder.parent / card.base / WEIGHTS), weights) if card.base else weights


def difference(base: Mapping[str, Tensor], tuned: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """What `added` to `base` gives `tuned`, to four bits for each number of a matrix; vectors stay whole."""
    found = dict[str, Tensor]()
    for name, tensor in tuned.items():
        if tensor.dim() == 2:
            change = tensor.float() - whole(name, base).float()
            scale = change.abs().amax(1).clamp_min(1e-12) / _MOST
            found[name + CHANGE] = packed((change / scale[:, None]).round())
            found[name + CHANGE + SCALE] = scale
        else:
            found[name] = tensor
    return found


def added(base: Mapping[str, Tensor], found: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The weights of a model that is kept as its `difference` from `base`; ValueError if it does not fit."""
    weights = dict[str, Tensor]()
    for name, tensor in found.items():
        if name.endswith(CHANGE):
            name = name.removesuffix(CHANGE)
            try:
                before, scale = whole(name, base).float(), found[name + CHANGE + SCALE]
                weights[name] = before + unpacked(tensor, before.shape) * scale[:, None]
            except (KeyError, RuntimeError):
                raise ValueError(f"what it adds to {name} of another model does not fit") from None
        elif not name.endswith(SCALE):
            weights[name] = tensor
    return weights


def packed(numbers: Tensor) -> Tensor:
    """Whole numbers from -8 to 7 (rows, columns), two a byte: uint8 (rows, columns / 2, rounded up)."""
    bits = torch.nn.functional.pad(numbers + 8, (0, numbers.shape[1] % 2)).to(torch.uint8)
    return bits[:, ::2] | bits[:, 1::2] << 4


def unpacked(pairs: Tensor, shape: Sequence[int]) -> Tensor:
    """What `packed` took, of this shape: int8. RuntimeError if it had another."""
    rows, columns = shape
    bits = torch.stack((pairs & 15, pairs >> 4), 2).view(rows, columns + columns % 2)
    return bits[:, :columns].to(torch.int8) - 8
