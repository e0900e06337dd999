"""Checkpoints of the shapes that people download, with random weights; and tiny ones of odd configs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.engine.checkpoints import (
    TINY,
    Checkpoint,
    bart,
    blenderbot,
    blenderbot_small,
    m2m_100,
    mbart_50,
    nllb,
    opus,
    pegasus,
    t5,
)
from tests.engine.saving import Shape, configure, drop_weights

Make = Callable[[Path], Checkpoint]
_HALF_GIGABYTE = 2**29


def _sizes(width: int, inner: int, heads: int, encoder: int, decoder: int, longest: int) -> dict[str, int]:
    return {
        "d_model": width,
        "encoder_layers": encoder,
        "decoder_layers": decoder,
        "encoder_attention_heads": heads,
        "decoder_attention_heads": heads,
        "encoder_ffn_dim": inner,
        "decoder_ffn_dim": inner,
        "max_position_embeddings": longest,
    }


def _t5_sizes(width: int, inner: int, heads: int, layers: int) -> dict[str, int]:
    depth = {"num_layers": layers, "num_decoder_layers": layers, "num_heads": heads}
    return {"d_model": width, "d_kv": 64, "d_ff": inner, **depth}


def _shape(sizes: dict[str, int], tokens: int, form: str = "safetensors") -> Shape:
    return Shape(sizes, tokens, form, _HALF_GIGABYTE)


_LARGE = _sizes(1024, 4096, 16, 12, 12, 1024)
# The model whose shape it is -> how to make it; the forms are those that it is had in.
FULL: dict[str, Make] = {
    "opus-mt": lambda f: opus(f, _shape(_sizes(512, 2048, 8, 6, 6, 512), 58_101, "bin")),
    "opus-mt-tc-big": lambda f: opus(
        f,
        _shape(_sizes(1024, 4096, 16, 6, 6, 1024), 57_832, "bin"),
        tags=(">>fra<<", ">>spa<<", ">>cat<<"),
        activation_function="relu",
    ),
    "m2m100_418M": lambda f: m2m_100(f, _shape(_LARGE, 128_004, "bin"), scale_embedding=True),
    "nllb-200-distilled-600M": lambda f: nllb(f, _shape(_LARGE, 256_000, "sharded bin")),
    "mbart-large-50": lambda f: mbart_50(f, _shape(_LARGE, 250_000, "sharded safetensors")),
    "bart-large-cnn": lambda f: bart(f, _shape(_LARGE, 50_264)),
    "distilbart-cnn-12-6": lambda f: distilbart(
        f, _shape(_sizes(1024, 4096, 16, 12, 6, 1024), 50_264, "bin")
    ),
    "pegasus-large": lambda f: pegasus(
        f, _shape(_sizes(1024, 4096, 16, 16, 16, 1024), 96_000, "sharded bin")
    ),
    "blenderbot-400M-distill": lambda f: blenderbot(f, _shape(_sizes(1280, 5120, 32, 2, 12, 128), 8_008)),
    "blenderbot_small-90M": lambda f: blenderbot_small(
        f, _shape(_sizes(512, 2048, 16, 8, 8, 512), 54_944, "bin")
    ),
    "t5-base": lambda f: t5(f, _shape(_t5_sizes(768, 3072, 12, 12), 32_000)),
    "t5-v1_1-small": lambda f: t5(f, _shape(_t5_sizes(512, 1024, 6, 8), 32_000, "bin"), gated=True),
    "flan-t5-base": lambda f: t5(f, _shape(_t5_sizes(768, 2048, 12, 12), 32_000), gated=True),
    "mt5-small": lambda f: t5(f, _shape(_t5_sizes(512, 1024, 6, 8), 250_000, "bin"), gated=True, kind="MT5"),
}


def distilbart(folder: Path, shape: Shape = TINY) -> Checkpoint:
    """With the marks that its config has carried since the days of fairseq."""
    checkpoint = bart(folder, shape)
    marks: dict[str, Any] = {
        "normalize_before": False,
        "normalize_embedding": True,
        "extra_pos_embeddings": 2,
    }
    configure(folder, **marks, add_final_layer_norm=False, static_position_embeddings=False)
    return checkpoint


def _without_bias(make: Callable[..., Checkpoint]) -> Make:
    def made(folder: Path) -> Checkpoint:
        checkpoint = make(folder)
        checkpoint.model.final_logits_bias.zero_()
        drop_weights(folder, "final_logits_bias")
        return checkpoint

    return made


def _begins_with_bos(folder: Path) -> Checkpoint:
    checkpoint = bart(folder, forced_bos_token_id=None, decoder_start_token_id=None)
    configure(folder, decoder_start_token_id=None, forced_bos_token_id=None)
    return checkpoint


ODD: dict[str, Make] = {
    "marian, embeddings not scaled": lambda f: opus(f, scale_embedding=False),
    "marian, no final_logits_bias": _without_bias(opus),
    "marian, pad in the middle of the vocab": lambda f: opus(f, pad_at=77),
    "marian, a vocab for each side": lambda f: opus(f, separate=True),
    "marian, relu": lambda f: opus(f, activation_function="relu"),
    "m2m100, embeddings scaled": lambda f: m2m_100(f, scale_embedding=True),
    "bart, embeddings scaled": lambda f: bart(f, scale_embedding=True),
    "bart, no final_logits_bias": _without_bias(bart),
    "bart, output layer not tied": lambda f: bart(f, tie_word_embeddings=False),
    "bart, begins with <s>, nothing forced": _begins_with_bos,
    "bart, swish": lambda f: bart(f, activation_function="swish"),
    "distilbart, normalize_before and other marks": distilbart,
    "pegasus, embeddings not scaled": lambda f: pegasus(f, scale_embedding=False),
    "t5 v1.0, output layer not tied": lambda f: t5(f, gated=True, feed_forward_proj="relu"),
    "t5 v1.1, output layer tied": lambda f: t5(f, feed_forward_proj="gated-gelu"),
    "t5, gated swish": lambda f: t5(f, gated=True, feed_forward_proj="gated-silu"),
}
