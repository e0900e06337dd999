"""A training file is read whole, or the reader is told what is wrong where."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from engine.errors import BadInput
from engine.networks.build import build
from engine.requests import TRANSLATING, usual_options
from engine.training.config import card, read_config
from tests.engine.runs import write_config, write_run


def test_every_table_becomes_a_record(tmp_path: Path) -> None:
    config = read_config(write_run(tmp_path, schedule={"peak": 1}))
    assert config.data.pairs == ("en-fr",)
    assert config.data.rates == {"letters": 1.0, "more": 0.5}
    assert config.schedule.peak == 1.0
    assert config.optimiser.clip == 1.0  # not in the file
    assert config.network["kind"] == "transformer"


def test_card_says_what_decoding_suits_the_model(tmp_path: Path) -> None:
    said = card(read_config(write_run(tmp_path, decoding={"length_penalty": 1.2})))
    assert usual_options(said.task, said) == replace(TRANSLATING, length_penalty=1.2)


@pytest.mark.parametrize("path", sorted(Path("models").glob("translate*.toml")), ids=str)
def test_shipped_training_file_describes_a_network(path: Path) -> None:
    config = read_config(path)
    assert build(config.network).longest >= config.data.longest + 2
    pairs = card(config).pairs
    if config.name == "translate-small":
        assert pairs[:2] == (("en", "fr"), ("fr", "en"))
    else:  # named after its one direction
        assert ["translate-" + "-".join(pair) for pair in pairs] == [config.name]
        assert Path(config.checkpoint.base, "weights.safetensors").is_file()
        assert (
            config.tokenizer.extends == f"{config.checkpoint.base}/tokenizer.model"
        )  # its tokens mean the same


def test_teacher_is_a_larger_network_with_the_same_tokens() -> None:
    small, teacher = (read_config(Path(f"models/{name}.toml")) for name in ("translate", "teacher"))
    assert card(teacher).pairs == card(small).pairs
    assert teacher.tokenizer == small.tokenizer
    with torch.device("meta"):
        sizes = [sum(p.numel() for p in build(c.network).parameters()) for c in (small, teacher)]
    assert sizes[1] > 5 * sizes[0]


@pytest.mark.parametrize(
    ("table", "key", "value", "said"),
    [
        ("", "sed", 1, "unknown sed"),
        ("optimiser", "klip", 1.0, "optimiser: unknown klip"),
        ("", "seed", "1", "seed must be a whole number"),
        ("", "seed", True, "seed must be a whole number"),
        ("", "seed", -1, "seed makes no sense"),
        ("", "data", 3, "data must be a table"),
        ("", "network", [1], "network must be a table"),
        ("data", "pairs", "en-fr", "pairs must be a list of texts"),
        ("data", "pairs", [1], "pairs must be a text"),
        ("data", "pairs", ["enfr"], "pairs makes no sense"),
        ("data.rates", "letters", "often", "letters must be a number"),
        ("tokenizer", "vocab", 70_000, "tokenizer: vocab"),
        ("tokenizer", "kind", "characters", "tokenizer: kind"),
        ("schedule", "updates", 0, "schedule: updates"),
        ("schedule", "middle", "cosine", "schedule: middle"),
        ("optimiser", "precision", "fp8", "optimiser: precision"),
        ("guided", "weight", -0.1, "guided: weight"),
        ("guided", "output", "2.0", "guided: output"),  # there are two layers
        ("guided", "input", "1", "guided: input"),
        ("validation", "every", 0, "validation: every"),
        ("checkpoint", "every", 0, "checkpoint: every"),
        ("checkpoint", "weights", "int4", "checkpoint: weights"),
        ("decoding", "beam", 0, "decoding makes no sense"),
        ("decoding", "beems", 4, "decoding makes no sense"),
    ],
)
def test_wrong_value_is_named(tmp_path: Path, table: str, key: str, value: Any, said: str) -> None:
    path = tmp_path / "run.toml"
    changes: dict[str, dict[str, Any]] = {"data": {"folder": "data"}}
    changes[table] = {**changes.get(table, {}), key: value}
    write_config(path, changes)
    if key in ("data", "network"):  # a plain value in the place of the table
        lines = path.read_text(encoding="utf-8").partition("[tokenizer]")
        path.write_text(f"{lines[0]}[tokenizer]\nvocab = 9\npairs = []\n", encoding="utf-8")
    with pytest.raises(BadInput, match=said):
        read_config(path)


def test_missing_table_is_named(tmp_path: Path) -> None:
    path = tmp_path / "run.toml"
    path.write_text('name = "x"\n', encoding="utf-8")
    with pytest.raises(BadInput, match="tokenizer"):
        read_config(path)


@pytest.mark.parametrize("content", [b"name = ", b"\xff\xfe", b"[data"])
def test_file_that_is_not_toml_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "run.toml"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=r"run\.toml cannot be read"):
        read_config(path)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"no training file .*run\.toml"):
        read_config(tmp_path / "run.toml")
