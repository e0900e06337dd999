"""Cards say what a model is; a folder that is no model says why, and stands in no other's way."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from engine.cards import FORMAT, ModelCard, find_models, model_folders
from tests.engine.models import save_tiny_model, tiny_card


def test_card_comes_back_from_its_text() -> None:
    card = tiny_card(
        description="élève 模型", training={"files": {"a": 1.0}}, scores=({"metric": "BLEU", "value": 40.0},)
    )
    assert ModelCard.from_json(card.to_json()) == card
    assert "模型" in card.to_json()


def test_card_translates_its_own_pairs_only() -> None:
    assert tiny_card().translates("en", "fr")
    assert not tiny_card().translates("fr", "en")
    assert not tiny_card(task="chat", pairs=(("en", "en"),)).translates("en", "en")


def changed(**values: Any) -> str:
    """The text of a card with other values; None takes one away."""
    table = {**json.loads(tiny_card().to_json()), **values}
    return json.dumps({key: value for key, value in table.items() if value is not None})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not readable"),
        ("{", "not readable"),
        ("[" * 100_000, "not readable"),
        ("1" * 5000, "not readable"),
        ("[]", "no format"),
        ("null", "no format"),
        (changed(format=None), "no format"),
        (changed(format=FORMAT + 1), "newer than this program reads"),
        (changed(format="1"), "newer"),
        (changed(pairs=None), "incomplete .*pairs"),
        (changed(pairs=[["en"]]), "incomplete"),
        (changed(pairs=5), "incomplete"),
        (changed(name=None), "incomplete .*name"),
        (changed(colour="red"), "incomplete .*colour"),
        (changed(scores=[1]), "incomplete"),
        (changed(network=5), "network is 5"),
        (changed(max_source="many"), "max_source is 'many'"),
        (changed(licence=[]), "licence"),
    ],
)
def test_text_that_is_no_card_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        ModelCard.from_json(text)


def test_models_are_found_by_name_in_any_folder(tmp_path: Path) -> None:
    for place in ("one/b", "one/ä", "two/a", "two/b"):
        save_tiny_model(tmp_path / place, description=place)
    found = find_models([tmp_path / "absent", tmp_path / "one", tmp_path / "two"])
    assert [model.name for model in found] == ["a", "b", "ä"]
    assert found[1].folder == tmp_path / "one" / "b"  # the earlier folder wins
    assert [model.card.description for model in found if model.card] == ["two/a", "one/b", "one/ä"]


def test_renamed_folder_is_a_model_of_that_name(tmp_path: Path) -> None:
    save_tiny_model(tmp_path / "tiny")
    (tmp_path / "tiny").rename(tmp_path / "mine")
    (found,) = find_models((tmp_path,))
    assert found.card
    assert found.name == found.card.name == "mine"


def test_larger_models_come_first_and_those_for_more_pairs_before_them(tmp_path: Path) -> None:
    one = (("en", "fr"),)
    save_tiny_model(tmp_path / "a", parameters=1, pairs=one)
    save_tiny_model(tmp_path / "b", parameters=2, pairs=one)
    save_tiny_model(tmp_path / "c", parameters=1, pairs=(*one, ("fr", "en")))
    assert [model.name for model in find_models([tmp_path])] == ["c", "b", "a"]


def test_what_is_no_folder_of_a_model_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".tiny-half-written").mkdir()
    (tmp_path / "translate.toml").write_text("", encoding="utf-8")
    assert find_models([tmp_path]) == []


def test_damaged_folders_are_listed_with_their_reason_beside_the_good_one(tmp_path: Path) -> None:
    for name in ("good", "no card", "no weights", "no tokenizer", "cut", "latin", "folder"):
        save_tiny_model(tmp_path / name)
    (tmp_path / "no card" / "card.json").unlink()
    (tmp_path / "no weights" / "weights.safetensors").unlink()
    (tmp_path / "no tokenizer" / "tokenizer.model").unlink()
    (tmp_path / "cut" / "card.json").write_text(changed()[:99], encoding="utf-8")
    (tmp_path / "latin" / "card.json").write_bytes(b'{"name": "\xe9"}')
    (tmp_path / "folder" / "card.json").unlink()
    (tmp_path / "folder" / "card.json").mkdir()
    damage = {model.name: model.damage for model in find_models([tmp_path])}
    assert damage.pop("good") == ""
    assert "no card.json" in damage["no card"]
    assert "no weights" in damage["no weights"]
    assert "no tokenizer" in damage["no tokenizer"]
    assert "not readable" in damage["cut"]
    assert all(damage.values())


def test_folders_of_the_environment_come_before_the_shipped_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEED_MODELS", os.pathsep.join(["one", "", "two"]))
    assert model_folders()[:2] == (Path("one"), Path("two"))
    assert model_folders()[-1].name == "models"
