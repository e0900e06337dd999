"""The shelf of models: whatever is done to it, and whenever it is cut short, no model is lost."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from engine.cards import SHIPPED, find_models
from engine.errors import BadInput, ShippedModel, UnknownModel
from engine.events import Finished
from engine.requests import Translate
from engine.runner import Runner
from engine.shelf import library
from engine.shelf.library import default_key, defaults, removed, set_default, set_speed, size_of, speeds
from tests.engine.models import save_tiny_model


def names(models: Path) -> list[str]:
    return [model.name for model in find_models([models]) if not model.damage]


def test_removed_models_come_back_as_they_were(models: Path) -> None:
    before = {path.name: path.read_bytes() for path in (models / "tiny").iterdir()}
    library.remove("tiny", [models])
    assert names(models) == []
    (found,) = removed([models])
    assert found.name == "tiny"
    assert abs(found.when - time.time()) < 3600
    library.restore(found)
    assert {path.name: path.read_bytes() for path in (models / "tiny").iterdir()} == before
    assert removed([models]) == []


def test_one_name_can_be_removed_twice_and_the_latest_comes_first(models: Path) -> None:
    library.remove("tiny", [models])
    save_tiny_model(models / "tiny", description="the second")
    library.remove("tiny", [models])
    latest, first = removed([models])
    assert "the second" in (latest.folder / "card.json").read_text()
    library.restore(first)
    with pytest.raises(BadInput, match="again"):
        library.restore(latest)
    library.empty_trash([models])
    assert removed([models]) == []
    assert names(models) == ["tiny"]


def test_renamed_models_keep_what_was_chosen_and_measured(models: Path) -> None:
    set_default(models, default_key("translate", "en", "fr"), "tiny")
    set_speed(models, "tiny", 12.34)
    library.rename("tiny", "my own", [models])
    (model,) = find_models([models])
    assert (model.name, model.card and model.card.name) == ("my own", "my own")
    assert defaults([models]) == {"translate en-fr": "my own"}
    assert speeds([models]) == {"my own": 12.3}


@pytest.mark.parametrize("name", ["", ".hidden", "a/b", "..", "a\n", "x" * 101, "end ", "con:1"])
def test_names_that_no_folder_can_have_are_refused(name: str, models: Path) -> None:
    with pytest.raises(BadInput):
        library.rename("tiny", name, [models])
    assert names(models) == ["tiny"]


def test_taken_names_unknown_and_shipped_models_are_refused(models: Path) -> None:
    save_tiny_model(models / "other")
    with pytest.raises(BadInput, match="already"):
        library.rename("tiny", "other", [models])
    with pytest.raises(UnknownModel):
        library.remove("nobody", [models])
    shipped = find_models([SHIPPED])[0].name
    with pytest.raises(ShippedModel):
        library.remove(shipped, [SHIPPED])
    with pytest.raises(ShippedModel):
        library.rename(shipped, "mine", [SHIPPED])


def test_kill_between_any_two_renames_leaves_every_model_somewhere(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each rename in turn is the last thing that happens."""
    real = Path.rename
    for fatal in range(1, 3):
        fresh = models / ".tiny-12345678" / "new"
        save_tiny_model(fresh, description="new")
        count = 0

        def rename(self: Path, target: Path) -> Path:
            nonlocal count
            count += 1
            if count == fatal:  # noqa: B023
                raise KeyboardInterrupt
            return real(self, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "rename", rename)
            with pytest.raises(KeyboardInterrupt):
                library.put_in_place(fresh, models, "tiny")
        assert fresh.is_dir(), "the new one is still where it was made"
        assert names(models) == ["tiny"] or [found.name for found in removed([models])] == ["tiny"]
        if not names(models):
            library.restore(removed([models])[0])
    library.put_in_place(fresh, models, "tiny")
    assert "new" in (models / "tiny" / "card.json").read_text()


def test_settings_of_the_shelf_are_never_half_a_file(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_default(models, "chat en", "a")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="space"):
            set_default(models, "chat en", "b")
    assert defaults([models]) == {"chat en": "a"}
    assert not list(models.glob(".library*"))


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"defaults": 3}', '{"defaults": {"a": 1}, "speeds": {"b": "c"}}']
)
def test_nonsense_in_the_file_is_nothing(text: str, models: Path) -> None:
    (models / "library.json").write_text(text)
    assert defaults([models]) == {}
    assert speeds([models]) == {}
    set_default(models, "chat en", "a")
    assert json.loads((models / "library.json").read_text())["defaults"] == {"chat en": "a"}


def test_what_a_killed_import_left_goes_after_a_day(models: Path) -> None:
    for name in (".tiny-abcdefgh", ".trash", ".downloads"):
        (models / name).mkdir()
    library.sweep(models)
    assert (models / ".tiny-abcdefgh").exists(), "perhaps somebody is at it"
    library.sweep(models, time.time() + 25 * 3600)
    assert not (models / ".tiny-abcdefgh").exists()
    assert (models / ".trash").exists()
    assert (models / ".downloads").exists()


def test_size_is_read_from_the_header(models: Path) -> None:
    (model,) = find_models([models])
    size = size_of(model)
    assert size.precision == "fp32"
    weights = (models / "tiny" / "weights.safetensors").stat().st_size
    assert weights - 10_000 < size.memory < weights < size.disk
    (models / "tiny" / "weights.safetensors").write_bytes(b"\xff" * 100)
    assert size_of(model).precision == ""


def translated_by(runner: Runner) -> str:
    request = Translate(text="a b", source_language="en", target_language="fr")
    return runner.choose("en", "fr") + str([e.text for e in runner.run(request) if isinstance(e, Finished)])


def test_default_is_taken_and_changes_are_seen_at_once(models: Path) -> None:
    save_tiny_model(models / "another", scores=({"pair": "en-fr", "metric": "BLEU", "value": 99.0},))
    runner = Runner("cpu", (models,))
    assert runner.choose("en", "fr") == "another"
    set_default(models, default_key("translate", "en", "fr"), "tiny")
    assert runner.choose("en", "fr") == "tiny"
    assert translated_by(runner).startswith("tiny")
    library.remove("tiny", [models])
    assert runner.choose("en", "fr") == "another", "what is gone is no default"
    set_default(models, default_key("translate", "en", "fr"), "")
    assert defaults([models]) == {}


def test_replaced_model_is_loaded_anew(models: Path) -> None:
    runner = Runner("cpu", (models,))
    translated_by(runner)
    old = runner.model("tiny")
    translated_by(runner)
    assert runner.model("tiny") is old
    fresh = models / ".tiny-12345678" / "new"
    save_tiny_model(fresh)
    library.put_in_place(fresh, models, "tiny")
    translated_by(runner)
    assert runner.model("tiny") is not old
