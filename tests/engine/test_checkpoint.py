"""A model on the disk is whole or absent, comes back as it was, and never runs code."""

import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
import torch
from safetensors.torch import load_file, save_file

from engine import checkpoint
from engine.checkpoint import load_model, save_model
from engine.errors import DamagedModel, UnknownModel
from engine.text.tokenizer import Tokenizer, train_tokenizer
from tests.engine.models import TEXT, save_tiny_model, tiny_card, tiny_tokenizer
from tests.engine.networks import sources

CPU = torch.device("cpu")


def test_model_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    network = save_tiny_model(tmp_path / "模型 ä")
    model = load_model("模型 ä", CPU, (tmp_path,))
    source, mask = sources()
    assert torch.equal(
        model.network.forward(source, mask, source), network.eval().forward(source, mask, source)
    )
    assert model.card == tiny_card(name="模型 ä")
    assert isinstance(model.tokenizer, Tokenizer)
    assert model.tokenizer.model == tiny_tokenizer().model
    parameters = [*model.network.parameters()]
    assert not any(p.requires_grad for p in parameters)
    assert model.device == CPU


def test_weights_kept_in_bfloat16_compute_in_float32(tmp_path: Path) -> None:
    network = save_tiny_model(tmp_path / "tiny")
    half = {name: p.detach().bfloat16() for name, p in network.named_parameters()}
    save_model(tmp_path / "tiny", tiny_card(), half, tiny_tokenizer())
    model = load_model("tiny", CPU, (tmp_path,))
    for name, p in model.network.named_parameters():
        assert torch.equal(p, half[name].float())


def test_saving_replaces_the_model_and_leaves_nothing_beside(tmp_path: Path) -> None:
    save_tiny_model(tmp_path / "tiny")
    (tmp_path / "tiny" / "notes.txt").write_text("of the old one", encoding="utf-8")
    save_tiny_model(tmp_path / "tiny", description="new")
    assert load_model("tiny", CPU, (tmp_path,)).card.description == "new"
    assert sorted(p.name for p in tmp_path.rglob("*")) == [
        "card.json",
        "tiny",
        "tokenizer.model",
        "weights.safetensors",
    ]


def fail(*_: object, **__: object) -> NoReturn:
    raise OSError("No space left on device")


@pytest.mark.parametrize("broken", ["save_file", "rename"])
def test_failed_saving_keeps_the_old_model_and_leaves_nothing_beside(
    tmp_path: Path, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_tiny_model(tmp_path / "tiny", description="old")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with monkeypatch.context() as patch:
        if broken == "save_file":
            patch.setattr(checkpoint, "save_file", fail)
        else:
            rename = Path.rename

            def fails_at_the_end(self: Path, target: Path) -> Path:
                return fail() if self.name == "new" else rename(self, target)

            patch.setattr(Path, "rename", fails_at_the_end)
        with pytest.raises(OSError, match="No space"):
            save_tiny_model(tmp_path / "tiny", description="new")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert [p.name for p in tmp_path.iterdir()] == ["tiny"]


def test_first_saving_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoint, "save_file", fail)
    with pytest.raises(OSError, match="No space"):
        save_tiny_model(tmp_path / "tiny")
    assert not list(tmp_path.iterdir())


def weights_cut_short(folder: Path) -> None:
    path = folder / "weights.safetensors"
    path.write_bytes(path.read_bytes()[:-40])


def weights_empty(folder: Path) -> None:
    (folder / "weights.safetensors").write_bytes(b"")


class Trap:
    """Unpickled, it would write a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return Path.touch, (self.path,)


def weights_pickled(folder: Path) -> None:
    (folder / "weights.safetensors").write_bytes(pickle.dumps(Trap(folder / "sprung")))


def weights_saved_by_torch(folder: Path) -> None:
    torch.save({"embedding.weight": Trap(folder / "sprung")}, folder / "weights.safetensors")


def tokenizer_pickled(folder: Path) -> None:
    (folder / "tokenizer.model").write_bytes(pickle.dumps(Trap(folder / "sprung")))


def tokenizer_empty(folder: Path) -> None:
    (folder / "tokenizer.model").write_bytes(b"")


def tokenizer_cut_short(folder: Path) -> None:
    path = folder / "tokenizer.model"
    path.write_bytes(path.read_bytes()[:1000])


def tokenizer_too_large(folder: Path) -> None:
    tags = ["<2en>", "<2fr>", "<2zh>"]
    larger = train_tokenizer(TEXT.split(". ") * 3, vocab=341, kind="bpe", control=tags, threads=1)
    (folder / "tokenizer.model").write_bytes(larger.model)


def tokenizer_without_a_language(folder: Path) -> None:
    other = train_tokenizer(TEXT.split(". ") * 3, vocab=320, kind="bpe", control=["<2fr>"], threads=1)
    (folder / "tokenizer.model").write_bytes(other.model)


def change_weights(folder: Path, change: Callable[[dict[str, torch.Tensor]], object]) -> None:
    tensors = load_file(folder / "weights.safetensors")
    change(tensors)
    save_file(tensors, folder / "weights.safetensors")


def weight_missing(folder: Path) -> None:
    change_weights(folder, lambda tensors: tensors.pop("embedding.weight"))


def weight_unknown(folder: Path) -> None:
    change_weights(folder, lambda tensors: tensors.update({"decoder.9.weight": torch.zeros(1)}))


def weight_of_another_shape(folder: Path) -> None:
    change_weights(folder, lambda tensors: tensors.update({"embedding.weight": torch.zeros(16, 340)}))


def weight_not_a_number(folder: Path) -> None:
    change_weights(folder, lambda tensors: tensors["embedding.weight"][3].fill_(torch.nan))


def change_network(folder: Path, **values: object) -> None:
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    card["network"].update(values)
    (folder / "card.json").write_text(json.dumps(card), encoding="utf-8")


def network_unknown(folder: Path) -> None:
    change_network(folder, kind="os.system")


def network_without_heads(folder: Path) -> None:
    change_network(folder, heads=0)


def network_of_words(folder: Path) -> None:
    change_network(folder, width="wide")


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (weights_cut_short, "weights are not readable"),
        (weights_empty, "weights are not readable"),
        (weights_pickled, "weights are not readable"),
        (weights_saved_by_torch, "weights are not readable"),
        (weight_missing, "embedding.weight"),
        (weight_unknown, "decoder.9.weight"),
        (weight_of_another_shape, "shape of embedding.weight"),
        (weight_not_a_number, "not all numbers"),
        (tokenizer_pickled, "tokenizer is not readable"),
        (tokenizer_empty, "tokenizer is not readable"),
        (tokenizer_cut_short, "tokenizer is not readable"),
        (tokenizer_too_large, "more tokens"),
        (tokenizer_without_a_language, "no <2zh>"),
        (network_unknown, "os.system"),
        (network_without_heads, "network: "),
        (network_of_words, "network: "),
    ],
)
def test_damaged_model_is_refused_by_name_and_harms_no_other(
    tmp_path: Path, damage: Callable[[Path], None], reason: str, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("good", "bad"):
        save_tiny_model(tmp_path / name)
    damage(tmp_path / "bad")
    with pytest.raises(DamagedModel, match=reason) as caught:
        load_model("bad", CPU, (tmp_path,))
    assert caught.value.name == "bad"
    assert caught.value.reason
    assert load_model("good", CPU, (tmp_path,)).card == tiny_card(name="good")
    assert not (tmp_path / "bad" / "sprung").exists()  # no code was run
    assert capfd.readouterr() == ("", "")


def test_folder_without_weights_is_refused_with_the_reason_of_the_list(tmp_path: Path) -> None:
    save_tiny_model(tmp_path / "bad")
    (tmp_path / "bad" / "weights.safetensors").unlink()
    with pytest.raises(DamagedModel, match=r"no weights\.safetensors"):
        load_model("bad", CPU, (tmp_path,))


def test_unknown_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnknownModel, match="absent"):
        load_model("absent", CPU, (tmp_path,))
