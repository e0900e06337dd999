"""What a family's importer decides: the network, where its weights come from, the tokenizer, the card."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import torch

from engine.errors import BadInput
from engine.importers.config import Config, Source
from engine.importers.recipes import Recipe
from engine.importers.weights import Tensors
from engine.networks.build import build

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the user says of a checkpoint that it does not say itself, or says otherwise."""

    task: str = ""
    pairs: Pairs = ()
    prefix: str | None = None
    separator: str | None = None  # of the turns of a conversation
    licence: str = ""
    origin: str = ""  # where the checkpoint was got, if it is known
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    network: dict[str, Any]  # a card's table
    rules: Mapping[str, Recipe]  # see `recipes_of`
    ignored: str  # of their weights, a pattern of names that are not needed
    tokenizer: dict[str, Any]  # a card's table
    files: Mapping[str, bytes]  # of the tokenizer
    task: str
    pairs: Pairs
    languages: tuple[str, ...] = ()
    max_source: int
    max_target: int
    decoding: dict[str, Any] = field(default_factory=dict)


def recipes_of(plan: Plan, weights: Tensors) -> tuple[dict[str, Recipe], dict[str, tuple[int, ...]]]:
    """A recipe for each parameter of the plan's network, and the parameters' shapes.

    A rule's name is that of a module or a parameter of ours, `#` for the number of a layer; its recipe
    has names of theirs, with `#` too, and without the `.weight` or `.bias` that a module's have.
    BadInput if a tensor of theirs would be left over.
    """
    try:
        with torch.device("meta"):  # shapes without memory
            network = build(plan.network)
    except (ValueError, RuntimeError) as error:
        raise BadInput(f"The config describes a network that cannot be: {error}.") from None
    shapes = {name: tuple(p.shape) for name, p in network.named_parameters()}
    found = {}
    for name in shapes:
        number = re.search(r"\.(\d+)\.", name)
        general = re.sub(r"\.\d+\.", ".#.", name)
        module, _, kind = general.rpartition(".")
        rule = plan.rules.get(general)
        ending = ""
        if rule is None:
            rule, ending = plan.rules.get(module), f".{kind}"
        if rule is not None:
            names = (n.replace("#", number[1] if number else "") + ending for n in rule.names)
            found[name] = replace(rule, names=tuple(names))
    used = {name for recipe in found.values() for name in recipe.names}
    for name in sorted(weights.names - used):
        if not re.fullmatch(plan.ignored, name):
            raise BadInput(f"This kind of network is not imported: it has weights named {name}.")
    return found, shapes


@dataclass(frozen=True)
class Embeddings:
    """Which of their tensors are embeddings; "" where it is the one of `target`."""

    target: str
    source: str
    head: str


def embeddings(weights: Tensors, prefix: str) -> Embeddings:
    """Tensors that are saved twice are found out by their numbers, whatever the config says."""
    shared, encoder, decoder = (
        f"{prefix}{name}.weight" for name in ("shared", "encoder.embed_tokens", "decoder.embed_tokens")
    )
    head = "lm_head.weight"
    target = next((name for name in (decoder, shared, head, encoder) if name in weights), shared)
    source = next((name for name in (encoder, shared) if name in weights), target)
    return Embeddings(
        target,
        "" if weights.same(source, target) else source,
        "" if head not in weights or weights.same(head, target) else head,
    )


def for_task(source: Source, task: str, pairs: Pairs = ()) -> tuple[Config, str]:
    """Decoding options as the checkpoint has them for a task, and the text to put before the user's."""
    tasks = source.config.table("task_specific_params")
    name = {"summarise": "summarization", "translate": "translation_{}_to_{}".format(*(*pairs, ("", ""))[0])}
    own = tasks.table(name.get(task, "conversational"))
    options = Config(source.generation.file, {**source.generation.values, **own.values})
    return options, own.text("prefix") or source.config.text("prefix")


# Their names of decoding options -> ours.
_OPTIONS = {
    "num_beams": "beam",
    "length_penalty": "length_penalty",
    "min_length": "min_length",
    "max_length": "max_length",
    "no_repeat_ngram_size": "no_repeat_ngram",
    "repetition_penalty": "repetition_penalty",
}


def decoding(generation: Config, max_target: int, started: int = 1) -> dict[str, Any]:
    """Fields of DecodingOptions that the checkpoint names and that differ from nothing.

    started: tokens that the decoder reads before it writes; their lengths count them, ours do not.
    """
    found: dict[str, Any] = {}
    for theirs, ours in _OPTIONS.items():
        if theirs not in generation:
            continue
        if ours in ("length_penalty", "repetition_penalty"):
            value: float = generation.number(theirs, 1.0)
            if value != 1.0:
                found[ours] = value
        elif (value := generation.whole(theirs, 0, least=0)) and not (ours == "beam" and value > 64):
            found[ours] = value
    if found.get("max_length") == 20:  # the library's default
        del found["max_length"]
    for ours in ("min_length", "max_length"):
        if ours in found and (value := found.pop(ours) - started) > 0:
            found[ours] = value
    if found.get("max_length", 0) >= max_target:
        del found["max_length"]
    if found.get("min_length", 0) > found.get("max_length", max_target):
        del found["min_length"]
    return found


def product(sources: Sequence[str], targets: Sequence[str]) -> Pairs:
    return tuple((a, b) for a in sources for b in targets if a != b)
