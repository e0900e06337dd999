"""Which networks have a fast form."""

from __future__ import annotations

from engine.kernels.linear import FLOAT32
from engine.kernels.transformer import PackedTransformer
from engine.networks.contract import Network, Seq2Seq
from engine.networks.transformer import Transformer


def ready(network: Network, precision: str = FLOAT32) -> Seq2Seq:
    """The network for searching: packed if it is a Transformer, else as it is.

    Eight bits are for CPUs: elsewhere the precision is that of the weights.
    """
    if not isinstance(network, Transformer):
        return network
    return PackedTransformer(network, precision if network.output.weight.device.type == "cpu" else FLOAT32)
