"""Checkpoints with random weights, saved as people get them, by the library they come from.

Tiny as they are here; of the shapes that people download in `tests.engine.full_shapes`.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import sentencepiece
import tokenizers
import transformers
from transformers import MarianConfig, MarianMTModel, MarianTokenizer

from engine.importers.plan import Wish
from tests.engine.saving import LINES, Shape, configure, filler, pieces_of, randomise, save, spm, write_tables

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
TINY = Shape(SMALL)


@dataclass(frozen=True)
class Checkpoint:
    """A saved model with what it was saved from."""

    model: Any
    tokenizer: Any
    pair: tuple[str, str]
    wish: Wish | None = None
    prefix: str = ""
    after: tuple[int, ...] = ()  # what the library of today has forgotten to add
    forced: int | None = None  # what the user of the library has it write first
    ids: dict[str, int] = field(default_factory=dict)  # as in the wild, where the library of today has others

    def tokens(self, text: str) -> list[int]:
        found: list[int] = self.tokenizer(self.prefix + text).input_ids
        if self.ids:
            found = [self.ids[name] for name in self.tokenizer.convert_ids_to_tokens(found)]
        return [*found, *self.after]


def _built(folder: Path, kind: type[Any], config: Any, shape: Shape, eos: int, ends: float = 3.0) -> Any:
    config.architectures = [kind.__name__]
    model = kind._from_config(config, attn_implementation="eager").eval()
    randomise(model, eos, ends=ends)
    save(model, folder, shape)
    return model


def _padded(tokens: int) -> int:
    """Networks often have more rows than the tokenizer has tokens, as a multiple of 8."""
    return -(-tokens // 8) * 8


def _ids(names: Sequence[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}


def marian(
    folder: Path,
    shape: Shape = TINY,
    tags: tuple[str, ...] = (),
    *,
    pad_at: int = -1,
    separate: bool = False,
    **changes: Any,
) -> Any:
    """An OPUS-MT-like folder, English to French, or to the languages of tags; the model and its tokenizer.

    pad_at: where `<pad>` stands in the vocab; separate: source and target have a vocab each.
    """
    folder.mkdir(parents=True, exist_ok=True)
    source, target = spm("unigram", 300), spm("bpe", 260, lines=300)
    sides = [pieces_of(source), pieces_of(target)]
    sides = sides if separate else [[*sides[0], *sides[1]]]
    vocabs = []
    for pieces in sides:
        names = sorted({*pieces} - {"</s>", "<s>", "<unk>"})
        names = ["</s>", "<unk>", *names[:100], *tags, *names[100:]]
        names += [filler(i) for i in range(shape.tokens - len(names) - 1)]
        names.insert(len(names) if pad_at < 0 else pad_at, "<pad>")
        vocabs.append(names)
    (folder / "source.spm").write_bytes(source)
    (folder / "target.spm").write_bytes(target)
    write_tables(folder, vocab=_ids(vocabs[0]))
    if separate:
        write_tables(folder, target_vocab=_ids(vocabs[1]))
        changes |= {"decoder_vocab_size": len(vocabs[1]), "share_encoder_decoder_embeddings": False}
    languages = {"source_lang": "eng", "target_lang": "mul" if tags else "fra", "separate_vocabs": separate}
    write_tables(folder, tokenizer_config=languages)
    pad = vocabs[-1].index("<pad>")
    usual = {
        **shape.sizes,
        "vocab_size": len(vocabs[0]),
        "pad_token_id": pad,
        "eos_token_id": 0,
        "decoder_start_token_id": pad,
        "forced_eos_token_id": 0,
        "activation_function": "swish",
        "scale_embedding": True,
        "bad_words_ids": [[pad]],
        "num_beams": 6,
    }
    model = _built(folder, MarianMTModel, MarianConfig(**{**usual, **changes}), shape, 0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it recommends another library, which it then does not call
        return model, MarianTokenizer.from_pretrained(folder)


def opus(folder: Path, shape: Shape = TINY, tags: tuple[str, ...] = (), **changes: Any) -> Checkpoint:
    model, tokenizer = marian(folder, shape, tags, **changes)
    return Checkpoint(model, tokenizer, ("en", "fr"), prefix=f"{tags[0]} " if tags else "")


_NLLB = ["ace_Arab", "ace_Latn", "deu_Latn", "eng_Latn", "fra_Latn", "zho_Hans", "zho_Hant"]
_ROBERTA = {"bos_token_id": 0, "pad_token_id": 1, "eos_token_id": 2, "decoder_start_token_id": 2}


def nllb(folder: Path, shape: Shape = TINY) -> Checkpoint:
    specials = {"additional_special_tokens": _NLLB}
    write_tables(folder, special_tokens_map=specials, tokenizer_config={"tokenizer_class": "NllbTokenizer"})
    model = spm("bpe", fill=shape.tokens)
    (folder / "sentencepiece.bpe.model").write_bytes(model)
    tokenizer = transformers.NllbTokenizer.from_pretrained(folder, additional_special_tokens=_NLLB)
    ids = _ids(["<s>", "<pad>", "</s>", "<unk>", *pieces_of(model)[3:], *_NLLB])
    table = {**shape.sizes, **_ROBERTA, "scale_embedding": True, "activation_function": "relu"}
    config = transformers.M2M100Config(**table, vocab_size=_padded(len(tokenizer)))
    network = _built(folder, transformers.M2M100ForConditionalGeneration, config, shape, 2)
    return Checkpoint(network, tokenizer, ("en", "fr"), forced=ids["fra_Latn"], ids=ids)


def nllb_json(folder: Path) -> Checkpoint:
    """As the library saves it today."""
    checkpoint = nllb(folder)
    (folder / "sentencepiece.bpe.model").unlink()
    (folder / "special_tokens_map.json").unlink()
    checkpoint.tokenizer.save_pretrained(folder)
    return replace(checkpoint, forced=checkpoint.tokenizer.convert_tokens_to_ids("fra_Latn"), ids={})


def m2m_100(folder: Path, shape: Shape = TINY, **changes: Any) -> Checkpoint:
    model = spm("bpe")
    names = ["<s>", "<pad>", "</s>", "<unk>", *pieces_of(model)[3:]]
    names += [filler(i) for i in range(shape.tokens - len(names))]
    write_tables(folder, vocab=_ids(names))
    (folder / "sentencepiece.bpe.model").write_bytes(model)
    tokenizer = transformers.M2M100Tokenizer.from_pretrained(folder, src_lang="fr", tgt_lang="en")
    tokenizer.save_pretrained(folder)
    tags = [f"__{code}__" for code in tokenizer.lang_code_to_id]
    write_tables(folder, special_tokens_map={"additional_special_tokens": tags})
    table = {**shape.sizes, **_ROBERTA, "scale_embedding": False, **changes}
    config = transformers.M2M100Config(**table, vocab_size=len(names) + len(tags))
    network = _built(folder, transformers.M2M100ForConditionalGeneration, config, shape, 2)
    return Checkpoint(network, tokenizer, ("fr", "en"), forced=tokenizer.get_lang_id("en"))


def mbart_50(folder: Path, shape: Shape = TINY) -> Checkpoint:
    write_tables(folder, tokenizer_config={"tokenizer_class": "MBart50Tokenizer", "src_lang": "en_XX"})
    (folder / "sentencepiece.bpe.model").write_bytes(spm("unigram", fill=shape.tokens))
    tokenizer = transformers.MBart50Tokenizer.from_pretrained(folder, src_lang="en_XX", tgt_lang="fr_XX")
    write_tables(folder, special_tokens_map={"additional_special_tokens": list(tokenizer.lang_code_to_id)})
    table = {**shape.sizes, **_ROBERTA, "scale_embedding": True}
    config = transformers.MBartConfig(**table, vocab_size=_padded(len(tokenizer)))
    network = _built(folder, transformers.MBartForConditionalGeneration, config, shape, 2)
    return Checkpoint(network, tokenizer, ("en", "fr"), forced=tokenizer.lang_code_to_id["fr_XX"])


def mbart(folder: Path, shape: Shape = TINY) -> Checkpoint:
    """Tuned for one direction, as mbart-large-en-ro: the decoder begins with the tag of the target."""
    write_tables(folder, tokenizer_config={"tokenizer_class": "MBartTokenizer", "src_lang": "en_XX"})
    (folder / "sentencepiece.bpe.model").write_bytes(spm("unigram"))
    tokenizer = transformers.MBartTokenizer.from_pretrained(folder, src_lang="en_XX", tgt_lang="ro_RO")
    tags = sorted(set(tokenizer.get_vocab()) - {*pieces_of(spm("unigram")), "<pad>", "<mask>"})
    tags.sort(key=tokenizer.convert_tokens_to_ids)
    write_tables(folder, special_tokens_map={"additional_special_tokens": tags})
    start = {**_ROBERTA, "decoder_start_token_id": tokenizer.convert_tokens_to_ids("ro_RO")}
    config = transformers.MBartConfig(
        **{**shape.sizes, **start, "scale_embedding": True, "normalize_before": True},
        vocab_size=_padded(len(tokenizer)),
        add_final_layer_norm=True,
    )
    network = _built(folder, transformers.MBartForConditionalGeneration, config, shape, 2)
    own = _Fairseq(spm("unigram"), (2, tokenizer.convert_tokens_to_ids("en_XX")))
    return Checkpoint(network, own, ("en", "ro"), Wish(pairs=(("en", "ro"),)))


class _Fairseq:
    """sentencepiece itself, with the numbers of fairseq: the library's MBartTokenizer does not normalise."""

    def __init__(self, model: bytes, after: tuple[int, ...]) -> None:
        self._processor = sentencepiece.SentencePieceProcessor()
        self._processor.LoadFromSerializedProto(model)
        self._after = after

    def __call__(self, text: str) -> Any:
        numbers = [number + 1 if number else 3 for number in self._processor.encode(text)]
        return SimpleNamespace(input_ids=[*numbers, *self._after])


def _byte_level(folder: Path, kind: Any, tokens: int) -> Any:
    folder.mkdir(parents=True)
    trained = tokenizers.ByteLevelBPETokenizer(add_prefix_space=kind is transformers.BlenderbotTokenizer)
    names = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    trained.train_from_iterator(LINES, vocab_size=420, special_tokens=names, show_progress=False)
    trained.save_model(str(folder))
    path = folder / "vocab.json"
    named = json.loads(path.read_text(encoding="utf-8"))
    named |= {filler(i): i for i in range(len(named), tokens)}
    path.write_text(json.dumps(named), encoding="utf-8")
    return kind.from_pretrained(folder)


def bart(folder: Path, shape: Shape = TINY, **changes: Any) -> Checkpoint:
    tokenizer = _byte_level(folder, transformers.BartTokenizer, shape.tokens)
    table = {**shape.sizes, **_ROBERTA, "forced_bos_token_id": 0, "forced_eos_token_id": None, **changes}
    config = transformers.BartConfig(**table, vocab_size=_padded(len(tokenizer)))
    kind = transformers.BartForConditionalGeneration
    if not config.tie_word_embeddings:
        kind = type(kind.__name__, (kind,), {"_tied_weights_keys": _SHARED})
    model = _built(folder, kind, config, shape, 2)
    if table["forced_bos_token_id"] is not None:  # the library of today no longer saves it here
        configure(folder, forced_bos_token_id=table["forced_bos_token_id"])
    return Checkpoint(model, tokenizer, ("en", "en"), forced=table["forced_bos_token_id"])


_SHARED = {f"model.{side}.embed_tokens.weight": "model.shared.weight" for side in ("encoder", "decoder")}


def bart_json(folder: Path) -> Checkpoint:
    checkpoint = bart(folder)
    (folder / "vocab.json").unlink()
    (folder / "merges.txt").unlink()
    checkpoint.tokenizer.save_pretrained(folder)
    return checkpoint


def blenderbot(folder: Path, shape: Shape = TINY) -> Checkpoint:
    tokenizer = _byte_level(folder, transformers.BlenderbotTokenizer, shape.tokens)
    start = {**_ROBERTA, "decoder_start_token_id": 1, "forced_eos_token_id": None}
    table = {**shape.sizes, **start, "scale_embedding": True, "normalize_before": True}
    config = transformers.BlenderbotConfig(**table, vocab_size=_padded(len(tokenizer)))
    model = _built(folder, transformers.BlenderbotForConditionalGeneration, config, shape, 2)
    return Checkpoint(model, tokenizer, ("en", "en"), after=(2,))


def blenderbot_small(folder: Path, shape: Shape = TINY) -> Checkpoint:
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
    names += [filler(i) for i in range(len(names), shape.tokens)]
    write_tables(folder, vocab=_ids(names))
    tokenizer = transformers.BlenderbotSmallTokenizer.from_pretrained(folder)
    start = {"bos_token_id": 1, "pad_token_id": 0, "eos_token_id": 2, "decoder_start_token_id": 1}
    table = {**shape.sizes, **start, "activation_function": "gelu", "forced_eos_token_id": None}
    config = transformers.BlenderbotSmallConfig(**table, vocab_size=_padded(len(tokenizer)))
    kind = transformers.BlenderbotSmallForConditionalGeneration
    model = _built(folder, kind, config, shape, 2, ends=0.0)
    return Checkpoint(model, tokenizer, ("en", "en"))


_GOOGLE = {"pad_token_id": 0, "eos_token_id": 1, "decoder_start_token_id": 0}
_GOOGLE_FIRST = ("<pad>", "</s>", "<unk>")


def pegasus(folder: Path, shape: Shape = TINY, **changes: Any) -> Checkpoint:
    write_tables(folder, tokenizer_config={"tokenizer_class": "PegasusTokenizer"})
    (folder / "spiece.model").write_bytes(spm("unigram", first=_GOOGLE_FIRST, fill=shape.tokens))
    tokenizer = transformers.PegasusTokenizer.from_pretrained(folder)
    table = {**shape.sizes, **_GOOGLE, "scale_embedding": True, "forced_eos_token_id": None, **changes}
    config = transformers.PegasusConfig(**table, vocab_size=_padded(len(tokenizer)))
    model = _built(folder, transformers.PegasusForConditionalGeneration, config, shape, 1)
    return Checkpoint(model, tokenizer, ("en", "en"))


T5_TINY = Shape(
    {"d_model": 24, "d_kv": 6, "d_ff": 40, "num_layers": 2, "num_decoder_layers": 2, "num_heads": 3}
)


def t5(
    folder: Path, shape: Shape = T5_TINY, *, gated: bool = False, kind: str = "T5", **changes: Any
) -> Checkpoint:
    """v1.0 has a tied output layer; v1.1, Flan-T5 and mT5 have gates and an output layer of their own."""
    write_tables(folder, tokenizer_config={"tokenizer_class": "T5Tokenizer"})
    (folder / "spiece.model").write_bytes(spm("unigram", first=_GOOGLE_FIRST, fill=shape.tokens))
    tokenizer = transformers.T5Tokenizer.from_pretrained(folder)
    bend = {"feed_forward_proj": "gated-gelu" if gated else "relu", "tie_word_embeddings": not gated}
    table = {**shape.sizes, **_GOOGLE, **bend, **changes}
    config = getattr(transformers, f"{kind}Config")(**table, vocab_size=_padded(len(tokenizer)))
    network = getattr(transformers, f"{kind}ForConditionalGeneration")
    if gated:
        network = type(network.__name__, (network,), {"_tied_weights_keys": _WITHOUT_HEAD})
    model = _built(folder, network, config, shape, 1)
    wish = Wish(pairs=(("en", "de"),))
    return Checkpoint(model, tokenizer, ("en", "de"), wish, "translate English to German: ")


_WITHOUT_HEAD = {f"{side}.embed_tokens.weight": "shared.weight" for side in ("encoder", "decoder")}


def t5_json(folder: Path) -> Checkpoint:
    checkpoint = t5(folder)
    (folder / "spiece.model").unlink()
    checkpoint.tokenizer.save_pretrained(folder)
    return checkpoint


CHECKPOINTS: dict[str, Callable[[Path], Checkpoint]] = {
    "marian": opus,
    "marian, many targets": lambda folder: opus(folder, tags=(">>fra<<", ">>spa<<", ">>pt_BR<<")),
    "m2m100": m2m_100,
    "nllb": nllb,
    "nllb (tokenizer.json)": nllb_json,
    "mbart-50": mbart_50,
    "mbart": mbart,
    "bart": bart,
    "bart (tokenizer.json)": bart_json,
    "pegasus": pegasus,
    "blenderbot": blenderbot,
    "blenderbot-small": blenderbot_small,
    "t5 v1.0": t5,
    "t5 v1.0 (tokenizer.json)": t5_json,
    "t5 v1.1": lambda folder: t5(folder, gated=True),
    "mt5": lambda folder: t5(folder, gated=True, kind="MT5"),
}
