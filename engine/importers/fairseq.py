"""Networks of the BART lineage: one table of names serves all of them, small facts tell them apart.

Lewis et al. 2020, "BART"; Junczys-Dowmunt et al. 2018, "Marian"; Zhang et al. 2020, "PEGASUS"; Fan et al.
2021, "Beyond English-centric multilingual machine translation"; Roller et al. 2021, "Recipes for building
an open-domain chatbot".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.errors import BadInput
from engine.importers.config import Config
from engine.importers.plan import embeddings
from engine.importers.recipes import Recipe
from engine.importers.weights import Tensors


@dataclass(frozen=True)
class Layout:
    norm: str
    positions: str
    embedding_norm: bool
    skip: int = 0  # rows of learned positions that no place has
    target_norm_first: bool = False


LAYOUTS = {
    "marian": Layout("post", "sinusoidal in halves", False),
    "bart": Layout("post", "learned", True, 2),
    "mbart": Layout("pre", "learned", True, 2),
    "m2m_100": Layout("pre", "sinusoidal of fairseq", False),
    "pegasus": Layout("pre", "sinusoidal in halves", False),
    "blenderbot": Layout("pre", "learned", False),
    "blenderbot-small": Layout("post", "learned", True, target_norm_first=True),
}

_ACTIVATIONS = {
    "relu": "relu",
    "gelu": "gelu",
    "gelu_new": "gelu by tanh",
    "gelu_fast": "gelu by tanh",
    "gelu_pytorch_tanh": "gelu by tanh",
    "swish": "swish",
    "silu": "swish",
}

# Ours -> theirs, below the encoder's or decoder's layer.
_ENCODER = {
    "attention.query": ("self_attn.q_proj",),
    "attention.memory": ("self_attn.k_proj", "self_attn.v_proj"),
    "attention.output": ("self_attn.out_proj",),
    "around_attention.norm": ("self_attn_layer_norm",),
    "feed_forward.inner": ("fc1",),
    "feed_forward.output": ("fc2",),
    "around_feed_forward.norm": ("final_layer_norm",),
}
_DECODER = {
    "self_attention.query": ("self_attn.q_proj",),
    "self_attention.memory": ("self_attn.k_proj", "self_attn.v_proj"),
    "self_attention.output": ("self_attn.out_proj",),
    "around_self_attention.norm": ("self_attn_layer_norm",),
    "cross_attention.query": ("encoder_attn.q_proj",),
    "cross_attention.memory": ("encoder_attn.k_proj", "encoder_attn.v_proj"),
    "cross_attention.output": ("encoder_attn.out_proj",),
    "around_cross_attention.norm": ("encoder_attn_layer_norm",),
    "feed_forward.inner": ("fc1",),
    "feed_forward.output": ("fc2",),
    "around_feed_forward.norm": ("final_layer_norm",),
}
# Copies of the embedding, tables of sinusoids, marks of old versions.
IGNORED = (
    r"(model\.)?(shared|(en|de)coder\.embed_tokens)\.weight|lm_head\.weight|final_logits_bias"
    r"|(model\.)?(en|de)coder\.(version|embed_positions\.(weights?|_float_tensor))"
)


def network(config: Config, weights: Tensors) -> tuple[dict[str, Any], dict[str, Recipe]]:
    """A card's network table and the rules for its weights."""
    layout = LAYOUTS[config.text("model_type")]
    prefix = "model." if any(name.startswith("model.") for name in weights.names) else ""
    found = embeddings(weights, prefix)
    bias = "final_logits_bias"
    biased = bias in weights and bool(weights[bias].count_nonzero())
    vocab, width = _table(weights, found.target)
    heads = config.whole("encoder_attention_heads", most=1024)
    inner = config.whole("encoder_ffn_dim")
    if width != config.whole("d_model"):
        raise BadInput(f"The embedding is {width} wide, but the config says {config.whole('d_model')}.")
    table = {
        "kind": "transformer",
        "vocab": vocab,
        "width": width,
        "heads": heads,
        "decoder_heads": _unless(heads, config.whole("decoder_attention_heads", most=1024)),
        "encoder_layers": config.whole("encoder_layers", most=512),
        "decoder_layers": config.whole("decoder_layers", most=512),
        "inner": inner,
        "decoder_inner": _unless(inner, config.whole("decoder_ffn_dim")),
        "dropout": 0.0,
        "norm": layout.norm,
        "activation": config.choice("activation_function", _ACTIVATIONS, "gelu"),
        "positions": layout.positions,
        "longest": config.whole("max_position_embeddings", 1024, most=2**16),
        "tied": not found.head,
        "output_bias": biased,
        "scaled_embedding": config.yes("scale_embedding", False),
        "embedding_norm": layout.embedding_norm,
        "target_norm_first": layout.target_norm_first,
        "source_vocab": _table(weights, found.source)[0] if found.source else 0,
    }
    rules = {
        "embedding.weight": Recipe((found.target,)),
        "output.bias": Recipe((bias,), flat=True),
    }
    if found.source:
        rules["source_embedding.weight"] = Recipe((found.source,))
    if found.head:
        rules["output.weight"] = Recipe((found.head,))
    for ours, theirs, side in (("encoder", "encoder", "source"), ("decoder", "decoder", "target")):
        inside = f"{prefix}{theirs}."
        rules[f"{side}_positions.table"] = Recipe((f"{inside}embed_positions.weight",), layout.skip)
        rules[f"{side}_norm"] = Recipe((f"{inside}layernorm_embedding",))
        rules[f"{ours}_norm"] = Recipe((f"{inside}layer_norm",))
        for module, names in (_ENCODER if ours == "encoder" else _DECODER).items():
            rules[f"{ours}.#.{module}"] = Recipe(tuple(f"{inside}layers.#.{name}" for name in names))
    return table, rules


def _table(weights: Tensors, name: str) -> tuple[int, int]:
    shape = weights.shape(name)
    if len(shape) != 2:
        raise BadInput(f"The weights {name} have an impossible shape.")
    return shape[0], shape[1]


def _unless(usual: int, value: int) -> int:
    return 0 if value == usual else value
