"""What a runner cannot do is a failure that leaves it whole; what it can do, it does with the best model."""

from pathlib import Path
from typing import Any

import pytest
import torch

from engine.checkpoint import load_model
from engine.errors import (
    BadInput,
    BadOption,
    DamagedModel,
    Failure,
    NoDevice,
    NoModelForPair,
    OutOfMemory,
    UnknownModel,
    WrongModel,
)
from engine.kernels.device import choose_device
from engine.requests import Prepare
from engine.runner import Runner
from engine.search.options import DecodingOptions
from engine.tasks import decoding
from engine.text.tokenizer import BOS, EOS
from tests.engine.models import save_tiny_model
from tests.engine.translating import QUICK, failure_of, text_of, translate


@pytest.mark.parametrize(
    ("changes", "failure"),
    [
        ({"model": "absent"}, UnknownModel("absent")),
        ({"model": "tiny", "target_language": "de"}, WrongModel("tiny", "en-de")),
        ({"target_language": "de"}, NoModelForPair("en", "de")),
        ({"options": DecodingOptions(beam=0)}, BadOption("beam", "must be at least 1")),
        (
            {"options": DecodingOptions(max_length=21)},
            BadOption("max_length", "this model writes at most {0} tokens", (20,)),
        ),
    ],
)
def test_what_cannot_be_done_is_a_failure(models: Path, changes: dict[str, Any], failure: Failure) -> None:
    runner = Runner("cpu", (models,))
    assert failure_of(list(runner.run(translate("The cat.", **changes)))) == failure
    text_of(list(runner.run(translate("The cat."))))  # and nothing is broken by it


def test_language_between_is_named() -> None:
    failure = failure_of(
        list(Runner("cpu").run(translate("Le chat.", source_language="fr", target_language="de")))
    )
    assert failure == NoModelForPair("fr", "de", "en")
    assert "--via en" in str(failure)


def test_damaged_model_is_a_failure_and_is_not_chosen(models: Path) -> None:
    save_tiny_model(models / "zz")
    (models / "zz" / "weights.safetensors").write_bytes(b"")
    runner = Runner("cpu", (models,))
    request = Prepare(number=7, source_language="en", target_language="fr", model="zz")
    assert isinstance(failure_of(list(runner.run(request))), DamagedModel)
    (models / "zz" / "weights.safetensors").unlink()
    assert runner.choose("en", "fr") == "tiny"
    assert isinstance(failure_of(list(runner.run(request))), DamagedModel)


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        torch.OutOfMemoryError("CUDA out of memory."),
        RuntimeError(
            "[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes."
        ),
        RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 9 bytes."),
    ],
    ids=str,
)
def test_lack_of_memory_is_a_failure(models: Path, error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*_: object, **__: object) -> None:
        raise error

    runner = Runner("cpu", (models,))
    with monkeypatch.context() as patch:
        patch.setattr(decoding, "search", exhausted)
        assert failure_of(list(runner.run(translate("The cat.")))) == OutOfMemory()
        with pytest.raises(OutOfMemory):
            runner.translate_many(["The cat."], "en", "fr", None, QUICK)
    text_of(list(runner.run(translate("The cat."))))


def test_defect_is_not_hidden_as_a_failure(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("shapes do not fit")

    monkeypatch.setattr(decoding, "search", broken)
    with pytest.raises(RuntimeError, match="shapes"):
        list(Runner("cpu", (models,)).run(translate("The cat.")))


def bleu(*values: object) -> tuple[dict[str, object], ...]:
    tests = "valid.en-fr.tsv", "valid-flores.en-fr.tsv"
    records = zip(tests, values, strict=False)
    return tuple({"test": test, "pair": "en-fr", "metric": "BLEU", "value": value} for test, value in records)


def test_best_model_of_a_pair_is_chosen_by_its_scores(models: Path) -> None:
    runner = Runner("cpu", (models,))
    assert runner.choose("en", "fr") == "tiny"
    save_tiny_model(models / "better", scores=bleu(30.0, 10.0))  # the other has left out the hard test
    save_tiny_model(models / "worse", scores=bleu(24.0))
    save_tiny_model(models / "vain", scores=bleu("best"))
    save_tiny_model(models / "elsewhere", scores=({"pair": "en-zh", "metric": "BLEU", "value": 99.0},))
    save_tiny_model(models / "other", pairs=(("en", "zh"),), scores=bleu(99.0))
    assert runner.choose("en", "fr") == "better"
    assert runner.choose("en", "fr", "worse") == "worse"


def test_score_is_the_log_probability_of_the_target(models: Path) -> None:
    runner = Runner("cpu", (models,))
    ((nats, count),) = runner.score([("The cat", "Le chat")], "en", "fr", "tiny")
    model = load_model("tiny", torch.device("cpu"), (models,))
    encode = model.tokenizer.encode
    source = torch.tensor([[model.tokenizer.control("<2fr>"), *encode("The cat")[0], EOS]])
    target = torch.tensor([[BOS, *encode("Le chat")[0], EOS]])
    logits = model.network.forward(source, torch.ones_like(source, dtype=torch.bool), target[:, :-1])
    wanted = logits.log_softmax(-1).gather(2, target[:, 1:, None]).sum().item()
    assert nats == pytest.approx(wanted, abs=1e-4)
    assert count == target.shape[1] - 1
    with pytest.raises(BadInput, match="too long"):
        runner.score([("The cat " * 20, "Le chat")], "en", "fr", "tiny")


def test_device_that_is_not_there_is_named() -> None:
    assert choose_device("cpu") == torch.device("cpu")
    assert choose_device("auto").type in ("cpu", "cuda", "mps")
    for absent in ("cuda:63", "tpu", "", "cpu:x"):
        with pytest.raises(NoDevice):
            choose_device(absent)
