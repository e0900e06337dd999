"""A tiny training run: letters, to be written in reverse."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn.functional import cross_entropy

from engine.networks.build import build
from engine.text.tokenizer import PAD
from engine.training.batches import Batches, Position
from engine.training.config import read_config
from engine.training.corpus import (
    kept_tokens,
    links_path,
    load_corpora,
    load_sides,
    rated_files,
)
from engine.training.links import Links
from engine.training.tokenizer import tokenizer_for, tokenizer_of

LETTERS = "abcdefgh"
TABLES: dict[str, dict[str, Any]] = {
    "": {"name": "reverse", "seed": 3},
    "tokenizer": {"kind": "unigram", "vocab": 278, "pairs": ["en-fr"]},
    "data": {"pairs": ["en-fr"], "longest": 9, "tokens": 120},
    "data.rates": {"letters": 1.0, "more": 0.5},
    "network": {
        "kind": "transformer",
        "vocab": 280,
        "width": 24,
        "heads": 2,
        "encoder_layers": 1,
        "decoder_layers": 2,
        "inner": 40,
        "dropout": 0.1,
        "longest": 32,
    },
    "schedule": {"peak": 3e-3, "warmup": 10, "updates": 30, "decay": 10},
    "optimiser": {"precision": "fp32"},
    "validation": {"files": ["valid"], "every": 8, "sentences": 20, "translated": 4},
    "checkpoint": {"every": 7, "average": 2, "weights": "float32"},
}


def reversed_letters(count: int, seed: int, longest: int = 6) -> list[tuple[str, str]]:
    """Pairs such as ("a c b", "b c a")."""
    chance = random.Random(seed)
    texts = [chance.choices(LETTERS, k=chance.randint(2, longest)) for _ in range(count)]
    return [(" ".join(text), " ".join(reversed(text))) for text in texts]


def write_pairs(path: Path, pairs: list[tuple[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{left}\t{right}\n" for left, right in pairs), encoding="utf-8")


def write_run(folder: Path, **changes: dict[str, Any]) -> Path:
    """The training file of a run, with its data. `changes` are added to the tables of their names."""
    data = folder / "data"
    for seed, (name, count) in enumerate({"letters": 300, "more": 90, "valid": 25}.items()):
        write_pairs(data / f"{name}.en-fr.tsv", reversed_letters(count, seed))
    path = folder / "reverse.toml"
    write_config(path, {**changes, "data": {"folder": str(data), **changes.get("data", {})}})
    return path


def write_config(path: Path, changes: dict[str, dict[str, Any]]) -> None:
    lines = []
    for name in {**TABLES, **changes}:
        lines += [f"[{name}]"] if name else []
        table = {**TABLES.get(name, {}), **changes.get(name, {})}
        lines += [f"{key} = {json.dumps(value)}" for key, value in table.items()]  # JSON's values are TOML's
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def link_reversed(path: Path, folder: Path, cache: Path) -> None:
    """Links the letters of a run's training files with themselves. folder: of its tokenizer."""
    config = read_config(path)
    tokenizer, data = tokenizer_of(config, folder), config.data
    for _, file, _ in rated_files([Path(data.folder)], data.pairs, data.rates):
        kept = kept_tokens(file, tokenizer, cache, data.longest)
        lengths = [[len(side[i]) for side in load_sides(kept)] for i in range(len(load_sides(kept)[0]))]
        links = Links.of([{(i, n - 1 - i) for i in range(min(m, n))} for m, n in lengths])
        links.save(links_path(kept))


def metrics(folder: Path) -> list[dict[str, Any]]:
    """The records of a run, without what depends on the clock."""
    lines = (folder / "metrics.jsonl").read_text(encoding="utf-8").splitlines()
    return [{k: v for k, v in json.loads(line).items() if k != "seconds"} for line in lines]


def weights(folder: Path) -> dict[str, Tensor]:
    """The whole optimiser state and the weights of every validation."""
    found = load_file(folder / "state.safetensors")
    for path in sorted(folder.glob("weights-*.safetensors")):
        found |= {f"{path.stem} {name}": tensor for name, tensor in load_file(path).items()}
    return found


def assert_same_run(one: Path, other: Path) -> None:
    """Not a bit of difference, but for the clock."""
    assert metrics(one) == metrics(other)
    a, b = weights(one), weights(other)
    assert a.keys() == b.keys()
    assert not [name for name in a if not torch.equal(a[name], b[name])]


def assert_close_weights(ours: dict[str, Tensor], theirs: dict[str, Tensor]) -> None:
    assert ours.keys() == theirs.keys()
    for name, tensor in ours.items():
        # The softmax does not see a bias of the keys: its gradient is rounding, which Adam blows up.
        seen = slice(len(tensor) // 2, None) if name.endswith("memory.bias") else slice(None)
        torch.testing.assert_close(tensor[seen], theirs[name][seen], rtol=1e-4, atol=1e-5)


def plain_training(path: Path, world: int) -> tuple[dict[str, Tensor], list[float]]:
    """The same training written down as torch's manual has it: the weights and the loss of each update."""
    config = read_config(path)
    folder = path.parent / "plain"
    tokenizer = tokenizer_for(folder / "tokenizer.model", config)
    corpora = load_corpora(
        Path(config.data.folder),
        config.data.pairs,
        config.data.rates,
        tokenizer,
        folder,
        config.data.longest,
        linked=config.guided.linked(config.data.pairs),
    )
    torch.manual_seed(config.seed)
    network = build(config.network)
    adam = torch.optim.AdamW(network.parameters(), betas=(0.9, 0.98), weight_decay=0.0)
    data = config.data
    batches_of = Batches(corpora, data.tokens, config.seed, world, joined=data.joined, longest=data.longest)
    ranks = [batches_of.after(Position(), rank) for rank in range(world)]
    losses = []  # of the guided attention too
    for update in range(1, config.schedule.updates + 1):
        batches = [next(rank)[0] for rank in ranks]
        tokens = sum(int((batch.gold != PAD).sum()) for batch in batches)
        adam.zero_grad()
        loss = torch.zeros(())
        for batch in batches:
            logits = network.forward(batch.source, batch.mask, batch.target).flatten(0, 1)
            gold = batch.gold.flatten()
            smoothing = config.optimiser.smoothing
            loss += cross_entropy(logits, gold, ignore_index=PAD, label_smoothing=smoothing, reduction="sum")
            if batch.links is not None:
                _, attention = network.attended(batch.source, batch.mask, batch.target)
                layer, head = map(int, config.guided.output.split("."))
                for row, target, source in batch.links.tolist():  # each letter has one link
                    loss -= config.guided.weight * attention[row, layer, head, target, source].log()
        (loss / tokens).backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), config.optimiser.clip)
        for group in adam.param_groups:
            group["lr"] = config.schedule(update)
        adam.step()
        losses.append(loss.item() / tokens)
    return {name: p.detach() for name, p in network.named_parameters()}, losses
