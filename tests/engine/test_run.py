"""From a training file to a model that translates."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from engine.cards import SHORTLISTS, ModelCard
from engine.checkpoint import load_model
from engine.errors import BadInput, UnknownModel
from engine.networks.build import build
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.shelf.tensors import whole
from engine.text.tokenizer import Tokenizer
from engine.training.batches import Drawn, make_batch
from engine.training.corpus import load_corpora
from engine.training.evaluate import evaluate
from engine.training.run import export, mean, stored, train
from engine.training.shortlist import add_shortlists
from tests.engine.runs import metrics, reversed_letters, write_pairs, write_run

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with data, a run that has learnt to reverse four letters, and the model made of it."""
    folder = tmp_path_factory.mktemp("learnt")
    path = write_run(
        folder,
        data={"tokens": 300},
        network={
            "dropout": 0.0,
            "width": 32,
            "heads": 4,
            "inner": 64,
            "decoder_layers": 1,
            "positions": "learned",
        },
        schedule={"peak": 8e-3, "warmup": 30, "updates": 450, "decay": 250},
        validation={"every": 150, "translated": 25},
        checkpoint={"every": 200, "average": 1, "weights": "float32", "shortlist": 0.995},
    )
    write_pairs(folder / "data" / "letters.en-fr.tsv", reversed_letters(3000, 5, longest=4))
    write_pairs(folder / "data" / "valid.en-fr.tsv", reversed_letters(25, 6, longest=4))
    train(path, folder / "runs", "cpu", resume=False)
    export(path, folder / "runs", folder / "models")
    return folder


def test_reversing_is_learnt_in_seconds(learnt: Path) -> None:
    pairs = reversed_letters(200, seed=99, longest=4)
    runner = Runner("cpu", (learnt / "models",))
    outputs = runner.translate_many([a for a, _ in pairs], "en", "fr", "reverse", DecodingOptions())
    assert sum(o.text == b for o, (_, b) in zip(outputs, pairs, strict=True)) > 0.95 * len(pairs)


def test_export_lists_the_tokens_of_each_target_language(learnt: Path) -> None:
    model = load_model("reverse", CPU, (learnt / "models",), shortlist=True)
    assert {to: len(kept.tokens) for to, kept in model.shortlists.items()} == model.card.shortlist["tokens"]
    pairs = reversed_letters(100, seed=98, longest=4)
    few = Runner("cpu", (learnt / "models",), shortlist=True)
    outputs = few.translate_many([a for a, _ in pairs], "en", "fr", "reverse", DecodingOptions())
    assert sum(o.text == b for o, (_, b) in zip(outputs, pairs, strict=True)) > 0.95 * len(pairs)


def test_the_command_makes_the_same_shortlists_anew(learnt: Path) -> None:
    folder, config = learnt / "models" / "reverse", next(learnt.glob("*.toml"))
    lists, card = (folder / SHORTLISTS).read_bytes(), (folder / "card.json").read_text()
    (folder / SHORTLISTS).write_bytes(b"")
    (folder / "card.json").write_text(replace(load_model_card(folder), shortlist={}).to_json())
    add_shortlists(config, learnt / "runs", learnt / "models")
    assert (folder / SHORTLISTS).read_bytes() == lists
    assert (folder / "card.json").read_text() == card
    with pytest.raises(UnknownModel, match="reverse"):
        add_shortlists(config, learnt / "runs", learnt / "elsewhere")
    config.with_name("none.toml").write_text(
        config.read_text().replace("shortlist = 0.995", "shortlist = 0.0")
    )
    with pytest.raises(BadInput, match="shortlist"):
        add_shortlists(config.with_name("none.toml"), learnt / "runs", learnt / "models")
    config.with_name("none.toml").unlink()


def load_model_card(folder: Path) -> ModelCard:
    return ModelCard.from_json((folder / "card.json").read_text())


def test_validation_of_the_run_is_what_the_model_shows_afterwards(
    learnt: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same sentences, the same search: `evaluate` finds the figures of metrics.jsonl."""
    monkeypatch.setenv("HEED_MODELS", str(learnt / "models"))
    evaluate("reverse", [], learnt / "data", ["valid"], DecodingOptions(beam=1), "cpu", write=True)
    last = metrics(learnt / "runs" / "reverse")[-1]
    card = load_model("reverse", CPU, (learnt / "models",)).card
    assert len(card.scores) == 4
    for score in card.scores:
        assert score["value"] == pytest.approx(last[f"valid.{score['pair']}_{score['metric']}"], abs=0.01)
        assert score["pairs"] == 25
        assert "BLEU" in score["signature"] or "nrefs" in score["signature"]
    assert "en-fr\tBLEU" in capsys.readouterr().out


def test_model_gives_the_logits_of_the_mean_weights(tmp_path: Path) -> None:
    """Of the last validations, as many as the file says; rounded if it says so."""
    changes = {"validation": {"every": 4, "translated": 0}, "schedule": {"updates": 12}}
    path = write_run(tmp_path, **changes)
    train(path, tmp_path, "cpu", resume=False)
    folder = tmp_path / "reverse"
    averaged = mean([load_file(folder / f"weights-{update:07}.safetensors") for update in (8, 12)])
    for kind in ("float32", "bfloat16", "int8"):
        write_run(tmp_path, **changes, checkpoint={"weights": kind})
        export(path, tmp_path, tmp_path / "models")
        model = load_model("reverse", CPU, (tmp_path / "models",))
        network = build(model.card.network).eval()
        rounded = {name: whole(name, stored(averaged, kind)).float() for name in averaged}
        if kind == "int8":  # a matrix keeps its rows' greatest numbers, and loses half a step of 127 at most
            for name, tensor in averaged.items():
                step = tensor.abs().amax(-1, keepdim=True) / 127 if tensor.dim() == 2 else 0.0
                assert ((rounded[name] - tensor).abs() <= 0.501 * step).all()
        network.load_state_dict(rounded, strict=False)  # the output layer is the embedding
        assert isinstance(model.tokenizer, Tokenizer)
        corpus = load_corpora(tmp_path / "data", ["en-fr"], {"valid": 1.0}, model.tokenizer, tmp_path, 20)[0]
        batch = make_batch([Drawn(corpus, (i,)) for i in range(5)])
        ours = model.network.forward(batch.source, batch.mask, batch.target)
        assert torch.equal(ours, network.forward(batch.source, batch.mask, batch.target))
        assert load_file(tmp_path / "models/reverse/weights.safetensors")[
            "embedding.weight"
        ].dtype == getattr(torch, kind)
    card = model.card
    assert card.pairs == (("en", "fr"), ("fr", "en"))
    assert card.max_source == card.max_target == 11
    assert card.parameters == sum(p.numel() for p in network.parameters())
    assert card.training["averaged"] == ["weights-0000008", "weights-0000012"]
    assert (card.training["updates"], card.training["files"]) == (12, {"letters": 1.0, "more": 0.5})


def test_run_that_goes_on_from_a_model_is_stored_as_what_it_adds(tmp_path: Path) -> None:
    changes = {"validation": {"every": 4, "translated": 0}, "schedule": {"updates": 4, "decay": 0}}
    path = write_run(tmp_path, **changes)
    train(path, tmp_path, "cpu", resume=False)
    export(path, tmp_path, tmp_path / "models")
    first = str(tmp_path / "models/reverse")
    again = {"": {"name": "further", "seed": 4, "start": first}, "checkpoint": {"base": first, "average": 1}}
    path = write_run(tmp_path, **changes, **again)
    train(path, tmp_path, "cpu", resume=False)
    export(path, tmp_path, tmp_path / "models")
    model = load_model("further", CPU, (tmp_path / "models",))
    assert model.card.base == "reverse"
    learnt = load_file(tmp_path / "further/weights-0000004.safetensors")
    before = load_file(tmp_path / "models/reverse/weights.safetensors")
    for name, tensor in model.network.named_parameters():
        most = (learnt[name].float() - before[name]).abs().max()
        assert most > 0
        assert (tensor - learnt[name]).abs().max() <= most / 14 + 1e-6
    again["checkpoint"] = {"average": 1, "weights": "float32", "start_share": 0.25}
    export(write_run(tmp_path, **changes, **again), tmp_path, tmp_path / "models")
    for name, tensor in load_model("further", CPU, (tmp_path / "models",)).network.named_parameters():
        assert torch.allclose(tensor, 0.75 * learnt[name] + 0.25 * before[name], atol=1e-6)


def test_mean_is_the_mean_in_float32() -> None:
    one, other = {"a": torch.tensor([1.0, 2.0]).bfloat16()}, {"a": torch.tensor([2.0, 5.0])}
    assert mean([one, other])["a"].tolist() == [1.5, 3.5]
    assert mean([one])["a"].dtype == torch.float32


def test_run_without_weights_makes_no_model(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no weights yet"):
        export(write_run(tmp_path), tmp_path / "runs", tmp_path / "models")
    assert not (tmp_path / "models").exists()


def test_evaluation_names_a_file_that_is_not_there(learnt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEED_MODELS", str(learnt / "models"))
    with pytest.raises(BadInput, match=r"absent\.en-fr"):
        evaluate("reverse", ["en-fr"], learnt / "data", ["absent"], DecodingOptions(), "cpu")
