"""Tiny checkpoints with random weights, saved as people get them, by the library they come from."""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import sentencepiece
import torch
from torch import nn
from transformers import MarianConfig, MarianMTModel, MarianTokenizer

from engine.importers.plan import Wish
from engine.varied import varied_inputs

LINES = [text for language in ("en", "fr", "zh") for _, text in varied_inputs(language, 150, seed=1)]
SMALL = {
    "d_model": 24,
    "encoder_layers": 2,
    "decoder_layers": 3,
    "encoder_attention_heads": 3,
    "decoder_attention_heads": 2,
    "encoder_ffn_dim": 32,
    "decoder_ffn_dim": 40,
    "max_position_embeddings": 128,
}


@cache
def spm(
    kind: str, vocab: int = 300, first: tuple[str, ...] = ("<unk>", "<s>", "</s>"), lines: int = 450
) -> bytes:
    """A sentencepiece model as people train them: no byte fallback, nmt_nfkc."""
    model = io.BytesIO()
    ids = {f"{name}_id": first.index(piece) if piece in first else -1 for name, piece in _IDS.items()}
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([line for line in LINES[:lines] if "\n" not in line]),
        model_writer=model,
        model_type=kind,
        vocab_size=vocab,
        normalization_rule_name="nmt_nfkc",
        character_coverage=0.98,
        hard_vocab_limit=False,
        minloglevel=2,
        num_threads=1,
        **ids,
    )
    return model.getvalue()


_IDS = {"unk": "<unk>", "bos": "<s>", "eos": "</s>", "pad": "<pad>"}


def pieces_of(model: bytes) -> list[str]:
    processor = sentencepiece.SentencePieceProcessor()
    processor.LoadFromSerializedProto(model)
    return [processor.id_to_piece(i) for i in range(processor.vocab_size())]


def randomise(model: nn.Module, eos: int, seed: int = 5) -> None:
    """Weights that have opinions, and a network that comes to an end."""
    torch.manual_seed(seed)
    with torch.no_grad():
        for name, p in model.named_parameters():
            if not p.requires_grad:
                continue  # tables of sinusoids
            if p.dim() > 1:
                p.normal_(std=1.2 * p.shape[1] ** -0.5)
            elif name.endswith("bias"):
                p.normal_(std=0.1)
            else:
                p.normal_(1.0, 0.1)
        if hasattr(model, "final_logits_bias"):
            model.final_logits_bias.normal_(std=0.5)
            model.final_logits_bias[0, eos] = 3.0


def save(model: Any, folder: Path, form: str) -> None:
    """form: "safetensors", "bin", "sharded safetensors" or "sharded bin"."""
    kind, sharded = form.split()[-1], form.startswith("sharded")
    model.save_pretrained(folder, max_shard_size="30KB" if sharded else "1GB")
    if kind == "bin":  # the library no longer writes them
        from safetensors.torch import load_file

        for path in list(folder.glob("*.safetensors")):
            name = path.name.replace("model", "pytorch_model").replace(".safetensors", ".bin")
            torch.save(load_file(path), folder / name)
            path.unlink()
        index = folder / "model.safetensors.index.json"
        if index.exists():
            text = index.read_text().replace("model-", "pytorch_model-").replace(".safetensors", ".bin")
            (folder / "pytorch_model.bin.index.json").write_text(text)
            index.unlink()


def marian(folder: Path, form: str = "safetensors", tags: tuple[str, ...] = (), **changes: Any) -> Any:
    """An OPUS-MT-like folder, English to French, or to the languages of tags; the model and its tokenizer."""
    folder.mkdir(parents=True, exist_ok=True)
    source, target = spm("unigram", 300), spm("bpe", 260, lines=300)
    names = sorted({*pieces_of(source), *pieces_of(target)} - {"</s>", "<s>", "<unk>"})
    names = ["</s>", "<unk>", *names[:100], *tags, *names[100:], "<pad>"]
    (folder / "source.spm").write_bytes(source)
    (folder / "target.spm").write_bytes(target)
    (folder / "vocab.json").write_text(json.dumps({name: i for i, name in enumerate(names)}))
    languages = {"source_lang": "eng", "target_lang": "mul" if tags else "fra"}
    (folder / "tokenizer_config.json").write_text(json.dumps(languages))
    pad = len(names) - 1
    config = MarianConfig(
        **{
            **SMALL,
            "vocab_size": len(names),
            "pad_token_id": pad,
            "eos_token_id": 0,
            "decoder_start_token_id": pad,
            "forced_eos_token_id": 0,
            "activation_function": "swish",
            "scale_embedding": True,
            "bad_words_ids": [[pad]],
            "num_beams": 6,
            **changes,
        }
    )
    model = MarianMTModel._from_config(config, attn_implementation="eager").eval()
    randomise(model, 0)
    save(model, folder, form)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it recommends another library, which it then does not call
        return model, MarianTokenizer.from_pretrained(folder)


@dataclass(frozen=True)
class Checkpoint:
    """A saved model with what it was saved from."""

    model: Any
    tokenizer: Any
    pair: tuple[str, str]
    wish: Wish | None = None
    prefix: str = ""

    def tokens(self, text: str) -> list[int]:
        found: list[int] = self.tokenizer(self.prefix + text).input_ids
        return found

    def spoken(self, text: str) -> str:
        return text.casefold()


def _opus(folder: Path) -> Checkpoint:
    return Checkpoint(*marian(folder), ("en", "fr"))


CHECKPOINTS: dict[str, Callable[[Path], Checkpoint]] = {"marian": _opus}
