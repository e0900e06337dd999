"""Linear layers whose weights are packed once, for the processor and the precision.

They are modules that TorchScript can compile, and run without it as well.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.errors import BadOption
from engine.kernels.top import top

FLOAT32, MIXED, INT8 = "float32", "mixed", "int8"
PRECISIONS = (FLOAT32, MIXED, INT8)

_ROWS = 16  # oneDNN packs for so many; right for fewer and more as well
# Below so many products MKL reads the weights as they are, faster than oneDNN its packed ones. One thread of
# a Zen 5: 256 x 256 takes 5 us against 14 at one row, 27 against 22 at 16; 512 x 2,048 takes 56 at one row
# both ways, 417 against 154 at 16; 256 x 16,000 at one row 341 against 215.
_SMALL = 2**19
_GREATEST = 65504.0  # in sixteen bits
# From so many rows oneDNN's eight bits are faster than fbgemm's, if the layer is wide: 256 x 16,000 takes
# 81 us against 59 at one row, 666 against 880 at 64. Narrow layers gain less than a second packing is worth.
_MANY, _WIDE = 32, 4096
_EXACT = 8  # logits of a row, the best by eight bits, that are computed again


def pack(weight: Tensor, bias: Tensor | None, precision: str = FLOAT32, *, relu: bool = False) -> nn.Module:
    """A module from x (rows, in) to x @ weight.T + bias, (rows, out). weight (out, in); bias (out,).

    relu: 0 for what is below it. In the same operation it takes no time of its own.

    float32: the same numbers as `F.linear` but for the order of sums. mixed: weights rounded to sixteen bits,
    all else in float32. int8: weights rounded to eight bits with a scale for each output, the input with one
    scale for all its rows (Jacob et al. 2018, "Quantization and training of neural networks for efficient
    integer-arithmetic-only inference").
    """
    weight, bias = weight.detach(), None if bias is None else bias.detach()
    if precision not in PRECISIONS:
        raise BadOption("precision", f"{precision!r} is not one of {', '.join(PRECISIONS)}")
    if weight.device.type == "cpu":
        if precision == INT8 and _engine():
            return Int8(weight, bias, relu=relu)
        if precision == MIXED and _engine() == "fbgemm" and weight.abs().max() <= _GREATEST:
            return Half(weight, bias, relu=relu)
        if _has_onednn():
            return Packed(weight, bias, relu=relu)
    return Plain(weight, bias, relu=relu)


def pack_output(weight: Tensor, bias: Tensor | None, precision: str = FLOAT32) -> nn.Module:
    """As `pack`, for the layer that gives logits: mixed ones are in eight bits, but the best are exact. That
    leaves the share of eight bits to the sum over the vocab that logits are divided by.
    """
    if precision != MIXED or not isinstance(packed := pack(weight, bias, INT8), Int8):
        return pack(weight, bias, precision)
    return Rescored(packed, weight.detach(), None if bias is None else bias.detach())


class Plain(nn.Module):
    """The weights as they are."""

    def __init__(self, weight: Tensor, bias: Tensor | None, *, relu: bool = False) -> None:
        super().__init__()
        self.relu = relu
        self.weight, self.bias = weight, bias

    def forward(self, x: Tensor) -> Tensor:
        applied = F.linear(x, self.weight, self.bias)
        return applied.relu_() if self.relu else applied


class Packed(nn.Module):
    """In the order in which oneDNN reads them, and as they are for few rows."""

    def __init__(self, weight: Tensor, bias: Tensor | None, *, relu: bool = False) -> None:
        super().__init__()
        self.relu = relu
        self.weight, self.bias = weight, bias
        self.few = _SMALL // max(weight.numel(), 1)
        self.packed = torch.ops.mkldnn._reorder_linear_weight(weight.contiguous(), _ROWS)

    def forward(self, x: Tensor) -> Tensor:
        if x.shape[0] <= self.few:
            small = F.linear(x, self.weight, self.bias)
            return small.relu_() if self.relu else small
        then = "relu" if self.relu else "none"
        applied: Tensor = torch.ops.mkldnn._linear_pointwise(x, self.packed, self.bias, then, [], "")
        return applied


class Half(nn.Module):
    """Weights of sixteen bits, which are half as much to read; input and sums are float32.

    At one row twice as fast as `Packed`, from 16 on hardly faster: 768 x 256 takes 12 us against 24 at one
    row, 240 against 242 at 64 (one thread of a Zen 4).
    """

    def __init__(self, weight: Tensor, bias: Tensor | None, *, relu: bool = False) -> None:
        super().__init__()
        self.relu = relu
        self.packed = _prepacked(torch.ops.quantized.linear_prepack_fp16, weight.contiguous(), bias, "fbgemm")

    def forward(self, x: Tensor) -> Tensor:
        if self.relu:
            bent: Tensor = torch.ops.quantized.linear_relu_dynamic_fp16(x, self.packed)
            return bent
        applied: Tensor = torch.ops.quantized.linear_dynamic_fp16(x, self.packed)
        return applied


class Int8(nn.Module):
    """Weights of eight bits; each product rounds its input likewise, by the greatest number in it."""

    def __init__(self, weight: Tensor, bias: Tensor | None, *, relu: bool = False) -> None:
        super().__init__()
        self.relu = relu
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
        prepack = torch.ops.quantized.linear_prepack
        self.packed = _prepacked(prepack, rounded, bias, _engine())
        wide = len(weight) >= _WIDE and "onednn" in torch.backends.quantized.supported_engines
        self.many = _MANY if wide and not self.narrow else 2**62
        self.packed_for_many = _prepacked(prepack, rounded, bias, "onednn") if wide else self.packed

    def forward(self, x: Tensor) -> Tensor:
        packed = self.packed if x.shape[0] < self.many else self.packed_for_many
        if self.relu:
            bent: Tensor = torch.ops.quantized.linear_relu_dynamic(x, packed, self.narrow)
            return bent
        applied: Tensor = torch.ops.quantized.linear_dynamic(x, packed, self.narrow)
        return applied


class Rescored(nn.Module):
    """Logits in eight bits, the best of each row exact."""

    def __init__(self, near: Int8, weight: Tensor, bias: Tensor | None) -> None:
        super().__init__()
        self.near, self.weight, self.bias, self.exact = near, weight, bias, _EXACT

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.near(x)
        best = top(logits, self.exact)[1]
        exact = torch.bmm(F.embedding(best, self.weight), x.unsqueeze(2)).squeeze(2)
        if self.bias is not None:
            exact = exact + self.bias[best]
        return logits.scatter_(1, best, exact)


def _prepacked(
    prepack: Callable[..., torch.ScriptObject], weight: Tensor, bias: Tensor | None, engine: str
) -> torch.ScriptObject:
    before = torch.backends.quantized.engine
    torch.backends.quantized.engine = engine
    try:
        return prepack(weight, bias)
    finally:
        torch.backends.quantized.engine = before


def _engine() -> str:
    """What computes in eight bits here; empty if nothing does."""
    there = torch.backends.quantized.supported_engines
    return next((engine for engine in ("fbgemm", "onednn", "qnnpack") if engine in there), "")


def _has_onednn() -> bool:
    return bool(torch._C._has_mkldnn) and hasattr(torch.ops.mkldnn, "_linear_pointwise")
