from __future__ import annotations

from pathlib import Path

import pytest

from app import self_test
from app.window import Window
from engine.errors import OutOfMemory
from tests.fake_drafts import write
from tests.fakes import MODELS, FakeRunner

pytestmark = pytest.mark.usefixtures("qapp")


def test_self_test_translates_prints_and_saves_a_picture(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(self_test, "Window", lambda: Window(lambda _: FakeRunner(), MODELS))
    picture = tmp_path / "window.png"
    assert self_test.self_test(picture) == 0
    assert picture.stat().st_size > 10_000
    printed = capsys.readouterr().out
    assert "mon frère acheta une neuve voiture hier." in printed
    assert "我弟买一新车昨天." in printed
    assert "brother" in printed


def test_self_test_says_what_failed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    runner = FakeRunner()
    runner.failure = OutOfMemory()
    monkeypatch.setattr(self_test, "Window", lambda: Window(lambda _: runner, MODELS))
    assert self_test.self_test(None) == 1
    assert "memory was not enough" in capsys.readouterr().err


def test_self_test_fails_where_no_model_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        self_test,
        "Window",
        lambda: Window(lambda _: FakeRunner(), [m for m in MODELS if m.name == "en-fr-small"]),
    )
    assert self_test.self_test(None) == 1
    assert "translates en to zh" in capsys.readouterr().err


def test_table_has_a_row_for_each_word() -> None:
    text = "The cat"
    *_, draft = write(text, (0, len(text)), 0, "zh")
    lines = self_test.attention_table(draft).splitlines()
    assert lines[0].split() == ["The", "cat"]
    assert [line.split()[0] for line in lines[1:]] == ["那", "猫"]
