"""Linear layers whose weights are packed once, for the processor and the precision.

They are modules that TorchScript can compile, and run without it as well.
"""

from __future__ import annotations

import warnings

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.errors import BadOption

FLOAT32, BFLOAT16, INT8 = "float32", "bfloat16", "int8"
PRECISIONS = (FLOAT32, BFLOAT16, INT8)

_ROWS = 16  # oneDNN packs for so many; right for fewer and more as well
# Below so many products MKL reads the weights as they are, faster than oneDNN its packed ones. One thread of
# a Zen 5: 256 x 256 takes 5 us against 14 at one row, 27 against 22 at 16; 512 x 2,048 takes 56 at one row
# both ways, 417 against 154 at 16; 256 x 16,000 at one row 341 against 215.
_SMALL = 2**19
# From so many rows oneDNN's eight bits are faster than fbgemm's, if the layer is wide: 256 x 16,000 takes
# 81 us against 59 at one row, 666 against 880 at 64. Narrow layers gain less than a second packing is worth.
_MANY, _WIDE = 32, 4096


def pack(weight: Tensor, bias: Tensor | None, precision: str = FLOAT32) -> nn.Module:
    """A module from x (rows, in) to x @ weight.T + bias, (rows, out). weight (out, in); bias (out,).

    float32: the same numbers as `F.linear` but for the order of sums. bfloat16: products of 8 significant
    bits, sums of 24. int8: weights rounded to eight bits with a scale for each output, the input with one
    scale for all its rows (Jacob et al. 2018, "Quantization and training of neural networks for efficient
    integer-arithmetic-only inference"). What the processor has no instruction for is float32.
    """
    weight, bias = weight.detach(), None if bias is None else bias.detach()
    if precision not in PRECISIONS:
        raise BadOption("precision", f"{precision!r} is not one of {', '.join(PRECISIONS)}")
    if weight.device.type == "cpu":
        if precision == INT8 and _engine():
            return Int8(weight, bias)
        if precision == BFLOAT16 and _has_onednn() and torch.cpu._is_avx512_bf16_supported():
            return BFloat16(weight, bias)
        if _has_onednn():
            return Packed(weight, bias)
    return Plain(weight, bias)


class Plain(nn.Module):
    """The weights as they are."""

    def __init__(self, weight: Tensor, bias: Tensor | None) -> None:
        super().__init__()
        self.weight, self.bias = weight, bias

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x, self.weight, self.bias)


class Packed(nn.Module):
    """In the order in which oneDNN reads them, and as they are for few rows."""

    def __init__(self, weight: Tensor, bias: Tensor | None) -> None:
        super().__init__()
        self.weight, self.bias = weight, bias
        self.few = _SMALL // max(weight.numel(), 1)
        self.packed = torch.ops.mkldnn._reorder_linear_weight(weight.contiguous(), _ROWS)

    def forward(self, x: Tensor) -> Tensor:
        if x.shape[0] <= self.few:
            return F.linear(x, self.weight, self.bias)
        applied: Tensor = torch.ops.mkldnn._linear_pointwise(x, self.packed, self.bias, "none", [], "")
        return applied


class BFloat16(nn.Module):
    def __init__(self, weight: Tensor, bias: Tensor | None) -> None:
        super().__init__()
        self.bias = None if bias is None else bias.bfloat16()
        self.packed = torch.ops.mkldnn._reorder_linear_weight(weight.bfloat16(), _ROWS)

    def forward(self, x: Tensor) -> Tensor:
        rounded = x.to(torch.bfloat16)
        applied: Tensor = torch.ops.mkldnn._linear_pointwise(rounded, self.packed, self.bias, "none", [], "")
        return applied.to(torch.float32)


class Int8(nn.Module):
    """Weights of eight bits; each product rounds its input likewise, by the greatest number in it."""

    def __init__(self, weight: Tensor, bias: Tensor | None) -> None:
        super().__init__()
        scale = weight.abs().amax(1).clamp(min=torch.finfo(torch.float32).tiny) / 127
        zeros = torch.zeros(len(weight), dtype=torch.int64)
        with (
            warnings.catch_warnings()
        ):  # torch 2.13 deprecates the tensors, and has no other way to pack them
            warnings.simplefilter("ignore", UserWarning)
            rounded = torch.quantize_per_channel(weight, scale, zeros, 0, torch.qint8)
        bias = torch.zeros(len(weight)) if bias is None else bias
        # Without VNNI, sums of two products of eight bits overflow sixteen: one bit less then.
        self.narrow = not torch.cpu._is_vnni_supported()
        self.packed = _prepacked(rounded, bias, _engine())
        wide = len(weight) >= _WIDE and "onednn" in torch.backends.quantized.supported_engines
        self.many = _MANY if wide and not self.narrow else 2**62
        self.packed_for_many = _prepacked(rounded, bias, "onednn") if wide else self.packed

    def forward(self, x: Tensor) -> Tensor:
        packed = self.packed if x.shape[0] < self.many else self.packed_for_many
        applied: Tensor = torch.ops.quantized.linear_dynamic(x, packed, self.narrow)
        return applied


def _prepacked(rounded: Tensor, bias: Tensor, engine: str) -> torch.ScriptObject:
    before = torch.backends.quantized.engine
    torch.backends.quantized.engine = engine
    try:
        packed: torch.ScriptObject = torch.ops.quantized.linear_prepack(rounded, bias)
        return packed
    finally:
        torch.backends.quantized.engine = before


def _engine() -> str:
    """What computes in eight bits here; empty if nothing does."""
    there = torch.backends.quantized.supported_engines
    return next((engine for engine in ("fbgemm", "onednn", "qnnpack") if engine in there), "")


def _has_onednn() -> bool:
    return bool(torch._C._has_mkldnn) and hasattr(torch.ops.mkldnn, "_linear_pointwise")
