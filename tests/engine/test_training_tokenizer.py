"""The tokenizer of a run is made of what its files hold, once."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.cards import SUMMARISE
from engine.errors import BadInput
from engine.text.tokenizer import Tokenizer
from engine.training.config import DataConfig, TokenizerConfig, TrainingConfig
from engine.training.tokenizer import tokenizer_for
from tests.engine.runs import write_pairs

PAIRS = [("the cat", "le chat"), ("the red house", "la maison rouge"), ("a tree", "un arbre")]


def config(folder: Path, rates: dict[str, float], vocab: int, kind: str, **data: Any) -> TrainingConfig:
    return TrainingConfig(
        name="x",
        tokenizer=TokenizerConfig(pairs=("en-fr",), vocab=vocab, kind=kind),
        network={},
        data=DataConfig(folder=str(folder), rates=rates, **data),
    )


def test_tokenizer_is_trained_once(tmp_path: Path) -> None:
    write_pairs(tmp_path / "x.en-fr.tsv", PAIRS * 5)
    path = tmp_path / "run" / "tokenizer.model"

    def made(vocab: int) -> Tokenizer:
        return tokenizer_for(path, config(tmp_path, {"x": 1.0}, vocab, "bpe"))

    first = made(290)
    assert first.vocab == 290
    assert first.piece(first.control("<2fr>")) == "<2fr>"
    assert made(295).model == first.model == path.read_bytes()


def test_impossible_tokenizer_is_said_and_leaves_no_file(tmp_path: Path) -> None:
    write_pairs(tmp_path / "x.en-fr.tsv", PAIRS)
    path = tmp_path / "tokenizer.model"
    for rates, vocab in (({"x": 1.0}, 9000), ({"x": 1.0}, 100), ({"absent": 1.0}, 300)):
        with pytest.raises(BadInput, match="No tokenizer can be made"):
            tokenizer_for(path, config(tmp_path, rates, vocab, "unigram"))
    assert not path.exists()


def test_documents_and_summaries_make_a_tokenizer_with_their_control_pieces(tmp_path: Path) -> None:
    record = {"document": "quokkas sleep\nquokkas eat", "summary": "quokkas"}
    (tmp_path / "zoo.en.jsonl").write_text((json.dumps(record) + "\n") * 20)
    wanted = TrainingConfig(
        name="x",
        task=SUMMARISE,
        tokenizer=TokenizerConfig(vocab=295, kind="bpe"),
        network={},
        data=DataConfig(folder=str(tmp_path), languages=("en",), rates={"zoo": 1.0}),
    )
    made = tokenizer_for(tmp_path / "tokenizer.model", wanted)
    assert len(made.tokens(["quokkas"])[0]) == 1
    assert made.piece(made.control("<title>")) == "<title>"
    assert made.piece(made.control("<2en>")) == "<2en>"
