"""A tiny training run: letters, to be written in reverse."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

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
