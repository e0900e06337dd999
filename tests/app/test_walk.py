from __future__ import annotations

import re
from pathlib import Path

import pytest

from app import walk
from app.window import Window
from engine.errors import OutOfMemory
from tests.fake_drafts import write
from tests.fakes import MODELS, FakeRunner

ROOT = Path(__file__).resolve().parents[2]
# What the page in docs shows by name.
SHOWN = [
    Path(name)
    for name in re.findall(
        r"screenshots/([\w-]+\.png)", (ROOT / "docs" / "views.md").read_text(encoding="utf-8")
    )
]
pytestmark = pytest.mark.usefixtures("qapp")


def test_walk_takes_a_picture_of_each_step(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(walk, "Window", lambda: Window(lambda _: FakeRunner(), MODELS))
    assert walk.walk(tmp_path / "pictures") == 0
    names = {path.stem for path in (tmp_path / "pictures").glob("*.png")}
    without_model = {"continue"}  # of the fakes none continues a text
    assert names == {path.stem for path in SHOWN} - without_model | {"settings"}
    looks = {path.stem for path in (tmp_path / "pictures" / "looks").iterdir()}
    assert looks == {f"{name}-{look}" for name in walk.SHOWN for look in walk.LOOKS}
    lines = (line.split("  ") for line in capsys.readouterr().out.splitlines())
    texts = {Path(path).stem: text for path, text in lines}
    assert texts["main"] == texts["alternatives"] == texts["beam"]
    assert texts["second-candidate"] != texts["main"]
    assert walk.REQUIRED in texts["required-word"]


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
