"""Tiny checkpoints with random weights, saved as people get them, by the library they come from."""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import sentencepiece
import tokenizers
import torch
import transformers
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
        **ids,  # type: ignore[arg-type]
    )
    return model.getvalue()


_IDS = {"unk": "<unk>", "bos": "<s>", "eos": "</s>", "pad": "<pad>"}


def pieces_of(model: bytes) -> list[str]:
    processor = sentencepiece.SentencePieceProcessor()
    processor.LoadFromSerializedProto(model)
    return [processor.id_to_piece(i) for i in range(processor.vocab_size())]


def randomise(model: nn.Module, eos: int, seed: int = 5, ends: float = 3.0) -> None:
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
            bias: Any = model.final_logits_bias
            bias.normal_(std=0.5)
            bias[0, eos] = ends


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
    after: tuple[int, ...] = ()  # what the library of today has forgotten to add

    names: tuple[str, ...] = ()  # numbers as they are in the wild, where the library of today gives others

    def tokens(self, text: str) -> list[int]:
        found: list[int] = self.tokenizer(self.prefix + text).input_ids
        if self.names:
            found = [self.names.index(name) for name in self.tokenizer.convert_ids_to_tokens(found)]
        return [*found, *self.after]


def _opus(folder: Path) -> Checkpoint:
    model, tokenizer = marian(folder)
    return Checkpoint(model, tokenizer, ("en", "fr"))


def _build(
    folder: Path,
    kind: type[Any],
    config: Any,
    tokenizer: Any,
    eos: int,
    form: str = "safetensors",
    ends: float = 3.0,
) -> Any:
    """A model of more rows than the tokenizer has tokens, as a multiple of 8."""
    config.vocab_size = -(-len(tokenizer) // 8) * 8
    config.architectures = [kind.__name__]
    model = kind._from_config(config, attn_implementation="eager").eval()
    randomise(model, eos, ends=ends)
    save(model, folder, form)
    return model


def _write(folder: Path, **tables: Any) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        (folder / f"{name}.json").write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")


_NLLB = ["ace_Arab", "ace_Latn", "deu_Latn", "eng_Latn", "fra_Latn", "zho_Hans", "zho_Hant"]
_ROBERTA = {"bos_token_id": 0, "pad_token_id": 1, "eos_token_id": 2, "decoder_start_token_id": 2}


def _nllb(folder: Path) -> Checkpoint:
    specials = {"additional_special_tokens": _NLLB}
    _write(folder, special_tokens_map=specials, tokenizer_config={"tokenizer_class": "NllbTokenizer"})
    (folder / "sentencepiece.bpe.model").write_bytes(spm("bpe"))
    tokenizer = transformers.NllbTokenizer.from_pretrained(folder, additional_special_tokens=_NLLB)
    config = transformers.M2M100Config(**SMALL, **_ROBERTA, scale_embedding=True, activation_function="relu")
    model = _build(folder, transformers.M2M100ForConditionalGeneration, config, tokenizer, 2)
    names = ("<s>", "<pad>", "</s>", "<unk>", *pieces_of(spm("bpe"))[3:], *_NLLB)
    return Checkpoint(model, tokenizer, ("en", "fr"), names=names)


def _nllb_json(folder: Path) -> Checkpoint:
    """As the library saves it today."""
    checkpoint = _nllb(folder)
    (folder / "sentencepiece.bpe.model").unlink()
    (folder / "special_tokens_map.json").unlink()
    checkpoint.tokenizer.save_pretrained(folder)
    return replace(checkpoint, names=())


def _m2m_100(folder: Path) -> Checkpoint:
    names = ["<s>", "<pad>", "</s>", "<unk>", *pieces_of(spm("bpe"))[3:]]
    _write(folder, vocab={name: i for i, name in enumerate(names)})
    (folder / "sentencepiece.bpe.model").write_bytes(spm("bpe"))
    tokenizer = transformers.M2M100Tokenizer.from_pretrained(folder, src_lang="fr", tgt_lang="en")
    tokenizer.save_pretrained(folder)
    tags = [f"__{code}__" for code in tokenizer.lang_code_to_id]
    _write(folder, special_tokens_map={"additional_special_tokens": tags})
    config = transformers.M2M100Config(**SMALL, **_ROBERTA, scale_embedding=False)
    config.vocab_size = len(names) + len(tags)
    model = transformers.M2M100ForConditionalGeneration._from_config(
        config, attn_implementation="eager"
    ).eval()
    randomise(model, 2)
    save(model, folder, "bin")
    return Checkpoint(model, tokenizer, ("fr", "en"))


def _mbart_50(folder: Path) -> Checkpoint:
    _write(folder, tokenizer_config={"tokenizer_class": "MBart50Tokenizer", "src_lang": "en_XX"})
    (folder / "sentencepiece.bpe.model").write_bytes(spm("unigram"))
    tokenizer = transformers.MBart50Tokenizer.from_pretrained(folder, src_lang="en_XX", tgt_lang="fr_XX")
    _write(folder, special_tokens_map={"additional_special_tokens": list(tokenizer.lang_code_to_id)})
    config = transformers.MBartConfig(**SMALL, **_ROBERTA, scale_embedding=True)
    model = _build(folder, transformers.MBartForConditionalGeneration, config, tokenizer, 2)
    return Checkpoint(model, tokenizer, ("en", "fr"))


def _byte_level(folder: Path, kind: Any) -> Any:
    folder.mkdir(parents=True)
    trained = tokenizers.ByteLevelBPETokenizer(add_prefix_space=kind is transformers.BlenderbotTokenizer)
    names = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    trained.train_from_iterator(LINES, vocab_size=420, special_tokens=names, show_progress=False)
    trained.save_model(str(folder))
    return kind.from_pretrained(folder)


def _bart(folder: Path) -> Checkpoint:
    tokenizer = _byte_level(folder, transformers.BartTokenizer)
    config = transformers.BartConfig(**SMALL, **_ROBERTA, forced_bos_token_id=0)
    model = _build(folder, transformers.BartForConditionalGeneration, config, tokenizer, 2)
    _write(folder, generation_config={**_ROBERTA, "forced_bos_token_id": 0, "num_beams": 4})
    return Checkpoint(model, tokenizer, ("en", "en"))


def _bart_json(folder: Path) -> Checkpoint:
    checkpoint = _bart(folder)
    (folder / "vocab.json").unlink()
    (folder / "merges.txt").unlink()
    checkpoint.tokenizer.save_pretrained(folder)
    return checkpoint


def _blenderbot(folder: Path) -> Checkpoint:
    tokenizer = _byte_level(folder, transformers.BlenderbotTokenizer)
    start = {**_ROBERTA, "decoder_start_token_id": 1}
    config = transformers.BlenderbotConfig(**SMALL, **start, scale_embedding=True)
    model = _build(folder, transformers.BlenderbotForConditionalGeneration, config, tokenizer, 2)
    return Checkpoint(model, tokenizer, ("en", "en"), after=(2,))


def _blenderbot_small(folder: Path) -> Checkpoint:
    folder.mkdir(parents=True)
    bpe = tokenizers.Tokenizer(tokenizers.models.BPE(end_of_word_suffix="</w>"))
    bpe.pre_tokenizer = tokenizers.pre_tokenizers.WhitespaceSplit()
    trainer = tokenizers.trainers.BpeTrainer(vocab_size=420, end_of_word_suffix="</w>", show_progress=False)
    bpe.train_from_iterator([line.lower() for line in LINES], trainer)
    bpe.model.save(str(folder))
    named = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    learnt = [
        name.removesuffix("</w>") if name.endswith("</w>") else f"{name}@@"
        for name in sorted(named, key=named.__getitem__)
    ]
    names = ["__null__", "__start__", "__end__", "__unk__", "__newln__", *dict.fromkeys(learnt)]
    _write(folder, vocab={name: i for i, name in enumerate(names)})
    tokenizer = transformers.BlenderbotSmallTokenizer.from_pretrained(folder)
    start = {"bos_token_id": 1, "pad_token_id": 0, "eos_token_id": 2, "decoder_start_token_id": 1}
    config = transformers.BlenderbotSmallConfig(**SMALL, **start, activation_function="gelu")
    model = _build(
        folder, transformers.BlenderbotSmallForConditionalGeneration, config, tokenizer, 2, ends=0.0
    )
    return Checkpoint(model, tokenizer, ("en", "en"))


_GOOGLE = {"pad_token_id": 0, "eos_token_id": 1, "decoder_start_token_id": 0}
_GOOGLE_FIRST = ("<pad>", "</s>", "<unk>")


def _pegasus(folder: Path) -> Checkpoint:
    _write(folder, tokenizer_config={"tokenizer_class": "PegasusTokenizer"})
    (folder / "spiece.model").write_bytes(spm("unigram", first=_GOOGLE_FIRST))
    tokenizer = transformers.PegasusTokenizer.from_pretrained(folder)
    config = transformers.PegasusConfig(**SMALL, **_GOOGLE, scale_embedding=True)
    model = _build(folder, transformers.PegasusForConditionalGeneration, config, tokenizer, 1)
    return Checkpoint(model, tokenizer, ("en", "en"))


def _t5(folder: Path, feed_forward: str, tied: bool, kind: str = "T5") -> Checkpoint:
    """v1.0 has a tied output layer, v1.1, Flan-T5 and mT5 one of their own."""
    _write(folder, tokenizer_config={"tokenizer_class": "T5Tokenizer"})
    (folder / "spiece.model").write_bytes(spm("unigram", first=_GOOGLE_FIRST))
    tokenizer = transformers.T5Tokenizer.from_pretrained(folder)
    sizes = {"d_model": 24, "d_kv": 6, "d_ff": 40, "num_layers": 2, "num_decoder_layers": 2, "num_heads": 3}
    config = getattr(transformers, f"{kind}Config")(
        **sizes, **_GOOGLE, feed_forward_proj=feed_forward, tie_word_embeddings=tied
    )
    network = getattr(transformers, f"{kind}ForConditionalGeneration")
    if not tied:
        network = type(f"{network.__name__}", (network,), {"_tied_weights_keys": _WITHOUT_HEAD})
    model = _build(folder, network, config, tokenizer, 1)
    return Checkpoint(
        model, tokenizer, ("en", "de"), Wish(pairs=(("en", "de"),)), "translate English to German: "
    )


_WITHOUT_HEAD = {
    "encoder.embed_tokens.weight": "shared.weight",
    "decoder.embed_tokens.weight": "shared.weight",
}


def _t5_json(folder: Path) -> Checkpoint:
    checkpoint = _t5(folder, "relu", True)
    (folder / "spiece.model").unlink()
    checkpoint.tokenizer.save_pretrained(folder)
    return checkpoint


CHECKPOINTS: dict[str, Callable[[Path], Checkpoint]] = {
    "marian": _opus,
    "m2m100": _m2m_100,
    "nllb": _nllb,
    "nllb (tokenizer.json)": _nllb_json,
    "mbart-50": _mbart_50,
    "bart": _bart,
    "bart (tokenizer.json)": _bart_json,
    "pegasus": _pegasus,
    "blenderbot": _blenderbot,
    "blenderbot-small": _blenderbot_small,
    "t5 v1.0": lambda folder: _t5(folder, "relu", True),
    "t5 v1.0 (tokenizer.json)": _t5_json,
    "t5 v1.1": lambda folder: _t5(folder, "gated-gelu", False),
    "mt5": lambda folder: _t5(folder, "gated-gelu", False, "MT5"),
}
