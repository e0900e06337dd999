"""From a card's or a training file's network table to a network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.networks.contract import Network
from engine.networks.language import (
    RecurrentLanguageConfig,
    RecurrentLanguageModel,
    TransformerLanguageConfig,
    TransformerLanguageModel,
)
from engine.networks.recurrent import Recurrent, RecurrentConfig
from engine.networks.transformer import Transformer, TransformerConfig

KINDS: dict[str, tuple[type[Any], type[Network]]] = {
    "recurrent": (RecurrentConfig, Recurrent),
    "transformer": (TransformerConfig, Transformer),
    "recurrent language model": (RecurrentLanguageConfig, RecurrentLanguageModel),
    "transformer language model": (TransformerLanguageConfig, TransformerLanguageModel),
}


def build(table: Mapping[str, Any]) -> Network:
    """A network with random weights. `table["kind"]` chooses it; the rest are fields of its config.

    ValueError names what is unknown, missing or impossible in the table.
    """
    values = dict(table)
    kind = values.pop("kind", None)
    if kind not in KINDS:
        raise ValueError(f"network kind {kind!r} is none of {', '.join(KINDS)}")
    config, network = KINDS[kind]
    try:
        return network(config(**values))
    except (TypeError, KeyError, ArithmeticError) as error:  # ArithmeticError: no heads at all
        raise ValueError(f"network: {error}") from None
