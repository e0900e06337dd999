"""Models packed for CTranslate2 and as Argos packages, by that library's own writer."""

from __future__ import annotations

import json
import shutil
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.converters.transformers import _MODEL_LOADERS
from ctranslate2.specs import common_spec, transformer_spec
from ctranslate2.specs.common_spec import Activation

from tests.engine.checkpoints import Checkpoint
from tests.engine.saving import pieces_of, spm

_BESIDE = ("source.spm", "target.spm", "sentencepiece.bpe.model", "tokenizer_config.json")


def pack(checkpoint: Checkpoint, folder: Path, out: Path, quantization: str | None = None) -> None:
    """What `ct2-transformers-converter --copy_files` makes of a checkpoint."""
    if checkpoint.model.config.model_type == "marian":  # as in the wild: the decoder begins with zeros
        checkpoint.model.model.shared.weight.data[-1] = 0
        checkpoint.model.final_logits_bias[0, -1] = 0
    model, tokenizer = deepcopy(checkpoint.model), checkpoint.tokenizer  # it is written over
    if model.config.model_type == "mbart":
        model.config.normalize_before = True  # as mbart-large-50 says of itself
        model.config.tokenizer_class = "MBart50Tokenizer"
    loader = _MODEL_LOADERS[type(model.config).__name__]
    spec = loader.get_model_spec(model)
    loader.set_config(spec.config, model, tokenizer)
    named = {number: name for name, number in checkpoint.ids.items()}
    if not named:
        named = {number: tokenizer.convert_ids_to_tokens(number) for number in range(len(tokenizer))}
        named |= getattr(tokenizer, "id_to_lang_token", {})
    if model.config.model_type == "marian":
        del named[model.config.pad_token_id]
    size = spec.get_source_vocabulary_size()[0]
    loader.set_vocabulary(spec, [named.get(i) or f"madeupword{i}" for i in range(size)])
    spec.validate()
    spec.optimize(quantization=quantization)
    out.mkdir(parents=True)
    spec.save(str(out))
    for name in _BESIDE:
        if (folder / name).exists():
            shutil.copyfile(folder / name, out / name)


def opennmt(out: Path, quantization: str | None = None, *, biases: bool = True, **changes: Any) -> list[str]:
    """A model as of OpenNMT-py; returns the names of its tokens. changes: of the spec's options."""
    width, inner, heads, layers = 24, 40, 3, (2, 1)
    draw = np.random.default_rng(3)
    names = ["<unk>", "<blank>", "<s>", "</s>", *pieces_of(spm("unigram"))[3:]]
    options: dict[str, Any] = {"pre_norm": True, "activation": Activation.RELU, **changes}
    spec = transformer_spec.TransformerSpec.from_config(layers, heads, **options)

    def some(*shape: int, around: float = 0.0, std: float | None = None) -> Any:
        spread = 1.2 * shape[-1] ** -0.5 if std is None else std
        return draw.normal(around, spread, shape).astype(np.float32)

    def linear(to: Any, outputs: int, inputs: int, *, bias: bool = True) -> None:
        to.weight = some(outputs, inputs)
        if bias:
            to.bias = some(outputs, std=0.1)

    def norm(to: common_spec.LayerNormSpec) -> None:
        to.gamma, to.beta = some(width, around=1.0, std=0.1), some(width, std=0.1)

    for side in (spec.encoder, spec.decoder):
        places = some(5000, width, std=0.3)
        side.position_encodings.encodings = places
        if hasattr(side, "layer_norm"):
            norm(side.layer_norm)
        for layer in side.layer:
            linear(layer.self_attention.linear[0], 3 * width, width, bias=biases)
            linear(layer.self_attention.linear[1], width, width, bias=biases)
            norm(layer.self_attention.layer_norm)
            if side is spec.decoder:
                for number, size in enumerate((width, 2 * width, width)):
                    linear(layer.attention.linear[number], size, width, bias=biases)
                norm(layer.attention.layer_norm)
            linear(layer.ffn.linear_0, inner, width)
            linear(layer.ffn.linear_1, width, inner)
            norm(layer.ffn.layer_norm)
    spec.encoder.embeddings[0].weight = some(len(names), width)
    spec.decoder.embeddings.weight = some(len(names), width)
    linear(spec.decoder.projection, len(names), width)
    spec.decoder.projection.bias[3] = 3.0  # it comes to an end
    spec.register_source_vocabulary(names)
    spec.register_target_vocabulary(names)
    spec.validate()
    spec.optimize(quantization=quantization)
    out.mkdir(parents=True)
    spec.save(str(out))
    return names


def argos(folder: Path) -> Path:
    """A package as people get it: an archive of the model, its sentencepiece model and a page about them."""
    root = folder / "translate-en_fr-1_0"
    opennmt(root / "model", "int8")
    (root / "sentencepiece.model").write_bytes(spm("unigram"))
    about = {"package_version": "1.0", "from_code": "en", "to_code": "fr", "from_name": "English"}
    (root / "metadata.json").write_text(json.dumps(about))
    (root / "README.md").write_text("A model.")
    packed = Path(shutil.make_archive(str(folder / "packed"), "zip", folder, root.name))
    return packed.rename(folder / "translate-en_fr-1_0.argosmodel")
