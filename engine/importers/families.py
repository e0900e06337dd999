"""Which importer a checkpoint is for."""

from __future__ import annotations

import re
from collections.abc import Callable

from engine.errors import BadInput
from engine.importers import english, marian, multilingual, t5
from engine.importers.config import Source
from engine.importers.plan import Plan, Wish
from engine.importers.weights import Tensors

# `model_type` of config.json -> importer.
FAMILIES: dict[str, Callable[[Source, Tensors, Wish], Plan]] = {
    "marian": marian.plan,
    "m2m_100": multilingual.plan,  # NLLB-200 too
    "mbart": multilingual.plan,
    "bart": english.bart,
    "pegasus": english.pegasus,
    "blenderbot": english.blenderbot,
    "blenderbot-small": english.blenderbot_small,
    "t5": t5.plan,
    "mt5": t5.plan,
}

# Files of other layouts -> whose they are, and what to get instead.
_OTHERS = {
    ".npz": "a model in Marian's own format",
    "tf_model.h5": "a model for TensorFlow",
    "flax_model.msgpack": "a model for Flax",
    ".onnx": "a model for ONNX",
}
_READ = re.compile(r"model\.safetensors(\.index\.json)?$|pytorch_model\.bin(\.index\.json)?$")


def family(source: Source) -> Callable[[Source, Tensors, Wish], Plan]:
    """BadInput if it is of none."""
    kind = source.config.text("model_type")
    if kind not in FAMILIES:
        named = f"of the kind {kind!r}" if kind else "of no kind that its config names"
        raise BadInput(f"The checkpoint is {named}; imported are {', '.join(FAMILIES)}.")
    return FAMILIES[kind]


def refuse_other_layouts(names: set[str]) -> None:
    """BadInput if a folder's weights are in no layout that is read, but in another that is known."""
    if any(name.startswith(("model", "pytorch_model")) and _READ.search(name) for name in names):
        return
    for ending, what in _OTHERS.items():
        if any(name.endswith(ending) for name in names):
            raise BadInput(f"This is {what}. Get the checkpoint with safetensors or pytorch_model.bin.")
