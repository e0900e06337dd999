from __future__ import annotations

from pathlib import Path

import pytest

from app import walk
from app.window import Window
from engine.errors import OutOfMemory
from tests.fakes import MODELS, FakeRunner, write

pytestmark = pytest.mark.usefixtures("qapp")


def test_walk_takes_a_picture_of_each_step(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(walk, "Window", lambda: Window(lambda _: FakeRunner(), MODELS))
    assert walk.walk(tmp_path / "pictures") == 0
    names = sorted(path.name for path in (tmp_path / "pictures").iterdir())
    assert names == [
        "1-translated.png",
        "2-alternatives.png",
        "3-second-candidate.png",
        "4-required-word.png",
        "5-beam-tree.png",
        "6-lab.png",
        "7-explanation.png",
        "8-surgery.png",
    ]
    texts = [line.split("  ")[1] for line in capsys.readouterr().out.splitlines()]
    assert texts[0] == texts[1] == texts[4]
    assert texts[2] != texts[0]
    assert walk.REQUIRED in texts[3]


def test_walk_says_what_failed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    runner = FakeRunner()
    runner.failure = OutOfMemory()
    monkeypatch.setattr(walk, "Window", lambda: Window(lambda _: runner, MODELS))
    assert walk.walk(tmp_path) == 1
    assert "memory was not enough" in capsys.readouterr().err


def test_doubtful_word_is_the_one_with_the_likeliest_second_candidate() -> None:
    text = "The black cat."
    *_, draft = write(text, (0, len(text)), 0, "fr")
    assert walk.doubtful(draft).text == "le"
