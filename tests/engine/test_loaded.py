"""Models in memory: kept while there is room, and no longer than they are installed."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
import torch

from engine.errors import UnknownModel
from engine.shelf.loaded import LoadedModels
from tests.engine.models import save_tiny_model


@pytest.fixture
def loaded(tmp_path: Path) -> LoadedModels:
    for name in ("first", "second", "third"):
        save_tiny_model(tmp_path / name, name=name)
    return LoadedModels(torch.device("cpu"), (tmp_path,), "float32")


def free(monkeypatch: pytest.MonkeyPatch, memory: int) -> None:
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=memory))


def test_model_is_loaded_once_and_kept_while_there_is_room(
    loaded: LoadedModels, monkeypatch: pytest.MonkeyPatch
) -> None:
    free(monkeypatch, 10**9)
    model = loaded["first"]
    assert loaded["second"] is not model
    assert loaded["first"] is model
    assert all(name in loaded for name in ("first", "second"))
    assert "third" not in loaded


def test_what_was_used_longest_ago_makes_room(loaded: LoadedModels, monkeypatch: pytest.MonkeyPatch) -> None:
    free(monkeypatch, 10**9)
    for name in ("first", "second", "first"):
        assert loaded[name]
    freed = iter((0, 10**9))  # one gone is enough
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=next(freed)))
    assert loaded["third"]
    assert [name for name in ("first", "second", "third") if name in loaded] == ["first", "third"]
    free(monkeypatch, 0)
    assert loaded["first"] is loaded["first"]  # what is loaded needs no room
    assert loaded["second"]
    assert [name for name in ("first", "second", "third") if name in loaded] == ["second"]


def test_model_that_is_not_there_is_unknown(loaded: LoadedModels) -> None:
    with pytest.raises(UnknownModel):
        loaded["fourth"]


def test_model_that_was_replaced_is_let_go(loaded: LoadedModels, tmp_path: Path) -> None:
    assert loaded["first"]
    assert loaded["second"]
    save_tiny_model(tmp_path / "first", name="first")
    assert [model.name for model in loaded.installed()] == ["first", "second", "third"]
    assert "first" not in loaded
    assert "second" in loaded
