"""Linear layers whose weights are packed once, for the processor and the precision."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F

from engine.errors import BadOption

Apply = Callable[[Tensor], Tensor]  # (rows, in) to (rows, out)

FLOAT32, INT8 = "float32", "int8"
PRECISIONS = (FLOAT32, INT8)

_ROWS = 16  # oneDNN packs for so many; right for fewer and more as well
# Below these rows MKL reads the weights as they are, faster than oneDNN its packed ones, if the layer is
# small: 256 x 1,024 takes 54 us against 99 at one row, 12,000 x 256 at four rows 2,050 against 870.
_SMALL = 2**21  # weights


def pack(weight: Tensor, bias: Tensor | None, precision: str = FLOAT32) -> Apply:
    """A function x (rows, in) to x @ weight.T + bias, (rows, out). weight (out, in); bias (out,).

    float32: the same numbers as `F.linear` but for the order of sums. int8: weights rounded to eight bits
    with a scale for each output, the input with one scale for all its rows (Jacob et al. 2018,
    "Quantization and training of neural networks for efficient integer-arithmetic-only inference").
    """
    weight = weight.detach()
    if precision == INT8:
        return _int8(weight, torch.zeros(len(weight)) if bias is None else bias.detach())
    if precision != FLOAT32:
        raise BadOption("precision", f"{precision!r} is not one of {', '.join(PRECISIONS)}")
    if weight.device.type == "cpu" and weight.numel() >= _SMALL and _has_onednn():
        packed = torch.ops.mkldnn._reorder_linear_weight(weight.contiguous(), _ROWS)

        def apply(x: Tensor) -> Tensor:
            applied: Tensor = torch.ops.mkldnn._linear_pointwise.default(x, packed, bias, "none", [], "")
            return applied

        return apply
    return lambda x: F.linear(x, weight, bias)


def _int8(weight: Tensor, bias: Tensor) -> Apply:
    scale = weight.abs().amax(1).clamp(min=torch.finfo(torch.float32).tiny) / 127
    zeros = torch.zeros(len(weight), dtype=torch.int64)
    with warnings.catch_warnings():  # torch 2.13 deprecates the tensors, and has no other way to pack them
        warnings.simplefilter("ignore", UserWarning)
        rounded = torch.quantize_per_channel(weight, scale, zeros, 0, torch.qint8)
    packed = torch.ops.quantized.linear_prepack(rounded, bias)
    # Without VNNI, sums of two products of eight bits overflow sixteen: one bit less then.
    narrow = not _has_vnni()
    return lambda x: torch.ops.quantized.linear_dynamic(x, packed, narrow)


def _has_onednn() -> bool:
    return bool(torch._C._has_mkldnn) and hasattr(torch.ops.mkldnn, "_linear_pointwise")


def _has_vnni() -> bool:
    return bool(torch.cpu._is_vnni_supported())
