"""Random weights, and folders of them as people get them: what the makers of test checkpoints share."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sentencepiece
import torch
from torch import Tensor, nn

from engine.commands.varied import varied_inputs

FORMS = ("safetensors", "bin", "sharded safetensors", "sharded bin")
LINES = [text for language in ("en", "fr", "zh") for _, text in varied_inputs(language, 150, seed=1)]
_IDS = {"unk": "<unk>", "bos": "<s>", "eos": "</s>", "pad": "<pad>"}
_PART = 30_000  # bytes of a tiny checkpoint's part


@dataclass(frozen=True)
class Shape:
    """How large a checkpoint is made, and how it is saved."""

    sizes: dict[str, Any] = field(default_factory=dict)  # fields of the library's config
    tokens: int = 0  # the vocab is filled up to this many; 0: as trained
    form: str = "safetensors"
    part: int = _PART  # bytes of each part, where it is in parts


def filler(number: int) -> str:
    """A piece that no text gives."""
    return f"▁filler{number}"


@cache
def spm(
    kind: str,
    vocab: int = 300,
    first: tuple[str, ...] = ("<unk>", "<s>", "</s>"),
    lines: int = 450,
    fill: int = 0,
) -> bytes:
    """A sentencepiece model as people train them: no byte fallback, nmt_nfkc; filled up to `fill` pieces."""
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
    return _filled(model.getvalue(), fill) if fill else model.getvalue()


def _filled(model: bytes, fill: int) -> bytes:
    from sentencepiece import sentencepiece_model_pb2

    proto = sentencepiece_model_pb2.ModelProto()  # type: ignore[attr-defined]
    proto.ParseFromString(model)
    for number in range(fill - len(proto.pieces)):
        proto.pieces.add(piece=filler(number), score=-1e6)
    data: bytes = proto.SerializeToString()
    return data


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
            if name.endswith(("SelfAttention.q.weight", "EncDecAttention.q.weight")):
                p.mul_((p.shape[0] / model.config.num_heads) ** -0.5)  # type: ignore[operator, union-attr]
        if hasattr(model, "final_logits_bias"):
            bias: Any = model.final_logits_bias
            bias.normal_(std=0.5)
            bias[0, eos] = ends


def save(model: Any, folder: Path, shape: Shape) -> None:
    """The config and the weights, as the library and the hub have them."""
    model.save_pretrained(folder)
    save_weights(model, folder, shape.form, shape.part)


def save_weights(model: Any, folder: Path, form: str, part: int = _PART) -> None:
    """In place of the weights that are there. Torch files hold all names of a tensor."""
    for pattern in ("model*.safetensors*", "pytorch_model*.bin*"):
        for path in folder.glob(pattern):
            path.unlink()
    kind, sharded = form.split()[-1], form.startswith("sharded")
    if kind == "safetensors":
        with TemporaryDirectory(dir=folder) as temporary:
            model.save_pretrained(temporary, max_shard_size=part if sharded else "100GB")
            for path in Path(temporary).glob("model*"):
                path.rename(folder / path.name)
        return
    tensors: dict[str, Tensor] = model.state_dict()
    if not sharded:
        torch.save(tensors, folder / "pytorch_model.bin")
        return
    parts: list[dict[str, Tensor]] = [{}]
    for name, tensor in tensors.items():
        if sum(t.nbytes for t in parts[-1].values()) + tensor.nbytes > part and parts[-1]:
            parts.append({})
        parts[-1][name] = tensor
    names = [f"pytorch_model-{i:05}-of-{len(parts):05}.bin" for i in range(1, len(parts) + 1)]
    for name, tensors in zip(names, parts, strict=True):
        torch.save(tensors, folder / name)
    where = {tensor: name for name, tensors in zip(names, parts, strict=True) for tensor in tensors}
    (folder / "pytorch_model.bin.index.json").write_text(json.dumps({"weight_map": where}))


def drop_weights(folder: Path, *names: str) -> None:
    """Takes tensors out of `model.safetensors`, as old checkpoints lack them."""
    from safetensors.torch import load_file, save_file

    path = folder / "model.safetensors"
    save_file({name: t for name, t in load_file(path).items() if name not in names}, path, {"format": "pt"})


def write_tables(folder: Path, **tables: Any) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        (folder / f"{name}.json").write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")


def configure(folder: Path, **values: Any) -> None:
    """Changes `config.json`; None takes a value out of it, and of `generation_config.json`."""
    for name in ("config.json", "generation_config.json"):
        path = folder / name
        if path.exists():
            table = json.loads(path.read_text())
            table |= values if name == "config.json" else {}
            gone = {key for key, value in values.items() if value is None}
            path.write_text(json.dumps({key: v for key, v in table.items() if key not in gone}))
