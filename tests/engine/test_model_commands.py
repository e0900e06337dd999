"""The shelf of models from a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.__main__ import _parser
from engine.cards import find_models
from engine.errors import BadInput, BadOption, UnknownModel, WrongModel
from engine.shelf.library import defaults
from tests.engine.checkpoints import marian
from tests.engine.models import save_tiny_model
from tests.hub import served


@pytest.fixture(autouse=True)
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HEED_MODELS", str(tmp_path / "mine"))
    return tmp_path / "mine"


def run(*words: str) -> None:
    arguments = _parser().parse_args(words)
    arguments.command(arguments)


def test_catalogue_is_searched(capsys: pytest.CaptureFixture[str]) -> None:
    run("catalogue", "--from", "zh", "--to", "en", "--task", "translate")
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert lines[0][:3] == ["Helsinki-NLP/opus-mt-zh-en", "translate", "zh-en"]
    run("catalogue", "no", "such", "thing")
    assert capsys.readouterr().out == ""


def test_download_names_the_folder(mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "opus-mt-en-fr"
    marian(folder)
    with served(folder, "someone/opus-mt-en-fr") as (address, _):
        run("download", "someone/opus-mt-en-fr", "--endpoint", address, "--name", "opus", "--licence", "MIT")
    assert capsys.readouterr().out == f"{mine / 'opus'}\n"
    run("models")
    assert "opus\ttranslate\ten-fr\n" in capsys.readouterr().out


def test_shelf_is_changed_and_changed_back(
    mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save_tiny_model(mine / "tiny")
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text("aba\tcd\nb a\tdc\n")
    run("convert", "tiny", "--to", "int8", "--measure", str(pairs))
    assert "pairs.tsv: " in capsys.readouterr().out
    run("rename", "tiny-int8", "small")
    run("default", "small", "--pairs", "en-fr")
    assert defaults() == {"translate en-fr": "small"}
    run("default")
    assert capsys.readouterr().out == "translate en-fr\tsmall\n"
    run("remove", "small")
    assert [model.name for model in find_models([mine])] == ["tiny"]
    run("restore", "small")
    run("remove", "small")
    run("empty-trash")
    with pytest.raises(BadInput):
        run("restore", "small")


def test_what_cannot_be_is_refused(mine: Path) -> None:
    save_tiny_model(mine / "tiny")
    for failure, words in (
        (UnknownModel, "default nobody"),
        (WrongModel, "default tiny --pairs ja-ko"),
        (BadOption, "default tiny --pairs en"),
        (UnknownModel, "remove nobody"),
    ):
        with pytest.raises(failure):
            run(*words.split())
