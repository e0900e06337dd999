"""T5, T5 v1.1, Flan-T5 and mT5.

Raffel et al. 2020, "Exploring the limits of transfer learning with a unified text-to-text transformer"; Chung
et al. 2022, "Scaling instruction-finetuned language models"; Xue et al. 2021, "mT5".
"""

from __future__ import annotations

import re
from typing import Any

from engine.errors import BadInput
from engine.importers.config import Config, Source
from engine.importers.pieces import Pieces, by_json, by_rule
from engine.importers.plan import Pairs, Plan, Wish, decoding, embeddings, for_task
from engine.importers.recipes import Recipe
from engine.importers.weights import Tensors
from engine.text.framed import Frame

_ACTIVATIONS = {
    "relu": "relu",
    "gelu": "gelu",
    "gelu_new": "gelu by tanh",
    "silu": "swish",
    "gated-relu": "reglu",
    "gated-gelu": "geglu by tanh",
    "gated-gelu_new": "geglu by tanh",
    "gated-silu": "swiglu",
}
# Ours -> theirs; "layer.N" is the sub-layer.
_ATTENTION = {"query": ("q",), "memory": ("k", "v"), "output": ("o",)}
_ENCODER = {"attention": "layer.0.SelfAttention"}
_DECODER = {"self_attention": "layer.0.SelfAttention", "cross_attention": "layer.1.EncDecAttention"}
# The last is a table that the first release saved and nothing reads.
_IGNORED = (
    r"((en|de)coder\.embed_tokens|shared|lm_head)\.weight"
    r"|decoder\.block\.0\.layer\.1\.EncDecAttention\.relative_attention_bias\.weight"
)
_NAMES = "en:English de:German fr:French ro:Romanian es:Spanish it:Italian pt:Portuguese nl:Dutch ru:Russian"
_SPOKEN = dict(pair.split(":") for pair in _NAMES.split())


def plan(source: Source, weights: Tensors, wish: Wish) -> Plan:
    network, rules = _network(source.config, weights)
    pieces = _pieces(source)
    task, pairs, prefixes = _task(source, wish)
    eos = pieces.token("</s>")
    frame = Frame(
        pad=pieces.token("<pad>"),
        eos=eos,
        unknown=pieces.token("<unk>"),
        after=(eos,),
        decoder_start=(source.decoder_start(),),
        prefixes=prefixes,
        special=pieces.special,
    )
    longest = network["longest"]
    return Plan(
        network=network,
        rules=rules,
        ignored=_IGNORED,
        tokenizer=pieces.framed(frame),
        files=pieces.files,
        task=task,
        pairs=pairs,
        max_source=longest,
        max_target=longest,
        decoding=decoding(for_task(source, task, pairs)[0], longest),
    )


def _network(config: Config, weights: Tensors) -> tuple[dict[str, Any], dict[str, Recipe]]:
    found = embeddings(weights, "")
    vocab, width = (*weights.shape(found.target), 0)[:2]
    size = config.whole("d_kv", 64, most=2**14)
    activation = config.choice("feed_forward_proj", _ACTIVATIONS, "relu")
    layers = config.whole("num_layers", most=512)
    if width != config.whole("d_model"):
        raise BadInput(f"The embedding is {width} wide, but the config says {config.whole('d_model')}.")
    table = {
        "kind": "transformer",
        "vocab": vocab,
        "width": width,
        "heads": config.whole("num_heads", most=1024),
        "head_width": size,
        "encoder_layers": layers,
        "decoder_layers": config.whole("num_decoder_layers", layers, most=512),
        "inner": config.whole("d_ff"),
        "dropout": 0.0,
        "norm": "pre",
        "norm_kind": "rms",
        "epsilon": config.number("layer_norm_epsilon", 1e-6),
        "biases": False,
        "activation": activation,
        "positions": "relative",
        "buckets": config.whole("relative_attention_num_buckets", 32, most=1024, least=4),
        "furthest": config.whole("relative_attention_max_distance", 128),
        "longest": config.whole("n_positions", 512, most=2**16),
        "tied": not found.head,
        "output_bias": False,
        "scaled_embedding": False,
        "source_vocab": weights.shape(found.source)[0] if found.source else 0,
    }
    # T5 v1.0 makes what the output layer reads smaller: here the norm before it does.
    usual = config.text("model_type") == "t5" and config.yes("tie_word_embeddings", True)
    scaled = config.yes("scale_decoder_outputs", usual)
    rules = {
        "embedding.weight": Recipe((found.target,)),
        "encoder_norm": Recipe(("encoder.final_layer_norm",)),
        "decoder_norm": Recipe(("decoder.final_layer_norm",), scale=width**-0.5 if scaled else 1.0),
    }
    if found.source:
        rules["source_embedding.weight"] = Recipe((found.source,))
    if found.head:
        rules["output.weight"] = Recipe((found.head,))
    bend = ("wi_0", "wi_1") if activation.endswith(("glu", "glu by tanh")) else ("wi",)
    for ours, side, attentions in (("encoder", "source", _ENCODER), ("decoder", "target", _DECODER)):
        block = f"{ours}.block.#"
        table_of_bias = f"{ours}.block.0.layer.0.SelfAttention.relative_attention_bias.weight"
        rules[f"{side}_bias.table"] = Recipe((table_of_bias,))
        for attention, theirs in attentions.items():
            for part, names in _ATTENTION.items():
                # Their energies are not divided by the root of the width, ours are.
                scale = size**0.5 if part == "query" else 1.0
                named = tuple(f"{block}.{theirs}.{name}" for name in names)
                rules[f"{ours}.#.{attention}.{part}"] = Recipe(named, scale=scale)
            norm = f"{block}.{theirs.rpartition('.')[0]}.layer_norm"
            rules[f"{ours}.#.around_{attention}.norm"] = Recipe((norm,))
        last = f"{block}.layer.{len(attentions)}"
        inner = tuple(f"{last}.DenseReluDense.{name}" for name in bend)
        rules[f"{ours}.#.feed_forward.inner"] = Recipe(inner)
        rules[f"{ours}.#.feed_forward.output"] = Recipe((f"{last}.DenseReluDense.wo",))
        rules[f"{ours}.#.around_feed_forward.norm"] = Recipe((f"{last}.layer_norm",))
    return table, rules


def _pieces(source: Source) -> Pieces:
    model = source.path("spiece.model")
    if not model:
        return by_json(source.needed("tokenizer.json", "spiece.model"))
    usual = 0 if source.config.text("model_type") == "mt5" else 100
    extra = source.tokenizer.whole("extra_ids", usual, least=0, most=1000)
    return by_rule(model, [], 0, [f"<extra_id_{i}>" for i in reversed(range(extra))])


def _task(source: Source, wish: Wish) -> tuple[str, Pairs, dict[str, str]]:
    """The task, its pairs, and what the network is told of it before the text."""
    known = source.config.table("task_specific_params")
    found = {}
    for name in known.values:
        if match := re.fullmatch(r"translation_([a-z]+)_to_([a-z]+)", name):
            found[match[1], match[2]] = known.table(name).text("prefix")
    translates = bool(found) or any(a != b for a, b in wish.pairs)
    task = wish.task or ("translate" if translates else "summarise")
    if task == "translate":
        pairs = wish.pairs or tuple(found)
        prefixes = {f"{a}-{b}": found.get((a, b)) or _told(a, b, wish) for a, b in pairs}
        if not pairs:
            raise BadInput("The checkpoint does not say its languages. Name them: --pairs en-de.")
    else:
        pairs = wish.pairs or (("en", "en"),)
        prefix = for_task(source, task)[1] or ("summarize: " if task == "summarise" else "")
        prefixes = {"": prefix} if prefix else {}
    if wish.prefix is not None:
        prefixes = {"": wish.prefix} if wish.prefix else {}
    return task, pairs, prefixes


def _told(a: str, b: str, wish: Wish) -> str:
    if wish.prefix is not None:
        return wish.prefix
    if a not in _SPOKEN or b not in _SPOKEN:
        raise BadInput(f"What the network should be told for {a}-{b} is not known. Say it with --prefix.")
    return f"translate {_SPOKEN[a]} to {_SPOKEN[b]}: "
