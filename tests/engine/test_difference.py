"""A model that is kept as what it adds to another."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from engine.cards import CARD, WEIGHTS, find_models, read_card
from engine.checkpoint import load_model, save_model
from engine.errors import BadInput, DamagedModel
from engine.inspect.alignment import Reader, align
from engine.runner import Runner
from engine.shelf.convert import convert
from engine.shelf.difference import added, difference, packed, unpacked
from engine.shelf.library import size_of
from engine.shelf.tensors import whole
from engine.training.run import stored
from tests.engine.models import save_tiny_model, tiny_card, tiny_tokenizer

CPU = torch.device("cpu")


def parameters(folder: Path) -> dict[str, Tensor]:
    network = load_model(folder.name, CPU, (folder.parent,)).network
    return {name: tensor.clone() for name, tensor in network.named_parameters()}


@pytest.fixture
def tuned(tmp_path: Path) -> dict[str, Tensor]:
    """The weights of `tmp_path`/further, which adds to `tmp_path`/tiny, as they were before it was saved."""
    save_tiny_model(tmp_path / "tiny")
    tiny = parameters(tmp_path / "tiny")
    save_model(tmp_path / "tiny", tiny_card(), stored(tiny, "int8"), tiny_tokenizer())
    torch.manual_seed(1)
    tuned = {name: tensor + 0.05 * torch.randn_like(tensor) for name, tensor in tiny.items()}
    count = sum(tensor.numel() for tensor in tuned.values())
    card = tiny_card(name="further", base="tiny", parameters=count, pairs=(("en", "fr"), ("en", "zh")))
    kept = difference(load_file(tmp_path / "tiny" / WEIGHTS), tuned)
    save_model(tmp_path / "further", card, kept, tiny_tokenizer())
    return tuned


@pytest.mark.parametrize("columns", [1, 2, 7])
def test_four_bits_hold_every_number_they_are_for(columns: int) -> None:
    numbers = torch.randint(-8, 8, (5, columns))
    assert packed(numbers).shape == (5, (columns + 1) // 2)
    assert torch.equal(unpacked(packed(numbers), numbers.shape), numbers.to(torch.int8))


def test_sum_is_what_was_trained_to_a_fifteenth_of_each_rows_greatest_change(
    tmp_path: Path, tuned: dict[str, Tensor]
) -> None:
    before, after = parameters(tmp_path / "tiny"), parameters(tmp_path / "further")
    for name, tensor in tuned.items():
        if tensor.dim() < 2:
            assert torch.equal(after[name], tensor)
            continue
        greatest = (tensor - before[name]).abs().amax(1, keepdim=True)
        assert ((after[name] - tensor).abs() <= greatest / 14 + 1e-6).all()


def test_nothing_changed_adds_nothing() -> None:
    base = stored({"layer.weight": torch.randn(3, 6), "bias": torch.randn(3)}, "int8")
    same = {"layer.weight": whole("layer.weight", base), "bias": base["bias"]}
    found = added(base, difference(base, same))
    assert all(torch.equal(found[name], tensor) for name, tensor in same.items())


def test_it_is_as_large_in_memory_as_its_network_and_smaller_on_the_disk(
    tmp_path: Path, tuned: dict[str, Tensor]
) -> None:
    sizes = {model.name: size_of(model) for model in find_models((tmp_path,))}
    assert sizes["further"].memory == 4 * sum(tensor.numel() for tensor in tuned.values())
    assert sizes["further"].disk < sizes["tiny"].disk
    assert sizes["further"].precision == "int4"


@pytest.mark.usefixtures("tuned")
def test_without_the_other_model_it_is_damaged_and_says_which_is_missing(tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "tiny")
    with pytest.raises(DamagedModel, match="it adds to tiny, which is missing"):
        load_model("further", CPU, (tmp_path,))


@pytest.mark.usefixtures("tuned")
def test_what_does_not_fit_is_named(tmp_path: Path) -> None:
    weights = load_file(tmp_path / "tiny" / WEIGHTS)
    weights["embedding.weight"] = weights["embedding.weight"][:, :-2].contiguous()
    save_file(weights, tmp_path / "tiny" / WEIGHTS)
    with pytest.raises(DamagedModel, match=r"adds to embedding\.weight of another model does not fit"):
        load_model("further", CPU, (tmp_path,))


@pytest.mark.usefixtures("tuned")
def test_it_is_not_made_smaller_again(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="it only adds to tiny"):
        next(convert("further", "int8", "smaller", tmp_path, folders=(tmp_path,)))


@pytest.mark.usefixtures("tuned")
def test_word_links_of_one_direction_ask_the_other_model_for_the_way_back(tmp_path: Path) -> None:
    runner = Runner("cpu", (tmp_path,))
    further, tiny = runner.model("further"), runner.model("tiny")
    assert runner.way_back(further, "en", "zh") is tiny
    assert runner.way_back(further, "en", "fr") is None
    assert runner.way_back(tiny, "en", "zh") is tiny
    shutil.copytree(tmp_path / "further", tmp_path / "back")
    score = {"test": "t", "pair": "zh-en", "metric": "BLEU", "value": 9.0}
    card = replace(read_card(tmp_path / "back"), name="back", pairs=(("zh", "en"),), scores=(score,))
    (tmp_path / "back" / CARD).write_text(card.to_json(), encoding="utf-8")
    assert runner.way_back(further, "en", "zh") is runner.model("back")  # a better one of the same family
    shutil.rmtree(tmp_path / "back")
    reader = Reader.of(further.card.alignment)
    found = sorted(align(further, tiny, reader, "The cat sleeps", "猫 在 睡觉", "en", "zh"))
    assert runner.align([("The cat sleeps", "猫 在 睡觉")], "en", "zh", "further") == [found]
